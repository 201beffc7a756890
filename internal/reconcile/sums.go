package reconcile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/reconfile"
)

// Total is the money of the rows of one type and currency.
type Total struct {
	Report   reconfile.Kind `json:"report"`
	Type     string         `json:"transactionType"`
	Status   string         `json:"status,omitempty"` // of transactions that did not succeed
	Currency string         `json:"currency"`
	Rows     int            `json:"rows"`
	Amount   string         `json:"amount"`
	// Fees and Settled are in SettlementCurrency.
	Fees               string `json:"fees,omitempty"`
	Settled            string `json:"settled,omitempty"`
	SettlementCurrency string `json:"settlementCurrency,omitempty"`
}

// totalKey is what rows have in common that are added up.
type totalKey struct {
	report                         reconfile.Kind
	typ, status, currency, settled string
}

type total struct {
	rows              int
	amount, fees, net reconfile.Money
}

// batchKey is a settlement batch in one currency.
type batchKey struct{ batch, currency string }

// batch has the sums of a settlement batch: of its details, and those that its summary
// says.
type batch struct {
	details map[string]*batchSum // by type, with the empty type for all
	summary map[string]*summaryRow
	first   rowPlace // of its first detail
}

type batchSum struct {
	rows int
	net  reconfile.Money
}

type summaryRow struct {
	net   reconfile.Money
	count int
	rowPlace
}

// rowPlace is where a row stands.
type rowPlace struct {
	line int
	file *file
}

// Limits of what is kept of a file with made-up types or batches.
const (
	maxTotals  = 10_000
	maxBatches = 50_000
	maxTypes   = 200 // of a batch
)

// add adds a row to the totals and the sums of its batch.
func (r *Run) addUp(f *file, row *reconfile.Row) error {
	if f.Kind != reconfile.Summary {
		if err := r.addTotal(f.Kind, row); err != nil {
			return err
		}
	}
	if f.Kind == reconfile.Transactions || !row.HasNet {
		return nil
	}
	b, err := r.batchOf(row)
	if err != nil {
		return err
	}
	if f.Kind == reconfile.Summary {
		return r.addSummary(f, row, b)
	}
	if b.first.file == nil {
		b.first = rowPlace{row.Line, f}
	}
	for _, name := range []string{"", row.Type.Name} {
		sum := b.details[name]
		if sum == nil {
			if len(b.details) >= maxTypes {
				return fmt.Errorf("%s, line %d: %w", f.Name, row.Line, reconfile.ErrLimit)
			}
			sum = &batchSum{}
			b.details[strings.Clone(name)] = sum
		}
		sum.rows++
		if sum.net, err = sum.net.Plus(row.Net); err != nil {
			return fmt.Errorf("%s, line %d: the sum %w", f.Name, row.Line, err)
		}
	}
	return nil
}

// addSummary keeps a row of a summary. A second one of its type is a part of the sum, or
// the same row once more.
func (r *Run) addSummary(f *file, row *reconfile.Row, b *batch) error {
	before := b.summary[row.Type.Name]
	switch {
	case before == nil && len(b.summary) >= maxTypes:
		return fmt.Errorf("%s, line %d: %w", f.Name, row.Line, reconfile.ErrLimit)
	case before == nil:
		b.summary[strings.Clone(row.Type.Name)] = &summaryRow{row.Net, row.Count, rowPlace{row.Line, f}}
		return nil
	case before.net == row.Net && before.count == row.Count:
		return r.found(f.finding(Duplicate, row, "once, as at "+placeText(before.file.Name, before.line), "again"), row.Line, f.number)
	}
	var err error
	if before.net, err = before.net.Plus(row.Net); err != nil {
		return fmt.Errorf("%s, line %d: the sum %w", f.Name, row.Line, err)
	}
	if before.count = before.count + row.Count; row.Count < 0 {
		before.count = -1
	}
	return nil
}

