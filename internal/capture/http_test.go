package capture

import (
	"strconv"
	"strings"
	"testing"
)

func TestHTTPOddMessages(t *testing.T) {
	t.Parallel()
	const line = "POST /n HTTP/1.1\r\n"
	cut := strconv.Itoa(len(body) + 40)
	tests := []struct {
		name, text  string
		path, body  string
		header, val string
		notes       []string
	}{
		{"until the end", line + "Client-ID:a\r\n\r\n{}\r\n", "/n", "{}\r\n", "client-id", "a", []string{"no Content-Length"}},
		{"body keeps its bytes", line + "content-length: 8\r\n\r\n \r\n\xff\x00\n\r\n", "/n", " \r\n\xff\x00\n\r\n", "", "", nil},
		{"blanks around a value", line + "signature: \t x = y \t\r\nContent-Length:0\r\n\r\n", "/n", "", "signature", "x = y", nil},
		{"folded header", line + "signature: algorithm=RSA256,\r\n  keyVersion=1,\r\n\tsignature=a\r\nContent-Length: 0\r\n\r\n", "/n", "",
			"signature", "algorithm=RSA256, keyVersion=1, signature=a", []string{"several lines", "several lines"}},
		{"blank before the colon", line + "client-id : a\r\nContent-Length: 0\r\n\r\n", "/n", "", "client-id", "a", []string{"before the colon"}},
		{"absolute form", "POST https://shop.example/n?a=b%20c&d HTTP/1.1\nContent-Length: 0\n\n", "/n?a=b%20c&d", "", "", "", []string{"whole URL"}},
		{"absolute form without path", "POST http://shop.example?x HTTP/1.1\nContent-Length: 0\n\n", "/?x", "", "", "", []string{"whole URL"}},
		{"HTTP/2 as written by mitmproxy", "POST /n HTTP/2.0\r\nContent-Length: 2\r\n\r\n{}", "/n", "{}", "", "", nil},
		{"chunked", line + "Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nTrailer: x\r\n\r\n", "/n", `{"a":1}`, "", "", nil},
		{"chunked with LF", line + "Transfer-Encoding: chunked\n\n2\n{}\n0\n\n", "/n", "{}", "", "", nil},
		{"chunks joined already", line + "Transfer-Encoding: chunked\r\n\r\n{}", "/n", "{}", "", "", []string{"joined already"}},
		{"chunks break off", line + "Transfer-Encoding: chunked\r\n\r\nff\r\n{}", "/n", "{}", "", "", []string{"breaks off"}},
		{"chunk too long", line + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n", "/n", "{", "", "", []string{"longer than it says"}},
		{"body cut off", line + "Content-Length: " + cut + "\r\n\r\n" + body, "/n", body, "", "", []string{"cut off"}},
		{"body printed anew", line + "Content-Length: 7\r\n\r\n{\n  \"a\": 1\n}\n", "/n", "{\n  \"a\": 1\n}\n", "", "", []string{"after it was captured"}},
		{"text behind the body", line + "Content-Length: 2\r\n\r\n{}xyz", "/n", "{}", "", "", []string{"3 bytes after"}},
		{"blank lines behind the body", line + "Content-Length: 2\r\n\r\n{}\r\n\n", "/n", "{}", "", "", nil},
		{"content-length no number", line + "Content-Length: 2x\r\n\r\n{}", "/n", "{}", "", "", []string{"not a number", "no Content-Length"}},
		{"head breaks off", line + "client-id: a", "/n", "", "client-id", "a", []string{"breaks off in its head"}},
		{"signature twice", line + "signature: a\r\nSignature: b\r\nContent-Length: 0\r\n\r\n", "/n", "", "signature", "a", []string{"occurs 2 times"}},
		{"log before it", "2026/01/18 dump:\nlistening\n" + line + "Content-Length: 2\r\n\r\n{}", "/n", "{}", "", "", nil},
		{"answer behind it", line + "Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "/n", "{}", "", "", nil},
		{"lower-case method", "post /n HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "/n", "", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if c.Path != tt.path || string(c.Body) != tt.body {
				t.Errorf("path %q, body %q", c.Path, c.Body)
			}
			if got := c.Header(tt.header); got != tt.val {
				t.Errorf("%s is %q, want %q", tt.header, got, tt.val)
			}
			checkNotes(t, c, tt.notes...)
		})
	}
}

func TestHTTPKeepsOrderAndCaseOfHeaders(t *testing.T) {
	t.Parallel()
	c := one(t, "POST / HTTP/1.1\nb: 1\nA: 2\nB: 3\ncontent-length: 0\n\n", Options{})
	want := []Header{{"b", "1"}, {"A", "2"}, {"B", "3"}, {"content-length", "0"}}
	if len(c.Headers) != len(want) {
		t.Fatal(c.Headers)
	}
	for i := range want {
		if c.Headers[i] != want[i] {
			t.Errorf("header %d is %v", i, c.Headers[i])
		}
	}
	if got := strings.Join(c.Values("B"), ","); got != "1,3" {
		t.Errorf("values of B: %s", got)
	}
	if c.Values("none") != nil || c.Header("none") != "" {
		t.Error("a header that is not there")
	}
}

func TestHTTPSeveralMessages(t *testing.T) {
	t.Parallel()
	a, b := rawMessageText("\r\n", body), rawMessageText("\n", "{}")
	health := "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	tests := []struct {
		name, text string
		bodies     []string
	}{
		{"one after the other", a + b + a, []string{body, "{}", body}},
		{"blank lines between", a + "\n\r\n" + b, []string{body, "{}"}},
		{"answers and health checks between", health + answer + a + answer + "\n" + health + b, []string{body, "{}"}},
		{"only a health check", health, []string{""}},
		{"without lengths", "POST /a HTTP/1.1\n\n{1}\nPOST /b HTTP/1.1\n\n{2}", []string{"{1}\n", "{2}"}},
		{"first one cut off", "POST /a HTTP/1.1\nContent-Length: 900\n\n{1}\n" + b, []string{"{1}\n", "{}"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := read(tt.text, Options{})
			if len(r.errs) > 0 || len(r.captures) != len(tt.bodies) {
				t.Fatalf("%d captures, %v", len(r.captures), r.errs)
			}
			for i, c := range r.captures {
				if string(c.Body) != tt.bodies[i] || c.Index != i+1 {
					t.Errorf("%d: body %q, index %d", i, c.Body, c.Index)
				}
				if !strings.HasPrefix(tt.text[c.Offset:], c.Method) {
					t.Errorf("offset %d", c.Offset)
				}
			}
		})
	}
}

