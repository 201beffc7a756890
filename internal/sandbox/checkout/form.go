package checkout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// token is what only a page of ours can know about a payment: no other site can
// make the buyer's browser pay.
func (p *Pages) token(payment engine.Payment) string {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte("checkout form\x00" + payment.PaymentID))
	return hex.EncodeToString(mac.Sum(nil))
}

// ownForm reports whether a form was sent by our own page.
func (p *Pages) ownForm(r *http.Request, payment engine.Payment) bool {
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return false
	}
	return hmac.Equal([]byte(r.PostForm.Get("token")), []byte(p.token(payment)))
}

// addressKind says how a browser can go to a merchant's address.
type addressKind int

const (
	noAddress  addressKind = iota
	webAddress             // http or https: a redirect
	appAddress             // an app's own scheme: only a link that the buyer presses
)

// browserSchemes are those that a browser handles itself, some by running code
// in the page that has the link.
func browserSchemes() []string {
	return []string{"javascript", "vbscript", "data", "file", "blob", "filesystem", "about", "view-source", "ftp", "ws", "wss", "mailto", "tel"}
}

// returnAddress judges a paymentRedirectUrl.
func returnAddress(raw string) (string, addressKind) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || raw == "":
		return "", noAddress
	case u.Scheme == "http" || u.Scheme == "https":
		if u.Host == "" {
			return "", noAddress
		}
		return u.String(), webAddress
	case u.Scheme != "" && !slices.Contains(browserSchemes(), u.Scheme):
		return raw, appAddress // as it is: "app://" means something to the app
	}
	return "", noAddress
}
