package capture

import (
	"bytes"
	"errors"
)

// fetchCall is how the JavaScript begins that a browser copies.
const fetchCall = "fetch("

// readFetch reads requests that a browser copied as fetch. What the browser
// writes is JSON but for the call around it.
func readFetch(e *emitter, data []byte) {
	lines := lineCounter{data: data}
	for i := 0; !e.done; {
		next := bytes.Index(data[i:], []byte(fetchCall))
		if next < 0 {
			break
		}
		i += next + len(fetchCall)
		c, err := fetchRequest(data[i:])
		if err != nil {
			e.fail(err, lines.at(i))
		} else if c != nil {
			e.put(c, lines.at(i))
		}
	}
}

var errFetch = errors.New(`the call of fetch is not as a browser copies it; copy it again as cURL ("Copy as cURL"), or save a HAR`)

// fetchRequest reads the arguments of a call; nil if it sends no body.
func fetchRequest(text []byte) (*Capture, error) {
	start := skipSpace(text, 0)
	end, err := firstValue(text, start)
	if err != nil || text[start] != '"' {
		return nil, errFetch
	}
	url := string(unquote(text[start:end]))
	i := skipSpace(text, end)
	if i >= len(text) || text[i] != ',' {
		return nil, nil
	}
	i = skipSpace(text, i+1)
	end, err = firstValue(text, i)
	if err != nil || text[i] != '{' {
		return nil, errFetch
	}
	o, err := parseObject(text[i:end])
	if err != nil {
		return nil, errFetch
	}
	if kind(o.get("body")) != "a string" {
		return nil, nil
	}
	c := &Capture{Format: FormatFetch, Method: o.text("method"), Headers: headerFields(o.get("headers"))}
	c.Path, _ = target(url)
	var lost loss
	c.Body, lost = appendUnquoted(nil, o.get("body"))
	(lost | lossOf(c.Body)).note(c)
	return c, nil
}
