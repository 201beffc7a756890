package checkout

import (
	"html/template"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
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
	Action, Token           string
	Initial, Merchant       string
	Description             string
	Currency, Number        string
	Amount                  string // both together
	LongAmount              bool
	Verb                    string // what the buyer does: "Pay" or "Authorize"
	Goods, MoreGoods        []good
	MoreTitle               string
	Unshown                 int
	Groups                  []group // on the hosted page
	Method, MethodCode      string  // on all others
	Logo, QR, Asks, Later   string
	Until, Left, LeftMillis string
	Watch                   string // where the script asks whether the payment is still open
	Codes                   []reason
	Back                    template.URL
	Facts                   []fact
	Error                   string
}

type good struct{ Name, Quantity, Unit string }

// reason is a result code with which the buyer can let the payment fail.
type reason struct {
	Code, Text string
	Usual      bool
}

// checkout shows the page of an open payment; problem is what was wrong with the
// form that was just sent.
func (p *Pages) checkout(w http.ResponseWriter, r *http.Request, payment engine.Payment, problem string, status int) {
	f := form{
		Action: r.URL.Path, Token: p.token(payment), Error: problem,
		Description: shorten(payment.Description, maxDescription),
		Codes:       reasons(payment.Method), Back: backLink(payment), Verb: "Pay",
	}
	f.Merchant = shorten(payment.Merchant, maxName)
	f.Initial = initial(f.Merchant)
	f.setAmount(payment.Amount)
	f.setGoods(payment.Goods)
	f.setMethod(payment)
	f.setTime(payment.Expires, p.now())
	f.Facts = []fact{
		{Name: "Order", Value: shorten(payment.OrderID, maxName)},
		{Name: "Payment request", Value: shorten(payment.PaymentRequestID, maxName)},
		{Name: "Payment", Value: payment.PaymentID, ID: true},
		{Name: "Open until", Value: moment(payment.Expires)},
	}
	title := f.Verb + " " + f.Amount + " to " + f.Merchant
	if problem != "" {
		title = "Error: " + title
	}
	p.page.write(w, status, view{Title: title, Checkout: &f})
}

func (f *form) setAmount(a engine.Amount) {
	f.Currency, f.Number, f.Amount = a.Currency, number(a), money(a)
	f.LongAmount = len(f.Amount) >= longAmount
}

// setGoods shows the first of them, hides the next, and counts the rest.
func (f *form) setGoods(goods []engine.Good) {
	for i, g := range goods[:min(len(goods), unfoldedGoods)] {
		line := good{Name: shorten(g.Name, maxName), Quantity: g.Quantity, Unit: money(g.Unit)}
		if i < shownGoods {
			f.Goods = append(f.Goods, line)
		} else {
			f.MoreGoods = append(f.MoreGoods, line)
		}
	}
	f.Unshown = max(len(goods)-unfoldedGoods, 0)
	f.MoreTitle = "and " + printable.Plural(len(goods)-shownGoods, "more item")
	if len(goods) == shownGoods+1 {
		f.Goods, f.MoreGoods = append(f.Goods, f.MoreGoods...), nil // a fold for one is no gain
	}
}

// setMethod shows the chosen method, or the choice.
func (f *form) setMethod(payment engine.Payment) {
	if payment.Hosted() {
		f.Groups = groups(payment)
		if a := payment.Authorization; a != nil {
			f.Later = "With a card you only authorize the amount. " + takenLater(a.Manual)
		}
		return
	}
	f.Method, f.MethodCode = methodName(payment.Method), shorten(payment.Method, maxName)
	f.Logo, f.Asks = logoOf(payment.Method), asks(payment.Method)
	if payment.Authorized() {
		f.Verb = "Authorize"
		f.Later = "You only authorize the amount now. " + takenLater(payment.Authorization.Manual)
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
	f.Until, f.Left = expires.UTC().Format(time.RFC3339), left(d)
	f.LeftMillis = strconv.FormatInt((d + time.Millisecond - 1).Milliseconds(), 10)
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
