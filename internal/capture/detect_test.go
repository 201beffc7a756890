package capture

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestUnknownContent(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, looks, fix string }{
		{"bare notification", body, "a bare notification body", "--format body"},
		{"other object", `{"a":1,"b":2}`, `holds no request (its members begin with "a", "b")`, "--format"},
		{"empty object", `{}`, "holds no request", "--format"},
		{"list of numbers", `[1,2]`, "a JSON list", "--format"},
		{"empty list", `[]`, "a JSON list", "--format"},
		{"mistake", "{\n\"a\":}", "mistake in line 2", "repair it"},
		{"breaks off", `{"a":[1`, "mistake in line 1", "repair it"},
		{"XML", "<items burpVersion=\"1\">", "XML or HTML", "--format body"},
		{"packets", "\xd4\xc3\xb2\xa1\x02\x00\x04\x00", "a packet file (pcap)", "tcpdump -A"},
		{"packets, new form", "\x0a\x0d\x0d\x0a\x1c\x00", "a packet file (pcapng)", "Follow TCP stream"},
		{"gzip", "\x1f\x8b\x08\x00", "a gzip file", "unpack"},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16", "UTF-8"},
		{"key", "-----BEGIN PUBLIC KEY-----\n", "a key", "--key"},
		{"mitmproxy", "1234:4:type;4:http;7:version;2:21#", "a flow file of mitmproxy", "hardump"},
		{"Insomnia 5", "type: collection.insomnia.rest/5.0\nname: c\n", "a collection in YAML", "as curl"},
		{"Alipay in China", "gmt_create=2026-01-18&sign_type=RSA2&sign=YQ%3D%3D", "Alipay's open platform", "SDK"},
		{"answer", "HTTP/1.1 200 OK\r\n\r\n", "an HTTP response", "request message"},
		{"only headers", "client-id: a\nsignature: b\n\n{}", "header lines without a request line", "request line before them"},
		{"binary", "\x00\x01\x02", "a binary file", "--format"},
		{"prose", "hello", "none of the known formats", "--format with one of http, capture, har"},
		{"the word curl alone", "curl", "none of the known formats", "--format"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := read(tt.text, Options{})
			checkErrors(t, r.errs, tt.looks)
			var fe *FormatError
			if !errors.As(r.errs[0], &fe) || !strings.Contains(fe.Fix, tt.fix) {
				t.Errorf("%v does not advise %q", r.errs[0], tt.fix)
			}
			if len(r.captures) != 0 {
				t.Error("a capture all the same")
			}
		})
	}
}

func TestEmptyInput(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " \n\r\n", byteOrderMark} {
		for _, f := range Formats() {
			if f == FormatBody {
				continue
			}
			r := read(text, Options{Format: f})
			if len(r.errs) != 1 || len(r.captures) != 0 {
				t.Errorf("%s of %q: %v", f, text, r.errs)
			}
		}
	}
	checkErrors(t, read("x", Options{Format: "tape"}).errs, `"tape" is not a format`)
}

// TestHeadersMakeABody: what is in no format is a body once headers are given;
// a container stays one.
func TestHeadersMakeABody(t *testing.T) {
	t.Parallel()
	o := Options{Headers: []Header{{"signature", "s"}}, Path: "/"}
	for _, text := range []string{body, "[1]", "a=b&c=d", "<xml/>", "{"} {
		if c := one(t, text, o); c.Format != FormatBody || string(c.Body) != text {
			t.Errorf("%s of %q", c.Format, text)
		}
	}
	if c := one(t, recordSample(), o); c.Format != FormatCapture {
		t.Error(c.Format)
	}
}

// TestDetectionNeedsLittle: a stream is told by its first line, however long
// what follows stays away.
func TestDetectionNeedsLittle(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	go func() {
		_, _ = w.Write([]byte(recordSample() + "\n"))
	}()
	for c, err := range Read("in", r, Options{}) {
		if err != nil || string(c.Body) != body {
			t.Fatal(err)
		}
		break // nothing more was written, and the pipe is still open
	}
	_ = w.Close()
}

func TestDetectionInAnyPieces(t *testing.T) {
	t.Parallel()
	for _, text := range []string{recordSample(), prettySample(), harSample(), restSample(), httpAPISample(), ngrokSample(), siteSample(),
		curlSample(), curlLogSample(), tcpdumpSample(), rawMessageText("\r\n", body)} {
		whole := one(t, text, Options{})
		for c, err := range Read("in", iotest.OneByteReader(strings.NewReader(text)), Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			if c.Format != whole.Format || string(c.Body) != string(whole.Body) {
				t.Errorf("%s instead of %s", c.Format, whole.Format)
			}
		}
	}
}

// TestDetectionBehindLongMembers: the deciding member may come last.
func TestDetectionBehindLongMembers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*firstRead)
	for text, want := range map[string]Format{
		`{"body":"` + long + `","headers":{},"path":"/"}`:                                      FormatCapture,
		`{"body":"` + long + `","headers":{},"path":"/","httpMethod":"POST"}`:                  FormatLambda,
		`{"content":"` + long + `","headers":{},"url":"https://a/b","method":"POST"}`:          FormatWebhookSite,
		`{"log":{"pages":[],"x":"` + long + `","entries":[]}}`:                                 FormatHAR,
		`{"tunnel":"` + long + `","request":{"raw":"` + inBase64("GET / HTTP/1.1\n\n") + `"}}`: FormatNgrok,
		strings.Repeat("a line of a log\n", 5000) + rawMessageText("\n", body):                 FormatHTTP,
	} {
		p := &prefix{r: strings.NewReader(text)}
		if got, err := p.detect(false); got != want || err != nil {
			t.Errorf("got %q, want %q, %v", got, want, err)
		}
	}
}

func TestParseFormat(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		if got, err := ParseFormat(strings.ToUpper(string(f))); got != f || err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
	if f, err := ParseFormat(""); f != FormatAuto || err != nil {
		t.Error(f, err)
	}
	if _, err := ParseFormat("pcap"); err == nil || !strings.Contains(err.Error(), "auto, http, capture") {
		t.Error(err)
	}
}
