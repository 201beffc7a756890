// Package checkout serves the pages that a buyer sees: the checkout page of a
// payment, the hosted page where the buyer chooses a method, the pages with the
// result, and the images of order codes. The pages need no scripts and load
// nothing from other hosts.
package checkout

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// maxForm is the size of the largest form that is read, in bytes.
const maxForm = 16 << 10

// Options are the surroundings of the pages. All of them are needed.
type Options struct {
	Engine *engine.Engine
	// Secret makes the tokens of the forms. It must outlive a page that is open
	// in a browser, so it is kept with the payments.
	Secret []byte
	Now    func() time.Time
	// BaseURL tells where the pages are served.
	BaseURL func() string
	// Brand tells how a merchant is shown.
	Brand func(clientID string) Brand
}

// Pages serves the pages.
type Pages struct {
	engine *engine.Engine
	secret []byte
	now    func() time.Time
	base   func() string
	brand  func(clientID string) Brand
	page   renderer
	mux    *http.ServeMux

	languages language.Set
	english   *language.Language // of the pages that have no other
}

// New makes the pages' handler. The error says that a page is not a template.
func New(o Options) (*Pages, error) {
	render, err := newRenderer()
	if err != nil {
		return nil, err
	}
	languages := language.NewSet()
	english, err := languages.Get(language.Default)
	if err != nil {
		return nil, err
	}
	p := &Pages{engine: o.Engine, secret: o.Secret, now: o.Now, base: o.BaseURL, brand: o.Brand, page: render, mux: http.NewServeMux(), languages: languages, english: english}
	p.mux.HandleFunc("GET /{$}", p.home)
	p.mux.HandleFunc("GET "+engine.CheckoutPath+"{id}", p.open(p.byPayment))
	p.mux.HandleFunc("POST "+engine.CheckoutPath+"{id}", p.submit(p.byPayment))
	p.mux.HandleFunc("GET "+engine.SessionPath+"{id}", p.open(p.bySession))
	p.mux.HandleFunc("POST "+engine.SessionPath+"{id}", p.submit(p.bySession))
	p.mux.HandleFunc("GET "+statePath+"{id}", p.state(p.byPayment))
	p.mux.HandleFunc("GET "+engine.SubscriptionPath+"{id}", p.openSubscription)
	p.mux.HandleFunc("POST "+engine.SubscriptionPath+"{id}", p.submitSubscription)
	p.mux.HandleFunc("GET "+engine.ConsentPath+"{id}", p.openConsent)
	p.mux.HandleFunc("POST "+engine.ConsentPath+"{id}", p.submitConsent)
	p.mux.HandleFunc("GET "+engine.VaultingPath+"{id}", p.openVaulting)
	p.mux.HandleFunc("POST "+engine.VaultingPath+"{id}", p.submitVaulting)
	p.mux.HandleFunc("GET "+engine.ResultPath, p.result)
	p.mux.HandleFunc("GET "+engine.LogoPath+"{file}", p.logo)
	p.mux.HandleFunc("GET "+brandPath, p.logoOfMerchant)
	p.mux.HandleFunc("GET "+engine.CodePath+"{code}", p.scan)
	p.mux.HandleFunc("GET "+engine.ImagePath+"{file}", p.image)
	p.mux.Handle("GET "+assetPath, assetHandler())
	p.mux.HandleFunc("/", p.notFound)
	return p, nil
}

// ServeHTTP serves a page.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

// language is that of the buyer: what the merchant's request names, else what the
// browser prefers.
func (p *Pages) language(r *http.Request, payment engine.Payment) (*language.Language, error) {
	return p.languages.Get(language.Choose(payment.Locale, r.Header.Get("Accept-Language")))
}

// finder finds the payment that a path is about.
type finder func(r *http.Request) (engine.Payment, error)

func (p *Pages) byPayment(r *http.Request) (engine.Payment, error) {
	payment, err := p.engine.FindPayment(r.PathValue("id"))
	if err == nil && payment.Hosted() {
		// Its page is that of the session, where the method is chosen.
		return engine.Payment{}, engine.ErrNotFound
	}
	return payment, err
}

