package capture

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// takeBody takes the body that begins behind the head, framed by chunks, by
// Content-Length, or by the next message or the end. It returns where the next
// message can begin.
func (m *message) takeBody(data []byte) int {
	from := m.end
	if coding, ok := m.get("transfer-encoding"); ok && strings.Contains(strings.ToLower(coding), "chunked") {
		body, end, err := joinChunks(data, from)
		if err == nil {
			m.body = body
			return end
		}
		m.notes = append(m.notes, "transfer-encoding is chunked, but "+err.Error())
		if body != nil {
			m.body = body
			return end
		}
	} else if length, ok := m.contentLength(); ok {
		return m.takeLength(data, from, length)
	} else if from < len(data) {
		m.notes = append(m.notes,
			"there is no Content-Length: the body was taken up to the next message or the end, with any line break there")
	}
	end := nextStart(data, from)
	m.body = data[from:end]
	if m.method != "POST" && len(bytes.TrimSpace(m.body)) == 0 {
		m.body = nil
	}
	return end
}

// contentLength returns the length that the head tells.
func (m *message) contentLength() (int, bool) {
	text, ok := m.get("content-length")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		m.notes = append(m.notes, fmt.Sprintf("content-length %q is not a number", short(text)))
		return 0, false
	}
	return int(min(n, 1<<40)), true
}

// takeLength takes length bytes, and says where that does not fit the text.
func (m *message) takeLength(data []byte, from, length int) int {
	if length > len(data)-from {
		end := nextStart(data, from)
		m.body = data[from:end]
		m.notes = append(m.notes, fmt.Sprintf(
			"Content-Length is %d, but only %d bytes of the body are there: it is cut off or was changed", length, len(m.body)))
		return end
	}
	end := from + length
	next := nextStart(data, end)
	m.body = data[from:end]
	extra := next - end
	if len(bytes.TrimSpace(data[end:next])) == 0 {
		return next
	}
	// A body that was printed anew after the capture is longer than its head says.
	if !validJSON(m.body) && validJSON(data[from:next]) {
		m.body = data[from:next]
		m.notes = append(m.notes, fmt.Sprintf(
			"Content-Length is %d, but the JSON body has %d bytes: it was changed after it was captured; all of it was taken", length, len(m.body)))
		return next
	}
	m.notes = append(m.notes, fmt.Sprintf("%d bytes after the body, which has %d bytes according to its Content-Length, were left out", extra, length))
	return next
}

// validJSON reports whether it is one JSON value with nothing but blanks around.
func validJSON(b []byte) bool {
	end, err := firstValue(b, 0)
	return err == nil && skipSpace(b, end) == len(b)
}

// joinChunks joins a chunked body that begins at i. The body is nil if there
// are no chunks at all; with an error, it is what could be joined.
func joinChunks(data []byte, i int) (body []byte, end int, err error) {
	for {
		line, next := cutLine(data, i)
		size, ok := chunkSize(line)
		switch {
		case !ok && body == nil:
			return nil, i, fmt.Errorf("the body is not: it was taken as joined already")
		case !ok || size > len(data)-next:
			return append(body, data[min(next, len(data)):]...), len(data), fmt.Errorf("the body breaks off inside of a chunk")
		case size == 0:
			return append([]byte{}, body...), skipTrailers(data, next), nil
		}
		body = append(body, data[next:next+size]...)
		line, i = cutLine(data, next+size)
		if len(line) != 0 {
			return body, nextStart(data, next+size), fmt.Errorf("a chunk of %d bytes is longer than it says", size)
		}
	}
}

// chunkSize reads a chunk's size line; extensions are left aside.
func chunkSize(line []byte) (int, bool) {
	digits, _, _ := bytes.Cut(line, []byte{';'})
	n, err := strconv.ParseUint(string(bytes.TrimSpace(digits[:min(len(digits), 32)])), 16, 32)
	return int(n), err == nil
}

// skipTrailers passes over the fields after the last chunk.
func skipTrailers(data []byte, i int) int {
	for i < len(data) {
		line, next := cutLine(data, i)
		if len(line) > 0 && !isHeaderLine(line) {
			return i
		}
		i = next
		if len(line) == 0 {
			break
		}
	}
	return i
}
