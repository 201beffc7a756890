package capture

import (
	"bytes"
	"errors"
	"iter"
)

// message is one request message.
type message struct {
	head
	body  []byte // still the input's memory
	start int
	err   error // why the message could not be read; the rest is empty then
}

// readHTTP reads all request messages of a text. Responses between them, as in
// a followed TCP stream, and lines of logs are passed over.
func readHTTP(e *emitter, data []byte) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	e.logged = loggedPaths(data)
	form := textForm(data)
	switch {
	case form != formLog && isHexDump(data):
		text := joinHex(data)
		putMessages(e, text, messages(text), hexNote)
		return
	case form == formNone && isPseudoHead(data):
		data = plainHeads(data)
	}
	switch form {
	case formPackets:
		for _, flow := range joinPackets(data) {
			if putMessages(e, flow, messages(flow), packetNote); e.done {
				return
			}
		}
	case formLog:
		putMessages(e, data, logMessages(data), "")
	default:
		putMessages(e, data, messages(data), "")
	}
}

// form is how messages stand in a text.
type form int

const (
	formNone form = iota // no message at all
	formPlain
	formLog     // every line marked by "> ", as curl -v writes
	formPackets // the text of packets, as tcpdump -A writes
)

// textForm tells by the first line that is of interest.
func textForm(data []byte) form {
	for i := 0; i < len(data); {
		var line []byte
		line, i = cutLine(data, i)
		if isPacketLine(line) {
			return formPackets
		}
		if _, ok := parseRequestLine(line); ok {
			return formPlain
		}
		if _, ok := parseRequestLine(unmark(line)); ok {
			return formLog
		}
	}
	return formNone
}

// messages finds the request messages of a plain text.
func messages(data []byte) iter.Seq[*message] {
	return func(yield func(*message) bool) {
		for i := nextStart(data, 0); i < len(data); i = nextStart(data, i) {
			line, next := cutLine(data, i)
			if !isRequest(line) {
				i = next // the status line of a response
				continue
			}
			m := &message{start: i}
			if m.head, m.err = parseHead(data, i); m.err != nil {
				i = next
			} else {
				i = m.takeBody(data)
			}
			if !yield(m) {
				return
			}
		}
	}
}

// nextStart returns the offset of the next line, the one at i included, that
// begins a request or a response; the end of the data if there is none.
func nextStart(data []byte, i int) int {
	for i < len(data) {
		line, next := cutLine(data, i)
		if startsMessage(line) {
			return i
		}
		i = next
	}
	return i
}

func startsMessage(line []byte) bool {
	if bytes.HasPrefix(line, []byte("HTTP/")) {
		version, _, _ := bytes.Cut(line, []byte{' '})
		return isVersion(version)
	}
	_, ok := parseRequestLine(line)
	return ok
}

// putMessages hands messages over. Requests of other methods without a
// signature, such as the health checks in a log, are left out where there is
// anything else. A note, if any, goes to each; places in the text are then not
// those of the source.
func putMessages(e *emitter, data []byte, all iter.Seq[*message], note string) {
	onlyAside := true
	for m := range all {
		if onlyAside = m.aside(); !onlyAside {
			break
		}
	}
	lines := lineCounter{data: data}
	for m := range all {
		if m.aside() && !onlyAside {
			continue
		}
		offset := m.start
		if at := new(httpError); errors.As(m.err, &at) {
			offset = at.offset
		}
		line := 0
		if note == "" {
			line = lines.at(offset)
		}
		if m.err != nil {
			e.fail(m.err, line)
		} else {
			c := m.capture(FormatHTTP)
			if note != "" {
				c.note(note)
				c.Offset = 0
			}
			e.put(c, line)
		}
		if e.done {
			return
		}
	}
}

// aside reports whether it is surely no notification.
func (m *message) aside() bool {
	if m.err != nil || m.method == "POST" {
		return false
	}
	_, signed := m.get("signature")
	return !signed
}

// capture makes it one with memory of its own.
func (m *message) capture(f Format) *Capture {
	return &Capture{
		Format: f, Method: m.method, Path: m.target, Headers: m.headers,
		Body: append([]byte{}, m.body...), Notes: m.notes, Offset: int64(m.start),
	}
}
