package reconcile

import "cmp"

// keepCaptured keeps a payment that was captured, to hold its captures against where the
// merchant knows the payment only, and none of its captures.
func (r *Run) keepCaptured(g *group) error {
	sale := merged(of(g.sales, paymentClass))
	if sale == nil || !g.proven() {
		return nil
	}
	for _, s := range g.sales {
		if s.ref {
			return nil
		}
	}
	known := *sale
	known.original = ""
	for _, rec := range g.rows {
		switch {
		case rec.ref:
			known.original = cmp.Or(known.original, rec.original)
		case rec.class == paymentClass:
			known.original = cmp.Or(rec.requestID, known.original)
			known.state = unknownState // it was compared with this row
		}
	}
	known.original = cmp.Or(known.original, sale.requestID)
	return r.keepIn(r.captures, &known, known.original)
}

// checkCaptures holds the captures of a payment, added up, against the payment.
func (r *Run) checkCaptures(g *group) error {
	if len(g.sales) == 0 {
		for _, rec := range g.rows {
			if err := r.unknownHere(rec); err != nil {
				return err
			}
		}
		return nil
	}
	if len(g.rows) == 0 {
		return nil
	}
	all := *g.rows[0]
	for _, rec := range g.rows[1:] {
		if all.amount == noAmount || rec.amount == noAmount || rec.currency != all.currency {
			continue
		}
		var err error
		if all.amount, err = all.amount.Plus(rec.amount); err != nil {
			return err
		}
	}
	return r.compare(&all, merged(g.sales), false)
}
