package gateway

import (
	"crypto/rsa"
	"testing"
)

func TestIsTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1705281646000":                 true, // milliseconds
		"1705281646":                    true, // seconds
		"1705281646000000":              true, // microseconds
		"170528164":                     false,
		"17052816460000000":             false,
		"1705281646000000000":           true, // nanoseconds
		"-1705281646000":                false,
		"1705281646.5":                  false,
		"2024-01-15T01:20:46Z":          true,
		"2024-01-15T09:20:46+08:00":     true,
		"2024-01-15T09:20:46+0800":      true,
		"2024-01-15T01:20:46.123Z":      true,
		"2024-01-15T09:20:46":           false, // no offset
		"2024-01-15 09:20:46+08:00":     false,
		"2024-13-15T01:20:46Z":          false,
		"Mon, 15 Jan 2024 01:20:46 GMT": false,
		"now":                           false,
		"":                              false,
	} {
		if got := isTime(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestNewestKeyVersion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		versions []string
		want     string
	}{{[]string{"1"}, "1"}, {[]string{"2", "1"}, "2"}, {[]string{"9", "10", "2"}, "10"}, {nil, ""}} {
		m := Merchant{Keys: map[string]*rsa.PublicKey{}}
		for _, v := range test.versions {
			m.Keys[v] = nil
		}
		if got := newest(m); got != test.want {
			t.Errorf("%v: got %q, want %q", test.versions, got, test.want)
		}
	}
}
