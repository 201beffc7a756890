package checkout

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// message is a page that tells something and asks nothing.
type message struct {
	Tone    string // "good", "bad" or "plain"; the words say the same
	Mark    string
	Heading string
	Lead    string
	Facts   []fact
	Back    template.URL
	Hint    string
}

type fact struct{ Name, Value string }

func (p *Pages) message(w http.ResponseWriter, status int, m message) {
	p.page.write(w, status, view{Title: m.Heading, Message: &m})
}

// settled tells what became of a payment.
func (p *Pages) settled(w http.ResponseWriter, payment engine.Payment, status int) {
	m := outcome(payment)
	m.Facts = []fact{
		{"Merchant", payment.Merchant},
		{"Amount", money(payment.Amount)},
		{"Result", payment.ResultCode},
		{"Order", payment.OrderID},
		{"Payment", payment.PaymentID},
	}
	m.Back = backLink(payment)
	p.message(w, status, m)
}

func outcome(payment engine.Payment) message {
	switch payment.Status {
	case engine.Success:
		return message{Tone: "good", Mark: "✓", Heading: "Paid", Lead: "This payment is complete. Nothing more is to do here."}
	case engine.Cancelled:
		return message{Tone: "bad", Mark: "✗", Heading: "Cancelled", Lead: "The merchant cancelled this payment. It can no longer be paid."}
	case engine.Processing, engine.Pending:
		return message{Tone: "plain", Mark: "…", Heading: "Not decided yet", Lead: "This payment waits for the buyer or for its final result."}
	}
	if payment.ResultCode == engine.CodeClosed {
		return message{Tone: "bad", Mark: "✗", Heading: "Too late", Lead: "The time for this payment is over and it was closed. Go back to the merchant to start again."}
	}
	lead := "The payment was refused."
	if c, ok := spec.CodeFor(engine.OpPay, payment.ResultCode); ok {
		lead = "The payment was refused: " + c.Message + "."
	}
	return message{Tone: "bad", Mark: "✗", Heading: "Not paid", Lead: lead}
}

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
		p.message(w, http.StatusInternalServerError, message{Tone: "bad", Mark: "✗", Heading: "The simulator failed", Lead: err.Error()})
		return
	}
	p.message(w, http.StatusNotFound, message{
		Tone: "plain", Mark: "?", Heading: "No such payment",
		Lead: "The simulator has no page for this payment. It may have been reset, or the link belongs to another state directory.",
		Hint: "A session for a client SDK has no page of its own: the SDK opens that of its payment.",
	})
}

func (p *Pages) notFound(w http.ResponseWriter, r *http.Request) {
	p.message(w, http.StatusNotFound, message{Tone: "plain", Mark: "?", Heading: "Nothing here", Lead: "The simulator has no page at " + r.URL.Path + "."})
}

func (p *Pages) home(w http.ResponseWriter, _ *http.Request) {
	p.message(w, http.StatusOK, message{
		Tone: "plain", Mark: "→", Heading: "The simulator is running",
		Lead: "It answers signed requests in the place of Antom's gateway. Make a payment and open the link that comes back.",
		Hint: "antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK",
	})
}

// result is where the buyer comes back to when the merchant has no page for it.
func (p *Pages) result(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("paymentId")
	if id == "" {
		p.message(w, http.StatusOK, message{
			Tone: "plain", Mark: "←", Heading: "Back at the merchant",
			Lead: "This page stands in for the merchant's own. Whether the payment was made is told by inquiryPayment and by the notification, never by coming back.",
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
	return message{Tone: "bad", Mark: "✗", Heading: "Not understood", Lead: "The page sent something that the simulator does not know. Open the payment's link again."}
}

func foreignForm() message {
	return message{Tone: "bad", Mark: "✗", Heading: "Not from this page", Lead: "The simulator only takes decisions from its own checkout page. Open the payment's link again and press the button there."}
}
