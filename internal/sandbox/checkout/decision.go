package checkout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// decision is a page on which the buyer agrees to something other than a payment, or
// does not.
type decision struct {
	L                *language.Language
	Action, Token    string
	Merchant         merchant
	Heading, Lead    string
	Method           string // the account or card that it is about
	MethodCode, Icon string
	ListTitle        string
	List             []fact // what the buyer agrees to
	Total            fact
	Until, Left      string
	Urgency          string
	Agree, Decline   string // the texts of the buttons
	Note             string
	Back             template.URL
}

func (d *decision) setMethod(code string) {
	d.Method, d.MethodCode, d.Icon = methodName(code), shorten(code, maxName), kindOf(code).icon
}

// setTime tells how long the buyer can decide.
func (d *decision) setTime(l *language.Language, expires, now time.Time) {
	rest := expires.Sub(now)
	d.Until, d.Left, d.Urgency = expires.UTC().Format(time.RFC3339), left(l, rest), urgency(rest)
}

// decision writes the page, in English, with what the developer gets.
func (p *Pages) decision(w http.ResponseWriter, status int, d decision, controls drawer) {
	d.L = p.english
	p.page.write(w, status, view{L: d.L, Title: d.Heading + " – " + d.Merchant.Name, Decision: &d, Drawer: &controls})
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
