package reconfile

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/durable"
)

// Limits of what is read.
const (
	MaxBytes     = 8 << 30  // of a CSV file
	MaxXLSXBytes = 64 << 20 // of an XLSX file, which is kept in memory
	MaxRows      = 50_000_000
	maxRecord    = 1 << 20 // bytes of one line of a CSV file
	maxColumns   = 1000
)

// Errors that a caller may tell apart.
var (
	ErrTruncated = errors.New("the file has no line <END>: it is not complete")
	ErrAfterEnd  = errors.New("rows follow the line <END>")
	ErrLimit     = errors.New("the file is larger than what can be read")
)

// KindError says that a file is none that Antom delivers for reconciliation.
type KindError struct {
	Columns []string // of its header, the first few
	Missing []string // columns without which a file of Antom's cannot be compared
	Twice   []string // columns that stand there more than once
}

func (e *KindError) Error() string {
	if len(e.Missing) > 0 {
		return "the column " + strings.Join(e.Missing, ", ") + " is missing"
	}
	if len(e.Twice) > 0 {
		return "the header has a column more than once: " + strings.Join(e.Twice, ", ")
	}
	return fmt.Sprintf("these are not the columns of a reconciliation file: %s", strings.Join(e.Columns, ", "))
}

// LineError is what is wrong with a line, so that the file cannot be read on.
type LineError struct {
	Line int
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e *LineError) Unwrap() error { return e.Err }

// Options say how a file is read.
type Options struct {
	Minor   *bool // the amounts are in the smallest unit (true) or in major units; nil: find out
	Partial bool  // a file without its end is no error
}

// Units says in which units the amounts of a file are, and why.
type Units struct {
	Minor   bool
	Reason  string
	Assumed bool // nothing in the file proves it
}

// Reader reads a file row by row.
type Reader struct {
	Name  string
	Kind  Kind
	XLSX  bool
	Older bool // the layout is the older one, or has columns of it
	// Unknown are columns that no document names; Missing are those that checks
	// would need.
	Unknown, Missing []string
	Units            Units
	// GBK is true when the header or the first rows are not UTF-8.
	GBK bool

	Ended bool // the end was seen
	Rows  int  // that were read so far, without header and end

	source  source
	parser  rowParser
	waiting []rawRow // read to find out the units
	partial bool
	after   int // the line of a row behind the end, 0 for none
	row     Row
}

// source gives the cells of one row after the other. They are valid until the next one
// is read. complete tells that the container itself proves that nothing is missing.
type source interface {
	next() (cells []string, line int, err error)
	complete() bool
}

type rawRow struct {
	cells []string
	line  int
}

