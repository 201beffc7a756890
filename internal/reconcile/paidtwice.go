package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/antom-cli/antom/internal/reconfile"
)

// placeText is a line of a file, as editors take it.
func placeText(file string, line int) string { return file + ":" + strconv.Itoa(line) }

// keepOrder keeps a payment or a refund for the check of its order. taken is true for a
// payment that was taken back.
func (r *Run) keepOrder(row, sale *record, taken bool) error {
	rec := sale
	if row != nil {
		known := *row
		if sale != nil {
			known.order, known.original = cmp.Or(row.order, sale.order), cmp.Or(row.original, sale.original)
			known.requestID = cmp.Or(row.requestID, sale.requestID)
		}
		rec = &known
	}
	switch {
	case rec.order == "", rec.state != succeeded, rec.amount == noAmount, taken && rec.class == paymentClass:
		return nil
	case rec.class != paymentClass && rec.class != refundClass:
		return nil
	case rec.typ == "AUTHORIZATION" && !rec.proven:
		return nil // a hold moves no money until it is captured
	}
	return r.keepIn(r.byOrder, rec, rec.order)
}

// checkOrder finds the payments of an order beside the first one whose money was not
// given back.
func (r *Run) checkOrder(g *group) error {
	if len(g.rows)+len(g.sales) < 2 {
		return nil
	}
	refunded, known := map[string]reconfile.Money{}, map[string]bool{}
	var payments []*record
	for _, rec := range slices.Concat(g.rows, g.sales) {
		if rec.class == refundClass {
			refunded[rec.original] += rec.amount.Abs()
			continue
		}
		if id := cmp.Or(rec.requestID, rec.id); !known[id] {
			known[id] = true
			payments = append(payments, rec)
		}
	}
	payments = slices.DeleteFunc(payments, func(p *record) bool { return refunded[p.requestID] >= p.amount.Abs() })
	slices.SortStableFunc(payments, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	for i, p := range payments {
		if i == 0 {
			continue
		}
		first := payments[0]
		expected := fmt.Sprintf("one payment, %s", cmp.Or(first.requestID, first.id))
		if p.sale {
			f := r.saleFinding(PaidTwice, p)
			f.Expected, f.Found = expected, amountText(p)
			if err := r.missing(f, p); err != nil {
				return err
			}
			continue
		}
		f := r.rowFinding(PaidTwice, p)
		f.Expected, f.Found = expected, amountText(p)
		if err := r.found(f, p.line, p.file); err != nil {
			return err
		}
	}
	return nil
}
