package reconcile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/printable"
)

// transactions divides the rows and sales of a class that have the same id. parts is true
// for refunds and captures that were joined by Antom's id, which may be that of their
// payment: then those with different ids of the merchant are different ones, unless there
// is just one on each side.
func transactions(g *group, parts bool) []*group {
	if !parts {
		return []*group{g}
	}
	type side struct {
		sale      bool
		requestID string
	}
	known := map[side]*group{}
	var list []*group
	rows, sales := 0, 0
	for _, rec := range slices.Concat(g.rows, g.sales) {
		key := side{rec.sale, rec.requestID}
		one := known[key]
		if one == nil {
			one = &group{}
			known[key] = one
			list = append(list, one)
			if rec.sale {
				sales++
			} else {
				rows++
			}
		}
		if rec.sale {
			one.sales = append(one.sales, rec)
		} else {
			one.rows = append(one.rows, rec)
		}
	}
	if rows <= 1 && sales <= 1 {
		return []*group{g}
	}
	return list
}

// findListedTwice finds a sale that the list of orders has more than once: only its first
// line is compared with the files.
func (r *Run) findListedTwice(sales []*record) error {
	var first *record
	for _, sale := range sales {
		switch {
		case Source(sale.file) != FromOrders:
			continue
		case first == nil:
			first = sale
			continue
		}
		f := r.saleFinding(Duplicate, sale)
		f.Expected = "once, as at " + placeText(r.sourceName(FromOrders), first.line)
		f.Found = "again"
		f.Do = "correct the list of orders: it has one line for each payment, refund and capture"
		if err := r.missing(f, sale); err != nil {
			return err
		}
	}
	return nil
}

// lacks counts what a list of orders does not say, so that it is not compared.
type lacks struct {
	amount, currency int
	statuses         map[string]int // that no word is known for
}

// count counts what a sale of a list of orders lacks.
func (l *lacks) count(s *Sale, states map[string]state) {
	switch {
	case s.Source != FromOrders:
		return
	case !s.HasAmount:
		l.amount++
	case s.Currency == "":
		l.currency++
	}
	if s.Status == "" || states[strings.ToUpper(s.Status)] != unknownState {
		return
	}
	if l.statuses == nil {
		l.statuses = map[string]int{}
	}
	if len(l.statuses) < maxTypes {
		l.statuses[s.Status]++
	}
}

// note says what was not compared.
func (l *lacks) note(r *Run) {
	note := func(format string, args ...any) {
		r.Notes = append(r.Notes, r.sourceName(FromOrders)+": "+fmt.Sprintf(format, args...))
	}
	if l.amount > 0 {
		note("orders without an amount, which is not compared: %d; --map amount=COLUMN names the column", l.amount)
	}
	if l.currency > 0 {
		note("orders without a currency, which is not compared: %d; --map currency=COLUMN names the column", l.currency)
	}
	for _, status := range slices.Sorted(maps.Keys(l.statuses)) {
		note("unknown status %q, which is not compared (%s); such an order is expected in the files", status, printable.Plural(l.statuses[status], "order"))
	}
}
