package mcpserver

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/keys"
)

// TestBounded holds that a result is never larger than the limit, and says so.
func TestBounded(t *testing.T) {
	t.Parallel()
	many := make([]string, 10_000)
	for i := range many {
		many[i] = strings.Repeat("ü", 50)
	}
	wide := map[string]string{}
	for i := range 2000 {
		wide[strings.Repeat("n", i%40)+string(rune('a'+i%26))+strings.Repeat("m", i/26)] = strings.Repeat("v", 500)
	}
	for name, c := range map[string]struct {
		value any
		cut   bool
	}{
		"small":      {map[string]any{"a": "x & <y>"}, false},
		"long text":  {map[string]any{"a": strings.Repeat("ü", 1<<20)}, true},
		"long list":  {map[string]any{"a": many}, true},
		"both":       {map[string]any{"a": many, "b": []any{many, many}}, true},
		"wide":       {wide, true},
		"big number": {map[string]any{"a": json.Number("123456789012345678901234567890"), "b": strings.Repeat("x", 1<<16)}, true},
	} {
		data, note, err := bounded(c.value)
		if err != nil || len(data) > maxOutput || !json.Valid(data) || (note != "") != c.cut {
			t.Errorf("%s: %d bytes, %q, %v", name, len(data), note, err)
		}
		if name == "big number" && !strings.Contains(string(data), "123456789012345678901234567890") {
			t.Error("a number lost digits")
		}
		if whole := withMembers(data, map[string]any{memberTruncated: note}); !json.Valid(whole) {
			t.Errorf("%s: %s is not JSON", name, whole)
		}
	}
	if _, _, err := bounded(map[string]any{"a": func() {}}); err == nil {
		t.Error("a function is a result")
	}
}

// TestTextsAreBounded holds that what a request or a notification says makes no text long.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	long := strings.Repeat("ü", 100_000)
	one := "POST /n HTTP/1.1\r\nclient-id: X\r\nrequest-time: 1\r\nsignature: algorithm=RSA256,keyVersion=1,signature=AAAA\r\n\r\n" +
		`{"notifyType":"` + strings.Repeat("T", 20_000) + "\"}\n"
	for name, c := range map[string]struct {
		tool      string
		arguments map[string]any
	}{
		"a field":       {"create_payment", args("amount", "1", "currency", "HKD", "method", "ALIPAY_HK", "fields", args(long, 1))},
		"a value":       {"call_operation", args("operation", "pay", "no_validate", true, "body", args("productCode", long))},
		"notifications": {"verify_notification", args("capture", strings.Repeat(one, 20))},
	} {
		if got := s.call(c.tool, c.arguments); len(got.text) > maxOutput+2*maxSummary {
			t.Errorf("%s: %d bytes", name, len(got.text))
		}
	}
}

