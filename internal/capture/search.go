package capture

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// Bounds of a search for requests.
const (
	// maxSearched is how often the whole input may be gone through: once for each
	// level of nesting.
	maxSearched = 16
	// maxLayers is how deep texts may stand in texts: JSON in a string of JSON.
	maxLayers = 4
	// shortestRequest is the length of the shortest text in which a request is looked for.
	shortestRequest = 40
)

// A search finds requests in JSON of any shape: the events of platforms, the
// exports of tools, the records of logs. A request is an object with header
// fields among which is a signature; its parts have one of the names that are
// usual for them. Strings are searched too, because logs and queues keep a
// request as JSON in a string.
type search struct {
	emit   *emitter
	format Format
	line   int
	left   int // how many bytes may still be looked at
	// unsigned: requests without a signature header are taken as well.
	unsigned bool
	// silent: requests that cannot be read are passed over.
	silent bool
	// reason is why the first of them could not be read.
	reason error
	asked  map[string]bool // the plain names of all members that are asked for
}

// newSearch returns a search of an input of a size. With unsigned, it takes the
// POST requests without a signature header.
func newSearch(e *emitter, format Format, size int, unsigned bool) *search {
	return &search{emit: e, format: format, line: 1, left: maxSearched*size + firstRead, unsigned: unsigned, silent: unsigned, asked: askedNames()}
}

// searchOr hands over the request that a search finds in what the reader of a
// format could not read, or fails with the reader's reason.
func (e *emitter) searchOr(value []byte, line int, format Format, reason error) {
	before := e.index
	s := newSearch(e, format, len(value), false)
	s.line, s.silent = line, true
	s.value(value, nil, 0)
	switch {
	case e.done:
	case e.index == before:
		e.fail(reason, line)
	default:
		s.admitRest()
	}
}

// admitRest fails if there is something that was not searched.
func (s *search) admitRest() {
	if s.left < 0 {
		s.emit.fail(errRest, s.line)
	}
}

// readJSON reads the requests in JSON of any shape. Those without a signature
// header count only if there are no others.
func readJSON(e *emitter, data []byte) {
	e.search(FormatJSON, data, noRequest, func(s *search) {
		readContainers(e, data, func(_ *emitter, it item) {
			s.line = it.line
			s.value(it.value, nil, 0)
		})
	})
}

// search goes through an input, for requests with a signature header and then,
// if there are none, for others. If there are none either, it fails.
func (e *emitter) search(format Format, data []byte, none func([]byte) error, run func(*search)) {
	var reason error
	for _, unsigned := range []bool{false, true} {
		s := newSearch(e, format, len(data), unsigned)
		run(s)
		switch {
		case e.done:
			return
		case e.index > 0:
			s.admitRest()
			return
		}
		reason = s.reason
	}
	if reason == nil {
		reason = none(data)
	}
	e.fail(reason, 0)
}

// noRequest says what JSON text looks like in which there is no request.
func noRequest(data []byte) error {
	i := skipSpace(bytes.TrimPrefix(data, []byte(byteOrderMark)), 0)
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if i < len(data) && data[i] == '[' {
		i = skipSpace(data, i+1)
	}
	return unknownJSON(data, i, peek(data, i))
}

// value searches a JSON value that stands inside of the objects of up.
func (s *search) value(value []byte, up *scope, layer int) {
	if len(value) < shortestRequest || s.emit.done {
		return
	}
	if s.left -= len(value); s.left < 0 {
		s.reason = errNesting
		return
	}
	switch value[0] {
	case '{':
		o, err := parseObject(value)
		if err != nil {
			return
		}
		here := &scope{object: o, up: up, search: s}
		if fields := here.fields(s.unsigned); fields != nil {
			s.request(here, fields)
			return
		}
		for _, m := range o {
			s.value(m.value, here, layer)
		}
	case '[':
		eachItem(value, func(item []byte) bool {
			s.value(item, up, layer)
			return !s.emit.done
		})
	case '"':
		s.text(unquote(value), up, layer+1)
	}
}

// text searches a text that is JSON, a request message, or a line of a log with
// JSON in it.
func (s *search) text(text []byte, up *scope, layer int) {
	text = bytes.TrimSpace(text)
	if layer > maxLayers || len(text) < shortestRequest {
		return
	}
	switch {
	case text[0] == '{' || text[0] == '[':
		if validJSON(text) {
			s.value(text, up, layer)
		}
	case bytes.HasPrefix(text, []byte(gzipInBase64)):
		if unpacked, err := gzipText(text); err == nil {
			s.text(unpacked, up, layer+1)
		}
	case hasRequestLine(text):
		s.messages(text)
	default:
		s.embedded(text, up, layer)
	}
}

