package antom

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRSAAuthenticate(t *testing.T) {
	t.Parallel()
	h, m := http.Header{}, testMessage
	if err := (RSA{Key: merchantKey(), KeyVersion: "3"}).Authenticate(t.Context(), h, &m); err != nil {
		t.Fatal(err)
	}
	s, err := ParseSignature(h.Get("signature"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(&merchantKey().PublicKey, testMessage, s); err != nil {
		t.Error(err)
	}
	if s.KeyVersion != "3" || h.Get("request-time") != testMessage.Time {
		t.Errorf("headers %v", h)
	}
}

func TestRSAFillsInTheTime(t *testing.T) {
	t.Parallel()
	h, m := http.Header{}, testMessage
	m.Time = ""
	if err := (RSA{Key: merchantKey()}).Authenticate(t.Context(), h, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Time) != 13 || h.Get("request-time") != m.Time {
		t.Errorf("time %q, header %q", m.Time, h.Get("request-time"))
	}
}

func TestFormatTime(t *testing.T) {
	t.Parallel()
	if got := FormatTime(time.Date(2023, 6, 1, 6, 12, 13, 871_999_999, time.UTC)); got != "1685599933871" {
		t.Errorf("time %s", got)
	}
}

func TestAPIKeyAuthenticate(t *testing.T) {
	t.Parallel()
	h, m := http.Header{}, testMessage
	if err := NewAPIKey("sk_test_abc").Authenticate(t.Context(), h, &m); err != nil {
		t.Fatal(err)
	}
	if got := h.Get("Authorization"); got != "Bearer sk_test_abc" || len(h) != 1 {
		t.Errorf("headers %v", h)
	}
	for _, bad := range []string{"", "a b", "a\r\nx: y", "schlüssel"} {
		err := NewAPIKey(bad).Authenticate(t.Context(), http.Header{}, &m)
		wrong, ok := errors.AsType[*ConfigError](err)
		if !ok || wrong.Reason != ReasonAuth || bad != "" && strings.Contains(wrong.Error(), bad) {
			t.Errorf("key %q: error %v", bad, err)
		}
	}
}

func TestAPIKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	key := NewAPIKey("sk_live_secret")
	holder := struct{ Auth Authenticator }{key}
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		texts = append(texts, fmt.Sprintf(verb, key), fmt.Sprintf(verb, &key), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, []APIKey{key}))
	}
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", key)
	texts = append(texts, string(asJSON), log.String(), key.String(), key.GoString())
	for _, text := range texts {
		if strings.Contains(text, "secret") || strings.Contains(text, fmt.Sprintf("%x", "secret")) {
			t.Errorf("the key shows in %s", text)
		}
	}
	if got := fmt.Sprintf("%v %#v", key, key); got != "[redacted] antom.APIKey([redacted])" {
		t.Errorf("printed as %s", got)
	}
}
