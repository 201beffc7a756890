package reconfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// csvSource reads a CSV file. A line may have any number of cells; what that means is
// for the reader of rows to say.
type csvSource struct {
	csv   *csv.Reader
	bound *boundReader
	line  int
	// columns is how many the header has.
	columns int
}

// openCSV reads a CSV file, separated by commas as Antom's, or by semicolons or tabs as
// a spreadsheet program may have saved it.
func openCSV(in *bufio.Reader) (*csvSource, error) {
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	bound := &boundReader{in: in, total: MaxBytes}
	s := &csvSource{csv: csv.NewReader(bound), bound: bound}
	s.csv.Comma = separator(in)
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	s.csv.LazyQuotes = true
	return s, nil
}

// separator finds what separates the columns of the header.
func separator(in *bufio.Reader) rune {
	head, _ := in.Peek(1 << 14)
	if line, _, ok := bytes.Cut(head, []byte("\n")); ok {
		head = line
	}
	best, most := ',', bytes.Count(head, []byte{','})
	for _, r := range ";\t" {
		if n := bytes.Count(head, []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}

func (s *csvSource) next() ([]string, int, error) {
	s.bound.record = maxRecord
	cells, err := s.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return nil, parse.Line, &LineError{parse.Line, parse.Err}
	case errors.Is(err, io.EOF):
		return nil, s.line, err
	case err != nil:
		return nil, s.line, &LineError{s.line + 1, err}
	}
	s.line, _ = s.csv.FieldPos(0)
	if s.columns == 0 {
		s.columns = len(cells)
	}
	if s.runTogether(cells) {
		return nil, s.line, &LineError{s.line, errQuote}
	}
	return cells, s.line, nil
}

var errQuote = errors.New("a quotation mark is not closed, so rows run together")

// runTogether reports whether a cell has swallowed the end of its row and the beginning of
// another one, with at least as many separators as a row has. A quotation mark at the
// beginning of a cell that is not doubled does that, and the rows would be lost.
func (s *csvSource) runTogether(cells []string) bool {
	const fewest = 4 // columns; a text of several lines may have as many commas as fewer have
	for _, c := range cells {
		if s.columns >= fewest && len(c) > s.columns && strings.Contains(c, "\n") && strings.Count(c, string(s.csv.Comma)) >= s.columns-1 {
			return true
		}
	}
	return false
}

func (s *csvSource) complete() bool { return false }

// boundReader bounds what is read for one record and in total: a quotation mark that is
// never closed would otherwise read a whole file into one cell.
type boundReader struct {
	in     io.Reader
	record int64
	total  int64
}

func (b *boundReader) Read(p []byte) (int, error) {
	if b.record <= 0 || b.total <= 0 {
		return 0, ErrLimit
	}
	n, err := b.in.Read(p)
	b.record -= int64(n)
	b.total -= int64(n)
	return n, err
}
