package checkout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// decision is a page on which the buyer agrees to something other than a payment, or
// does not.
type decision struct {
	Action, Token     string
	Initial, Merchant string
	Heading, Lead     string
	Method            string // the account or card that it is about
	MethodCode, Logo  string
	PermitsTitle      string
	Permits           []string
	Until, Left       string
	Agree, Decline    string // the texts of the buttons
	Note              string
	Back              template.URL
	Facts             []fact
	Error             string
}

// setMerchant shows who asks.
func (d *decision) setMerchant(name string) {
	d.Merchant = shorten(name, maxName)
	d.Initial = initial(d.Merchant)
}

func (d *decision) setMethod(code string) {
	d.Method, d.MethodCode, d.Logo = methodName(code), shorten(code, maxName), logoOf(code)
}

// setTime tells how long the buyer can decide.
func (d *decision) setTime(expires, now time.Time) {
	d.Until, d.Left = expires.UTC().Format(time.RFC3339), left(expires.Sub(now))
}

// decision writes the page.
func (p *Pages) decision(w http.ResponseWriter, status int, d decision) {
	title := d.Heading
	if d.Error != "" {
		title = "Error: " + title
	}
	p.page.write(w, status, view{Title: title, Decision: &d})
}

// tokenFor is what only a page of ours can know about a thing.
func (p *Pages) tokenFor(what, id string) string {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte(what + " form\x00" + id))
	return hex.EncodeToString(mac.Sum(nil))
}

// readForm reads a form that has to come from our own page; it answers the request
// itself where that is not so.
func (p *Pages) readForm(w http.ResponseWriter, r *http.Request, token string) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.message(w, http.StatusBadRequest, badForm())
		return false
	}
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" || !hmac.Equal([]byte(r.PostForm.Get("token")), []byte(token)) {
		p.message(w, http.StatusForbidden, foreignForm())
		return false
	}
	return true
}

// away sends the buyer to a page of the merchant; where only an app can open it, or
// nobody, the page with the link is shown instead.
func (p *Pages) away(w http.ResponseWriter, r *http.Request, raw string, otherwise message) {
	target, kind := returnAddress(raw)
	if kind == webAddress {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, target, http.StatusSeeOther)
		return
	}
	otherwise.Back = linkTo(raw)
	p.message(w, http.StatusOK, otherwise)
}

// linkTo is a merchant's address for a link, as backLink is that of a payment.
func linkTo(raw string) template.URL { return backLink(engine.Payment{RedirectURL: raw}) }

// notThere answers when there is nothing to decide on at an address.
func (p *Pages) notThere(w http.ResponseWriter, err error, what string) {
	if !errors.Is(err, engine.ErrNotFound) {
		p.missing(w, err)
		return
	}
	p.message(w, http.StatusNotFound, message{
		Tone: "plain", Sign: "question", Heading: "No such " + what, Home: true,
		Lead: "The simulator has no page for this " + what + ". It may have been reset, or the link belongs to another state directory.",
	})
}
