package capture

import (
	"bytes"
	"errors"
	"iter"
)

// unmark takes the mark off a line that curl -v writes of a request.
func unmark(line []byte) []byte {
	if rest, ok := bytes.CutPrefix(line, []byte("> ")); ok {
		return rest
	}
	if len(bytes.TrimRight(line, "\r")) == 1 && line[0] == '>' {
		return line[1:]
	}
	return line
}

// logMessages finds the requests in a log whose lines are marked by "> ".
func logMessages(data []byte) iter.Seq[*message] {
	return func(yield func(*message) bool) {
		for i := 0; i < len(data); {
			start := i
			line, next := cutLine(data, i)
			if i = next; !isMarked(line) || !isRequest(unmark(line)) {
				continue
			}
			head, end := markedHead(data, start)
			m := &message{start: start}
			if m.head, m.err = parseHead(head, 0); m.err != nil {
				m.err = &httpError{start, m.err}
				i = end
			} else {
				i = m.takeLogBody(data, end)
			}
			if !yield(m) {
				return
			}
		}
	}
}

func isMarked(line []byte) bool { return len(line) > 0 && line[0] == '>' }

// markedHead returns the head's text without marks, and where it ends. Lines
// of curl itself ("* …") may stand in between.
func markedHead(data []byte, i int) (text []byte, end int) {
	for i < len(data) {
		line, next := cutLine(data, i)
		if bytes.HasPrefix(line, []byte("* ")) {
			i = next
			continue
		}
		if !isMarked(line) {
			break
		}
		line = unmark(line)
		text = append(append(text, line...), '\n')
		i = next
		if len(line) == 0 {
			break
		}
	}
	return text, i
}

// takeLogBody takes the body out of the lines up to the answer or the next
// request. curl -v itself does not print the body, but other tools and people
// add it there.
func (m *message) takeLogBody(data []byte, from int) int {
	end := from
	marked := true
	for i := from; i < len(data); end = i {
		line, next := cutLine(data, i)
		if bytes.HasPrefix(line, []byte("< ")) || isMarked(line) && isRequest(unmark(line)) {
			break
		}
		if isLogLine(line) && end == from {
			from = next
		} else {
			marked = marked && isMarked(line)
		}
		i = next
	}
	text := data[from:end]
	if marked {
		text = unmarkAll(text)
	}
	if n := logTail(text); n < len(text) {
		text = text[:n]
	}
	part := message{head: m.head}
	part.head.end = 0
	part.takeBody(text)
	m.body, m.notes = part.body, part.notes
	if length, told := part.contentLength(); len(m.body) == 0 && (!told || length > 0) {
		m.err = errors.New("the log has no body: curl -v does not print it; use curl --trace-ascii, or give the body with --format body and the headers with --headers FILE")
	}
	return end
}

func isRequest(line []byte) bool {
	_, ok := parseRequestLine(line)
	return ok
}

// isLogLine: curl's own remarks and its progress in bytes.
func isLogLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte("* ")) || bytes.HasPrefix(line, []byte("} [")) || bytes.HasPrefix(line, []byte("{ ["))
}

// logTail returns where the remarks at the end of a text begin.
func logTail(text []byte) int {
	end := len(text)
	for end > 0 {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		if !isLogLine(text[start:end]) {
			break
		}
		end = start
	}
	return end
}

// unmarkAll takes the marks off all lines.
func unmarkAll(text []byte) []byte {
	var out []byte
	for len(text) > 0 {
		n := bytes.IndexByte(text, '\n') + 1
		if n == 0 {
			n = len(text)
		}
		out = append(out, unmark(text[:n])...)
		text = text[n:]
	}
	return out
}
