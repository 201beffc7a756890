package reconcile

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/antom-cli/antom/internal/reconfile"
)

// noAmount stands for an amount that is not known.
const noAmount reconfile.Money = math.MinInt64

// group is what has the same id.
type group struct{ rows, sales []*record }

// join compares rows and sales: first by the merchant's ids, then by Antom's, then the
// payments of each order with each other. Without sales only rows are compared with
// rows.
func (r *Run) join(ctx context.Context) error {
	for _, pass := range []struct {
		from *spill
		key  func(*record) string
		use  func(*group) error
	}{
		{r.byID, (*record).joinKey, func(g *group) error { return r.settle(g, false) }},
		{r.byAntom, func(rec *record) string { return rec.id }, func(g *group) error { return r.settle(g, true) }},
		{r.captures, func(rec *record) string { return rec.original }, r.checkCaptures},
		{r.byOrder, func(rec *record) string { return rec.order }, r.checkOrder},
	} {
		for part := range partCount {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := joinPart(ctx, pass.from, part, pass.key, pass.use); err != nil {
				return err
			}
		}
	}
	return nil
}

// joinKey is the id that a record was kept by.
func (r *record) joinKey() string {
	switch {
	case r.ref:
		return r.original
	case r.sale:
		return r.requestID
	}
	return r.key()
}

