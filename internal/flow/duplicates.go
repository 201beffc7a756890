package flow

import (
	"context"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
)

// Duplicate is an order that was paid more than once.
type Duplicate struct {
	Order   ledger.Order
	Kept    *ledger.Payment   // the first payment of the order that succeeded
	Surplus []*ledger.Payment // those to return
}

// OrderFilter chooses orders. A zero field chooses everything.
type OrderFilter struct {
	ID    string    // of the order, or any id of one of its payments
	Since time.Time // with a payment that was made then or later
	Until time.Time // with a payment that was made before; the same one, if Since is set as well
}

func (f OrderFilter) matches(o ledger.Order) bool {
	return slices.ContainsFunc(o.Payments, func(p *ledger.Payment) bool {
		id := f.ID == "" || f.ID == o.OrderID || f.ID == p.RequestID || f.ID == p.PaymentID
		return id && !p.Placed.Before(f.Since) && (f.Until.IsZero() || p.Placed.Before(f.Until))
	})
}

// Duplicates finds the orders that were paid more than once, and counts the
// payments of orders with several whose end is not known.
func Duplicates(l *ledger.Ledger, f OrderFilter) (found []Duplicate, open int) {
	for _, o := range l.Orders() {
		if !f.matches(o) {
			continue
		}
		for _, p := range o.Payments {
			if p.Open() {
				open++
			}
		}
		if kept, surplus := o.Surplus(); len(surplus) > 0 {
			found = append(found, Duplicate{Order: o, Kept: kept, Surplus: surplus})
		}
	}
	return found, open
}

// CancelOrRefundWords are the command that returns the money of a payment: cancel while that
// works, refund after that.
func CancelOrRefundWords(p *ledger.Payment, now time.Time) string {
	q := Inquiry{RequestID: p.RequestID}
	if p.CancelWarning(now) != "" || len(p.Refunds) > 0 {
		return q.RefundWords()
	}
	return q.CancelWords()
}

// CheckOrders asks for every payment of an order with several that is not over,
// as far as the gateway reaches. The answers go to the journal; what the journal
// does not keep comes back by paymentRequestId.
func (g *Gateway) CheckOrders(ctx context.Context, l *ledger.Ledger, f OrderFilter) (map[string][]outcome.Transaction, error) {
	learned := map[string][]outcome.Transaction{}
	elsewhere := 0
	for _, o := range l.Orders() {
		switch {
		case !f.matches(o):
		case o.Scope != g.Scope():
			elsewhere++
		default:
			if err := g.checkOrder(ctx, o, learned); err != nil {
				return nil, err
			}
		}
	}
	if elsewhere > 0 {
		g.Events.note("%d orders of other client ids were not checked; use --local or --profile", elsewhere)
	}
	return learned, nil
}

// checkOrder asks for the payments of one order. One that cannot be asked for now
// is a warning, and stays as it was.
func (g *Gateway) checkOrder(ctx context.Context, o ledger.Order, learned map[string][]outcome.Transaction) error {
	for _, p := range o.Payments {
		if outcome.StateOf(p.Status) == outcome.Ended {
			continue
		}
		q := Inquiry{RequestID: p.RequestID}
		x, err := g.ask(ctx, q, nil)
		switch kind := apperr.KindOf(err); {
		case err == nil:
		case kind == apperr.Interrupted || kind == apperr.Signature:
			return err
		default:
			g.Events.warn("%s: the inquiry failed: %v", q.Name(), err)
			continue
		}
		if x.Succeeded() {
			learned[p.RequestID] = outcome.Transactions(x.Body)
		} else if r := x.Response.Result; r.ResultCode != "ORDER_NOT_EXIST" {
			g.Events.warn("%s: Antom answered %s %s", q.Name(), r.ResultStatus, r.ResultCode)
		}
	}
	return nil
}

// ReadLedger is what the whole journal knows: of the simulator, of real gateways
// or, with local nil, of both; with profile only what was sent with that one.
// Damaged is the number of lines that cannot be read.
func ReadLedger(j *journal.Journal, local *bool, profile string) (l *ledger.Ledger, damaged int, err error) {
	if j == nil {
		return ledger.New(nil), 0, nil
	}
	report, err := j.Scan(journal.Filter{Local: local, Profile: profile})
	if err != nil {
		return nil, 0, err
	}
	return ledger.New(report.Entries), report.Damaged, nil
}
