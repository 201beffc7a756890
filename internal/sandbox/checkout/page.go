package checkout

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

const (
	// shownGoods are shown at once, unfoldedGoods on demand; more are counted.
	shownGoods    = 5
	unfoldedGoods = 50
	// longAmount is the number of characters from which an amount is set smaller.
	longAmount = 16
	// statePath, with a paymentId, is a payment's state in one word, for the
	// script of its page.
	statePath = engine.CheckoutPath + "state/"
)

// form is the page of an open payment.
type form struct {
	L                       *language.Language
	Action, Token           string
	Merchant                merchant
	Description, Order      string
	Before, After           string // what a screen reader hears around the amount
	Currency, Number        string
	Amount                  string // both together
	LongAmount              bool
	Button                  string // what the buyer does: "Pay HKD 1.00"
	Goods, MoreGoods        []good
	MoreTitle, Unshown      string
	Groups                  []group // on the hosted page
	Filter                  bool    // there are so many methods that the script offers a filter
	Method, MethodCode      string  // on all others
	Icon, QR, Hint, Later   string
	Until, Left, LeftMillis string
	Urgency                 string
	Words                   string // of the countdown, as JSON
	Watch                   string // where the script asks whether the payment is still open
	Back                    template.URL
	Error                   string
}

type good struct{ Name, Quantity, Unit string }

// checkout shows the page of an open payment; problem is the key of what was wrong
// with the form that was just sent.
func (p *Pages) checkout(w http.ResponseWriter, r *http.Request, payment engine.Payment, problem string, status int) {
	l, err := p.language(r, payment)
	if err != nil {
		p.missing(w, err)
		return
	}
	f := form{
		L: l, Action: r.URL.Path, Token: p.token(payment), Merchant: p.merchantOf(payment),
		Description: shorten(payment.Description, maxDescription), Order: shorten(payment.OrderID, maxName),
		Back: backLink(payment),
	}
	f.setAmount(payment)
	f.setGoods(payment.Goods)
	f.setMethod(payment)
	f.setTime(payment.Expires, p.now())
	title := f.Button + " – " + f.Merchant.Name
	if problem != "" {
		f.Error = l.Text(problem)
		title = l.Text("error") + ": " + title
	}
	d, err := p.openDrawer(f.Action, payment)
	if err != nil {
		p.missing(w, err)
		return
	}
	p.page.write(w, status, view{L: l, Title: title, Checkout: &f, Drawer: d})
}

func (f *form) setAmount(payment engine.Payment) {
	a := payment.Amount
	f.Currency, f.Number, f.Amount = a.Currency, number(f.L, a), money(f.L, a)
	f.LongAmount = len([]rune(f.Amount)) >= longAmount
	verb := "pay"
	if !payment.Hosted() && payment.Authorized() {
		verb = "authorize"
	}
	f.Button = f.L.Text(verb, "amount", f.Amount)
	f.Before, f.After, _ = strings.Cut(f.L.Text(verb), "{amount}")
}

// setGoods shows the first of them, hides the next, and counts the rest.
func (f *form) setGoods(goods []engine.Good) {
	for i, g := range goods[:min(len(goods), unfoldedGoods)] {
		line := good{Name: shorten(g.Name, maxName), Quantity: g.Quantity, Unit: money(f.L, g.Unit)}
		if i < shownGoods {
			f.Goods = append(f.Goods, line)
		} else {
			f.MoreGoods = append(f.MoreGoods, line)
		}
	}
	if more := len(goods) - unfoldedGoods; more > 0 {
		f.Unshown = f.L.Text("moreItems", "count", strconv.Itoa(more))
	}
	f.MoreTitle = f.L.Text("moreItems", "count", strconv.Itoa(len(goods)-shownGoods))
	if len(goods) == shownGoods+1 {
		f.Goods, f.MoreGoods = append(f.Goods, f.MoreGoods...), nil // a fold for one is no gain
	}
}

// setMethod shows the chosen method, or the choice.
func (f *form) setMethod(payment engine.Payment) {
	if payment.Hosted() {
		f.Groups = groups(f.L, payment)
		count := 0
		for _, g := range f.Groups {
			count += len(g.Methods)
		}
		f.Filter = count > shortChoice
		if a := payment.Authorization; a != nil {
			f.Later = f.L.Text("authorizeCard") + " " + takenLater(f.L, a.Manual)
		}
		return
	}
	f.Method, f.MethodCode = methodName(payment.Method), shorten(payment.Method, maxName)
	f.Icon, f.Hint = kindOf(payment.Method).icon, hint(f.L, payment.Method)
	if payment.Authorized() {
		f.Later = f.L.Text("authorizeOnly") + " " + takenLater(f.L, payment.Authorization.Manual)
	}
	if engine.HasOrderCode(payment.Method) {
		f.QR = engine.ImagePath + payment.Code + ".png?size=L"
		f.Watch = statePath + payment.PaymentID
	}
}

// setTime tells how long the payment stays open. The page must not count to
// zero before the payment is closed.
func (f *form) setTime(expires, now time.Time) {
	d := expires.Sub(now)
	f.Until, f.Left, f.Urgency = expires.UTC().Format(time.RFC3339), left(f.L, d), urgency(d)
	f.LeftMillis = strconv.FormatInt((d + time.Millisecond - 1).Milliseconds(), 10)
	words := map[string]string{}
	for _, key := range []string{"timeLeft", "days", "hours", "minutes", "seconds", "stopped"} {
		words[key] = f.L.Text(key)
	}
	text, _ := json.Marshal(words) // texts always have a JSON form
	f.Words = string(text)
}

// state tells the status of a payment to the script of its page.
func (p *Pages) state(find finder) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		payment, err := find(r)
		if err != nil {
			http.Error(w, "no such payment", http.StatusNotFound)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		// The browser may be gone; there is nobody to tell.
		_, _ = io.WriteString(w, string(payment.Status))
	}
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
