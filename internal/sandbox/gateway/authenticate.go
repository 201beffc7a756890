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

	"github.com/antom-cli/antom/internal/foreign"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
)

// authenticate verifies the request's signature over its exact path, headers
// and body, or else its API key. It returns the refusal, nil when the request is the merchant's.
func (g *Gateway) authenticate(c call, h http.Header) *engine.Reply {
	for _, name := range [...]string{antom.HeaderClientID, antom.HeaderRequestTime, antom.HeaderSignature} {
		if values := h.Values(name); len(values) > 1 && len(slices.Compact(slices.Clone(values))) > 1 {
			return refuse(c.operation, "PARAM_ILLEGAL", "header "+strings.ToLower(name)+": it is given "+strconv.Itoa(len(values))+" times with different values")
		}
	}
	id := c.message.ClientID
	if id == "" {
		return refuse(c.operation, "CLIENT_INVALID", "header client-id is missing")
	}
	merchant, ok := g.merchant(id)
	if !ok {
		return refuse(c.operation, "CLIENT_INVALID", fmt.Sprintf("header client-id: the simulator does not know %q", id))
	}
	header := h.Get(antom.HeaderSignature)
	if authorization := h.Get("Authorization"); header == "" && authorization != "" {
		return g.authorize(c, authorization)
	}
	c.message.Time = h.Get(antom.HeaderRequestTime)
	if !isTime(c.message.Time) {
		return refuse(c.operation, "PARAM_ILLEGAL", requestTimeMessage(c.message.Time))
	}
	if header == "" {
		return refuse(c.operation, "INVALID_SIGNATURE", "header signature is missing; send algorithm=RSA256,keyVersion=1,signature=<URL-encoded Base64>")
	}
	signature, err := antom.ParseSignature(header)
	if err != nil {
		return refuse(c.operation, "INVALID_SIGNATURE", "header signature: "+err.Error())
	}
	key, refused := keyOf(c, merchant, signature.KeyVersion)
	if refused != nil {
		return refused
	}
	if err := antom.Verify(key, c.message, signature); err != nil {
		return refuse(c.operation, "INVALID_SIGNATURE", g.explain(merchant, key, c.message, header, signature))
	}
	return nil
}

// keyOf finds the public key of a key version; a signature without one was made
// with the newest.
func keyOf(c call, m Merchant, version string) (*rsa.PublicKey, *engine.Reply) {
	if version == "" {
		version = newest(m)
	}
	if key := m.Keys[version]; key != nil {
		return key, nil
	}
	known := strings.Join(slices.Sorted(maps.Keys(m.Keys)), ", ")
	return nil, refuse(c.operation, "KEY_NOT_FOUND", fmt.Sprintf("the simulator has no public key of version %s for %s; it has version %s", version, c.message.ClientID, known))
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