func (r *Run) addTotal(kind reconfile.Kind, row *reconfile.Row) error {
	key := totalKey{report: kind, typ: row.Type.Name, currency: row.Currency, settled: row.NetCurrency}
	if row.Status != "" && r.states[strings.ToUpper(row.Status)] != succeeded {
		key.status = strings.ToUpper(row.Status)
	}
	t := r.totals[key]
	if t == nil {
		if len(r.totals) >= maxTotals {
			return fmt.Errorf("more than %d combinations of types and currencies: %w", maxTotals, reconfile.ErrLimit)
		}
		t = &total{}
		for _, text := range []*string{&key.typ, &key.status, &key.currency, &key.settled} {
			*text = strings.Clone(*text)
		}
		r.totals[key] = t
	}
	t.rows++
	var err error
	sum := func(to *reconfile.Money, m reconfile.Money) {
		if err == nil {
			*to, err = to.Plus(m)
		}
	}
	sum(&t.amount, row.Amount)
	sum(&t.net, row.Net)
	for _, a := range row.Fees {
		if a.Currency == row.NetCurrency {
			sum(&t.fees, a.Value)
		}
	}
	return err
}

func (r *Run) batchOf(row *reconfile.Row) (*batch, error) {
	key := batchKey{row.Batch, row.NetCurrency}
	b := r.batches[key]
	if b == nil {
		if len(r.batches) >= maxBatches {
			return nil, fmt.Errorf("more than %d settlement batches: %w", maxBatches, reconfile.ErrLimit)
		}
		b = &batch{details: map[string]*batchSum{}, summary: map[string]*summaryRow{}}
		r.batches[batchKey{strings.Clone(key.batch), strings.Clone(key.currency)}] = b
	}
	return b, nil
}

// The rows of a summary that are no type: the sum, and a correction of it that some
// acquirers need.
const (
	totalRow      = "TOTAL"
	correctionRow = "DEFAULT"
)

// checkSums holds the summaries against the details.
func (r *Run) checkSums() error {
	keys := make([]batchKey, 0, len(r.batches))
	for key := range r.batches {
		keys = append(keys, key)
	}
	ordered.Sort(keys, func(a, b batchKey) int { return strings.Compare(a.batch+a.currency, b.batch+b.currency) })
	for _, key := range keys {
		b := r.batches[key]
		if len(b.summary) == 0 {
			if err := r.withoutSummary(key, b); err != nil {
				return err
			}
			continue
		}
		details := b.details
		if len(details) == 0 && !r.hasDetails() {
			r.Notes = append(r.Notes, fmt.Sprintf("no settlement details of batch %s were given: only the sums of its summary were checked", key.batch))
			details = map[string]*batchSum{"": sumOfSummary(b.summary)}
		}
		if len(details) == 0 {
			details[""] = &batchSum{}
		}
		if err := r.checkBatch(key, b.summary, details); err != nil {
			return err
		}
	}
	return nil
}

// withoutSummary finds a batch that the summaries leave out. Without any summary there is
// nothing to compare with.
func (r *Run) withoutSummary(key batchKey, b *batch) error {
	if !r.has(reconfile.Summary) {
		return nil
	}
	return r.sumFinding(key, totalRow, b.first, b.details[""].net, b.details[""].net.In(key.currency), "no summary of the batch")
}

// hasDetails reports whether settlement details were read.
func (r *Run) hasDetails() bool { return r.has(reconfile.Settlement) }

func (r *Run) has(kind reconfile.Kind) bool {
	return slices.ContainsFunc(r.files, func(f *file) bool { return f.Kind == kind })
}

// sumOfSummary adds up the rows of a summary other than its total.
func sumOfSummary(rows map[string]*summaryRow) *batchSum {
	sum := &batchSum{}
	for name, row := range rows {
		if name != totalRow && name != correctionRow {
			sum.net += row.net
		}
	}
	return sum
}

