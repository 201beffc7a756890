package checkout

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// message is a page that tells something and asks nothing.
type message struct {
	Tone     string // "good", "bad" or "plain"; the words say the same
	Sign     string // what is drawn above: check, cross, clock, dots, back, undo, go or question
	Heading  string
	Lead     string
	Amount   string
	Facts    []fact
	Back     template.URL
	Home     bool // offer the simulator's first page
	Hint     string
	Commands []string // to copy, after the hint
}

// fact is a line of a list of names and values.
type fact struct {
	Name, Value string
	ID          bool // long and for machines: set small
}

func (p *Pages) message(w http.ResponseWriter, status int, m message) {
	p.page.write(w, status, view{Title: m.Heading, Message: &m})
}

// settled tells what became of a payment.
func (p *Pages) settled(w http.ResponseWriter, payment engine.Payment, status int) {
	refunded, err := p.refunded(payment)
	if err != nil {
		p.missing(w, err)
		return
	}
	payment.Refunded = refunded
	m := outcome(payment)
	m.Amount = money(payment.Amount)
	m.Facts = append([]fact{{Name: "Merchant", Value: shorten(payment.Merchant, maxName)}}, m.Facts...)
	if payment.Method != "" {
		m.Facts = append(m.Facts, fact{Name: "Method", Value: methodName(payment.Method)})
	}
	m.Facts = append(m.Facts,
		fact{Name: "Result", Value: payment.ResultCode},
		fact{Name: "Order", Value: shorten(payment.OrderID, maxName)},
		fact{Name: "Payment", Value: payment.PaymentID, ID: true},
	)
	m.Back = backLink(payment)
	p.message(w, status, m)
}

// refunded is how much did go back to the buyer; payment.Refunded also counts
// what is only on its way.
func (p *Pages) refunded(payment engine.Payment) (sum int64, err error) {
	if payment.Refunded == 0 {
		return 0, nil
	}
	refunds, err := p.engine.Refunds(payment.PaymentID)
	for _, r := range refunds {
		if r.Status != engine.Success {
			continue
		}
		amount, err := strconv.ParseInt(r.Amount.Value, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("reading the amount of refund %s: %w", r.RefundID, err)
		}
		sum += amount
	}
	return sum, err
}

func outcome(payment engine.Payment) message {
	switch payment.Status {
	case engine.Success:
		return succeeded(payment)
	case engine.Cancelled:
		if !payment.Paid.IsZero() {
			return message{Tone: "plain", Sign: "undo", Heading: "Cancelled", Lead: "This payment was paid and then cancelled by the merchant. All the money was returned."}
		}
		return message{Tone: "bad", Sign: "cross", Heading: "Cancelled", Lead: "The merchant cancelled this payment. It can no longer be paid, and you do not owe anything."}
	case engine.Processing, engine.Pending:
		return message{
			Tone: "plain", Sign: "dots", Heading: "Not final yet", Lead: "This payment waits for its buyer or for its final result. You can close this page.",
			Hint:     "Decide it from a terminal:",
			Commands: []string{"antom sandbox pay " + payment.PaymentID, "antom sandbox decline " + payment.PaymentID},
		}
	}
	if payment.ResultCode == engine.CodeClosed {
		return message{Tone: "bad", Sign: "clock", Heading: "Too late", Lead: "The time for this payment is over, and it was closed. Nothing was paid. Go back to the merchant to start again."}
	}
	lead := "The payment was refused, and nothing was paid."
	if c, ok := spec.CodeFor(engine.OpPay, payment.ResultCode); ok {
		lead = "The payment was refused: " + c.Message + ". Nothing was paid."
	}
	return message{Tone: "bad", Sign: "cross", Heading: "Not paid", Lead: lead}
}

