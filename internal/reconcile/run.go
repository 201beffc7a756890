package reconcile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/reconfile"
)

// Options say how files and sales are compared. The zero value is ready for use.
type Options struct {
	Minor   *bool // units of the files' amounts; nil: find out for each file
	Partial bool  // files without their end are no error
	// Since and Until bound the sales that are expected in the files: Since ≤ time <
	// Until. When both are zero the period of the files does.
	Since, Until time.Time
	Orders       string // the name of the list of orders, for findings
	TempDir      string // for temporary files; "" is that of the system
	// Progress is told how many rows and sales were read, now and then; nil is allowed.
	Progress func(rows int)
}

// File is a file that was read.
type File struct {
	Name    string         `json:"file"`
	Kind    reconfile.Kind `json:"report"`
	XLSX    bool           `json:"xlsx,omitempty"`
	Older   bool           `json:"olderLayout,omitempty"`
	GBK     bool           `json:"gbk,omitempty"`
	Rows    int            `json:"rows"`
	Minor   bool           `json:"minorUnits"`
	Units   string         `json:"unitsBecause"`
	Ended   bool           `json:"complete"`
	Unknown []string       `json:"unknownColumns,omitempty"`
	Missing []string       `json:"missingColumns,omitempty"`
}

// file is a file while it is read.
type file struct {
	File
	number     int
	has        map[string]bool // the columns that rows are checked for
	currencies map[string]int
	unchecked  int            // rows whose arithmetic lacks something
	types      map[string]int // names of types that no document has
	statuses   map[string]int // words for a status that are not known
}

// KindTotal counts the findings of a kind.
type KindTotal struct {
	Kind   Kind              `json:"kind"`
	Title  string            `json:"title"`
	Count  int               `json:"count"`
	Amount map[string]string `json:"amounts,omitempty"` // by currency, in major units
}

// Run compares files and sales. Files and sales are added first, in any order; Finish
// then compares them. It is not safe for use by several goroutines.
type Run struct {
	Files []*File
	Notes []string // what the user should know beside the findings
	Sales int      // that were added
	// Outside counts the sales that are in none of the files and were not expected
	// there, because they were paid at another time.
	Outside int

	options  Options
	byID     *spill // rows and sales by the merchant's id
	byAntom  *spill // those that found nobody, by Antom's id
	byOrder  *spill // payments and refunds by order
	captures *spill // captures without a sale and captured payments, by the payment's id
	findings *findings
	counts   map[Kind]*kindCount
	totals   map[totalKey]*total
	batches  map[batchKey]*batch
	states   map[string]state
	files    []*file
	period   period
	lacks    lacks
	read     int
	hundreds int // amounts that differ by a power of ten, as in a wrong unit
	buffer   []byte
}

type kindCount struct {
	count  int
	amount map[string]reconfile.Money
}

// What is kept in memory before it goes into temporary files.
const (
	heldRecords = 48 << 20
	heldOthers  = 16 << 20
)

// New begins a comparison. Close must be called when it is over.
func New(o Options) *Run {
	return &Run{
		options: o, byID: newSpill(o.TempDir, heldRecords), byAntom: newSpill(o.TempDir, heldOthers), byOrder: newSpill(o.TempDir, heldOthers),
		captures: newSpill(o.TempDir, heldOthers),
		findings: &findings{dir: o.TempDir}, counts: map[Kind]*kindCount{}, totals: map[totalKey]*total{}, batches: map[batchKey]*batch{},
		states: words(),
	}
}

// Close removes the temporary files.
func (r *Run) Close() error {
	return errors.Join(r.byID.close(), r.byAntom.close(), r.byOrder.close(), r.captures.close(), r.findings.close())
}

// ReadFile reads a file, checks its rows, and keeps what is to be compared.
func (r *Run) ReadFile(ctx context.Context, name string, in io.Reader) (*File, error) {
	reader, err := reconfile.Open(name, in, reconfile.Options{Minor: r.options.Minor, Partial: r.options.Partial})
	if err != nil {
		return nil, err
	}
	f := &file{
		File: File{
			Name: name, Kind: reader.Kind, XLSX: reader.XLSX, Older: reader.Older, Minor: reader.Units.Minor, Units: reader.Units.Reason,
			Unknown: reader.Unknown, Missing: reader.Missing,
		},
		number: len(r.files), has: map[string]bool{}, currencies: map[string]int{}, types: map[string]int{}, statuses: map[string]int{},
	}
	for _, column := range []string{"transactionRequestId", "originalTransactionRequestId", "settlementAmountValue"} {
		f.has[column] = !slices.Contains(reader.Missing, column)
	}
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := r.addRow(ctx, f, row); err != nil {
			return nil, err
		}
	}
	f.Rows, f.Ended, f.GBK = reader.Rows, reader.Ended, reader.GBK
	r.period.addDay(reader)
	r.noteFile(f, reader)
	r.files = append(r.files, f)
	r.Files = append(r.Files, &f.File)
	return &f.File, nil
}

