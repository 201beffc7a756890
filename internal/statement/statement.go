package statement

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

// Entry is a transaction of the simulator.
type Entry struct {
	Type              string // a transactionType, such as PAYMENT
	TransactionID     string
	RequestID         string
	OriginalRequestID string
	OrderID           string
	Method            string
	Status            string
	Currency          string
	Value             string    // in the smallest unit
	Created           time.Time // zero: at Time
	Time              time.Time // when it was completed, which is the day of its report
	Settled           bool      // money moved, so that it is in a settlement
}

// Break is a mistake that is made on purpose.
type Break string

// The mistakes.
const (
	NoBreak        Break = ""
	BreakAmount    Break = "amount"    // the first payment has another amount
	BreakMissing   Break = "missing"   // the last payment is left out, but not of the summary
	BreakDuplicate Break = "duplicate" // the first payment stands there twice
	BreakSum       Break = "sum"       // the total of the summary is another one
)

// Breaks are all mistakes.
func Breaks() []Break { return []Break{BreakAmount, BreakMissing, BreakDuplicate, BreakSum} }

// Zone is the zone of the days of files: GMT+8.
func Zone() *time.Location { return reconfile.Zone() }

// Options say what is written.
type Options struct {
	Day      time.Time // in Zone
	Currency string    // the settlement currency; "" settles every payment in its own
	XLSX     bool
	Break    Break
}

// File is a file to be written.
type File struct {
	Name  string
	Kind  reconfile.Kind
	Rows  int
	lines []map[string]string
	xlsx  bool
}

// Write writes the file.
func (f *File) Write(w io.Writer) error {
	out, err := reconfile.NewWriter(w, f.Kind, f.xlsx)
	if err != nil {
		return err
	}
	for _, line := range f.lines {
		if err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Close()
}

// emptyBatch is the id of a settlement batch without transactions.
const emptyBatch = "0000000000000000000"

// Files makes the files of the kinds for a day: of transactions one, of settlements one
// for each settlement currency.
func Files(entries []Entry, kinds []reconfile.Kind, o Options) ([]*File, error) {
	lines, err := makeLines(entries, o)
	if err != nil {
		return nil, err
	}
	var files []*File
	if slices.Contains(kinds, reconfile.Transactions) {
		f := &File{Name: "transactionItems_" + o.Day.Format("20060102") + "_000", Kind: reconfile.Transactions}
		for _, l := range broken(lines, o.Break) {
			f.lines = append(f.lines, l.transaction(o.Break))
		}
		files = append(files, f)
	}
	for _, b := range batches(lines, o) {
		if slices.Contains(kinds, reconfile.Settlement) {
			f := &File{Name: "settlementItems_" + b.currency + "_" + b.id + "_000", Kind: reconfile.Settlement}
			for _, l := range broken(b.lines, o.Break) {
				f.lines = append(f.lines, l.settlement(b, o.Break))
			}
			files = append(files, f)
		}
		if slices.Contains(kinds, reconfile.Summary) {
			f := &File{Name: "settlementSummary_" + b.currency + "_" + b.id + "_000", Kind: reconfile.Summary, lines: b.summary(o.Break)}
			files = append(files, f)
		}
	}
	for _, f := range files {
		f.Rows, f.xlsx = len(f.lines), o.XLSX
		f.Name += map[bool]string{false: ".csv", true: ".xlsx"}[o.XLSX]
	}
	return files, nil
}

// line is a transaction with its fees, in the settlement currency.
type line struct {
	Entry
	amount     reconfile.Money // negative when money is given back
	settled    string          // the settlement currency
	pair       string
	price      string
	gross      reconfile.Money
	methodFee  reconfile.Money
	processing reconfile.Money
	refundFee  reconfile.Money
	wrong      bool // the one that a break is about
}

func (l *line) net() reconfile.Money { return l.gross + l.methodFee + l.processing + l.refundFee }

// The fees of the simulator: a share of a payment and a fixed amount, and a fixed amount
// for a refund. They are made up.
const (
	feeShare      = "0.025"
	processingFee = 30 * reconfile.Cent
	refundFee     = 10 * reconfile.Cent
)

// takesBack reports whether a transaction takes money from the merchant.
func takesBack(t reconfile.Type) bool {
	switch t.Group {
	case reconfile.RefundGroup, reconfile.CancelGroup:
		return true
	case reconfile.DisputeGroup:
		return t.Name != "DISPUTE_REVERSAL"
	}
	return false
}

func makeLines(entries []Entry, o Options) ([]*line, error) {
	var lines []*line
	share, err := reconfile.ParseRate(feeShare)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		l := &line{Entry: e, settled: o.Currency}
		if l.settled == "" {
			l.settled = e.Currency
		}
		if l.amount, err = reconfile.ParseMinor(e.Value, reconfile.Decimals(e.Currency)); err != nil {
			return nil, fmt.Errorf("the amount of %s %w", e.RequestID, err)
		}
		t, _ := reconfile.FindType(e.Type)
		if takesBack(t) {
			l.amount = -l.amount
		}
		if err := l.settle(t, share); err != nil {
			return nil, fmt.Errorf("the amount of %s %w", e.RequestID, err)
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return a.Time.Compare(b.Time) })
	return lines, nil
}