// joinPart groups one part by id, and uses the groups in the order in which their first
// record was added.
func joinPart(ctx context.Context, from *spill, part int, key func(*record) string, use func(*group) error) error {
	groups := map[string]int32{} // places in list
	var list []group
	var slab []record // records are made in batches: there are millions
	stopped := stopper(ctx)
	err := from.each(part, func(data []byte) error {
		if err := stopped(); err != nil {
			return err
		}
		if len(slab) == 0 {
			slab = make([]record, 128)
		}
		rec := &slab[0]
		slab = slab[1:]
		if err := rec.read(data); err != nil {
			return err
		}
		id := key(rec)
		at, known := groups[id]
		if !known {
			at = int32(len(list))
			groups[id] = at
			list = append(list, group{})
		}
		g := &list[at]
		if rec.sale {
			g.sales = append(g.sales, rec)
		} else {
			g.rows = append(g.rows, rec)
		}
		return nil
	})
	if err != nil {
		return err
	}
	from.drop(part)
	for i := range list {
		if err := stopped(); err != nil {
			return err
		}
		if err := use(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// stopper looks at the context now and then.
func stopper(ctx context.Context) func() error {
	const often = 4096
	n := 0
	return func() error {
		if n++; n%often != 0 {
			return nil
		}
		return ctx.Err()
	}
}

// settle compares the rows and the sales with one id. last is true when they were joined
// by Antom's id: what finds nobody then is a finding.
func (r *Run) settle(g *group, last bool) error {
	if g.plain() {
		row := g.rows[0]
		if err := r.compare(row, g.sales[0], row.taken); err != nil {
			return err
		}
		return r.keepOrder(row, g.sales[0], row.taken)
	}
	taken, proven := g.taken(), g.proven()
	for _, rec := range slices.Concat(g.rows, g.sales) {
		rec.proven = rec.proven || proven && rec.class == paymentClass
	}
	if !last && len(of(g.sales, paymentClass)) == 0 {
		if err := r.carry(g, taken); err != nil {
			return err
		}
	}
	for _, c := range []class{paymentClass, refundClass, captureClass} {
		for _, one := range transactions(&group{of(g.rows, c), of(g.sales, c)}, last && c != paymentClass) {
			rows := effective(one.rows)
			if err := r.findTwice(rows, last); err != nil {
				return err
			}
			if err := r.findListedTwice(one.sales); err != nil {
				return err
			}
			if err := r.match(rows, merged(one.sales), taken, c == paymentClass && proven, last); err != nil {
				return err
			}
		}
	}
	if err := r.keepCaptured(g); err != nil {
		return err
	}
	for _, rec := range of(g.rows, disputeClass) {
		f := r.rowFinding(Dispute, rec)
		f.Found = rec.typ
		if err := r.found(f, rec.line, rec.file); err != nil {
			return err
		}
	}
	return nil
}

// taken reports whether a row of the group takes its payment back.
func (g *group) taken() bool {
	return slices.ContainsFunc(g.rows, func(rec *record) bool { return rec.taken || rec.class == cancelClass && rec.moved() })
}

// proven reports whether a row of the group is a capture of its payment.
func (g *group) proven() bool {
	return slices.ContainsFunc(g.rows, func(rec *record) bool { return rec.proven || rec.ref && rec.moved() })
}

// moved is false for what did not take place, or has not yet.
func (r *record) moved() bool { return r.state != failed && r.state != open }

// carry takes what the group says about a payment without a sale here along to the join
// by Antom's id, where its sale may be.
func (r *Run) carry(g *group, taken bool) error {
	for _, rec := range g.rows {
		switch {
		case rec.class == paymentClass:
			rec.taken = taken
		case (rec.class == cancelClass || rec.ref) && rec.id != "" && r.Sales > 0:
			if err := r.keepIn(r.byAntom, rec, rec.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// plain reports whether the group is one row and its sale, as most are.
func (g *group) plain() bool {
	if len(g.rows) != 1 || len(g.sales) != 1 {
		return false
	}
	c := g.rows[0].class
	return !g.rows[0].ref && !g.rows[0].proven && !g.sales[0].ref && c == g.sales[0].class && (c == paymentClass || c == refundClass || c == captureClass)
}

// of are the records of a class, without those that only prove another one.
func of(records []*record, c class) []*record {
	var found []*record
	for _, rec := range records {
		if rec.class == c && !rec.ref {
			found = append(found, rec)
		}
	}
	return found
}

// effective leaves out the attempts at a transaction that came to nothing where another
// one with the same id succeeded.
func effective(rows []*record) []*record {
	if !slices.ContainsFunc(rows, func(rec *record) bool { return rec.state == succeeded }) {
		return rows
	}
	return slices.DeleteFunc(rows, func(rec *record) bool { return !rec.moved() })
}

// merged is what all sources together know about a sale: the list of orders is
// believed first, then the journal, whose open payments a notification may end.
func merged(sales []*record) *record {
	if len(sales) == 0 {
		return nil
	}
	slices.SortStableFunc(sales, func(a, b *record) int { return a.file - b.file })
	m := *sales[0]
	for _, s := range sales[1:] {
		if m.amount == noAmount {
			m.amount, m.currency = s.amount, s.currency
		}
		for _, text := range []struct{ to, from *string }{
			{&m.id, &s.id}, {&m.order, &s.order}, {&m.original, &s.original}, {&m.currency, &s.currency},
		} {
			if *text.to == "" {
				*text.to = *text.from
			}
		}
		if Source(m.file) != FromOrders && m.state == open && s.state == succeeded {
			m.state, m.status = s.state, s.status
		}
	}
	return &m
}

// findTwice finds the same transaction in two rows of reports of the same kind.
func (r *Run) findTwice(rows []*record, last bool) error {
	if len(rows) < 2 {
		return nil
	}
	type sameKey struct {
		kind reconfile.Kind
		typ  string
	}
	first := map[sameKey]*record{}
	for _, rec := range rows {
		key := sameKey{rec.kind, rec.typ}
		before := first[key]
		if before == nil {
			first[key] = rec
			continue
		}
		if last && rec.requestID != "" {
			continue // it was looked at when it was joined by the merchant's id
		}
		if err := r.foundTwice(rec, before); err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) foundTwice(rec, before *record) error {
	kind := Duplicate
	if rec.kind == reconfile.Settlement && rec.batch != before.batch {
		kind = SettledTwice
	}
	f := r.rowFinding(kind, rec)
	f.Expected, f.Found = "once, as at "+r.place(before), "again"
	if kind == SettledTwice {
		f.Expected, f.Found = "in batch "+before.batch+" only, as at "+r.place(before), "in batch "+rec.batch
	}
	return r.found(f, rec.line, rec.file)
}

// match compares the rows of one transaction with its sale. taken is true when other
// rows show that the payment was taken back, proven that it took place.
func (r *Run) match(rows []*record, sale *record, taken, proven, last bool) error {
	switch {
	case sale == nil && len(rows) == 0:
		return nil
	case sale == nil:
		return r.unknown(rows, taken, last)
	case len(rows) == 0:
		if !last && sale.id != "" && !proven {
			return r.keepIn(r.byAntom, sale, sale.id)
		}
		return r.notInFile(sale, proven)
	}
	type sayingKey struct {
		amount   reconfile.Money
		currency string
		state    state
	}
	told := map[sayingKey]bool{}
	for _, rec := range rows {
		key := sayingKey{rec.amount, rec.currency, rec.state}
		if told[key] {
			continue // both reports say the same: one difference, not two
		}
		told[key] = true
		if err := r.compare(rec, sale, taken); err != nil {
			return err
		}
	}
	return r.keepOrder(rows[0], sale, taken)
}

// keepByAntom keeps rows with the same merchant's id by Antom's, and returns them where
// none has one. A row without Antom's id goes with the others.
func (r *Run) keepByAntom(rows []*record) (left []*record, err error) {
	at := slices.IndexFunc(rows, func(rec *record) bool { return rec.id != "" })
	if at < 0 {
		return rows, nil
	}
	for _, rec := range rows {
		rec.id = cmp.Or(rec.id, rows[at].id)
		if err := r.keepIn(r.byAntom, rec, rec.id); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// unknown handles rows without a sale.
func (r *Run) unknown(rows []*record, taken, last bool) error {
	if !last && r.Sales > 0 {
		var err error
		if rows, err = r.keepByAntom(rows); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, rec := range rows {
		if seen[rec.requestID] {
			continue
		}
		seen[rec.requestID] = true
		if err := r.keepOrder(rec, nil, taken); err != nil {
			return err
		}
		if r.Sales == 0 || rec.state == failed || rec.state == open {
			continue
		}
		if rec.class == captureClass && rec.original != "" {
			if err := r.keepIn(r.captures, rec, rec.original); err != nil {
				return err
			}
			continue
		}
		if err := r.unknownHere(rec); err != nil {
			return err
		}
	}
	return nil
}

// unknownHere is the finding about a row without a sale.
func (r *Run) unknownHere(rec *record) error {
	kind := UnknownHere
	if rec.class == refundClass {
		kind = RefundUnknown
	}
	f := r.rowFinding(kind, rec)
	f.Found = amountText(rec)
	return r.found(f, rec.line, rec.file)
}

// notInFile handles a sale without rows. One whose status is not known may have been paid.
func (r *Run) notInFile(sale *record, proven bool) error {
	if err := r.keepOrder(nil, sale, sale.state == cancelled); err != nil {
		return err
	}
	switch {
	case sale.state != succeeded && sale.state != unknownState, proven:
		return nil
	case !r.expected(sale):
		r.Outside++
		return nil
	}
	kind := NotInFile
	if sale.class == refundClass {
		kind = RefundNotInFile
	}
	f := r.saleFinding(kind, sale)
	f.Expected = amountText(sale)
	return r.missing(f, sale)
}