// succeeded tells about a payment that was made: what was taken of it already,
// and what went back.
func succeeded(p engine.Payment) message {
	m := message{Tone: "good", Sign: "check", Heading: "Paid", Lead: "Thank you. You can close this page."}
	if p.Authorized() && !isAll(p, p.Authorization.Settled) {
		m.Heading, m.Lead = "Authorized", "Thank you. "+takenLater(p.Authorization.Manual)
		if p.Authorization.Settled > 0 {
			m.Heading = "Partly captured"
			m.Facts = append(m.Facts, fact{Name: "Captured", Value: part(p, p.Authorization.Settled)})
		}
		if p.Authorization.Manual && !p.Authorization.Expires.IsZero() {
			m.Facts = append(m.Facts, fact{Name: "Capture until", Value: moment(p.Authorization.Expires)})
		}
	}
	if p.Refunded == 0 {
		return m
	}
	m.Tone, m.Sign = "plain", "undo"
	m.Heading, m.Lead = "Partly refunded", "This payment was paid, and the merchant refunded a part of it."
	if isAll(p, p.Refunded) {
		m.Heading, m.Lead = "Refunded", "This payment was paid, and the merchant refunded all of it."
	}
	m.Facts = append(m.Facts, fact{Name: "Refunded", Value: part(p, p.Refunded)})
	return m
}

// takenLater tells what an authorization means to the buyer.
func takenLater(manual bool) string {
	if manual {
		return "The amount is reserved on the card. The merchant captures it later, completely or in parts."
	}
	return "The amount is reserved on the card, and is captured automatically a little later."
}

func isAll(p engine.Payment, minor int64) bool {
	return strconv.FormatInt(minor, 10) == p.Amount.Value
}

// part is a part of the payment's amount.
func part(p engine.Payment, minor int64) string {
	return money(engine.Amount{Currency: p.Amount.Currency, Value: strconv.FormatInt(minor, 10)})
}

// moment is a time as the pages write it.
func moment(t time.Time) string { return t.UTC().Format("15:04:05 MST, 2 January 2006") }

// settledStatus is "gone" for a payment that can no longer be made.
func settledStatus(payment engine.Payment) int {
	if payment.Status == engine.Fail || payment.Status == engine.Cancelled {
		return http.StatusGone
	}
	return http.StatusOK
}

// missing answers when there is no payment to show, or no way to read it.
func (p *Pages) missing(w http.ResponseWriter, err error) {
	if !errors.Is(err, engine.ErrNotFound) {
		p.message(w, http.StatusInternalServerError, message{Tone: "bad", Sign: "cross", Heading: "The simulator failed", Lead: err.Error()})
		return
	}
	p.message(w, http.StatusNotFound, message{
		Tone: "plain", Sign: "question", Heading: "No such payment", Home: true,
		Lead: "The simulator has no page for this payment. It may have been reset, or the link belongs to another state directory.",
		Hint: "A session for a client SDK has no page of its own: the SDK opens the page of the payment.",
	})
}

func (p *Pages) notFound(w http.ResponseWriter, r *http.Request) {
	p.message(w, http.StatusNotFound, message{Tone: "plain", Sign: "question", Heading: "No such page", Home: true, Lead: "The simulator has no page at " + shorten(r.URL.Path, maxName) + "."})
}

func (p *Pages) home(w http.ResponseWriter, _ *http.Request) {
	p.message(w, http.StatusOK, message{
		Tone: "plain", Sign: "go", Heading: "The simulator is running",
		Lead:     "It responds to signed requests instead of Antom's gateway.",
		Hint:     "Create a payment and open its link:",
		Commands: []string{"antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK"},
	})
}

// result is where the buyer comes back to when the merchant has no page for it.
func (p *Pages) result(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("paymentId")
	if id == "" {
		p.message(w, http.StatusOK, message{
			Tone: "plain", Sign: "back", Heading: "Back at the merchant",
			Lead: "This page stands in for the merchant's page. Only inquiryPayment or the notification shows whether the payment was paid; coming back proves nothing.",
		})
		return
	}
	payment, err := p.engine.FindPayment(id)
	if err != nil {
		p.missing(w, err)
		return
	}
	if _, kind := returnAddress(payment.RedirectURL); kind != appAddress {
		payment.RedirectURL = "" // coming back from here to here helps nobody
	}
	p.settled(w, payment, http.StatusOK)
}

func badForm() message {
	return message{Tone: "bad", Sign: "cross", Heading: "Not understood", Lead: "The page sent something that the simulator does not know. Open the payment's link again."}
}

func foreignForm() message {
	return message{Tone: "bad", Sign: "cross", Heading: "Not from this page", Lead: "The simulator only takes decisions from its own checkout page. Open the payment's link again and press the button there."}
}
