package capture

import (
	"bytes"
	"errors"
	"io"
)

// stream reads our own form: objects, usually one a line, but also printed
// over several lines. A record that cannot be read is an error item with its
// line; the next line that begins with a brace begins the next record.
type stream struct {
	emit   *emitter
	lines  *lineReader
	parser recordParser
	reused *Capture // if set, every record is read into it

	// A record over several lines, as far as it was read.
	pending []byte
	depth   int
	line    int
	offset  int64
}

// readStream reads records until the input ends.
func readStream(e *emitter, r io.Reader) {
	s := stream{emit: e, lines: newLineReader(r, MaxInput)}
	s.read()
	if !e.done && e.index == 0 {
		e.fail(errEmpty, 0)
	}
}

func (s *stream) read() {
	for !s.emit.done {
		line, err := s.lines.read()
		switch {
		case errors.Is(err, errLongLine):
			if s.flush() {
				s.emit.fail(err, s.lines.number)
			}
		case errors.Is(err, io.EOF):
			s.flush()
			return
		case err != nil:
			if s.flush() {
				s.emit.fail(err, s.lines.number)
			}
			return
		case s.lines.number == 1 && bytes.HasPrefix(line, []byte(byteOrderMark)):
			s.lines.offset += int64(len(byteOrderMark))
			s.take(line[len(byteOrderMark):])
		default:
			s.take(line)
		}
	}
}

// capture is where the next record is read into.
func (s *stream) capture() *Capture {
	if s.reused != nil {
		return s.reused
	}
	return new(Capture)
}

// byteOrderMark may stand before the first record.
const byteOrderMark = "\uFEFF"

// take reads one line.
func (s *stream) take(line []byte) {
	if len(s.pending) > 0 {
		if len(line) == 0 || line[0] != '{' {
			s.extend(line)
			return
		}
		if !s.flush() {
			return
		}
	}
	s.records(line)
}

// records reads the records that stand on one line.
func (s *stream) records(line []byte) {
	for i := skipSpace(line, 0); i < len(line); i = skipSpace(line, i) {
		c := s.capture()
		end, err := s.parser.parse(line, i, c)
		if unfinished(err) && line[i] == '{' {
			s.begin(line[i:], s.lines.offset+int64(i))
			return
		}
		if err != nil {
			s.emit.fail(err, s.lines.number)
			var syntax *jsonError
			if errors.As(err, &syntax) {
				return // the rest of the line has no sure beginning
			}
		} else {
			c.Offset = s.lines.offset + int64(i)
			s.emit.put(c, s.lines.number)
		}
		if s.emit.done {
			return
		}
		i = end
	}
}

// begin keeps the first line of a record that goes on.
func (s *stream) begin(line []byte, offset int64) {
	s.pending = append(s.pending[:0], line...)
	s.line, s.offset = s.lines.number, offset
	s.depth = DepthChange(line)
}

// extend adds a line to the record at hand and reads it if it is whole. The
// depth tells, so that every line is looked at once.
func (s *stream) extend(line []byte) {
	if len(s.pending)+len(line) > MaxInput {
		s.pending = s.pending[:0]
		s.emit.fail(errLongLine, s.line)
		return
	}
	s.pending = append(s.pending, line...)
	s.depth += DepthChange(line)
	if s.depth > 0 {
		return
	}
	record := s.pending
	s.pending = s.pending[:0]
	c := s.capture()
	end, err := s.parser.parse(record, 0, c)
	if err != nil {
		s.emit.fail(err, s.line+newlines(record, offsetOf(err)))
		return
	}
	c.Offset = s.offset
	if !s.emit.put(c, s.line) {
		return
	}
	if rest := skipSpace(record, end); rest < len(record) {
		s.records(bytes.Clone(record[rest:]))
	}
}

// flush reports a record that was never finished. It reports whether to go on.
func (s *stream) flush() bool {
	if len(s.pending) == 0 {
		return !s.emit.done
	}
	s.pending = s.pending[:0]
	return s.emit.fail(errUnfinished, s.line)
}

var (
	errUnfinished = errors.New("the record breaks off before its closing brace")
	errEmpty      = errors.New("the input is empty: there is no notification in it")
)

// DepthChange is by how many braces and brackets a line opens more than it
// closes. Strings cannot go over a line's end.
func DepthChange(line []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	return depth
}
