package gateway

import (
	"crypto/rsa"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
)

// authenticate verifies the request's signature over its exact path, headers
// and body. It returns the refusal, nil when the request is the merchant's.
func (g *Gateway) authenticate(c call, h http.Header) *engine.Reply {
	id := c.message.ClientID
	if id == "" {
		return refuse(c.operation, "CLIENT_INVALID", "header client-id is missing")
	}
	merchant, ok := g.merchant(id)
	if !ok {
		return refuse(c.operation, "CLIENT_INVALID", fmt.Sprintf("header client-id: the simulator does not know %q", id))
	}
	c.message.Time = h.Get(antom.HeaderRequestTime)
	if !isTime(c.message.Time) {
		return refuse(c.operation, "PARAM_ILLEGAL", fmt.Sprintf("header request-time: %q is neither milliseconds since 1970 nor an ISO 8601 time with an offset", c.message.Time))
	}
	header := h.Get(antom.HeaderSignature)
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
		return refuse(c.operation, "INVALID_SIGNATURE", explain(key, c.message, signature))
	}
	return nil
}

// keyOf finds the public key of a key version; a signature without one was made
// with the newest, which is the first as long as there is one only.
func keyOf(c call, m Merchant, version string) (*rsa.PublicKey, *engine.Reply) {
	if version == "" {
		version = antom.DefaultKeyVersion
	}
	if key := m.Keys[version]; key != nil {
		return key, nil
	}
	known := strings.Join(slices.Sorted(maps.Keys(m.Keys)), ", ")
	return nil, refuse(c.operation, "KEY_NOT_FOUND", fmt.Sprintf("the simulator has no public key of version %s for %s; it has version %s", version, c.message.ClientID, known))
}

// explain says what to look at when a signature does not fit, or what was signed
// in place of the request when that can be told.
func explain(key *rsa.PublicKey, m antom.Message, s antom.Signature) string {
	for _, mistake := range mistakes(m) {
		if antom.Verify(key, mistake.signed, s) == nil {
			return mistake.text
		}
	}
	return fmt.Sprintf("the signature does not fit the request or the key. To sign: %q, a line feed, %q, and the %d bytes of the body exactly as sent",
		m.Method+" "+m.Path, m.ClientID+"."+m.Time+".", len(m.Body))
}

// mistake is a message that a client may have signed by mistake.
type mistake struct {
	signed antom.Message
	text   string
}

func mistakes(m antom.Message) []mistake {
	var list []mistake
	add := func(path, text string) {
		other := m
		other.Path = path
		list = append(list, mistake{signed: other, text: text + ": sign " + m.Path + ", which was called, not " + path})
	}
	path, query, hasQuery := strings.Cut(m.Path, "?")
	if hasQuery && query != "" {
		add(path, "the query was left out of the signed path")
	}
	if rest, ok := strings.CutPrefix(m.Path, sandboxSegment); ok {
		add(PathPrefix+rest, "the path was changed after signing")
	} else if rest, ok := strings.CutPrefix(m.Path, PathPrefix); ok {
		add(sandboxSegment+rest, "the path was changed after signing")
	}
	empty := m
	empty.Body = nil
	return append(list, mistake{signed: empty, text: "the body was left out of the signed text"})
}

// isTime accepts the forms of request-time that Antom's client libraries send.
// How far it is from now does not matter: no tolerance is documented.
func isTime(s string) bool {
	if _, ok := engine.ParseTime(s); ok {
		return true
	}
	return len(s) >= 10 && len(s) <= 16 && strings.Trim(s, "0123456789") == ""
}