func (p *Pages) bySession(r *http.Request) (engine.Payment, error) {
	payment, err := p.engine.FindSession(r.PathValue("id"))
	if err == nil && !payment.Hosted() {
		return engine.Payment{}, engine.ErrNotFound
	}
	return payment, err
}

// open shows the page of a payment in whatever state it is.
func (p *Pages) open(find finder) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		payment, err := find(r)
		switch {
		case err != nil:
			p.missing(w, err)
		case payment.Status != engine.Processing:
			p.settled(w, r, payment, settledStatus(payment))
		default:
			p.checkout(w, r, payment, "", http.StatusOK)
		}
	}
}

// submit carries out what the buyer decided and sends him back to the merchant.
func (p *Pages) submit(find finder) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		payment, err := find(r)
		if err != nil {
			p.missing(w, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			p.message(w, http.StatusBadRequest, badForm())
			return
		}
		if !p.ownForm(r, payment) {
			p.message(w, http.StatusForbidden, foreignForm())
			return
		}
		p.decide(w, r, payment)
	}
}

// decide settles the payment as the buyer chose.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request, payment engine.Payment) {
	if payment.Status == engine.Pending {
		// The buyer has done his part; only the control interface decides now.
		p.leave(w, r, payment)
		return
	}
	var err error
	method := ""
	switch r.PostForm.Get("action") {
	case "pay":
		if payment.Hosted() {
			if method = r.PostForm.Get("method"); !p.offers(payment, method) {
				p.checkout(w, r, payment, "chooseFirst", http.StatusUnprocessableEntity)
				return
			}
		}
		payment, err = p.engine.Pay(payment.PaymentID, method)
	case "decline":
		payment, err = p.engine.Decline(payment.PaymentID, r.PostForm.Get("code"))
	default:
		p.message(w, http.StatusBadRequest, badForm())
		return
	}
	var state *engine.StateError
	var code *engine.CodeError
	switch {
	case err == nil:
		p.leave(w, r, payment)
	case errors.As(err, &state) && payment.Status == engine.Success:
		// Pressed twice, or paid elsewhere meanwhile: the buyer's wish is met.
		p.leave(w, r, payment)
	case errors.As(err, &state):
		p.settled(w, r, payment, http.StatusConflict)
	case errors.As(err, &code):
		p.message(w, http.StatusBadRequest, badForm())
	default:
		p.missing(w, err)
	}
}

// leave sends the buyer to the merchant's page, or to our own result page when
// the merchant's address is one that only an app can open.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request, payment engine.Payment) {
	own := engine.ResultPath + "?paymentId=" + url.QueryEscape(payment.PaymentID)
	target, kind := returnAddress(payment.RedirectURL)
	if kind != webAddress || p.isOwnResult(target) {
		target = own
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

func (p *Pages) isOwnResult(target string) bool {
	return target == p.base()+engine.ResultPath || engine.IsOwnResult(target)
}

// scan leads whoever scanned an order code, or opened an app link, to the page.
func (p *Pages) scan(w http.ResponseWriter, r *http.Request) {
	page, _, err := p.findCode(r.PathValue("code"))
	if err != nil {
		p.missing(w, err)
		return
	}
	// A path alone keeps the host by which the scanning device reached us.
	path := strings.TrimPrefix(page, p.base())
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, path, http.StatusFound)
}

// findCode finds what a short code leads to: the page of a payment or of an
// authorization, and the text of the code to scan.
func (p *Pages) findCode(code string) (page, scanned string, err error) {
	payment, err := p.engine.FindCode(code)
	if err == nil {
		return p.engine.CheckoutURL(payment), p.engine.CodeURL(payment), nil
	}
	if a, aerr := p.engine.FindConsentCode(code); aerr == nil {
		return p.engine.ConsentURL(a), p.engine.ConsentCodeURL(a), nil
	}
	return "", "", err
}