// noteFile says what is odd about a file as a whole.
func (r *Run) noteFile(f *file, reader *reconfile.Reader) {
	note := func(format string, args ...any) {
		r.Notes = append(r.Notes, f.Name+": "+fmt.Sprintf(format, args...))
	}
	if !f.Ended && !f.XLSX {
		note("the line <END> is missing, so rows may be missing")
	}
	if len(f.Unknown) > 0 {
		note("unknown columns, which are not compared: %s", strings.Join(f.Unknown, ", "))
	}
	if len(f.Missing) > 0 {
		note("missing columns, so what needs them is not checked: %s", strings.Join(f.Missing, ", "))
	}
	if reader.Units.Assumed {
		note("%s", unitsNote(f.Minor))
	}
	if f.unchecked > 0 {
		note("the settled amount of %s was not checked: a quote or a fee in the settlement currency is missing", printable.Plural(f.unchecked, "row"))
	}
	for _, name := range slices.Sorted(maps.Keys(f.types)) {
		note("unknown transactionType %q, which is not compared (%s)", name, printable.Plural(f.types[name], "row"))
	}
	for _, status := range slices.Sorted(maps.Keys(f.statuses)) {
		note("unknown status %q, which is not compared (%s)", status, printable.Plural(f.statuses[status], "row"))
	}
}

// unitsNote says which units are assumed, and how to read the file in the others.
func unitsNote(minor bool) string {
	if minor {
		return "amounts in the smallest unit are assumed, because no amount has decimals, not even a fee; --minor=false reads them in major units"
	}
	return "major units are assumed, because no amount has decimals and few or no fees tell; --minor reads them in the smallest unit"
}

// addRow checks a row and keeps it for the comparison.
func (r *Run) addRow(ctx context.Context, f *file, row *reconfile.Row) error {
	if err := r.step(ctx); err != nil {
		return err
	}
	if err := r.checkRow(f, row); err != nil {
		return err
	}
	if err := r.addUp(f, row); err != nil {
		return err
	}
	if f.Kind == reconfile.Summary {
		return nil
	}
	r.period.add(row.Time)
	rec := f.record(row, r.states)
	if rec.class == otherClass {
		if _, known := reconfile.FindType(row.Type.Name); !known && len(f.types) < maxTypes {
			f.types[strings.Clone(row.Type.Name)]++
		}
		return r.checkReversal(f, row, rec)
	}
	if rec.state == unknownState && len(f.statuses) < maxTypes {
		f.statuses[strings.Clone(row.Status)]++
	}
	if err := r.keep(rec, rec.key()); err != nil {
		return err
	}
	if rec.class == captureClass && rec.original != "" {
		rec.ref = true
		return r.keepIn(r.byID, rec, rec.original)
	}
	return nil
}

// step counts what is read, and stops with the context.
func (r *Run) step(ctx context.Context) error {
	const often = 4096
	if r.read++; r.read%often != 0 {
		return nil
	}
	if r.options.Progress != nil {
		r.options.Progress(r.read)
	}
	return ctx.Err()
}

// AddSale adds a sale to compare the files with.
func (r *Run) AddSale(ctx context.Context, s Sale) error {
	if err := r.step(ctx); err != nil {
		return err
	}
	r.Sales++
	r.lacks.count(&s, r.states)
	rec := s.record(r.states)
	if err := r.keep(rec, rec.requestID); err != nil {
		return err
	}
	if rec.class == captureClass && rec.original != "" {
		rec.ref = true
		return r.keepIn(r.byID, rec, rec.original)
	}
	return nil
}

// keep keeps a record by the merchant's id, or else by Antom's. Without any id there is
// nothing to join it by.
func (r *Run) keep(rec *record, key string) error {
	switch {
	case key != "":
		return r.keepIn(r.byID, rec, key)
	case rec.id != "":
		return r.keepIn(r.byAntom, rec, rec.id)
	}
	return nil
}

func (r *Run) keepIn(s *spill, rec *record, key string) error {
	r.buffer = rec.append(r.buffer[:0])
	return s.add(key, r.buffer)
}

// Finish compares what was read.
func (r *Run) Finish(ctx context.Context) error {
	if err := r.checkSums(); err != nil {
		return err
	}
	if err := r.join(ctx); err != nil {
		return err
	}
	r.lacks.note(r)
	if r.Outside > 0 && !r.Dated() {
		r.Notes = append(r.Notes, fmt.Sprintf("the files do not say which days they are of, so sales that are in none of them are no difference: %d; --since and --until say which ones are expected", r.Outside))
	}
	if r.hundreds > 1 && r.hundreds == r.count(AmountDiffers) {
		r.Notes = append(r.Notes, "every amount that differs is a hundred times the other one: the units of the files may be wrong; try --minor, or --minor=false")
	}
	return nil
}

