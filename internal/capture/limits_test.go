package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	record := func(headers, body string) string {
		return `{"path":"/","headers":{` + headers + `},"body":"` + body + `"}`
	}
	many := func(n int) string {
		var fields []string
		for i := range n {
			fields = append(fields, fmt.Sprintf(`"h%d":"v"`, i))
		}
		return strings.Join(fields, ",")
	}
	nested := func(n int) string {
		return `{"path":"/","headers":{},"body":"","x":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}"
	}
	tests := []struct {
		name, text, want string
		o                Options
	}{
		{"body at the limit", record("", "12345"), "", Options{MaxBody: 5}},
		{"body", record("", "123456"), "the body is 6 bytes long, more than the limit of 5", Options{MaxBody: 5}},
		{"default for bodies", rawMessageText("\n", strings.Repeat("x", MaxBody+1)), "more than the limit of 16777216", Options{}},
		{"headers at the limit", record(many(MaxHeaders), ""), "", Options{}},
		{"headers", record(many(MaxHeaders+1), ""), "more than 256 header fields", Options{}},
		{"header lines", "POST / HTTP/1.1\n" + strings.Repeat("a: b\n", MaxHeaders+1) + "\n", "in:258: there are more than 256 header fields", Options{}},
		{"continued lines", "POST / HTTP/1.1\na: b\n" + strings.Repeat(" c\n", MaxHeaders+1) + "\n", "more than 256 continued", Options{}},
		{"size of headers", record(`"a":"`+strings.Repeat("x", MaxHeaderBytes)+`"`, ""), "more than the limit of 256 KiB", Options{}},
		{"path", `{"path":"/` + strings.Repeat("x", MaxPath) + `","headers":{},"body":""}`, "the path is 65537 bytes", Options{}},
		{"nesting at the limit", nested(MaxNesting - 1), "", Options{}},
		{"nesting", nested(MaxNesting), "nested deeper than 64 levels", Options{}},
		{"members", `{"httpMethod":"POST","headers":{}` + strings.Repeat(`,"a":1`, maxMembers) + "}", "more than 4096 members", Options{}},
		{"header list", `{"headers":{"a":[` + strings.Repeat("1,", MaxHeaders) + `1]}}`, "more than 256 header fields", Options{}},
		{"variables", "@x=" + strings.Repeat("x", 1000) + "\n\nPOST http://shop.example/n\n\n" + strings.Repeat("{{x}}", 100) + "\n",
			"with its variables replaced, a part of the request is longer than the limit of 65536 bytes", Options{MaxBody: 1 << 16, Format: FormatHTTPFile}},
		{"archive headers", `{"log":{"entries":[{"request":{"method":"POST","headers":[` +
			strings.Repeat(`{"name":"signature"},`, MaxHeaders) + `{"name":"a"}]}}]}}`, "more than 256 header fields", Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := read(tt.text, tt.o)
			if tt.want == "" {
				checkErrors(t, r.errs)
				return
			}
			checkErrors(t, r.errs, tt.want)
		})
	}
}

func TestLimitOfWholeInput(t *testing.T) {
	blanks := io.LimitReader(repeat(' '), MaxInput+1)
	for _, err := range Read("in", io.MultiReader(strings.NewReader("curl a/n "), blanks), Options{}) {
		checkErrors(t, []error{err}, "larger than the limit of 64 MiB")
	}
}

func TestLimitOfLines(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	long := bytes.Repeat([]byte{'x'}, most+1)
	fits := bytes.Repeat([]byte{'y'}, most-1)
	lines := newLineReader(io.MultiReader(bytes.NewReader(long), strings.NewReader("\nshort\n"), bytes.NewReader(fits)), most)
	if _, err := lines.read(); err != errLongLine {
		t.Fatal(err)
	}
	if line, err := lines.read(); err != nil || string(line) != "short\n" || lines.number != 2 || lines.offset != most+2 {
		t.Errorf("%q %v line %d at %d", line, err, lines.number, lines.offset)
	}
	if line, err := lines.read(); err != nil || !bytes.Equal(line, fits) {
		t.Errorf("%d bytes, %v", len(line), err)
	}
	if _, err := lines.read(); err != io.EOF {
		t.Error(err)
	}
}

// repeat is a reader of one byte for ever.
type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// TestText: bytes that no record can hold are refused in every format, with the
// field and the place; in a header that decides nothing they are allowed.
func TestText(t *testing.T) {
	t.Parallel()
	record := func(method, path, more string) string {
		return `{"method":"` + method + `","path":"` + path + `","headers":{"client-id":"x"` + more + `},"body":"{}"}`
	}
	for _, c := range []struct {
		format     Format
		text, want string
	}{
		{FormatCapture, record("PO\xffST", "/n", ""), "the method is not UTF-8: its byte 3 is 0xff"},
		{FormatCapture, record("POST", "/né\xa4", ""), "the path is not UTF-8: its byte 5 is 0xa4"},
		{FormatCapture, record("POST", "/n", ",\"Request-Time\":\"\xff\""), "the header Request-Time is not UTF-8"},
		{FormatCapture, record("POST", "/n", `,"a`+"\xff"+`":"b"`), "the name of a header is not UTF-8"},
		{FormatCapture, record("POST", "/né", ",\"x-city\":\"M\xfcnchen\""), ""},
		{FormatHTTP, "POST /n?\xa4 HTTP/1.1\r\n\r\n", "the path is not UTF-8"},
		{FormatCurl, "curl -X \xff http://a/n -d x", "the method is not UTF-8"},
		{FormatCurl, "curl http://a/\xff -d x", "the path is not UTF-8"},
		{FormatLambda, `{"httpMethod":"POST","path":"/` + "\xff" + `","headers":{},"body":"x"}`, "the path is not UTF-8"},
		{FormatWebhookSite, `{"method":"` + "\xff" + `","url":"http://a/","headers":{},"content":"x"}`, "the method is not UTF-8"},
	} {
		r := read(c.text, Options{Format: c.format})
		if c.want == "" {
			if len(r.errs) > 0 || len(r.captures) != 1 {
				t.Errorf("%q: %v", c.text, r.errs)
			}
			continue
		}
		checkErrors(t, r.errs, c.want)
	}
	r := read(record("POST", "/n", ""), Options{Path: "/\xff"})
	checkErrors(t, r.errs, "the path is not UTF-8")
}

// laborious is an input that a careless reader takes the square of its length in time
// for: minutes and more, where a second is enough.
type laborious struct {
	name, text string
	format     Format
	captures   int
	gaveUp     error // after these captures
}

func laboriousInputs() []laborious {
	request := `{"headers":{"signature":"a","client-id":"b"},"body":"{}","path":"/n"},`
	members := func(n int, value string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"m%d":%s,`, i, value)
		}
		return b.String()
	}
	var beside strings.Builder
	for _, name := range []string{"request", "req", "http", "url", "context", "event", "message"} {
		fmt.Fprintf(&beside, `"%s":{%s"z":0},`, name, members(maxMembers-1, `"`+strings.Repeat("x", 120)+`"`))
	}
	return []laborious{
		{"braces in an .http file", "@x=1\n\nPOST http://shop.example/n\n\n" + strings.Repeat("{", 3<<20) + "\n", FormatHTTPFile, 1, nil},
		{"large objects beside requests", "{" + beside.String() + `"list":[` + strings.TrimSuffix(strings.Repeat(request, 3000), ",") + "]}", FormatJSON, 97, errRest},
	}
}

func TestLaboriousInputs(t *testing.T) {
	t.Parallel()
	for _, in := range laboriousInputs() {
		r := read(in.text, Options{Format: in.format})
		if len(r.captures) != in.captures {
			t.Errorf("%s: %d captures, want %d", in.name, len(r.captures), in.captures)
		}
		if err := errors.Join(r.errs...); !errors.Is(err, in.gaveUp) {
			t.Errorf("%s: %v, want %v", in.name, err, in.gaveUp)
		}
	}
}

// BenchmarkLaboriousInputs reports megabytes a second, which must be tens and more.
func BenchmarkLaboriousInputs(b *testing.B) {
	for _, in := range laboriousInputs() {
		b.Run(in.name, func(b *testing.B) {
			b.SetBytes(int64(len(in.text)))
			for b.Loop() {
				read(in.text, Options{Format: in.format})
			}
		})
	}
}
