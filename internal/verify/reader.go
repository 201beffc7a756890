package verify

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"

	"github.com/antom-cli/antom/internal/capture"
)

// reader reads the sources and cuts them into pieces.
type reader struct {
	capture capture.Options
	take    func() *piece     // an empty piece; nil when all is over
	give    func(*piece) bool // false when all is over
}

// read reads one source to its end. It reports false when all is over.
func (r *reader) read(s Source) bool {
	if s.Captures != nil {
		return r.captures(s.Name, s.Captures, true)
	}
	in, err := s.Open()
	if err != nil {
		return r.end(s.Name, err)
	}
	defer in.Close()
	l := &lineCutter{reader: r, source: s.Name, in: in}
	ours, err := l.begin()
	switch {
	case err != nil:
		return r.end(s.Name, &capture.ReadError{Source: s.Name, Err: plain(err)})
	case ours:
		return l.cut()
	default:
		return r.general(s.Name, l.rest(), r.capture)
	}
}

// general lets package capture read an input.
func (r *reader) general(source string, in io.Reader, o capture.Options) bool {
	return r.captures(source, capture.Read(source, in, o), false)
}

// captures gives the captures of an input one by one. They are live if nobody knows when
// the next one comes.
func (r *reader) captures(source string, list iter.Seq2[*capture.Capture, error], live bool) bool {
	for c, err := range list {
		p := r.take()
		if p == nil {
			return false
		}
		p.reset(source)
		p.live = live
		p.items = append(p.items, item{c, err})
		if !r.give(p) {
			return false
		}
	}
	return r.end(source, nil)
}

// end gives the last piece of a source, with the reason if it broke off.
func (r *reader) end(source string, err error) bool {
	p := r.take()
	if p == nil {
		return false
	}
	p.reset(source)
	p.end = true
	if err != nil {
		p.items = append(p.items, item{err: err})
	}
	return r.give(p)
}

// plain drops the operation and the path that os puts before the reason.
func plain(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// lineCutter cuts an input in our own form in front of lines that begin with a
// brace. There no record of several lines can be cut in two, since such a line
// always begins a record, as package capture reads it.
type lineCutter struct {
	*reader
	source string
	in     io.Reader
	head   []byte // read but not given yet
	ended  bool
	err    error // why the input ended too early
}

// byteOrderMark may stand before the first record.
const byteOrderMark = "\uFEFF"

// begin reads the first line and tells whether the input is in our own form,
// one object a line. Nobody but package capture decides on formats.
func (l *lineCutter) begin() (ours bool, err error) {
	first := l.firstLine()
	if l.err != nil && len(l.head) == 0 {
		return false, l.err
	}
	if len(first) == 0 || first[0] != '{' {
		return false, nil
	}
	switch o := l.reader.capture; o.Format {
	case capture.FormatCapture:
		ours = true
	case "", capture.FormatAuto:
		for c, err := range capture.Read(l.source, bytes.NewReader(first), o) {
			ours = err == nil && c.Format == capture.FormatCapture
			break
		}
	}
	if ours {
		l.head = bytes.TrimPrefix(l.head, []byte(byteOrderMark))
	}
	return ours, nil
}

// firstLine reads on until there is a line that is not blank, and returns it;
// nothing if it is very long.
func (l *lineCutter) firstLine() []byte {
	for {
		rest := bytes.TrimPrefix(l.head, []byte(byteOrderMark))
		rest = bytes.TrimLeft(rest, " \t\r\n")
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			return rest[:i+1]
		}
		if l.ended {
			return rest
		}
		if len(l.head) > longestLine {
			return nil
		}
		l.head = l.more(l.head)
	}
}

// more reads once and appends to b.
func (l *lineCutter) more(b []byte) []byte {
	if cap(b)-len(b) < pieceSize/4 {
		b = append(make([]byte, 0, 2*cap(b)+pieceSize), b...)
	}
	n, err := l.in.Read(b[len(b):cap(b)])
	if err != nil {
		l.ended = true
		if !errors.Is(err, io.EOF) {
			l.err = err
		}
	}
	return b[:len(b)+n]
}

// rest is the whole input, what was read of it included.
func (l *lineCutter) rest() io.Reader {
	switch {
	case l.err != nil:
		return io.MultiReader(bytes.NewReader(l.head), failing{l.err})
	case l.ended:
		return bytes.NewReader(l.head)
	default:
		return io.MultiReader(bytes.NewReader(l.head), l.in)
	}
}

// failing is a reader that failed before.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// cut gives pieces of whole records until the input ends.
func (l *lineCutter) cut() bool {
	for {
		p := l.take()
		if p == nil {
			return false
		}
		p.reset(l.source)
		p.data = append(slices.Grow(p.data, len(l.head)+pieceSize), l.head...)
		l.head = l.head[:0]
		end := 0
		for !l.ended {
			if end = boundary(p.data, cap(p.data)-len(p.data) < pieceSize/4); end > 0 {
				break
			}
			if len(p.data) > longestLine {
				return l.hand(p)
			}
			p.data = l.more(p.data)
		}
		if l.ended {
			return l.last(p)
		}
		l.head = append(l.head, p.data[end:]...)
		p.data = p.data[:end]
		if !l.give(p) {
			return false
		}
	}
}

// last gives what is left when the input has ended.
func (l *lineCutter) last(p *piece) bool {
	p.end = l.err == nil
	if !l.give(p) {
		return false
	}
	if l.err == nil {
		return true
	}
	return l.end(l.source, &capture.ReadError{Source: l.source, Err: plain(l.err)})
}

// hand hands an input with a very long line over to package capture.
func (l *lineCutter) hand(p *piece) bool {
	l.head = bytes.Clone(p.data)
	p.data = p.data[:0]
	if !l.give(p) {
		return false
	}
	o := l.reader.capture
	o.Format = capture.FormatCapture
	return l.general(l.source, l.rest(), o)
}

// boundary is where data can be cut, 0 if nowhere. When more of the input is
// awaited (not full), the last line is not held back if it is a whole record.
func boundary(data []byte, full bool) int {
	start := bytes.LastIndex(data, []byte("\n{")) + 1
	if full || len(data) == 0 || data[start] != '{' {
		return start
	}
	end := bytes.IndexByte(data[start:], '\n') + 1
	if end == 0 || start+end != len(data) || capture.DepthChange(data[start:start+end]) != 0 {
		return start
	}
	return start + end
}