// TestMaskedJSON holds that buyers' data and what is no JSON are safe to show.
func TestMaskedJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"buyer":{"buyerEmail":"a@b.example"}}`: `{"buyer":{"buyerEmail":"***"}}`,
		`{"a":1}`:                                `{"a":1}`,
		"not json \xff":                          "\"not json \uFFFD\"",
		"":                                       "",
	} {
		if got := string(maskedJSON([]byte(in))); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// TestFiles holds which files are read.
func TestFiles(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	outside := filepath.Join(t.TempDir(), "secret.txt")
	write(t, outside, "secret")
	write(t, filepath.Join(o.Dir, "a.http"), "POST /n HTTP/1.1\nclient-id: SANDBOX_LOCAL\nrequest-time: 1\nsignature: algorithm=RSA256,keyVersion=1,signature=AAAA\n\n{}")
	write(t, filepath.Join(o.Dir, ".env"), "KEY=secret")
	write(t, filepath.Join(o.Dir, "large"), strings.Repeat("x", maxFile+1))
	for _, dir := range []string{".ssh", "sub"} {
		if err := os.Mkdir(filepath.Join(o.Dir, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(o.Dir, ".ssh", "id"), "secret")
	for name, target := range map[string]string{"link": outside, "inside": "a.http", "environment": ".env", "keys": ".ssh"} {
		if err := os.Symlink(target, filepath.Join(o.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	key, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(o.Dir, "key.txt"), "a: 1\n"+string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	write(t, filepath.Join(o.Dir, "key.b64"), base64.StdEncoding.EncodeToString(der))
	s := connect(t, o, nil)
	for _, name := range []string{"key.txt", "key.b64"} {
		a := args("file", name, "format", "body", "explain", true, "path", "/n", "headers", []any{"signature: algorithm=RSA256,keyVersion=1,signature=AAAA", "client-id: X", "request-time: 1"})
		s.refused("verify_notification", a, apperr.Usage, "private key")
	}
	for _, name := range []string{"a.http", "./x/../a.http", filepath.Join(o.Dir, "a.http"), "inside"} {
		s.ok("verify_notification", args("file", name)).want(float64(1), "notifications")
	}
	for name, word := range map[string]string{
		"/etc/passwd": "outside of the directory", "../x": "outside of the directory", outside: "outside of the directory", "link": "escapes",
		".env": "hidden", ".ssh/id": "hidden", "environment": "hidden", "keys/id": "hidden", "sub": "not a regular file", "nothing": "no such file", "large": "at most",
	} {
		got := s.refused("verify_notification", args("file", name), apperr.Usage, word)
		if strings.Contains(got.text, "secret\"") {
			t.Errorf("%s was read: %s", name, got.text)
		}
	}
	o.Dir, o.NoDir = "", "the server was started in the home directory"
	connect(t, o, nil).refused("verify_notification", args("file", "a.http"), apperr.Usage, "home directory", "--dir DIR")
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestServeEnds holds that the server ends with its input and with its context, also
// while a call is under way, and that calls made before the end of the input are answered.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	const begin = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n" +
		`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
	o := newOptions(t)
	var out strings.Builder
	in := begin + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"create_payment","arguments":{"amount":"1","currency":"HKD","method":"ALIPAY_HK"}}}` + "\n"
	if err := Serve(t.Context(), o, strings.NewReader(in), &out); err != nil || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("%v, %s", err, out.String())
	}

	o.Simulator = func(ctx context.Context) (*Simulator, error) { <-ctx.Done(); return nil, ctx.Err() }
	o.Grace = 10 * time.Millisecond
	if err := Serve(t.Context(), o, strings.NewReader(in), io.Discard); err != nil {
		t.Errorf("with a call that never ends: %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	silent, w := io.Pipe()
	defer func() { _ = w.Close() }()
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, o, silent, io.Discard) }()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("the end of the context is an error: %v", err)
	}
	for _, bad := range []string{"{", "[[[[", strings.Repeat("[", 200_000), strings.Repeat("x", maxMessage+10), "\x00", "1 2"} {
		if err := Serve(t.Context(), o, strings.NewReader(bad), io.Discard); apperr.KindOf(err) != apperr.Usage {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

// FuzzArguments calls tools with hostile arguments: each gets a result within the limit.
func FuzzArguments(f *testing.F) {
	for i := range 20 {
		f.Add(uint8(i), []byte(`{}`))
		f.Add(uint8(i), []byte(`{"id":"x","target":"pay","body":{"a":[1e999,{}]},"operation":"pay","decision":"accept","url":"http://[::1%25]/","capture":"POST / HTTP/1.1\n\n{"}`))
		f.Add(uint8(i), []byte(`{"fields":{"order":null},"amount":"1e9","currency":"\ud800","limit":-1,"headers":[":",null]}`))
	}
	o := newOptions(f)
	s := &server{o: o, stopped: context.Background()}
	tools := s.tools()
	f.Fuzz(func(t *testing.T, which uint8, arguments []byte) {
		tool := tools[int(which)%len(tools)]
		if tool.name == "test_handler" || tool.name == "send_notification" {
			return // they use the network
		}
		c := &call{server: s, arguments: arguments, request: &mcp.CallToolRequest{Params: &mcp.CallToolParamsRaw{Name: tool.name}}}
		out := s.answer(t.Context(), &tool, c)
		data, _ := out.StructuredContent.(json.RawMessage)
		if !json.Valid(data) || len(data) > 2*maxOutput {
			t.Errorf("%s: %d bytes of %.100s", tool.name, len(data), data)
		}
		if strings.Contains(out.Content[0].(*mcp.TextContent).Text, "because of a fault in antom") {
			t.Errorf("%s: %s", tool.name, out.Content[0].(*mcp.TextContent).Text)
		}
	})
}
