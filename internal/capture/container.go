package capture

import (
	"bytes"
	"fmt"
	"time"
)

// item is one JSON value of a container with its place.
type item struct {
	value []byte
	line  int
}

// readContainers reads the JSON values of the input, one after the other, and
// hands each to the reader of its format; of a list, every item. A value that
// is not JSON ends the reading, since nothing tells where the next begins.
func readContainers(e *emitter, data []byte, read func(*emitter, item)) {
	offset := 0
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		offset = len(byteOrderMark)
	}
	lines := lineCounter{data: data}
	for i := skipSpace(data, offset); i < len(data) && !e.done; i = skipSpace(data, i) {
		end, err := firstValue(data, i)
		if err != nil {
			e.fail(err, lines.at(offsetOf(err)))
			return
		}
		if data[i] != '[' {
			read(e, item{data[i:end], lines.at(i)})
			i = end
			continue
		}
		start := i
		list := newJSONReader(data[start:end])
		_ = list.eachItem(func() error {
			value, err := list.value()
			if !e.done {
				read(e, item{value, lines.at(start + list.offset() - len(value))})
			}
			return err
		})
		i = end
	}
}

// readRecordValue reads our own form out of a list.
func readRecordValue(e *emitter, it item) {
	c := new(Capture)
	if _, err := new(recordParser).parse(it.value, 0, c); err != nil {
		e.fail(err, it.line)
		return
	}
	e.put(c, it.line)
}

// textBody takes a body that stands as a string in a container, as Base64 if
// the container says so.
func (c *Capture) textBody(value []byte, inBase64 bool) error {
	if value == nil {
		return nil
	}
	if k := kind(value); k != "a string" {
		return fmt.Errorf("the body is %s, not a string%s", k, bodyAdvice(memberBody))
	}
	return c.takeText(value, inBase64)
}

// epochMilli is the time of milliseconds since 1970; zero if it is none.
func epochMilli(text string) time.Time {
	var ms int64
	if len(text) == 0 || len(text) > 15 {
		return time.Time{}
	}
	for _, d := range []byte(text) {
		if d < '0' || d > '9' {
			return time.Time{}
		}
		ms = ms*10 + int64(d-'0')
	}
	return time.UnixMilli(ms).UTC()
}
