package antom

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
)

// redacted stands in place of every secret that is printed.
const redacted = "[redacted]"

// secret is a text that nothing prints: no verb of package fmt, no handler of
// package slog, no JSON. It is behind a pointer, because fmt calls no methods on
// the unexported fields of other structs and would show a string there.
type secret struct{ text *string }

func newSecret(text string) secret {
	if text == "" {
		return secret{}
	}
	return secret{&text}
}

// value returns the text itself, to be sent.
func (s secret) value() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String returns a fixed text in place of the secret.
func (s secret) String() string { return redacted }

// MarshalText returns a fixed text in place of the secret, for JSON and the like.
func (s secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns a fixed text in place of the secret.
func (s secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// format prints a fixed text in place of the secret, whatever the verb.
func (s secret) format(w fmt.State, verb rune, goString string) {
	text := redacted
	if verb == 'v' && w.Flag('#') {
		text = goString
	}
	// A formatter has nowhere to report a failed write to.
	_, _ = io.WriteString(w, text)
}

// AgentToken is the token of a partner that calls for a merchant. It never appears
// when it is printed, logged or written as JSON.
type AgentToken struct{ secret }

// NewAgentToken returns an AgentToken for its text.
func NewAgentToken(token string) AgentToken { return AgentToken{newSecret(token)} }

// GoString returns a fixed text in place of the token.
func (t AgentToken) GoString() string { return "antom.AgentToken(" + redacted + ")" }

// Format prints a fixed text in place of the token, whatever the verb.
func (t AgentToken) Format(w fmt.State, verb rune) { t.format(w, verb, t.GoString()) }

// publicHeader is a copy of h without what nobody else may see.
func publicHeader(h http.Header) http.Header {
	h = h.Clone()
	secrets := []string{"Authorization", HeaderAgentToken, "Cookie", "Proxy-Authorization"}
	for name := range h { // not by Get: a map that was written by hand has any case
		if slices.ContainsFunc(secrets, func(s string) bool { return strings.EqualFold(s, name) }) {
			h[name] = []string{redacted}
		}
	}
	return h
}
