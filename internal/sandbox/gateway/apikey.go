package gateway

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
)

// authorize checks the API key of a request that is not signed. It returns the refusal,
// nil when the key is that of the merchant. No message repeats the key.
func (g *Gateway) authorize(c call, header string) *Refusal {
	const code = "ACCESS_DENIED"
	id := c.message.ClientID
	want := ""
	if g.apiKey != nil {
		want = g.apiKey(id)
	}
	scheme, given, _ := strings.Cut(header, " ")
	given = strings.TrimSpace(given)
	switch {
	case want == "":
		return &Refusal{
			code, fmt.Sprintf("header authorization: %s has no API key in the simulator; antom sandbox merchant api-key makes one, or sign the request with the private key", id),
			"make one: antom sandbox merchant api-key " + apperr.ShellQuote(id),
		}
	case !strings.EqualFold(scheme, "Bearer") || given == "":
		return &Refusal{code, "header authorization: send the word Bearer, a blank and the API key", "send the header as it is here: Authorization: Bearer KEY"}
	case !sameSecret(given, want):
		return &Refusal{code, "header authorization: this is not the API key of " + id, "use the key that is printed by: antom sandbox merchant api-key " + apperr.ShellQuote(id) + " --show"}
	}
	return nil
}

// sameSecret compares in a time that tells nothing of either text.
func sameSecret(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
