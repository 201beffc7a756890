package capture

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"
)

// TestUnread: a capture without what the signature covers cannot be verified,
// which is no fault of the notification.
func TestUnread(t *testing.T) {
	t.Parallel()
	har := `{"log":{"entries":[{"request":{"method":"POST","url":"https://a/","headers":[{"name":"signature","value":"s"}]}}]}}`
	packed := "POST /n HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"
	for _, tt := range []struct{ name, text, want string }{
		{"no path", `{"headers":{"signature":"s"},"body":"{}"}`, "no path, which the signature covers; give the path and query of the notify URL by --path"},
		{"no path in other JSON", `{"headers":{"signature":"s"},"rawBody":"{}","body":{}}`, "no path"},
		{"no body", `{"headers":{"signature":"s"},"path":"/n"}`, "no body, which the signature covers"},
		{"body that was parsed", `{"headers":{"signature":"s"},"url":"/n","body":{"a":1}}`, `"body" is an object, not a string; the signature covers the exact text`},
		{"archive without bodies", har, "saved without the body"},
		{"curl without data", "curl https://a.example -H 'signature: s'", "the curl command has no body"},
		{"curl -v", "> POST /n HTTP/1.1\n> Content-Length: 5\n>\n* done\n< HTTP/1.1 200 OK\n", "the log has no body: curl -v does not print it"},
		{"gzip cut off", packed, "cannot be unpacked as its content-encoding gzip says: it is cut off"},
		{"gzip as text", strings.Replace(packed, "2\r\n\r\n\x1f\x8b", "20\r\n\r\n\x1f\xef\xbf\xbd"+strings.Repeat("\x08", 16), 1), "damaged, or was changed from bytes into text"},
		{"zstd", strings.Replace(packed, "gzip", "zstd", 1), "zstd, which is not read here; unpack it with zstd -dc"},
		{"brotli", strings.Replace(packed, "gzip", "br", 1), "br, which is not read here; unpack it with brotli -dc"},
		{"unknown coding", strings.Replace(packed, "gzip", "pack200", 1), "pack200, which is not read here; unpack it, and give"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := read(tt.text, Options{})
			checkErrors(t, r.errs, tt.want)
			if len(r.captures) > 0 {
				t.Error("a capture all the same")
			}
		})
	}
	one(t, `{"headers":{"signature":"s"},"body":"{}"}`, Options{Path: "/n"})
}

// pack packs a body with a coding of the standard library.
func pack(t testing.TB, coding, text string) string {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zlib":
		w = zlib.NewWriter(&out)
	default:
		w, _ = flate.NewWriter(&out, flate.BestCompression)
	}
	_, err := io.WriteString(w, text)
	if err := errorsOf(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestContentEncoding(t *testing.T) {
	t.Parallel()
	gzipped := pack(t, "gzip", body)
	for _, tt := range []struct{ name, coding, body, packed, note string }{
		{"gzip", "gzip", gzipped, gzipped, "unpacked as its content-encoding gzip says"},
		{"upper case", "GZIP", gzipped, gzipped, "gzip says"},
		{"deflate", "deflate", pack(t, "zlib", body), pack(t, "zlib", body), "deflate says"},
		{"deflate without zlib", "deflate", pack(t, "flate", body), pack(t, "flate", body), "deflate says"},
		{"twice", "gzip, gzip", pack(t, "gzip", gzipped), pack(t, "gzip", gzipped), "gzip, gzip says"},
		{"unpacked by a proxy", "gzip", body, "", "unpacked already"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{
				strings.Replace(rawMessageText("\r\n", tt.body), "\r\n", "\r\nContent-Encoding: "+tt.coding+"\r\n", 1),
				`{"path":"/payNotify?shop=1","headers":{"client-id":"` + clientID + `","request-time":"` + sentTime + `","content-encoding":"` +
					tt.coding + `"},"bodyBase64":"` + inBase64(tt.body) + `"}`,
			} {
				c := one(t, text, Options{})
				if string(c.Body) != body || string(c.Packed) != tt.packed {
					t.Errorf("body %q, packed %q", c.Body, c.Packed)
				}
				if !strings.Contains(strings.Join(c.Notes, "\n"), tt.note) {
					t.Errorf("notes %q", c.Notes)
				}
			}
		})
	}
	one(t, strings.Replace(rawMessageText("\r\n", body), "\r\n", "\r\nContent-Encoding: identity\r\n", 1), Options{})
	bomb := pack(t, "gzip", "{"+strings.Repeat(" ", 1<<20)+"}")
	r := read(strings.Replace(rawMessageText("\r\n", bomb), "\r\n", "\r\nContent-Encoding: gzip\r\n", 1), Options{MaxBody: 1 << 19})
	checkErrors(t, r.errs, "longer than the limit of 524288 bytes")
}