// settle converts the amount and adds the fees, rounded to what the currency has.
func (l *line) settle(t reconfile.Type, share reconfile.Rate) (err error) {
	unit := reconfile.Cent
	if reconfile.Decimals(l.settled) == 0 {
		unit *= 100
	}
	l.gross = l.amount
	if l.Currency != l.settled {
		l.pair, l.price = l.settled+"/"+l.Currency, reconfile.MadeUpQuote(l.settled, l.Currency)
		rate, err := reconfile.ParseRate(l.price)
		if err != nil {
			return err
		}
		if l.gross, err = rate.Under(l.amount, unit); err != nil {
			return err
		}
	}
	switch t.Group {
	case reconfile.PaymentGroup:
		l.methodFee, err = share.Times(-l.gross, unit)
		l.processing = -rounded(processingFee, unit)
	case reconfile.RefundGroup:
		l.refundFee = -rounded(refundFee, unit)
	}
	return err
}

// rounded is a fee in whole units, at least one.
func rounded(m, unit reconfile.Money) reconfile.Money { return max(m/unit, 1) * unit }

// batch is what is settled in one currency.
type batch struct {
	id, currency string
	day          time.Time
	lines        []*line
}

// batches divides the lines by settlement currency. A day without any has an empty batch.
func batches(lines []*line, o Options) []*batch {
	var list []*batch
	for _, l := range lines {
		if !l.Settled {
			continue
		}
		i := slices.IndexFunc(list, func(b *batch) bool { return b.currency == l.settled })
		if i < 0 {
			i = len(list)
			id := fmt.Sprintf("%s%011d", o.Day.Format("20060102"), i+1)
			list = append(list, &batch{id: id, currency: l.settled, day: o.Day})
		}
		list[i].lines = append(list[i].lines, l)
	}
	if len(list) == 0 {
		currency := o.Currency
		if currency == "" {
			currency = "USD"
		}
		list = append(list, &batch{id: emptyBatch, currency: currency, day: o.Day})
	}
	return list
}

// broken are the lines with one of them left out or twice.
func broken(lines []*line, b Break) []*line {
	first := slices.IndexFunc(lines, isPayment)
	if first < 0 {
		return lines
	}
	switch b {
	case BreakDuplicate:
		return slices.Insert(slices.Clone(lines), first+1, lines[first])
	case BreakAmount:
		changed := *lines[first]
		changed.wrong = true
		lines = slices.Clone(lines)
		lines[first] = &changed
	case BreakMissing:
		for last := len(lines) - 1; last >= 0; last-- {
			if isPayment(lines[last]) {
				return slices.Delete(slices.Clone(lines), last, last+1)
			}
		}
	}
	return lines
}

// isPayment reports whether a line is a payment that succeeded, which a mistake shows on.
func isPayment(l *line) bool {
	return l.Settled && (l.Type == "PAYMENT" || l.Type == "CAPTURE")
}

// Breakable reports whether entries have what a mistake shows on, and why not.
func Breakable(entries []Entry, kinds []reconfile.Kind, b Break) error {
	paid := slices.ContainsFunc(entries, func(e Entry) bool { return isPayment(&line{Entry: e}) })
	switch {
	case b == NoBreak:
		return nil
	case !slices.Contains(Breaks(), b):
		var names []string
		for _, known := range Breaks() {
			names = append(names, string(known))
		}
		return fmt.Errorf("it must be one of %s", strings.Join(names, ", "))
	case b == BreakSum && !slices.Contains(kinds, reconfile.Summary):
		return fmt.Errorf("the mistake %s is in a settlement summary, which is not written", b)
	case b != BreakSum && !slices.ContainsFunc(kinds, func(k reconfile.Kind) bool { return k != reconfile.Summary }):
		return fmt.Errorf("the mistake %s is in the details, which are not written", b)
	case b == BreakSum && !slices.ContainsFunc(entries, func(e Entry) bool { return e.Settled }):
		return fmt.Errorf("the mistake %s needs a transaction of that day that is settled", b)
	case b != BreakSum && !paid:
		return fmt.Errorf("the mistake %s needs a payment that succeeded on that day", b)
	}
	return nil
}
