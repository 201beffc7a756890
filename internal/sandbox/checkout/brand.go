package checkout

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// brandPath, with a client id, is the logo of a merchant.
const brandPath = "/checkout/brand"

// Brand is how the pages show a merchant, as far as it was told.
type Brand struct {
	Name string
	Logo []byte // a PNG
}

// merchant is a merchant on a page.
type merchant struct {
	Name, Initial string
	Logo          string // the address of its logo
}

// merchantOf prefers the name of the request, since a merchant may have several
// shops. The engine puts the client id in the place of a name that is not there.
func (p *Pages) merchantOf(payment engine.Payment) merchant {
	brand := p.brand(payment.ClientID)
	name := payment.Merchant
	if brand.Name != "" && (name == "" || name == payment.ClientID) {
		name = brand.Name
	}
	m := merchant{Name: shorten(name, maxName)}
	m.Initial, m.Logo = initial(m.Name), brand.LogoAddress(payment.ClientID)
	return m
}

// LogoAddress is where the pages serve the logo of a client id, without a host; empty
// when there is none.
func (b Brand) LogoAddress(clientID string) string {
	if len(b.Logo) == 0 {
		return ""
	}
	// The sum lets browsers keep a logo until there is another one.
	sum := sha256.Sum256(b.Logo)
	return brandPath + "?" + url.Values{"id": {clientID}, "v": {hex.EncodeToString(sum[:6])}}.Encode()
}

// logoOfMerchant serves a merchant's logo.
func (p *Pages) logoOfMerchant(w http.ResponseWriter, r *http.Request) {
	brand := p.brand(r.URL.Query().Get("id"))
	if len(brand.Logo) == 0 {
		http.Error(w, "the merchant has no logo", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Cache-Control", "public, max-age=1200")
	h.Set("X-Content-Type-Options", "nosniff")
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(brand.Logo)
}
