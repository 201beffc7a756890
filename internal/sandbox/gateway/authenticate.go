package gateway

import (
	"cmp"
	"crypto/rsa"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/foreign"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
)

// authenticate verifies the request's signature over its exact path, headers
// and body, or else its API key. It returns the refusal, nil when the request is the merchant's.
func (g *Gateway) authenticate(c call, h http.Header) *Refusal {
	for _, name := range [...]string{antom.HeaderClientID, antom.HeaderRequestTime, antom.HeaderSignature} {
		if values := h.Values(name); len(values) > 1 && len(slices.Compact(slices.Clone(values))) > 1 {
			return &Refusal{"PARAM_ILLEGAL", "header " + strings.ToLower(name) + ": it is given " + strconv.Itoa(len(values)) + " times with different values", "set the header once; a client library and an HTTP client may both add it"}
		}
	}
	id := c.message.ClientID
	if id == "" {
		return &Refusal{"CLIENT_INVALID", "header client-id is missing", "send the client id of a merchant; to list them: antom sandbox merchant list"}
	}
	merchant, ok := g.merchant(id)
	if !ok {
		return &Refusal{"CLIENT_INVALID", fmt.Sprintf("header client-id: the simulator does not know %q", id), unknownClient(id)}
	}
	header := h.Get(antom.HeaderSignature)
	if authorization := h.Get("Authorization"); header == "" && authorization != "" {
		return g.authorize(c, authorization)
	}
	c.message.Time = h.Get(antom.HeaderRequestTime)
	if !isTime(c.message.Time) {
		return &Refusal{"PARAM_ILLEGAL", requestTimeMessage(c.message.Time), "take the time once, and use the same text in the signed content and in the header request-time"}
	}
	if header == "" {
		return &Refusal{"INVALID_SIGNATURE", "header signature is missing; send algorithm=RSA256,keyVersion=1,signature=<URL-encoded Base64>", signExample}
	}
	signature, err := antom.ParseSignature(header)
	if err != nil {
		return &Refusal{"INVALID_SIGNATURE", "header signature: " + err.Error(), signExample}
	}
	key, refused := keyOf(c, merchant, signature.KeyVersion)
	if refused != nil {
		return refused
	}
	if err := antom.Verify(key, c.message, signature); err != nil {
		cause, fix := g.explain(merchant, key, c.message, header, signature)
		return &Refusal{"INVALID_SIGNATURE", cause, fix}
	}
	return nil
}

// keyOf finds the public key of a key version; a signature without one was made
// with the newest.
func keyOf(c call, m Merchant, version string) (*rsa.PublicKey, *Refusal) {
	if version == "" {
		version = newest(m)
	}
	if key := m.Keys[version]; key != nil {
		return key, nil
	}
	known := strings.Join(slices.Sorted(maps.Keys(m.Keys)), ", ")
	return nil, &Refusal{
		"KEY_NOT_FOUND", fmt.Sprintf("the simulator has no public key of version %s for %s; it has version %s", version, c.message.ClientID, known),
		addKey(c.message.ClientID) + " --key-version " + apperr.ShellQuote(version),
	}
}

// newest is the highest key version.
func newest(m Merchant) string {
	return slices.MaxFunc(append(slices.Collect(maps.Keys(m.Keys)), ""), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
}

// requestTimeMessage says what is wrong with a request-time.
func requestTimeMessage(text string) string {
	if text == "" {
		return "header request-time is missing; send " + foreign.AntomTime
	}
	return fmt.Sprintf("header request-time: %q %s; send %s", text, foreign.Time(text), foreign.AntomTime)
}

// isTime accepts the forms of request-time that Antom's client libraries send.
// How far it is from now does not matter: no tolerance is documented.
func isTime(s string) bool {
	if _, ok := engine.ParseTime(s); ok {
		return true
	}
	const nanoseconds = 19 // digits; early versions of the client library for Go send them
	return (len(s) >= 10 && len(s) <= 16 || len(s) == nanoseconds) && strings.Trim(s, "0123456789") == ""
}
