package ledger

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Draft is a refund or a capture that is about to be sent.
type Draft struct {
	RequestID string
	Amount    string // in the smallest unit
	Currency  string
}

// Field is the part of a draft that a problem is about.
type Field string

// The fields.
const (
	FieldPayment  Field = "payment"
	FieldAmount   Field = "amount"
	FieldCurrency Field = "currency"
	FieldID       Field = "id" // refundRequestId, captureRequestId
)

// Problem is why Antom will surely refuse a draft.
type Problem struct {
	Field   Field
	Message string // follows the name of the field: "is …"
	Nearest string // the nearest right value, or ""
}

// captureWindow is how long an authorization is held.
const captureWindow = 7 * 24 * time.Hour

// CheckRefund holds a refund against what is known about its payment: what
// surely fails, and what may.
func (p *Payment) CheckRefund(d Draft, now time.Time) (problems []Problem, warnings []string) {
	if outcome.StateOf(p.Status) == outcome.Ended {
		problems = append(problems, Problem{Field: FieldPayment, Message: fmt.Sprintf("payment %s ended with %s: there is nothing to refund", p.Name(), p.Status)})
	}
	problems = append(problems, checkID(d, p.Refunds)...)
	warnings = append(p.refundWarnings(d, now), failedID(d, p.Refunds)...)
	had := "paid"
	if p.part {
		had = "captured"
	}
	problems = append(problems, p.checkAmount(d, p.Refunds, had, "refunded")...)
	return problems, warnings
}

// CheckCapture does the same for a capture.
func (p *Payment) CheckCapture(d Draft, now time.Time) (problems []Problem, warnings []string) {
	if outcome.StateOf(p.Status) == outcome.Ended {
		problems = append(problems, Problem{Field: FieldPayment, Message: fmt.Sprintf("payment %s ended with %s: there is nothing to capture", p.Name(), p.Status)})
	}
	problems = append(problems, checkID(d, p.Captures)...)
	warnings = failedID(d, p.Captures)
	problems = append(problems, p.checkAmount(d, p.Captures, "authorized", "captured")...)
	if end := p.Placed.Add(captureWindow); !p.Placed.IsZero() && now.After(end) {
		warnings = append(warnings, fmt.Sprintf("payment %s is older than seven days (%s): as a rule, an authorization must be captured within seven days",
			p.Name(), moment(p.Placed)))
	}
	return problems, warnings
}

// checkID refuses an id that stands for something else already: Antom answers
// REPEAT_REQ_INCONSISTENT to the same id with another amount.
func checkID(d Draft, moved []Movement) []Problem {
	i := indexOf(moved, d.RequestID)
	if i < 0 || d.RequestID == "" || d.Amount == "" {
		return nil
	}
	if m := moved[i]; m.Amount != d.Amount || m.Currency != d.Currency {
		return []Problem{{Field: FieldID, Message: fmt.Sprintf("%s was already used for %s; leave the id out to get a new one", d.RequestID, Money(m.Currency, m.Amount))}}
	}
	return nil
}

// failedID warns of an id that failed: Antom gives the same answer to it again,
// unless the code asked for a repeat.
func failedID(d Draft, moved []Movement) []string {
	i := indexOf(moved, d.RequestID)
	if i < 0 || d.RequestID == "" || outcome.StateOf(moved[i].Status) != outcome.Ended {
		return nil
	}
	return []string{fmt.Sprintf("%s failed before, and can fail again; leave the id out to get a new one", d.RequestID)}
}

// checkAmount holds the amount against what is left.
func (p *Payment) checkAmount(d Draft, moved []Movement, had, gone string) []Problem {
	if p.Currency != "" && d.Currency != "" && d.Currency != p.Currency {
		return []Problem{{FieldCurrency, fmt.Sprintf("is %s, but the payment is in %s", d.Currency, p.Currency), p.Currency}}
	}
	amount, err := strconv.ParseInt(d.Amount, 10, 64)
	left, sum, ok := p.Left(moved, d.RequestID)
	if err != nil || !ok || amount <= left {
		return nil
	}
	text := fmt.Sprintf("is %s, but %s was %s", Money(p.Currency, d.Amount), Money(p.Currency, p.Amount), had)
	if sum.Sure > 0 {
		text += fmt.Sprintf(" and %s is %s already (%s)", Money(p.Currency, strconv.FormatInt(sum.Sure, 10)), gone, names(sum.Known))
	}
	nearest := ""
	if left > 0 {
		nearest = strconv.FormatInt(left, 10)
	}
	return []Problem{{FieldAmount, text, nearest}}
}

// refundWarnings are the limits of the payment's method.
func (p *Payment) refundWarnings(d Draft, now time.Time) []string {
	m, ok := spec.FindMethod(p.Method)
	if !ok {
		return nil
	}
	var warnings []string
	switch {
	case m.Refundable == spec.False:
		warnings = append(warnings, m.Code+" cannot be refunded, according to Antom's documents")
	case m.PartialRefund == spec.False && d.Amount != "" && p.Amount != "" && d.Amount != p.Amount:
		warnings = append(warnings, m.Code+" refunds only the whole amount, according to Antom's documents")
	}
	from := p.PaidAt
	if from.IsZero() {
		from = p.Placed
	}
	if end := from.AddDate(0, 0, m.RefundWindowDays); m.RefundWindowDays > 0 && !from.IsZero() && now.After(end) {
		warnings = append(warnings, fmt.Sprintf("%s refunds within %d days, which ended on %s, according to Antom's documents", m.Code, m.RefundWindowDays, moment(end)))
	}
	return warnings
}

// CancelWindow is when the payment can be cancelled, counted from the latest
// moment that is known of it.
func (p *Payment) CancelWindow() spec.Window {
	at := p.Placed
	if p.PaidAt.After(at) {
		at = p.PaidAt
	}
	return spec.CancelWindow(p.Method, at)
}

// CancelWarning is why a cancel will probably be refused, or "".
func (p *Payment) CancelWarning(now time.Time) string {
	w := p.CancelWindow()
	paid := outcome.StateOf(p.Status) == outcome.Succeeded
	switch {
	case w.Never:
		return p.Method + " cannot be cancelled, according to Antom's documents"
	case w.UnpaidOnly && paid:
		return p.Method + " can be cancelled only before it is paid, according to Antom's documents"
	case w.Over(now) && w.General:
		return fmt.Sprintf("the time to cancel payment %s ended at %s (00:15 GMT+8 of the day after it)", p.Name(), moment(w.Until))
	case w.Over(now):
		return fmt.Sprintf("the time to cancel payment %s ended at %s (%s: seven days)", p.Name(), moment(w.Until), p.Method)
	default:
		return ""
	}
}

// Name is the id that people call the payment by.
func (p *Payment) Name() string { return cmp.Or(p.RequestID, p.PaymentID) }

// Money shows an amount of smallest units in the currency's usual form.
func Money(currency, minor string) string {
	if c, ok := spec.FindCurrency(currency); ok {
		return currency + " " + c.Major(minor)
	}
	return strings.TrimSpace(currency + " " + minor)
}

// moment is a time in the user's zone.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 -07:00") }

// names lists movements by their ids.
func names(list []Movement) string {
	var ids []string
	for _, m := range list {
		ids = append(ids, cmp.Or(m.RequestID, m.ID))
	}
	return strings.Join(ids, ", ")
}
