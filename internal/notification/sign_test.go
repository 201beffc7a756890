package notification

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

func verify(r *Request) error {
	v := antom.Verifier{Keys: []*rsa.PublicKey{&twoKeys()[0].PublicKey}}
	_, err := v.Message(antom.Message{
		Method: r.Method, Path: r.URL.RequestURI(), ClientID: r.Get("client-id"), Time: r.Get("request-time"), Body: r.Body,
	}, r.Get("signature"))
	return err
}

func TestSignedNotificationVerifies(t *testing.T) {
	t.Parallel()
	body := mustMake(t, "payment", Fields{}).Bytes()
	for _, target := range []string{"http://127.0.0.1:1", "https://shop.example.com/notify?shop=1&x=%20", "http://[::1]:8080/a%2Fb"} {
		r, err := sender().Sign(mustURL(t, target), body, TimeText(noon))
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(r); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		if got := r.Get("Request-Time"); got != "2026-11-20T12:00:00Z" {
			t.Errorf("request-time is %q", got)
		}
	}
	if _, err := (Sender{}).Sign(mustURL(t, "http://localhost"), body, "1"); err == nil {
		t.Error("signed without a key")
	}
}

func TestEveryBreakIsRefused(t *testing.T) {
	t.Parallel()
	wants := map[Break]antom.Reason{
		BreakBody: antom.ReasonBadSignature, BreakSignature: antom.ReasonBadSignature, BreakKey: antom.ReasonBadSignature,
		BreakTime: antom.ReasonBadSignature, BreakPath: antom.ReasonBadSignature, BreakHeader: antom.ReasonNoSignature,
	}
	body := mustMake(t, "payment", Fields{}).Bytes()
	for _, b := range Breaks() {
		r, err := sender().SignBroken(b, mustURL(t, "http://localhost/n"), body, noon, twoKeys()[1])
		if err != nil {
			t.Fatal(err)
		}
		failed, ok := errors.AsType[*antom.NotificationError](verify(r))
		if !ok || failed.Reason != wants[b] {
			t.Errorf("%s: %v, want %s", b, verify(r), wants[b])
		}
		if parsed, err := ParseBreak(string(b)); err != nil || parsed != b {
			t.Errorf("ParseBreak(%s): %v", b, err)
		}
	}
	if _, err := ParseBreak("everything"); err == nil || !strings.Contains(err.Error(), "body signature key time path header") {
		t.Errorf("got %v", err)
	}
}

func TestTamperKeepsJSON(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		`{"id":"1","a":{"value":"1000"}}`: `{"id":"1","a":{"value":"2000"}}`,
		`{"id":"0a9"}`:                    `{"id":"0a8"}`,
		`{"id":8}`:                        `{"id":9}`,
		`{}`:                              `{} `,
	} {
		got := Tamper([]byte(before))
		if string(got) != want || !json.Valid(got) {
			t.Errorf("%s becomes %s", before, got)
		}
	}
}

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ftp://host/x":                   "http:// or https://",
		"shop.example.com/notify":        "http:// or https://",
		"http:":                          "no host",
		"http:///x":                      "no host",
		"http:x":                         "http:// or https://",
		"https://user:geheim@host/x":     "user name or a password",
		"http://host/x#y":                "fragment",
		"http://host/?x=\xa4":            "not UTF-8",
		"http://host:port/":              "not a URL",
		"http://user:geheim@host:port/x": "not a URL",
	} {
		_, err := ParseTarget(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestHeadersOfARequest(t *testing.T) {
	t.Parallel()
	s := sender()
	s.UserAgent = "antom-cli/1"
	r, err := s.Sign(mustURL(t, "http://localhost"), nil, "1")
	if err != nil {
		t.Fatal(err)
	}
	r.Rename(strings.ToUpper)
	r.Drop("signature")
	r.Set("content-type", "text/plain")
	want := []Header{{"CLIENT-ID", "SANDBOX_LOCAL"}, {"CONTENT-TYPE", "text/plain"}, {"REQUEST-TIME", "1"}, {"User-Agent", "antom-cli/1"}}
	if !slices.Equal(r.Header, want) || r.Get("signature") != "" {
		t.Errorf("got %v", r.Header)
	}
}
