package cli

import "testing"

func TestMeantAddress(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"8080":                    "localhost:8080",
		":8080":                   "localhost:8080",
		"localhost":               "localhost:8964",
		"127.0.0.1":               "127.0.0.1:8964",
		"[::1]":                   "[::1]:8964",
		"http://127.0.0.1:3000":   "127.0.0.1:3000",
		"http://localhost:3000/n": "localhost:3000",
		"http://localhost":        "localhost:8964",
		"":                        "",
		":":                       "",
		"nonsense":                "",
		"127.0.0.1:99999":         "",
		"http://127.0.0.1:99999":  "",
		"99999":                   "",
		"shop.example:80":         "",
		"http://shop.example":     "",
	} {
		if got := meantAddress(addr, "127.0.0.1:8964"); got != want {
			t.Errorf("%q: %q, want %q", addr, got, want)
		}
	}
}
