package gateway

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

func TestIsTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1705281646000":                 true, // milliseconds
		"1705281646":                    true, // seconds
		"1705281646000000":              true, // microseconds
		"170528164":                     false,
		"17052816460000000":             false,
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

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, path string
		want       []string // the paths that may have been signed, the one without the body last
	}{
		{"sandbox path", "/ams/sandbox/api/v1/payments/pay", []string{"/ams/api/v1/payments/pay", "/ams/sandbox/api/v1/payments/pay"}},
		{"production path", "/ams/api/v1/payments/pay", []string{"/ams/sandbox/api/v1/payments/pay", "/ams/api/v1/payments/pay"}},
		{"with a query", "/ams/api/v1/payments/pay?a=1", []string{"/ams/api/v1/payments/pay", "/ams/sandbox/api/v1/payments/pay?a=1", "/ams/api/v1/payments/pay?a=1"}},
		{"with an empty query", "/ams/api/v1/payments/pay?", []string{"/ams/sandbox/api/v1/payments/pay?", "/ams/api/v1/payments/pay?"}},
		{"another path", "/pay", []string{"/pay"}},
	} {
		m := antom.Message{Method: "POST", Path: test.path, ClientID: "SANDBOX_LOCAL", Time: "1705281646000", Body: []byte("{}")}
		var paths []string
		for _, mistake := range mistakes(m) {
			paths = append(paths, mistake.signed.Path)
			if same := mistake.signed.Path == m.Path; same != (len(mistake.signed.Body) == 0) {
				t.Errorf("%s: %+v changes the body and the path, or neither", test.name, mistake.signed)
			}
		}
		if got := strings.Join(paths, " "); got != strings.Join(test.want, " ") {
			t.Errorf("%s: got %s, want %v", test.name, got, test.want)
		}
	}
}

func TestExplainFindsTheMistake(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m := antom.Message{Method: "POST", Path: "/ams/api/v1/payments/pay?a=1", ClientID: "SANDBOX_LOCAL", Time: "1705281646000", Body: []byte("{}")}
	for _, test := range []struct {
		name   string
		signed func(*antom.Message)
		want   string
	}{
		{"no query", func(m *antom.Message) { m.Path = "/ams/api/v1/payments/pay" }, "the query was left out"},
		{"another path", func(m *antom.Message) { m.Path = "/ams/sandbox/api/v1/payments/pay?a=1" }, "the path was changed after signing"},
		{"no body", func(m *antom.Message) { m.Body = nil }, "the body was left out"},
		{"another time", func(m *antom.Message) { m.Time = "1705281646001" }, `"POST /ams/api/v1/payments/pay?a=1", a line feed, "SANDBOX_LOCAL.1705281646000.", and the 2 bytes`},
	} {
		signed := m
		test.signed(&signed)
		s, err := antom.Sign(key, "1", signed)
		if err != nil {
			t.Fatal(err)
		}
		if got := explain(&key.PublicKey, m, s); !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
