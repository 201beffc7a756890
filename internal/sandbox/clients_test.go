package sandbox_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// wireRequest is a request of testdata/clients, byte for byte as a client would
// send it. The file has a comment, then the request with plain line ends in its
// head. $SIGNATURE and $signature stand for the URL-encoded signature with
// upper-case and lower-case digits, $BARE for the Base64, $LENGTH for the size.
type wireRequest struct {
	target string
	head   []string // the request line and the headers
	body   []byte
}

func readWire(t *testing.T, file string) wireRequest {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for bytes.HasPrefix(data, []byte("#")) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	head, body, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok {
		t.Fatalf("%s has no body", file)
	}
	w := wireRequest{head: strings.Split(string(head), "\n"), body: bytes.TrimSuffix(body, []byte("\n"))}
	w.target = strings.Fields(w.head[0])[1]
	return w
}

// header is the value of a header, whatever the case of its name.
func (w wireRequest) header(name string) string {
	for _, line := range w.head[1:] {
		if key, value, _ := strings.Cut(line, ":"); strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// path is what a client signs: the target without scheme and host.
func (w wireRequest) path() string {
	if _, rest, ok := strings.Cut(w.target, "://"); ok {
		return rest[strings.Index(rest, "/"):]
	}
	return w.target
}

// sign fills in the head.
func (w wireRequest) sign(t *testing.T) string {
	t.Helper()
	m := antom.Message{Method: http.MethodPost, Path: w.path(), ClientID: w.header("client-id"), Time: w.header("request-time"), Body: w.body}
	s, err := antom.Sign(shared().MerchantKey, "1", m)
	if err != nil {
		t.Fatal(err)
	}
	bare := base64.StdEncoding.EncodeToString(s.Value)
	lower := strings.NewReplacer("+", "%2b", "/", "%2f", "=", "%3d").Replace(bare)
	return strings.NewReplacer("$SIGNATURE", s.Encoded(), "$signature", lower, "$BARE", bare, "$LENGTH", strconv.Itoa(len(w.body))).
		Replace(strings.Join(w.head, "\r\n")) + "\r\n\r\n"
}

// exchange sends the request and reads the answer.
func (w wireRequest) exchange(t *testing.T, c net.Conn) wireAnswer {
	t.Helper()
	in := bufio.NewReader(c)
	head := w.sign(t)
	var err error
	switch {
	case w.header("expect") != "":
		if _, err = io.WriteString(c, head); err != nil {
			break
		}
		if line, err := in.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			t.Fatalf("got %q, %v; want 100", line, err)
		}
		if _, err = in.ReadString('\n'); err == nil {
			_, err = c.Write(w.body)
		}
	case w.header("transfer-encoding") != "":
		_, err = io.WriteString(c, head+inPieces(w.body))
	default:
		_, err = io.WriteString(c, head+string(w.body))
	}
	if err != nil {
		t.Fatal(err)
	}
	return readAnswer(t, in)
}

func inPieces(body []byte) string {
	var b strings.Builder
	for len(body) > 0 {
		n := min(7, len(body))
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}

// wireAnswer is an answer as it came.
type wireAnswer struct {
	status string
	lines  []string // of the headers
	body   []byte
}

func readAnswer(t *testing.T, in *bufio.Reader) wireAnswer {
	t.Helper()
	var a wireAnswer
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatalf("the answer ends after %q: %v", a.lines, err)
		}
		line = strings.TrimSuffix(line, "\r\n")
		if line == "" {
			break
		}
		if a.status == "" {
			a.status = line
			continue
		}
		a.lines = append(a.lines, line)
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "content-length") {
			length, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	a.body = make([]byte, length)
	if _, err := io.ReadFull(in, a.body); err != nil {
		t.Fatal(err)
	}
	return a
}

// header finds a header by a name that equals it.
func (a wireAnswer) header(name string, equal func(a, b string) bool) string {
	for _, line := range a.lines {
		if key, value, _ := strings.Cut(line, ":"); equal(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func exactly(a, b string) bool { return a == b }

// reader takes the signature and the response-time from an answer in the way of
// a client library; the signature is URL-decoded. "" is what the library would
// take for an answer without a signature.
type reader func(a wireAnswer) (signature, time string)

func readers() map[string]reader {
	return map[string]reader{
		"java": func(a wireAnswer) (string, string) {
			parts := strings.Split(a.header("signature", strings.EqualFold), ",")
			if len(parts) < 3 {
				return "", ""
			}
			pair := strings.Split(parts[2], "=")
			if len(pair) != 2 {
				return "", ""
			}
			return formDecoded(pair[1]), a.header("response-time", strings.EqualFold)
		},
		"go": func(a wireAnswer) (string, string) {
			_, rest, _ := strings.Cut(a.header("signature", strings.EqualFold), "signature=")
			return formDecoded(rest), a.header("response-time", strings.EqualFold)
		},
		"python": func(a wireAnswer) (string, string) {
			for _, part := range strings.Split(a.header("signature", exactly), ",") {
				if value, ok := strings.CutPrefix(part, "signature="); ok {
					return formDecoded(value), a.header("response-time", exactly)
				}
			}
			return "", ""
		},
		"php": func(a wireAnswer) (signature, time string) {
			for _, line := range a.lines {
				if strings.Contains(line, "signature") {
					signature = line[strings.LastIndex(line, "=")+1:]
				}
				if strings.Contains(line, "response-time") {
					time = strings.TrimSpace(line[strings.Index(line, ":")+1:])
				}
			}
			if strings.ContainsAny(signature, "=+/") {
				return signature, time
			}
			return formDecoded(signature), time
		},
		"dotnet": func(a wireAnswer) (string, string) {
			for _, part := range strings.Split(a.header("signature", strings.EqualFold), ",") {
				if name, value, _ := strings.Cut(part, "="); name == "signature" {
					return formDecoded(value), a.header("response-time", strings.EqualFold)
				}
			}
			return "", ""
		},
	}
}

func formDecoded(s string) string {
	decoded, err := url.QueryUnescape(s)
	if err != nil {
		return ""
	}
	return decoded
}

// wantReadable checks that every client library reads and verifies the answer.
func wantReadable(t *testing.T, w wireRequest, a wireAnswer) {
	t.Helper()
	for name, read := range readers() {
		text, time := read(a)
		value, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || text == "" {
			t.Errorf("the library for %s cannot read the signature in %q: %v", name, a.lines, err)
			continue
		}
		m := antom.Message{Method: http.MethodPost, Path: w.path(), ClientID: a.header("client-id", exactly), Time: time, Body: a.body}
		if err := antom.Verify(&shared().AntomKey.PublicKey, m, antom.Signature{Algorithm: antom.Algorithm, Value: value}); err != nil {
			t.Errorf("the library for %s: %v", name, err)
		}
	}
	if got := a.header("signature", exactly); !strings.HasPrefix(got, "algorithm=RSA256,keyVersion=1,signature=") || strings.Count(got, "=") != 3 {
		t.Errorf("the header is %q", got)
	}
	if got := a.header("Content-Type", strings.EqualFold); got != "application/json; charset=UTF-8" {
		t.Errorf("Content-Type is %q", got)
	}
}

// TestClientsOfAllKinds sends what client libraries send, over HTTP and HTTPS,
// and reads the answers as they do.
func TestClientsOfAllKinds(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	roots := s.roots()
	files, err := filepath.Glob("testdata/clients/*.http")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/secure=%v", filepath.Base(file), secure), func(t *testing.T) {
				t.Parallel()
				c, err := net.Dial("tcp", s.address)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = c.Close() })
				_ = c.SetDeadline(patience.Deadline())
				if secure {
					c = tls.Client(c, &tls.Config{RootCAs: roots, ServerName: "localhost", Time: s.clock.Now, MinVersion: tls.VersionTLS12})
				}
				w := readWire(t, file)
				want := "ORDER_NOT_EXIST"
				if strings.HasSuffix(w.path(), "/pay") {
					want = "PAYMENT_IN_PROCESS"
				}
				for range 2 { // over the same connection, unless it closes it
					a := w.exchange(t, c)
					n, err := spec.ParseJSON(a.body)
					if got := n.At("result.resultCode").String(); err != nil || got != want || !strings.Contains(a.status, " 200 ") {
						t.Fatalf("%s, %s, %v; want %s", a.status, a.body, err, want)
					}
					wantReadable(t, w, a)
					if strings.Contains(w.head[0], "HTTP/1.0") {
						return
					}
				}
			})
		}
	}
}

// TestWhatTheyWroteIsKept: texts come through every way of writing them.
func TestWhatTheyWroteIsKept(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	for name, want := range map[string]string{
		"java": "咖啡 & kaffe — €", "go": "Kaffe & more <3", "python": "咖啡 😀", "php": "咖啡 1/2", "dotnet": `咖啡 "x" +1 &`,
	} {
		w := readWire(t, "testdata/clients/"+name+".http")
		c, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		a := w.exchange(t, c)
		_ = c.Close()
		n, err := spec.ParseJSON(a.body)
		if err != nil {
			t.Fatal(err)
		}
		page := s.get(n.At("normalUrl").String())
		if !strings.Contains(unescaped(page.text), want) {
			t.Errorf("%s: the page of the payment does not show %q", name, want)
		}
		if p, err := s.Control().Get(t.Context(), "client-"+name); err != nil || p.Value != "100" || p.OrderID != "o1" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func unescaped(page string) string {
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&#34;", `"`, "&#43;", "+").Replace(page)
}
