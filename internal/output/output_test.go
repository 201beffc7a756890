package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
)

const payment = `{"result":{"resultStatus":"S","resultCode":"SUCCESS"},"paymentStatus":"SUCCESS","paymentAmount":{"value":"0100","currency":"HKD"},"attempts":2,"note":null,"list":[{"id":"b"},{"id":"a"}]}`

func raw(s string) Result { return Result{Value: json.RawMessage(s)} }

func print(t *testing.T, o Options, r Result) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Print(context.Background(), &out, o, r)
	return out.String(), err
}

func mustPrint(t *testing.T, o Options, r Result) string {
	t.Helper()
	s, err := print(t, o, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParseFormat(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in      string
		allowed []Format
		want    Format
		err     string
	}{
		{in: "", want: Text},
		{in: "json", want: JSON},
		{in: "YAML", want: YAML},
		{in: "raw", want: Raw},
		{in: "curl", err: `unknown output format "curl": use text, json, yaml, raw`},
		{in: "curl", allowed: []Format{Text, Curl}, want: Curl},
		{in: "raw", allowed: []Format{Text, JSON}, err: `unknown output format "raw": use text, json`},
		{in: "xml", err: `unknown output format "xml": use text, json, yaml, raw`},
	}
	for _, tc := range cases {
		got, err := ParseFormat(tc.in, tc.allowed...)
		if got != tc.want || text(err) != tc.err {
			t.Errorf("ParseFormat(%q): %q, %v", tc.in, got, err)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestPrintFormats(t *testing.T) {
	t.Parallel()
	full := Result{
		Value: json.RawMessage(`{"z":"1","a":1.50}`),
		Raw:   []byte("{ \"z\" : \"1\" }"),
		Quiet: "https://example.com/pay",
		Text:  func(w io.Writer) error { _, err := io.WriteString(w, "Paid.\n"); return err },
	}
	cases := []struct {
		name string
		o    Options
		want string
	}{
		{"nothing said", Options{}, "Paid.\n"},
		{"text", Options{Format: Text}, "Paid.\n"},
		{"json", Options{Format: JSON}, "{\n  \"z\": \"1\",\n  \"a\": 1.50\n}\n"},
		{"compact json", Options{Format: JSON, Compact: true}, "{\"z\":\"1\",\"a\":1.50}\n"},
		{"yaml", Options{Format: YAML}, "z: \"1\"\na: 1.50\n"},
		{"separate yaml", Options{Format: YAML, Separate: true}, "---\nz: \"1\"\na: 1.50\n"},
		{"raw", Options{Format: Raw}, "{ \"z\" : \"1\" }"},
		{"curl", Options{Format: Curl}, "{ \"z\" : \"1\" }"},
		{"quiet", Options{Quiet: true}, "https://example.com/pay\n"},
		{"quiet wins", Options{Quiet: true, Format: JSON}, "https://example.com/pay\n"},
		{"jq over text", Options{JQ: ".z"}, "1\n"},
		{"template over json", Options{Format: JSON, Template: "{{.z}}"}, "1\n"},
	}
	for _, tc := range cases {
		if got := mustPrint(t, tc.o, full); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestPrintOfGoValues(t *testing.T) {
	t.Parallel()
	value := struct {
		URL  string `json:"url"`
		None []int  `json:"none"`
	}{URL: "https://e.com/?a=1&b=<2>"}
	if got, want := mustPrint(t, Options{Format: JSON, Compact: true}, Result{Value: value}), `{"url":"https://e.com/?a=1&b=<2>","none":null}`+"\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestPrintWithoutThatForm(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	cases := []struct {
		name string
		o    Options
		r    Result
		want string
	}{
		{"no text", Options{}, raw(`{}`), "no text form"},
		{"no json", Options{Format: JSON}, Result{}, "no JSON form"},
		{"no json for yaml", Options{Format: YAML}, Result{}, "no JSON form"},
		{"no json for jq", Options{JQ: "."}, Result{}, "no JSON form"},
		{"no json for template", Options{Template: "x"}, Result{}, "no JSON form"},
		{"broken json", Options{Format: JSON}, raw(`{"a":`), "not valid JSON"},
		{"empty json", Options{Format: JSON}, raw(``), "not valid JSON"},
		{"value that is no json", Options{Format: JSON}, Result{Value: func() {}}, "making JSON"},
		{"unknown format", Options{Format: "xml"}, raw(`{}`), "unknown output format"},
		{"text fails", Options{}, Result{Text: func(w io.Writer) error { io.WriteString(w, "half"); return broken }}, "broken"},
	}
	for _, tc := range cases {
		got, err := print(t, tc.o, tc.r)
		if err == nil || !strings.Contains(err.Error(), tc.want) || got != "" {
			t.Errorf("%s: printed %q, error %v", tc.name, got, err)
		}
	}
	if got := mustPrint(t, Options{Quiet: true}, Result{}); got != "" {
		t.Errorf("quiet without a value printed %q", got)
	}
}

func TestHiddenCharactersAreEscaped(t *testing.T) {
	t.Parallel()
	value := raw("{\"m\":\"a\u009b31m\u202eb\u007f\U000e0041 \\u001b[0m 支付 👩\u200d💻\"}")
	if got, want := mustPrint(t, Options{Format: JSON, Compact: true}, value), `{"m":"a\u009b31m\u202eb\u007f\udb40\udc41 \u001b[0m 支付 👩\u200d💻"}`+"\n"; got != want {
		t.Errorf("json: got  %q\n want %q", got, want)
	}
	if got, want := mustPrint(t, Options{Format: YAML}, value), `m: "a\x9B31m\u202Eb\x7F\U000E0041 \e[0m 支付 \U0001F469\u200D\U0001F4BB"`+"\n"; got != want {
		t.Errorf("yaml: got  %q\n want %q", got, want)
	}
	if got := mustPrint(t, Options{Format: JSON, Compact: true}, raw("\"a\xffb\"")); got != "\"a\uFFFDb\"\n" {
		t.Errorf("invalid UTF-8: got %q", got)
	}
}

func TestCleanIsAppliedToRawText(t *testing.T) {
	t.Parallel()
	upper := func(s string) string { return strings.ToUpper(s) }
	r := Result{Value: map[string]string{"a": "x"}, Quiet: "q"}
	for _, tc := range []struct {
		o    Options
		want string
	}{
		{Options{JQ: ".a"}, "X\n"},
		{Options{JQ: ".", Compact: true}, "{\"a\":\"x\"}\n"},
		{Options{Template: "{{.a}}"}, "X\n"},
		{Options{Quiet: true}, "Q\n"},
	} {
		tc.o.Clean = upper
		if got := mustPrint(t, tc.o, r); got != tc.want {
			t.Errorf("%+v: got %q", tc.o.JQ+tc.o.Template, got)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	cases := []struct {
		o    Options
		want string
	}{
		{Options{}, ""},
		{Options{Format: YAML, Quiet: true}, ""},
		{Options{JQ: ".a | .b"}, ""},
		{Options{Template: "{{.a}}", Format: JSON}, ""},
		{Options{JQ: ".", Template: "x"}, "--jq and --template cannot be used together"},
		{Options{JQ: ".", Quiet: true}, "--quiet cannot be used with --jq or --template"},
		{Options{Template: "x", Format: YAML}, "--output yaml cannot be used"},
		{Options{JQ: ".", Format: Raw}, "--output raw cannot be used"},
		{Options{JQ: ".a b"}, `--jq '.a b': column 4: unexpected token "b"`},
		{Options{JQ: ".a["}, "--jq '.a[': column 4: unexpected EOF"},
		{Options{JQ: "nosuch"}, "--jq 'nosuch': function not defined: nosuch/0"},
		{Options{JQ: "$ENV.HOME | $x"}, "variable not defined: $x"},
		{Options{JQ: "import \"a\" as a; ."}, "--jq"},
		{Options{JQ: ".a |\n .b c"}, "line 2, column 5"},
		{Options{Template: "{{.a"}, "--template '{{.a': unclosed action"},
		{Options{Template: "{{nosuch}}"}, `--template '{{nosuch}}': function "nosuch" not defined`},
		{Options{Template: "a\n{{end}}"}, "line 2: unexpected {{end}}"},
	}
	for _, tc := range cases {
		err := tc.o.Check()
		if (err == nil) != (tc.want == "") || !strings.Contains(text(err), tc.want) {
			t.Errorf("Check(%q %q): %v, want %q", tc.o.JQ, tc.o.Template, err, tc.want)
		}
		if got, perr := print(t, tc.o, raw(`{"a":{"b":1}}`)); tc.want != "" && (perr == nil || got != "") {
			t.Errorf("Print(%q %q): printed %q, error %v", tc.o.JQ, tc.o.Template, got, perr)
		}
	}
}

// brokenWriter fails as a file does.
type brokenWriter struct {
	err   error
	short bool
}

func (w brokenWriter) Write(p []byte) (int, error) {
	if w.short {
		return len(p) - 1, nil
	}
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: w.err}
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	err := Print(ctx, brokenWriter{err: syscall.ENOSPC}, Options{Format: JSON}, raw(`{}`))
	if !errors.Is(err, syscall.ENOSPC) || errors.Is(err, ErrClosedPipe) || !strings.HasPrefix(err.Error(), "writing the result: ") {
		t.Errorf("full disk: %v", err)
	}
	err = Print(ctx, brokenWriter{err: syscall.EPIPE}, Options{Format: JSON}, raw(`{}`))
	if !errors.Is(err, ErrClosedPipe) || !errors.Is(err, syscall.EPIPE) {
		t.Errorf("closed pipe: %v", err)
	}
	if err = Print(ctx, brokenWriter{short: true}, Options{Format: JSON}, raw(`{}`)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("short write: %v", err)
	}
	if err = Print(ctx, brokenWriter{err: syscall.ENOSPC}, Options{Quiet: true}, Result{}); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
}

func TestWriteToRealPipe(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	if err := Print(context.Background(), w, Options{Format: JSON}, raw(payment)); !errors.Is(err, ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestWriteToFullDevice(t *testing.T) {
	t.Parallel()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer f.Close()
	if err := Print(context.Background(), f, Options{Format: YAML}, raw(payment)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
}
