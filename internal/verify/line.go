package verify

import "bytes"

// line is a record in our own form, read without copying: the texts lie in the
// line itself, the body in memory of the worker.
type line struct {
	method, path, clientID, time, signature []byte
	body                                    bodyText
}

// Members of a record that may stand there only once.
const (
	hasMethod = 1 << iota
	hasPath
	hasReceivedAt
	hasHeaders
	hasBody
	hasClientID
	hasTime
	hasSignature

	complete = hasMethod | hasPath | hasHeaders | hasBody | hasClientID | hasTime | hasSignature
)

// read takes a line that is one whole record, as our own tools write them, with
// all that a signature covers. It gives up, which is no error, on everything
// else. The body's text is appended to arena.
func (l *line) read(b, arena []byte) (grown []byte, ok bool) {
	seen := 0
	i := 0
	if len(b) == 0 || b[0] != '{' {
		return arena, false
	}
	for {
		start := i + 1
		end, ok := plainString(b, start)
		if !ok || end >= len(b) || b[end] != ':' {
			return arena, false
		}
		name := b[start+1 : end-1]
		member := 0
		i = end + 1
		switch string(name) {
		case "body":
			if i >= len(b) || b[i] != '"' {
				return arena, false
			}
			member = hasBody
			arena, i, ok = l.body.unquote(arena, b, i)
		case "headers":
			member = hasHeaders
			i, ok = l.headers(b, i, &seen)
		case "bodyBase64":
			return arena, false
		default:
			member, i, ok = l.scalar(name, b, i)
		}
		if !ok || seen&member != 0 || i >= len(b) {
			return arena, false
		}
		seen |= member
		if b[i] != ',' {
			break
		}
	}
	return arena, b[i] == '}' && blank(b[i+1:]) && seen&complete == complete && l.sound()
}

// scalar reads a member that is no object, list or body.
func (l *line) scalar(name, b []byte, i int) (member, end int, ok bool) {
	end, ok = plainString(b, i)
	if !ok {
		switch string(name) {
		case "method", "path", "receivedAt":
			return 0, i, false
		}
		end, ok = literal(b, i)
		return 0, end, ok
	}
	text := b[i+1 : end-1]
	switch string(name) {
	case "method":
		l.method, member = text, hasMethod
	case "path":
		l.path, member = text, hasPath
	case "receivedAt":
		return hasReceivedAt, end, timestamp(text)
	}
	return member, end, true
}

// headers reads an object of plain strings.
func (l *line) headers(b []byte, i int, seen *int) (end int, ok bool) {
	if i >= len(b) || b[i] != '{' {
		return i, false
	}
	for fields := 0; fields < maxFields; fields++ {
		start := i + 1
		end, ok := plainString(b, start)
		if !ok || end >= len(b) || b[end] != ':' {
			return i, false
		}
		name := b[start+1 : end-1]
		start = end + 1
		if i, ok = plainString(b, start); !ok || i >= len(b) || !l.header(name, b[start+1:i-1], seen) {
			return i, false
		}
		if b[i] != ',' {
			return i + 1, b[i] == '}'
		}
	}
	return i, false
}

// maxFields is the largest number of header fields on the fast way.
const maxFields = 64

// header takes a header field; it refuses those that need more thought.
func (l *line) header(name, value []byte, seen *int) bool {
	member := 0
	switch len(name) {
	case len("client-id"):
		switch {
		case foldEqual(name, "client-id"):
			l.clientID, member = value, hasClientID
		case foldEqual(name, "signature"):
			l.signature, member = value, hasSignature
		}
	case len("request-time"):
		if foldEqual(name, "request-time") {
			l.time, member = value, hasTime
		}
	case len("content-encoding"):
		return !foldEqual(name, "content-encoding")
	}
	fresh := *seen&member == 0
	*seen |= member
	return fresh
}

// foldEqual compares with a name in lower case, of the same length.
func foldEqual(name []byte, lower string) bool {
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// sound reports whether the parts have only characters about which there is no
// question: the general way judges all others.
func (l *line) sound() bool {
	return string(l.method) == "POST" && len(l.path) > 0 && l.path[0] == '/' && len(l.path) <= maxPath &&
		bytes.IndexByte(l.path, ' ') < 0 && wordOf(l.clientID, "_-") && wordOf(l.time, ":+-")
}

// maxPath is the longest path on the fast way.
const maxPath = 4 << 10

// wordOf reports whether text consists of letters, digits and some others.
func wordOf(text []byte, others string) bool {
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			if c != others[0] && c != others[1] && c != others[len(others)-1] {
				return false
			}
		}
	}
	return len(text) > 0
}

// timestamp reports whether text is a time in UTC in the form that our tools
// write, with no more than 28 days in a month.
func timestamp(text []byte) bool {
	const form = "2006-01-02T15:04:05"
	if len(text) <= len(form) || text[len(text)-1] != 'Z' {
		return false
	}
	for i := range len(form) {
		digit := text[i] >= '0' && text[i] <= '9'
		if digit != (form[i] >= '0' && form[i] <= '9') || !digit && text[i] != form[i] {
			return false
		}
	}
	two := func(i int) int { return int(text[i]-'0')*10 + int(text[i+1]-'0') }
	if m, d := two(5), two(8); m < 1 || m > 12 || d < 1 || d > 28 || two(11) > 23 || two(14) > 59 || two(17) > 59 {
		return false
	}
	fraction := text[len(form) : len(text)-1]
	if len(fraction) == 0 {
		return true
	}
	return fraction[0] == '.' && len(fraction) > 1 && len(fraction) <= 10 && digits(fraction[1:])
}

func digits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

// literal returns the end of true, false, null or a short whole number.
func literal(b []byte, i int) (end int, ok bool) {
	end = i
	for end < len(b) && end-i <= 18 && (b[end] >= '0' && b[end] <= '9' || b[end] >= 'a' && b[end] <= 'z') {
		end++
	}
	switch word := b[i:end]; string(word) {
	case "true", "false", "null", "0":
		return end, true
	default:
		return end, len(word) > 0 && len(word) <= 18 && word[0] != '0' && digits(word)
	}
}

// blank reports whether there is nothing but blanks.
func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}
