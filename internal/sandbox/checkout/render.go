package checkout

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// assetPath is where the style, the script and the icon of the pages are.
const assetPath = "/checkout/assets/"

//go:embed assets
var assets embed.FS

// assetHandler serves the files that belong to the pages, apart from the template.
func assetHandler() http.Handler {
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		// The directory is part of the program.
		panic(err)
	}
	server := http.StripPrefix(assetPath, http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := strings.TrimPrefix(r.URL.Path, assetPath); name == "" || strings.HasSuffix(name, ".html") {
			http.NotFound(w, r)
			return
		}
		// As long as a payment is usually open and a little more: the last page
		// shall not need the simulator, which may stop once the payment is made.
		w.Header().Set("Cache-Control", "public, max-age=1200")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		server.ServeHTTP(w, r)
	})
}

// view is all that the template shows. One of Checkout and Message is set.
type view struct {
	Title    string
	Checkout *form
	Message  *message
}

// form is the page of an open payment.
type form struct {
	Action, Token             string
	Merchant, Description     string
	Amount, Method            string
	Goods                     []good
	Groups                    []group
	QR                        string
	Until, UntilText, Left    string
	Codes                     []reason
	Back                      template.URL
	OrderID, PaymentID, Error string
}

type good struct{ Name, Quantity, Unit string }

// reason is a result code with which the buyer can let the payment fail.
type reason struct {
	Code, Text string
	Usual      bool
}

type renderer struct{ template *template.Template }

func newRenderer() (renderer, error) {
	t, err := template.ParseFS(assets, "assets/page.html")
	if err != nil {
		return renderer{}, fmt.Errorf("reading the checkout page: %w", err)
	}
	return renderer{t}, nil
}

// write sends a page with the headers that keep it to itself. Browsers hold
// form-action against the redirects that follow a form too, and the merchant's
// page may redirect on its own: so a page with a form allows any web address.
func (t renderer) write(w http.ResponseWriter, status int, v view) {
	var page bytes.Buffer
	if err := t.template.ExecuteTemplate(&page, "page.html", v); err != nil {
		http.Error(w, "the simulator could not write this page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	formAction := "'none'"
	if v.Checkout != nil {
		formAction = "'self' http: https:"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(page.Bytes())
}

// checkout shows the page of an open payment; problem is what was wrong with the
// form that was just sent.
func (p *Pages) checkout(w http.ResponseWriter, r *http.Request, payment engine.Payment, problem string, status int) {
	f := form{
		Action: r.URL.Path, Token: p.token(payment), Error: problem,
		Merchant: payment.Merchant, Description: payment.Description,
		Amount: money(payment.Amount), Method: methodName(payment.Method),
		OrderID: payment.OrderID, PaymentID: payment.PaymentID,
		Codes: reasons(payment.Method), Back: backLink(payment),
	}
	for _, g := range payment.Goods {
		f.Goods = append(f.Goods, good{Name: g.Name, Quantity: g.Quantity, Unit: money(g.Unit)})
	}
	if payment.Hosted() {
		f.Groups = groups(payment)
	} else if engine.HasOrderCode(payment.Method) {
		f.QR = engine.ImagePath + payment.Code + ".png?size=L"
	}
	// The page must not count to zero before the payment is closed.
	until := payment.Expires.UTC().Add(time.Second - 1).Truncate(time.Second)
	f.Until, f.UntilText = until.Format(time.RFC3339), until.Format("15:04:05 MST, 2 January 2006")
	f.Left = left(payment.Expires.Sub(p.now()))
	title := "Pay " + f.Amount + " to " + f.Merchant
	if problem != "" {
		title = "Error: " + title
	}
	p.page.write(w, status, view{Title: title, Checkout: &f})
}

// left says a stretch of time in its two biggest useful words.
func left(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case d < time.Minute:
		return plural(max(int(d.Seconds()), 0), "second")
	case minutes < 120:
		return plural(minutes, "minute")
	case minutes < 48*60:
		return plural(minutes/60, "hour")
	}
	return plural(minutes/60/24, "day")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// reasons are the ways to fail that a shop should try, the usual one marked.
func reasons(method string) []reason {
	var list []reason
	for _, code := range engine.UsualFailures() {
		text := ""
		if c, ok := spec.CodeFor(engine.OpPay, code); ok {
			text = c.Message
		}
		list = append(list, reason{Code: code, Text: text, Usual: code == engine.DeclineCode(method)})
	}
	return list
}

// backLink is the merchant's address for a link. Only addresses that a browser
// cannot run as code get this far, which is why html/template may trust them.
func backLink(payment engine.Payment) template.URL {
	target, kind := returnAddress(payment.RedirectURL)
	if kind == noAddress {
		return ""
	}
	return template.URL(target)
}