// checkBatch compares every row of a summary with the sum of its details, and finds types
// of details that a summary by types leaves out.
func (r *Run) checkBatch(key batchKey, rows map[string]*summaryRow, details map[string]*batchSum) error {
	names := make([]string, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	only := !r.hasDetails()
	for _, name := range names {
		row := rows[name]
		switch {
		case name == correctionRow, name != totalRow && only:
			continue
		case name == totalRow:
			all := details[""]
			if !only && explained(rows, details) {
				continue // the rows of the types say it already
			}
			if differs(all.net, row.net) && !differs(all.net+correction(rows), row.net) {
				continue
			}
			if err := r.compareSum(key, name, row, all, false); err != nil {
				return err
			}
		default:
			sum := details[name]
			if sum == nil {
				sum = &batchSum{}
			}
			if err := r.compareSum(key, name, row, sum, row.count >= 0); err != nil {
				return err
			}
		}
	}
	return r.checkTypes(key, rows, details)
}

// checkTypes finds the types of details without a row in a summary that has types.
func (r *Run) checkTypes(key batchKey, rows map[string]*summaryRow, details map[string]*batchSum) error {
	byType, at := false, rowPlace{}
	for name, row := range rows {
		byType = byType || name != totalRow && name != correctionRow
		if at.file == nil || name == totalRow || rows[totalRow] == nil && row.line < at.line {
			at = row.rowPlace
		}
	}
	if !byType {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(details)) {
		sum := details[name]
		if name == "" || rows[name] != nil || !differs(sum.net, 0) {
			continue
		}
		if err := r.sumFinding(key, name, at, sum.net, sum.net.In(key.currency)+" of "+name, "no row of the summary"); err != nil {
			return err
		}
	}
	return nil
}

// explained reports whether the total is off by what the rows of the types are off
// together, so that it would be the same difference once more.
func explained(rows map[string]*summaryRow, details map[string]*batchSum) bool {
	off := reconfile.Money(0)
	for name, row := range rows {
		if name == totalRow || name == correctionRow {
			continue
		}
		off -= row.net
		if sum := details[name]; sum != nil {
			off += sum.net
		}
	}
	return !differs(details[""].net-rows[totalRow].net, off) && off.Abs() > 2*reconfile.Cent
}

func correction(rows map[string]*summaryRow) reconfile.Money {
	if row := rows[correctionRow]; row != nil {
		return row.net
	}
	return 0
}

// differs allows for the rounding of a row.
func differs(a, b reconfile.Money) bool { return (a - b).Abs() > 2*reconfile.Cent }

func (r *Run) compareSum(key batchKey, name string, row *summaryRow, sum *batchSum, counted bool) error {
	expected, found := sum.net.In(key.currency), row.net.In(key.currency)
	switch {
	case differs(sum.net, row.net):
	case counted && row.count != sum.rows:
		expected, found = printable.Plural(int(sum.rows), "row"), printable.Plural(int(row.count), "row")
	default:
		return nil
	}
	return r.sumFinding(key, name, row.rowPlace, sum.net-row.net, expected, found)
}

func (r *Run) sumFinding(key batchKey, name string, at rowPlace, money reconfile.Money, expected, found string) error {
	f := Finding{
		Kind: SumDiffers, File: at.file.Name, Line: at.line, Type: name, Batch: key.batch, Expected: expected, Found: found,
	}.about(money, key.currency)
	return r.found(f, at.line, at.file.number)
}

// Totals are the sums of the rows, by report, type and currency.
func (r *Run) Totals() []Total {
	var list []Total
	for key, t := range r.totals {
		decimals := reconfile.Decimals(key.currency)
		out := Total{Report: key.report, Type: key.typ, Status: key.status, Currency: key.currency, Rows: t.rows, Amount: t.amount.Text(decimals)}
		if key.settled != "" {
			out.SettlementCurrency = key.settled
			out.Fees, out.Settled = t.fees.Text(reconfile.Decimals(key.settled)), t.net.Text(reconfile.Decimals(key.settled))
		}
		list = append(list, out)
	}
	ordered.Sort(list, func(a, b Total) int {
		return cmp.Or(
			strings.Compare(string(a.Report), string(b.Report)), strings.Compare(a.Type, b.Type), strings.Compare(a.Status, b.Status),
			strings.Compare(a.Currency, b.Currency), strings.Compare(a.SettlementCurrency, b.SettlementCurrency),
		)
	})
	return list
}