// found adds a finding about a line of a file.
func (r *Run) found(f Finding, line, file int) error {
	f.order = uint64(file)<<40 | uint64(line)<<8 | kindOrder(f.Kind)
	return r.add(f)
}

// missing adds a finding about a sale.
func (r *Run) missing(f Finding, sale *record) error {
	f.order = 1<<63 | uint64(sale.file)<<60 | uint64(sale.line)<<8 | kindOrder(f.Kind)
	return r.add(f)
}

func kindOrder(k Kind) uint64 {
	return uint64(slices.IndexFunc(Kinds(), func(info KindInfo) bool { return info.Kind == k }))
}

func (r *Run) add(f Finding) error {
	if f.Do == "" {
		f.Do = f.Kind.Info().Do
	}
	c := r.counts[f.Kind]
	if c == nil {
		c = &kindCount{amount: map[string]reconfile.Money{}}
		r.counts[f.Kind] = c
	}
	c.count++
	if f.Amount != "" && len(c.amount) < maxTypes {
		f.Currency = strings.Clone(f.Currency)
		sum, err := c.amount[f.Currency].Plus(f.money)
		if err != nil {
			return fmt.Errorf("the sum of the findings %w", err)
		}
		c.amount[f.Currency] = sum
	}
	return r.findings.add(f)
}

func (r *Run) count(k Kind) int {
	if c := r.counts[k]; c != nil {
		return c.count
	}
	return 0
}

// Count is the number of findings.
func (r *Run) Count() int { return r.findings.count() }

// Each gives the findings: those about files in the order of their lines, then those
// about sales. A finding is valid until use returns.
func (r *Run) Each(use func(*Finding) error) error { return r.findings.each(use) }

// KindTotals count the findings by kind, the most urgent kind first.
func (r *Run) KindTotals() []KindTotal {
	list := []KindTotal{}
	for _, info := range Kinds() {
		c := r.counts[info.Kind]
		if c == nil {
			continue
		}
		t := KindTotal{Kind: info.Kind, Title: info.Title, Count: c.count, Amount: map[string]string{}}
		for currency, m := range c.amount {
			t.Amount[currency] = m.Text(reconfile.Decimals(currency))
		}
		list = append(list, t)
	}
	return list
}

// finding is a finding about a row.
func (f *file) finding(kind Kind, row *reconfile.Row, expected, found string) Finding {
	out := Finding{
		Kind: kind, File: f.Name, Line: row.Line, Type: strings.Clone(row.Type.Name), RequestID: row.RequestID,
		PaymentRequestID: row.OriginalRequestID, TransactionID: row.TransactionID, OrderID: row.OrderID, Batch: row.Batch,
		Expected: expected, Found: found,
	}
	if row.HasAmount && row.Currency != "" {
		return out.about(row.Amount, row.Currency)
	}
	if row.HasNet && row.NetCurrency != "" {
		return out.about(row.Net, row.NetCurrency)
	}
	return out
}

// record is a row as it is joined.
func (f *file) record(row *reconfile.Row, states map[string]state) *record {
	rec := &record{
		class: classOf(row.Type), file: f.number, line: row.Line, kind: f.Kind, typ: row.Type.Name, requestID: row.RequestID,
		original: row.OriginalRequestID, id: row.TransactionID, order: row.OrderID, batch: row.Batch, status: row.Status,
		amount: row.Amount, currency: row.Currency, state: succeeded,
	}
	if !row.HasAmount {
		rec.amount = noAmount
	}
	if row.Status != "" {
		rec.state = states[strings.ToUpper(row.Status)]
	}
	if !row.Time.IsZero() {
		rec.time = row.Time.Unix()
	}
	return rec
}

// classOf is what rows of a type are joined with.
func classOf(t reconfile.Type) class {
	switch {
	case t.Name == "CAPTURE":
		return captureClass
	case t.Group == reconfile.PaymentGroup, t.Group == reconfile.HoldGroup:
		return paymentClass
	case t.Group == reconfile.RefundGroup:
		return refundClass
	case t.Group == reconfile.CancelGroup:
		return cancelClass
	case t.Group == reconfile.DisputeGroup:
		return disputeClass
	}
	return otherClass
}

// key is the merchant's id that a row is joined by: its own, or that of the payment
// which it is about.
func (r *record) key() string {
	if r.class == cancelClass || r.class == disputeClass {
		if r.original != "" {
			return r.original
		}
	}
	return r.requestID
}
