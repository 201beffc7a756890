package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/httpserve"
)

// requestLine is the first line of an HTTP request message.
type requestLine struct {
	method, target string
}

// parseRequestLine reads a request line without its line end. The version must
// be there, so that ordinary text is not taken for one.
func parseRequestLine(line []byte) (requestLine, bool) {
	line = bytes.TrimRight(line, "\r ")
	last := bytes.LastIndexByte(line, ' ')
	if last < 0 || !isVersion(line[last+1:]) {
		return requestLine{}, false
	}
	method, target, found := bytes.Cut(line[:last], []byte{' '})
	target = bytes.Trim(target, " ")
	if !found || len(target) == 0 || !isMethod(method) || !isTarget(target) {
		return requestLine{}, false
	}
	return requestLine{string(method), string(target)}, true
}

// isVersion reports whether it is like HTTP/1.1, HTTP/2 or HTTP/2.0.
func isVersion(b []byte) bool {
	digits, ok := bytes.CutPrefix(b, []byte("HTTP/"))
	return ok && (len(digits) == 1 || len(digits) == 3 && digits[1] == '.' && isDigit(digits[2])) && isDigit(digits[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isMethod: methods are tokens, and letters in practice.
func isMethod(b []byte) bool {
	for _, c := range b {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 20
}

// isTarget: origin form, absolute form or an asterisk. A blank inside, which
// is not allowed but occurs, is let through with the origin form.
func isTarget(b []byte) bool {
	return b[0] == '/' || len(b) == 1 && b[0] == '*' || bytes.Contains(b, []byte("://"))
}

// isToken reports whether it is what HTTP calls a token (RFC 9110, 5.6.2).
func isToken(b []byte) bool {
	for _, c := range b {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && !isDigit(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return len(b) > 0
}

// head is the head of a message.
type head struct {
	requestLine
	headers []Header
	notes   []string
	folds   int
	end     int // where the body begins
}

// parseHead reads the head whose request line begins at i: lines ended by LF
// or CRLF until an empty one. Folded lines are joined by one blank.
func parseHead(data []byte, i int) (head, error) {
	line, i := cutLine(data, i)
	first, _ := parseRequestLine(line)
	h := head{requestLine: first}
	var err error
	for i < len(data) {
		start := i
		line, i = cutLine(data, i)
		if len(line) == 0 {
			h.end = i
			return h, nil
		}
		if line[0] == ' ' || line[0] == '\t' {
			err = h.fold(line)
		} else {
			err = h.field(line)
		}
		if err != nil {
			return h, &httpError{start, err}
		}
	}
	h.end = len(data)
	h.notes = append(h.notes, "the message breaks off in its head; there is no body")
	return h, nil
}

// httpError is a mistake in a message at a byte offset.
type httpError struct {
	offset int
	err    error
}

func (e *httpError) Error() string { return e.err.Error() }

// field adds one header line. Blanks around the value are not part of it.
func (h *head) field(line []byte) error {
	name, value, found := bytes.Cut(line, []byte{':'})
	trimmed := bytes.TrimRight(name, " \t")
	if !found || !isToken(trimmed) {
		return fmt.Errorf("%q is not a header line such as client-id: SANDBOX_…", short(string(line)))
	}
	if len(trimmed) != len(name) {
		h.notes = append(h.notes, fmt.Sprintf("there is a space before the colon of header %s", short(string(trimmed))))
	}
	if len(h.headers) == MaxHeaders {
		return errManyHeaders()
	}
	h.headers = append(h.headers, Header{string(trimmed), string(bytes.Trim(value, " \t"))})
	return nil
}

// fold joins a continued line to the last header.
func (h *head) fold(line []byte) error {
	if len(h.headers) == 0 {
		return errors.New("a continued header line follows no header")
	}
	if h.folds++; h.folds > MaxHeaders {
		return fmt.Errorf("there are more than %d continued header lines", MaxHeaders)
	}
	last := &h.headers[len(h.headers)-1]
	last.Value = strings.Trim(last.Value+" "+string(bytes.Trim(line, " \t")), " ")
	h.notes = append(h.notes, fmt.Sprintf("header %s has several lines; they were joined with a space", short(last.Name)))
	return nil
}

// get returns the first value of a header.
func (h *head) get(name string) (string, bool) { return httpserve.HeaderValue(h.headers, name) }

// cutLine returns the line at i without its line end, and where the next begins.
func cutLine(data []byte, i int) ([]byte, int) {
	n := bytes.IndexByte(data[i:], '\n')
	if n < 0 {
		return data[i:], len(data)
	}
	return bytes.TrimSuffix(data[i:i+n], []byte{'\r'}), i + n + 1
}
