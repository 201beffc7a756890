package ledger

import (
	"slices"

	"github.com/antom-cli/antom/internal/outcome"
)

// Order is a merchant's order with the payments that were made for it.
type Order struct {
	Scope    Scope
	OrderID  string
	Payments []*Payment // in the order in which they were made
}

// Orders are the orders with more than one payment, in the order in which they
// were made. Payments that Antom refused to make do not count.
func (l *Ledger) Orders() []Order {
	at := map[key]int{}
	var orders []Order
	for _, p := range l.payments {
		if !p.Made || p.OrderID == "" || p.Refused {
			continue
		}
		k := key{p.Scope, p.OrderID}
		i, ok := at[k]
		if !ok {
			i = len(orders)
			at[k] = i
			orders = append(orders, Order{Scope: p.Scope, OrderID: p.OrderID})
		}
		orders[i].Payments = append(orders[i].Payments, p)
	}
	return slices.DeleteFunc(orders, func(o Order) bool { return len(o.Payments) < 2 })
}

// MayBePaid are the payments of one order, newest first, that are paid or may
// still become so: all that were not refused and are not known to have ended.
func (l *Ledger) MayBePaid(scope Scope, orderID string) []*Payment {
	var found []*Payment
	for _, p := range slices.Backward(l.byOrder[key{scope, orderID}]) {
		if !p.Refused && outcome.StateOf(p.Status) != outcome.Ended {
			found = append(found, p)
		}
	}
	return found
}

// Paid reports whether the merchant has the money of the payment: it succeeded,
// and it was not given back in full.
func (p *Payment) Paid() bool {
	if outcome.StateOf(p.Status) != outcome.Succeeded {
		return false
	}
	left, _, known := p.Left(p.Refunds, "")
	return !known || left > 0
}

// Open reports whether the payment may still be paid, as far as is known.
func (p *Payment) Open() bool { return !p.Refused && !outcome.StateOf(p.Status).Final() }

// Surplus are the paid payments of the order but for the first: one order may
// be paid only once.
func (o Order) Surplus() (kept *Payment, surplus []*Payment) {
	for _, p := range o.Payments {
		switch {
		case !p.Paid():
		case kept == nil:
			kept = p
		default:
			surplus = append(surplus, p)
		}
	}
	return kept, surplus
}