// messages takes the request messages of a text.
func (s *search) messages(text []byte) {
	for m := range messages(text) {
		if _, signed := m.get("signature"); !signed && !s.unsigned {
			continue
		}
		if m.err != nil {
			s.emit.fail(m.err, s.line)
		} else {
			c := m.capture(s.format)
			c.Offset = 0
			s.emit.put(c, s.line)
		}
		if s.emit.done {
			return
		}
	}
}

// embedded searches the JSON values that stand in other text. The work is
// bounded: text that only begins like JSON could be read again and again.
func (s *search) embedded(text []byte, up *scope, layer int) {
	lines := lineCounter{data: text}
	first, counts := s.line, up == nil && layer == 0 // in a string, lines are not those of the source
	const attempt = 32                               // what it costs to try, in bytes that are read
	for i, work := 0, 4*len(text)+firstRead; i < len(text) && work > 0 && !s.emit.done; {
		next := bytes.IndexAny(text[i:], "{[")
		if next < 0 {
			return
		}
		i += next
		if !beginsJSON(text[i:]) && !(i > 0 && text[i-1] == '"') {
			i++
			continue
		}
		start := i
		if i > 0 && text[i-1] == '"' {
			start-- // a JSON text in quotes, as logfmt writes it
		}
		end, err := firstValue(text, start)
		if err != nil {
			work -= max(offsetOf(err)-start, attempt)
			i++
			continue
		}
		work -= max(end-start, attempt)
		if counts {
			s.line = first + lines.at(start) - 1
		}
		s.value(text[start:end], up, layer)
		i = end
	}
}

// These say that a search was given up, before and after a request was found.
var (
	errNesting = errors.New("the JSON is nested too deeply to be searched for a request; cut the request out of it")
	errRest    = errors.New("not all requests were read: the JSON is nested too deeply, or large objects stand beside its list of requests; cut the list out of it")
)

// beginsJSON reports whether a text begins with the first member of an object, or
// with a list of objects: most braces in a log begin neither.
func beginsJSON(text []byte) bool {
	const longestName = 256
	i := skipSpace(text, 1)
	if i >= len(text) || text[0] == '[' || text[i] != '"' {
		return i < len(text) && text[0] == '[' && text[i] == '{'
	}
	name := text[i+1 : min(len(text), i+longestName)]
	end := bytes.IndexByte(name, '"')
	if end < 0 {
		return false
	}
	colon := skipSpace(text, i+1+end+1)
	return colon < len(text) && text[colon] == ':'
}

// request hands over the request of an object with header fields.
func (s *search) request(at *scope, fields []Header) {
	c := &Capture{Format: s.format, Headers: fields, Method: at.text(methodNames()), ReceivedAt: at.time()}
	if s.unsigned && c.Method != "" && !strings.EqualFold(c.Method, "POST") {
		return
	}
	at.findPaths(c)
	if err := at.findBody(c); err != nil {
		if !s.silent {
			s.emit.fail(err, s.line)
		} else if s.reason == nil {
			s.reason = err
		}
		return
	}
	s.emit.put(c, s.line)
}

// text returns the first text under one of the names.
func (at *scope) text(names []string) string {
	for _, o := range at.all() {
		for _, name := range names {
			if text := string(appendLeaf(nil, o.find(name))); text != "" {
				return text
			}
		}
	}
	return ""
}

func methodNames() []string {
	return []string{"method", "httpmethod", "requestmethod", "verb", "httprequestmethod"}
}

// find returns the value of a member whose name is the same but for case,
// hyphens and underscores; nil if there is none or if it is null.
func (o object) find(plain string) []byte {
	for _, m := range o {
		if plainName(m.name) == plain && string(m.value) != "null" {
			return m.value
		}
	}
	return nil
}

// plainName is a member's name in small letters, without hyphens, underscores,
// and the sigils that logs put before their own members.
func plainName(name string) string {
	plain := make([]byte, 0, len(name))
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= 'A' && c <= 'Z':
			plain = append(plain, c+'a'-'A')
		case c != '-' && c != '_' && c != '@' && c != '$' && c != ' ' && c != '.':
			plain = append(plain, c)
		}
	}
	return string(plain)
}

// isOneOf reports whether a member has one of the plain names.
func (m member) isOneOf(names []string) bool { return slices.Contains(names, plainName(m.name)) }
