package cmd

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/request"
)

// warnOrders warns about requests for orders that are paid, or may still be, by
// another payment that the journal knows: Antom asks merchants to look at the
// order before it is paid again, because it does not do so itself. With strict
// it is an error. An order whose id was made just now is new.
func (a *App) warnOrders(conn *connection, op operation, docs []*request.Document, strict bool) error {
	var found []string
	for _, d := range docs {
		order := d.Get("order.referenceOrderId")
		if order == "" || d.OriginOf("order.referenceOrderId").What == originDefault || len(docs) == 1 && !a.orderKnown(order) {
			continue
		}
		if other := otherPayment(a.ledger(conn), conn.scope(), order, d.Get("paymentRequestId")); other != nil {
			found = append(found, a.orderWarning(op, order, other))
		}
	}
	if strict && len(found) > 0 {
		return apperr.New(apperr.Usage, strings.Join(found, "\n")+"\nnothing was sent", nil,
			"without --strict this is a warning").WithCode("order-has-payment")
	}
	for _, text := range found {
		a.warn("%s", text)
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

// orderKnown tells whether the journal has an order at all, which is quick. The
// whole journal is read only then.
func (a *App) orderKnown(order string) bool {
	j := a.journal()
	if j == nil {
		return false
	}
	report, err := j.Scan(journal.Filter{ID: order, Limit: 1})
	return err != nil || len(report.Entries) > 0
}

// orderWarning says which payment the order has, and what to do before it is
// paid again.
func (a *App) orderWarning(op operation, order string, p *ledger.Payment) string {
	q := inquiry{requestID: or(p.RequestID, p.PaymentID)}
	ask, cancel := a.askCommand(q.words()), a.askCommand(q.cancelWords())
	if p.Paid() {
		return fmt.Sprintf("order %s is paid already, by %s; do not pay it again; see it: %s; give the money back: %s", order, q.noun(), ask, cancel)
	}
	text := fmt.Sprintf("order %s has %s, which may still be paid (%s); ask for it first: %s; close it: %s",
		order, q.noun(), or(p.Status, "its end is not known"), ask, cancel)
	if op.name == opPay().name {
		text += fmt.Sprintf("; pay the order again only when it is over: %s", a.askCommand("pay --retry-of "+apperr.ShellQuote(p.RequestID)))
	}
	return text
}
