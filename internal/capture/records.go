package capture

import (
	"bytes"
	"iter"
)

// A RecordReader reads our own form out of pieces of memory, for those who read
// millions of records: everything is read in memory that is used again.
type RecordReader struct {
	opt    Options
	stream stream
}

// NewRecordReader returns a reader. Its options say nothing about the format.
func NewRecordReader(o Options) *RecordReader {
	return &RecordReader{opt: o, stream: stream{lines: newLineReader(nil, MaxInput), reused: new(Capture)}}
}

// Read reads the records of a piece of an input, which begins and ends with whole
// lines and may have none. A capture is good until the next one; its texts stay.
// Lines and indexes of captures and errors are counted from the piece's beginning.
func (r *RecordReader) Read(name string, piece []byte) iter.Seq2[*Capture, error] {
	return func(yield func(*Capture, error) bool) {
		r.stream.emit = &emitter{source: name, opt: r.opt, yield: yield}
		r.stream.lines.reset(bytes.NewReader(piece))
		r.stream.pending = r.stream.pending[:0]
		r.stream.read()
	}
}
