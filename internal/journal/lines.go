package journal

import (
	"bytes"
	"errors"
	"io"
	"slices"
)

// chunk is how much is read at once, from the end of a file backwards.
const chunk = 64 << 10

// line is one line of a file, read backwards.
type line struct {
	text []byte // without its line end; valid until the next call of prev
	torn bool   // the file ends in it without a line end
	long bool   // longer than maxLine; text is empty
}

// lines reads a file's lines from the last to the first.
type lines struct {
	r     io.ReaderAt
	want  [][]byte // when not nil, lines without any of these may be left out
	least int64    // nothing is read that ends before this place in the file
	pos   int64    // where rest begins in the file
	rest  []byte   // read, not yet given out
	torn  bool     // the next line is the file's last and has no line end
	done  bool
}

// newLines reads the first size bytes of r; what is appended later is ignored.
func newLines(r io.ReaderAt, size int64) *lines {
	return &lines{r: r, pos: size, torn: true}
}

// prev returns the line before the last one given; io.EOF after the first.
func (l *lines) prev() (line, error) {
	if l.done {
		return line{}, io.EOF
	}
	long := false
	for {
		if i := bytes.LastIndexByte(l.rest, '\n'); i >= 0 {
			text := l.rest[i+1:]
			l.rest = l.rest[:i]
			return l.give(text, long), nil
		}
		if l.pos == 0 {
			l.done = true
			return l.give(l.rest, long), nil
		}
		if l.pos <= l.least {
			l.done = true
			return line{}, io.EOF
		}
		if len(l.rest) > maxLine {
			long, l.rest = true, nil
		}
		if err := l.fill(); err != nil {
			return line{}, err
		}
		if l.skip() {
			long = false // that line is left out too
		}
	}
}

// give makes the line, and remembers that the file's last one is behind us.
func (l *lines) give(text []byte, long bool) line {
	out := line{text: text, torn: l.torn, long: long || len(text) > maxLine}
	if out.long {
		out.text = nil
	}
	l.torn = false
	return out
}

// fill reads the chunk before rest.
func (l *lines) fill() error {
	n := min(l.pos, chunk)
	buf := make([]byte, int(n)+len(l.rest))
	read, err := l.r.ReadAt(buf[:n], l.pos-n)
	if err != nil && (!errors.Is(err, io.EOF) || int64(read) < n) {
		return err
	}
	copy(buf[n:], l.rest)
	l.rest, l.pos = buf, l.pos-n
	return nil
}

// containsAny reports whether a text has one of several others in it.
func containsAny(text []byte, wanted [][]byte) bool {
	return slices.ContainsFunc(wanted, func(w []byte) bool { return bytes.Contains(text, w) })
}

// skip leaves out the lines of rest that are complete when none of them is
// wanted, and reports whether it did. To look at them all at once is many times
// faster than one by one.
func (l *lines) skip() bool {
	if l.want == nil || containsAny(l.rest, l.want) {
		return false
	}
	i := bytes.IndexByte(l.rest, '\n')
	if i < 0 {
		return false
	}
	l.rest, l.torn = l.rest[:i], false
	return true
}
