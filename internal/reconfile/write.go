package reconfile

import (
	"encoding/csv"
	"io"
)

// Writer writes a file as Antom delivers it: a header, rows, and the mark of the end.
type Writer struct {
	columns []string
	rows    rowWriter
}

// rowWriter writes the cells of rows.
type rowWriter interface {
	Row(cells []string) error
	Close() error
}

// NewWriter begins a file of a kind in the current layout.
func NewWriter(w io.Writer, kind Kind, xlsx bool) (*Writer, error) {
	out := &Writer{columns: Columns(kind)}
	if xlsx {
		book := NewWorkbook(w)
		if err := book.Sheet(kind.Title()); err != nil {
			return nil, err
		}
		out.rows = book
	} else {
		out.rows = csvRows{csv.NewWriter(w)}
	}
	return out, out.rows.Row(out.columns)
}

// Columns are the names of the columns of a kind, in the order of the current layout.
func Columns(kind Kind) []string {
	var names []string
	for _, c := range columns() {
		if c.kinds.has(kind) && c.name != "originalTransactionId" {
			names = append(names, c.name)
		}
	}
	for _, f := range fees() {
		if !f.doubtful {
			names = append(names, f.value, f.currency)
		}
	}
	return names
}

// Write writes a row: the values by the names of their columns. Names that the kind does
// not have are passed over.
func (w *Writer) Write(values map[string]string) error {
	cells := make([]string, len(w.columns))
	for i, name := range w.columns {
		cells[i] = values[name]
	}
	return w.rows.Row(cells)
}

// Close writes the end of the file.
func (w *Writer) Close() error {
	if err := w.rows.Row([]string{"<END>"}); err != nil {
		return err
	}
	return w.rows.Close()
}

// csvRows writes a CSV file.
type csvRows struct{ csv *csv.Writer }

func (c csvRows) Row(cells []string) error { return c.csv.Write(cells) }

func (c csvRows) Close() error {
	c.csv.Flush()
	return c.csv.Error()
}