// Open reads the header of a file and as much as it takes to find out the units. name
// stands in messages, and its date counts where the rows have none.
func Open(name string, in io.Reader, o Options) (*Reader, error) {
	buffered := bufio.NewReaderSize(in, 1<<16)
	magic, _ := buffered.Peek(4)
	r := &Reader{Name: name, partial: o.Partial}
	var err error
	switch {
	case bytes.Equal(magic, []byte("PK\x03\x04")):
		r.XLSX = true
		r.source, err = openXLSX(buffered)
	case bytes.HasPrefix(magic, []byte("{")), bytes.HasPrefix(magic, []byte("[")):
		r.source, err = openJSON(buffered)
	default:
		if err = OtherFormat(magic); err == nil {
			r.source, err = openCSV(buffered)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := r.readHeader(); err != nil {
		return nil, err
	}
	if err := r.findUnits(o.Minor); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Reader) readHeader() error {
	cells, line, err := r.source.next()
	if errors.Is(err, io.EOF) {
		return errors.New("it is empty")
	}
	if err != nil {
		return err
	}
	if len(cells) > maxColumns {
		return &LineError{line, ErrLimit}
	}
	header := make([]string, len(cells))
	for i, c := range cells {
		r.GBK = r.GBK || !utf8.ValidString(c)
		header[i] = strings.Clone(decoded(c))
	}
	l := readLayout(header)
	if l.kind == "" {
		return &KindError{Columns: header[:min(len(header), 8)]}
	}
	if missing := l.fatal(); missing != nil {
		return &KindError{Missing: missing}
	}
	if l.twice != nil {
		return &KindError{Twice: l.twice}
	}
	r.Kind, r.Older, r.Unknown, r.Missing = l.kind, l.older, l.unknown, l.missing
	r.parser = rowParser{layout: l, header: header, types: newTypeTable()}
	return nil
}

// Next reads the next row, which is valid until the one after it is read. Its error is
// io.EOF after the last row, ErrTruncated where the end is missing, or says which line
// cannot be read.
func (r *Reader) Next() (*Row, error) {
	cells, line, err := r.nextCells()
	switch {
	case errors.Is(err, io.EOF):
		return nil, r.end()
	case err != nil:
		return nil, err
	}
	if r.Rows++; r.Rows > MaxRows {
		return nil, &LineError{line, ErrLimit}
	}
	r.parser.parse(&r.row, cells, line)
	if err := r.checkCells(cells); err != nil {
		r.row.Problems = append(r.row.Problems, Problem{"", "", err})
	}
	return &r.row, nil
}

// end is io.EOF, or what is wrong with the end of the file.
func (r *Reader) end() error {
	_, isJSON := r.source.(*jsonSource)
	r.Ended = r.Ended || isJSON && r.source.complete()
	switch {
	case r.after > 0:
		return &LineError{r.after, ErrAfterEnd}
	case !r.Ended && !r.partial && !r.source.complete():
		return r.truncated()
	}
	return io.EOF
}

// checkCells holds the number of cells of a row against the header. A workbook leaves out
// empty cells at the end of a row; a CSV file does not.
func (r *Reader) checkCells(cells []string) error {
	columns := len(r.parser.header)
	_, isCSV := r.source.(*csvSource)
	switch extra := extraCells(cells, columns); {
	case extra > 0:
		return fmt.Errorf("has more cells than the header (%d instead of %d), so its columns may have moved", columns+extra, columns)
	case isCSV && len(cells) < columns:
		return fmt.Errorf("has fewer cells than the header (%d instead of %d), so it may have been cut off", len(cells), columns)
	}
	return nil
}

// cutList is ErrTruncated of a JSON list.
type cutList struct{}

func (cutList) Error() string { return "the JSON list has no ] at its end: it is not complete" }

func (cutList) Is(target error) bool { return target == ErrTruncated }

// truncated says which end is missing.
func (r *Reader) truncated() error {
	if _, ok := r.source.(*jsonSource); ok {
		return cutList{}
	}
	return ErrTruncated
}

// extraCells counts the cells behind the last column that are not empty.
func extraCells(cells []string, columns int) int {
	for len(cells) > columns && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return max(0, len(cells)-columns)
}

func (r *Reader) nextCells() ([]string, int, error) {
	if len(r.waiting) > 0 {
		raw := r.waiting[0]
		r.waiting = r.waiting[1:]
		return raw.cells, raw.line, nil
	}
	return r.readCells()
}

// readCells reads the cells of a row that is neither empty nor the end.
func (r *Reader) readCells() ([]string, int, error) {
	for {
		cells, line, err := r.source.next()
		if err != nil {
			return nil, line, err
		}
		first := firstCell(cells)
		switch {
		case first == "":
			continue
		case isEnd(first):
			r.Ended = true
		case r.Ended:
			r.after = cmp.Or(r.after, line)
			return nil, line, io.EOF
		default:
			return cells, line, nil
		}
	}
}

// firstCell is the first cell that is not empty, "" for an empty row.
func firstCell(cells []string) string {
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			return c
		}
	}
	return ""
}

