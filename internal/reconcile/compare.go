package reconcile

import (
	"strings"

	"github.com/antom-cli/antom/internal/reconfile"
)

// compare holds a row against its sale.
func (r *Run) compare(rec, sale *record, taken bool) error {
	report := func(kind Kind, expected, found string, diff reconfile.Money) error {
		f := r.rowFinding(kind, rec)
		merge(&f, r.saleFinding(kind, sale))
		f.Expected, f.Found = expected, found
		if diff != 0 {
			f = f.about(diff, rec.currency)
		}
		return r.found(f, rec.line, rec.file)
	}
	switch {
	case rec.amount == noAmount || sale.amount == noAmount:
	case sale.currency != "" && sale.currency != rec.currency:
		return report(CurrencyDiffers, amountText(sale), amountText(rec), 0)
	case comparedAmount(rec) != comparedAmount(sale):
		here, there := comparedAmount(sale), comparedAmount(rec)
		if here == there*100 || there == here*100 {
			r.hundreds++
		}
		if err := report(AmountDiffers, amountText(sale), amountText(rec), there-here); err != nil {
			return err
		}
	}
	there := rec.state
	if taken && there == succeeded && rec.class == paymentClass {
		there = cancelled
	}
	if !stateDiffers(rec.class, sale.state, there) {
		return nil
	}
	kind := StatusDiffers
	if sale.state == open && there == succeeded && Source(sale.file) != FromOrders {
		kind = NotFinalHere // nobody has asked about it yet; a list of orders says what it means
	}
	return report(kind, stateText(sale, sale.state), stateText(rec, there), 0)
}

// comparedAmount is the amount as it is compared: a refund is written with and without its sign, a
// payment is never negative.
func comparedAmount(rec *record) reconfile.Money {
	if rec.class == refundClass {
		return rec.amount.Abs()
	}
	return rec.amount
}

// stateDiffers tells whether two states disagree about the money. A refund that is
// running here may be done there.
func stateDiffers(c class, here, there state) bool {
	switch {
	case here == unknownState || there == unknownState || here == there:
		return false
	case c == refundClass && here == open:
		return false
	}
	return here == succeeded || there == succeeded
}

// stateText is a state as its source writes it.
func stateText(rec *record, s state) string {
	if rec.status != "" && rec.state == s {
		return strings.ToUpper(rec.status)
	}
	return s.String()
}
