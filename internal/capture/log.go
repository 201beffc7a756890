package capture

import (
	"bytes"
	"encoding/csv"
	"io"
)

// readLog reads the requests in the JSON of a log: behind a time and a level in
// its lines, over several lines, or in the columns of CSV, as CloudWatch
// exports it.
func readLog(e *emitter, data []byte) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	e.logged = loggedPaths(data)
	e.search(FormatLog, data, func(data []byte) error { return unknownText(bytes.TrimSpace(data)) }, func(s *search) {
		if isCSV(data) {
			s.columns(data)
		} else {
			s.embedded(data, nil, 0)
		}
	})
}

// isCSV reports whether JSON stands in a text as CSV quotes it.
func isCSV(data []byte) bool {
	return bytes.Contains(data, []byte(`{""`)) || bytes.Contains(data, []byte(`[{""`))
}

// columns searches the fields of CSV.
func (s *search) columns(data []byte) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	for !s.emit.done {
		record, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			s.emit.fail(err, 0)
			return
		}
		for i, field := range record {
			s.line, _ = r.FieldPos(i)
			s.text([]byte(field), nil, 1)
		}
	}
}