// isEnd reports whether a row that begins with a text is the mark of the end.
func isEnd(text string) bool {
	return text[0] == '<' && strings.Contains(text, "<END>") || text == "END"
}

// unitSample is how many rows are looked at to find out the units.
const unitSample = 500

// findUnits finds out whether the amounts are in major units, as the documents say, or
// in the smallest one, as in older files and samples.
func (r *Reader) findUnits(forced *bool) error {
	evidence := unitEvidence{}
	for len(r.waiting) < unitSample {
		cells, line, err := r.readCells()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		kept := make([]string, len(cells))
		for i, c := range cells {
			r.GBK = r.GBK || !utf8.ValidString(c)
			kept[i] = strings.Clone(c)
		}
		r.waiting = append(r.waiting, rawRow{kept, line})
		evidence.add(r.parser.layout, kept)
	}
	r.Units = evidence.units(r.Older)
	if forced != nil {
		r.Units = Units{Minor: *forced, Reason: "as --minor says"}
	}
	r.parser.minor = r.Units.Minor
	return nil
}

// unitEvidence is what the amounts of a sample of rows look like. Currencies without
// decimals tell nothing.
type unitEvidence struct {
	decimals int // amounts with a decimal point
	whole    int // amounts other than zero without one
	fees     int // of these, fees
}

func (e *unitEvidence) add(l *layout, cells []string) {
	see := func(value, currency int, isFee bool) {
		if value < 0 || value >= len(cells) {
			return
		}
		code := ""
		if currency >= 0 && currency < len(cells) {
			code = strings.TrimSpace(cells[currency])
		}
		text := strings.TrimSpace(cells[value])
		switch {
		case strings.Contains(text, "."):
			e.decimals++
		case strings.Trim(text, "-+0") == "", Decimals(code) == 0:
		case isFee:
			e.fees++
			e.whole++
		default:
			e.whole++
		}
	}
	see(l.at[amountValue], l.at[amountCurrency], false)
	see(l.at[settledValue], l.at[settledCurrency], false)
	for _, f := range l.fees {
		see(f.value, f.currency, true)
	}
}

// tellingFees is how many whole fees it takes to tell the units: one or two may be whole
// numbers of major units by chance.
const tellingFees = 3

// units is what the evidence says. Several fees are hardly ever all whole numbers of
// major units, so they mean the smallest unit, which the older layout is documented in.
func (e *unitEvidence) units(older bool) Units {
	switch {
	case e.decimals > 0:
		return Units{Reason: "amounts have decimals"}
	case e.fees > 0 && older:
		return Units{Minor: true, Reason: "no amount has decimals, not even a fee"}
	case e.fees >= tellingFees:
		return Units{Minor: true, Reason: "no amount has decimals, not even a fee", Assumed: true}
	case e.whole > 0:
		return Units{Reason: "as Antom documents them; no amount has decimals", Assumed: true}
	default:
		return Units{Reason: "as Antom documents them"}
	}
}

// dayInName finds the day in the name of a file, such as transactionItems_20261120_000.csv.
var dayInName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:transactionItems|TRANSACTION_DETAIL)[^.]*_(20\d{6})(?:_|\.)`)
})

// Day is the day that the name of a file of transaction details says, as YYYYMMDD.
func (r *Reader) Day() (string, bool) {
	m := dayInName().FindStringSubmatch(filepath.Base(r.Name))
	if m == nil || r.Kind != Transactions {
		return "", false
	}
	if _, err := time.Parse("20060102", m[1]); err != nil {
		return "", false
	}
	return m[1], true
}

// readLimited reads a file that has to be in memory.
func readLimited(in io.Reader, limit int64) ([]byte, error) {
	data, err := durable.ReadAll(in, limit)
	var size *durable.SizeError
	if errors.As(err, &size) {
		return nil, fmt.Errorf("%w: more than %d MiB", ErrLimit, limit>>20)
	}
	return data, err
}
