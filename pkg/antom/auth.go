package antom

import (
	"context"
	"crypto"
	"crypto/rsa"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// An Authenticator proves to Antom who is calling. It is given the request's
// headers and message as they will be sent and adds headers of its own. If it
// puts a time into a header it uses m.Time, and fills it in when it is empty.
// ctx is that of the call: one that asks another machine ends with it.
type Authenticator interface {
	Authenticate(ctx context.Context, h http.Header, m *Message) error
}

// RSA authenticates a request with a signature over its content. It sets the
// headers request-time and signature.
type RSA struct {
	// Key is the merchant's private key; any signer with an RSA key will do. A
	// ContextSigner is given the context of the call.
	Key crypto.Signer
	// KeyVersion is the version of the public key in Antom's dashboard.
	// Empty means DefaultKeyVersion.
	KeyVersion string
}

// Authenticate signs m, at the current time unless m.Time is set. It returns when
// ctx ends, even if the key has not answered. The error is a *SignError.
func (a RSA) Authenticate(ctx context.Context, h http.Header, m *Message) error {
	if m.Time == "" {
		m.Time = FormatTime(time.Now())
	}
	s, err := SignContext(ctx, a.Key, a.KeyVersion, *m)
	if err != nil {
		return err
	}
	h.Set(HeaderRequestTime, m.Time)
	h.Set(HeaderSignature, s.Header())
	return nil
}

// PublicKey returns the public half of Key, nil if there is no RSA key.
func (a RSA) PublicKey() *rsa.PublicKey {
	public, err := publicKey(a.Key)
	if err != nil {
		return nil
	}
	return public
}

// FormatTime writes a time as Antom wants it in the request-time header: in
// milliseconds since 1970.
func FormatTime(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// APIKey authenticates a request with one of Antom's API keys, in the header
// Authorization. Requests are then not signed. Answers are judged by the same
// rules as for signed requests. The key never appears when an APIKey is printed,
// logged or written as JSON.
type APIKey struct{ secret }

// NewAPIKey returns an APIKey for the text of a key.
func NewAPIKey(key string) APIKey { return APIKey{newSecret(key)} }

// Authenticate sets the header Authorization. The error is a *ConfigError.
func (a APIKey) Authenticate(_ context.Context, h http.Header, _ *Message) error {
	key := a.value()
	if key == "" {
		return &ConfigError{Reason: ReasonAuth, Detail: "the API key is empty"}
	}
	if !visibleASCII(key) {
		return &ConfigError{Reason: ReasonAuth, Detail: "the API key has spaces or other characters that no API key has"}
	}
	h.Set("Authorization", "Bearer "+key)
	return nil
}

// GoString returns a fixed text in place of the key.
func (a APIKey) GoString() string { return "antom.APIKey(" + redacted + ")" }

// Format prints a fixed text in place of the key, whatever the verb.
func (a APIKey) Format(w fmt.State, verb rune) { a.format(w, verb, a.GoString()) }

// visibleASCII reports whether text has only characters from ! to ~.
func visibleASCII(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
