package flow

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// warnOfOrders warns about requests for orders that are paid, or may still be, by
// another payment that the journal knows: Antom asks merchants to look at the
// order before it is paid again, because it does not do so itself. With Strict
// it is an error. An order whose id was made just now is new.
func (r *Run) warnOfOrders() error {
	g := r.gateway
	var found []string
	for _, q := range r.Requests {
		order := q.Document.Get("order.referenceOrderId")
		if order == "" || q.Document.OriginOf("order.referenceOrderId").What == originDefault || len(r.Requests) == 1 && !g.orderKnown(order) {
			continue
		}
		if p := otherPayment(g.Ledger(), g.Scope(), order, q.Document.Get("paymentRequestId")); p != nil {
			found = append(found, g.orderWarning(r.options.Operation, order, p))
		}
	}
	if r.options.Strict && len(found) > 0 {
		return apperr.New(apperr.Usage, strings.Join(found, "\n")+"\nnothing was sent", nil,
			"without --strict this is a warning").WithCode("order-has-payment")
	}
	for _, text := range found {
		g.Events.warn("%s", text)
	}
	return nil
}

// otherPayment is a payment of an order that is paid, else the newest one that
// may still be; nil when there is none. A request whose own id was sent before
// makes no payment, and so has no other.
func otherPayment(l *ledger.Ledger, scope ledger.Scope, order, requestID string) *ledger.Payment {
	if own, ok := l.Find(scope, requestID); ok && own.Made {
		return nil
	}
	var open *ledger.Payment
	for _, p := range l.MayBePaid(scope, order) {
		switch {
		case p.Paid():
			return p
		case p.Open() && open == nil:
			open = p
		}
	}
	return open
}

// orderKnown reports whether the journal has an order at all, which is quick. The
// whole journal is read only then.
func (g *Gateway) orderKnown(order string) bool {
	if g.Journal == nil {
		return false
	}
	report, err := g.Journal.Scan(journal.Filter{ID: order, Limit: 1})
	return err != nil || len(report.Entries) > 0
}

// orderWarning says which payment the order has, and what to do before it is
// paid again.
func (g *Gateway) orderWarning(op spec.Operation, order string, p *ledger.Payment) string {
	q := Inquiry{RequestID: cmp.Or(p.RequestID, p.PaymentID)}
	ask, cancel := g.Commands.Line(q.Words()), g.Commands.Line(q.CancelWords())
	if p.Paid() {
		return fmt.Sprintf("order %s is paid already, by %s; do not pay it again; to see the payment: %s; to return the money: %s", order, q.Name(), ask, cancel)
	}
	text := fmt.Sprintf("order %s has %s, which may still be paid (%s); first inquire about it: %s; or close it: %s",
		order, q.Name(), cmp.Or(p.Status, "its final state is not known"), ask, cancel)
	if op.Name == spec.OpPay {
		text += fmt.Sprintf("; pay the order again only after that payment has ended: %s", g.Commands.Line("pay --retry-of "+apperr.ShellQuote(p.RequestID)))
	}
	return text
}