func TestHTTPMistakesDoNotEndTheReading(t *testing.T) {
	t.Parallel()
	text := "POST /a HTTP/1.1\nclient-id\n\n{}\nPOST /b HTTP/1.1\n folded\n\n" + rawMessageText("\n", body)
	r := read(text, Options{})
	checkErrors(t, r.errs, `in:2: "client-id" is not a header line`, "in:6: a continued header line")
	if len(r.captures) != 1 || r.captures[0].Index != 3 {
		t.Errorf("%v", r.captures)
	}
}

func TestHTTPLogs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, body string
		notes            []string
	}{
		{"body marked as well", "> POST /n HTTP/1.1\n> A: b\n> Content-Length: 2\n> \n> {}\n< HTTP/1.1 200 OK\n", "{}", nil},
		{"remarks inside of the head", "> POST /n HTTP/1.1\n* upload\n> Content-Length: 2\n> \n{}", "{}", nil},
		{"CRLF", "> POST /n HTTP/1.1\r\n> Content-Length: 2\r\n>\r\n{}\r\n* end\r\n", "{}", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if c.Path != "/n" || string(c.Body) != tt.body {
				t.Errorf("path %q, body %q", c.Path, c.Body)
			}
			checkNotes(t, c, tt.notes...)
		})
	}
	r := read("> POST /a HTTP/1.1\n> bad\n> \n> POST /b HTTP/1.1\n> Content-Length: 2\n> \n{}\n", Options{})
	checkErrors(t, r.errs, "in:1: \"bad\" is not a header line")
	if len(r.captures) != 1 || r.captures[0].Path != "/b" {
		t.Errorf("%v", r.captures)
	}
}

func TestPacketsOfVerboseDump(t *testing.T) {
	t.Parallel()
	text := "12:00:00.1 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 90)\n" +
		"    10.0.0.1.50000 > 10.0.0.2.80: Flags [P.], cksum 0x1, seq 1:42, ack 1, win 2, length 41: HTTP, length: 41\n" +
		"\tPOST /n HTTP/1.1\n\tContent-Length: 2\n\n\t{}[!http]\nE..Z..POST /n HTTP/1.1\nContent-Length: 2\n\n{}\n" +
		"12:00:00.2 IP (tos 0x0, ttl 64, id 2)\n    10.0.0.2.80 > 10.0.0.1.50000: Flags [.], ack 1, length 0\nE..\n"
	c := one(t, text, Options{})
	if c.Path != "/n" || string(c.Body) != "{}" || c.Header("content-length") != "2" {
		t.Errorf("%+v", c)
	}
}
