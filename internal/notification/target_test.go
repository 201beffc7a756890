package notification

import (
	"net/url"
	"testing"
)

func TestCompleteTarget(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"3000":                    "http://localhost:3000",
		":3000":                   "http://localhost:3000",
		"3000/notify?a=1":         "http://localhost:3000/notify?a=1",
		":3000/notify":            "http://localhost:3000/notify",
		"localhost":               "http://localhost",
		"localhost:3000":          "http://localhost:3000",
		"LOCALHOST/notify":        "http://LOCALHOST/notify",
		"127.0.0.1:3000/notify":   "http://127.0.0.1:3000/notify",
		"127.0.0.1":               "http://127.0.0.1",
		"[::1]:3000":              "http://[::1]:3000",
		"[::1]":                   "http://[::1]",
		"shop.example:8080":       "http://shop.example:8080",
		"3000?a=1":                "http://localhost:3000?a=1",
		"http://shop.example":     "http://shop.example",
		"https://shop.example/x":  "https://shop.example/x",
		"":                        "",
		"0":                       "0",
		"65536":                   "65536",
		"shop.example":            "shop.example",
		"shop":                    "shop",
		"/notify":                 "/notify",
		"ftp://shop.example":      "ftp://shop.example",
		"user:secret@shop:80":     "user:secret@shop:80",
		"mailto:someone":          "mailto:someone",
		"::1":                     "::1",
		"refund*=http://x.y:3000": "refund*=http://x.y:3000",
	} {
		if got := CompleteTarget(in); got != want {
			t.Errorf("%q gave %q, want %q", in, got, want)
		}
	}
}

// What is completed once is complete.
func FuzzCompleteTarget(f *testing.F) {
	for _, seed := range []string{"3000", ":3000/x", "localhost:3000", "[::1]:3000?a=1", "http://h", "a b:80", "::1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := CompleteTarget(text)
		if again := CompleteTarget(got); again != got {
			t.Errorf("%q gave %q, then %q", text, got, again)
		}
		if got == text {
			return
		}
		if u, err := url.Parse(got); err == nil && (u.Scheme != "http" || u.Host == "") {
			t.Errorf("%q gave %q, of which %q is the host", text, got, u.Host)
		}
	})
}
