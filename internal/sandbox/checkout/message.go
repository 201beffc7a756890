package checkout

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	template "github.com/DataDog/datadog-agent/pkg/template/html"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// message is a page that tells something and asks nothing.
type message struct {
	L        *language.Language
	Merchant merchant
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
type fact struct{ Name, Value string }

// message tells something about the simulator itself, to the developer.
func (p *Pages) message(w http.ResponseWriter, status int, m message) {
	m.L = p.english
	p.page.write(w, status, view{L: m.L, Title: m.Heading, Message: &m})
}

// settled tells the buyer what became of a payment.
func (p *Pages) settled(w http.ResponseWriter, r *http.Request, payment engine.Payment, status int) {
	l, err := p.language(r, payment)
	if err != nil {
		p.missing(w, err)
		return
	}
	if payment.Refunded, err = p.refunded(payment); err != nil {
		p.missing(w, err)
		return
	}
	m := outcome(l, payment)
	m.L, m.Merchant, m.Amount, m.Back = l, p.merchantOf(payment), money(l, payment.Amount), backLink(payment)
	m.Facts = append([]fact{{Name: l.Text("merchant"), Value: m.Merchant.Name}}, m.Facts...)
	if payment.Method != "" {
		m.Facts = append(m.Facts, fact{Name: l.Text("method"), Value: methodName(payment.Method)})
	}
	if payment.OrderID != "" {
		m.Facts = append(m.Facts, fact{Name: l.Text("order"), Value: shorten(payment.OrderID, maxName)})
	}
	p.page.write(w, status, view{L: l, Title: m.Heading, Message: &m, Drawer: settledDrawer(payment)})
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

// told is the heading and the lead of a page, by the keys of their texts.
func told(l *language.Language, tone, sign, heading string, leads ...string) message {
	texts := make([]string, len(leads))
	for i, key := range leads {
		texts[i] = l.Text(key)
	}
	return message{Tone: tone, Sign: sign, Heading: l.Text(heading), Lead: strings.Join(texts, " ")}
}

func outcome(l *language.Language, payment engine.Payment) message {
	switch payment.Status {
	case engine.Success:
		return succeeded(l, payment)
	case engine.Cancelled:
		if !payment.Paid.IsZero() {
			return told(l, "plain", "undo", "cancelled", "cancelledPaidText")
		}
		return told(l, "bad", "cross", "cancelled", "cancelledText")
	case engine.Processing, engine.Pending:
		return told(l, "plain", "dots", "waiting", "waitingText")
	}
	if payment.ResultCode == engine.CodeClosed {
		return told(l, "bad", "clock", "late", "lateText")
	}
	m := told(l, "bad", "cross", "failed")
	m.Lead = l.Reason(payment.ResultCode) + " " + l.Text("nothingPaid")
	return m
}

// succeeded tells about a payment that was made: what was taken of it already,
// and what went back.
func succeeded(l *language.Language, p engine.Payment) message {
	m := told(l, "good", "check", "paid", "paidText")
	if p.Authorized() && !isAll(p, p.Authorization.Settled) {
		m.Heading, m.Lead = l.Text("authorized"), takenLater(l, p.Authorization.Manual)
		if p.Authorization.Settled > 0 {
			m.Heading = l.Text("partlyCaptured")
			m.Facts = append(m.Facts, fact{Name: l.Text("captured"), Value: part(l, p, p.Authorization.Settled)})
		}
	}
	if p.Refunded == 0 {
		return m
	}
	facts := append(m.Facts, fact{Name: l.Text("refundedAmount"), Value: part(l, p, p.Refunded)})
	if isAll(p, p.Refunded) {
		m = told(l, "plain", "undo", "refunded", "refundedText")
	} else {
		m = told(l, "plain", "undo", "partlyRefunded", "partlyRefundedText")
	}
	m.Facts = facts
	return m
}

// takenLater tells what an authorization means to the buyer.
func takenLater(l *language.Language, manual bool) string {
	if manual {
		return l.Text("capturedLater")
	}
	return l.Text("capturedSoon")
}

func isAll(p engine.Payment, minor int64) bool {
	return strconv.FormatInt(minor, 10) == p.Amount.Value
}

// part is a part of the payment's amount.
func part(l *language.Language, p engine.Payment, minor int64) string {
	return money(l, engine.Amount{Currency: p.Amount.Currency, Value: strconv.FormatInt(minor, 10)})
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
	p.settled(w, r, payment, http.StatusOK)
}

func badForm() message {
	return message{Tone: "bad", Sign: "cross", Heading: "Not understood", Lead: "The page sent something that the simulator does not know. Open the payment's link again."}
}

func foreignForm() message {
	return message{Tone: "bad", Sign: "cross", Heading: "Not from this page", Lead: "The simulator only takes decisions from its own checkout page. Open the payment's link again and press the button there."}
}
