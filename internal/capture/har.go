package capture

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// readHAR reads the POST entries of an HTTP Archive (HAR 1.2) that carry a
// signature header; all others are left out.
func readHAR(e *emitter, it item) {
	root, err := parseObject(it.value)
	if err != nil {
		e.fail(fmt.Errorf("the archive %w", err), it.line)
		return
	}
	list := root.object("log").get("entries")
	if kind(list) != "a list" {
		e.fail(errors.New(`not an HTTP Archive: "log.entries" is missing`), it.line)
		return
	}
	found, count := false, 0
	eachItem(list, func(value []byte) bool {
		count++
		entry, _ := parseObject(value)
		request := entry.object("request")
		headers := pairs(request.get("headers"))
		if !strings.EqualFold(request.text("method"), "POST") || !hasName(headers, "signature") {
			return true
		}
		found = true
		c, err := harRequest(entry, request, headers)
		if err != nil {
			return e.fail(fmt.Errorf("entry %d: %w", count, err), it.line)
		}
		return e.put(c, it.line)
	})
	if !found {
		e.fail(fmt.Errorf("none of the %d entries is a POST with a signature header", count), it.line)
	}
}

func harRequest(entry, request object, headers []Header) (*Capture, error) {
	c := &Capture{Format: FormatHAR, Method: request.text("method")}
	c.Path, _ = target(request.text("url"))
	if at := entry.text("startedDateTime"); at != "" {
		c.setReceivedAt(at)
	}
	for _, h := range headers {
		// The pseudo fields of HTTP/2 and 3 are the request line, not fields.
		if !strings.HasPrefix(h.Name, ":") {
			c.Headers = append(c.Headers, h)
		}
	}
	post := request.object("postData")
	if !post.has("text") && post.has("params") {
		return nil, errors.New("the body was saved as form parameters, not as text; its bytes are lost")
	}
	if post == nil {
		c.unread = errors.New("the entry has no postData: the archive was saved without the body; save it again with the contents of the requests")
		return c, nil
	}
	if err := c.textBody(post.get("text"), strings.EqualFold(post.text("encoding"), "base64")); err != nil {
		return nil, err
	}
	if size, err := strconv.Atoi(request.text("bodySize")); err == nil && size >= 0 && size != len(c.Body) {
		c.note(fmt.Sprintf("the archive says that the body had %d bytes, but %d are there", size, len(c.Body)))
	}
	return c, nil
}

// pairs reads a list of {"name","value"} objects.
func pairs(list []byte) []Header {
	var headers []Header
	eachItem(list, func(value []byte) bool {
		if o, err := parseObject(value); err == nil {
			headers = append(headers, Header{o.text("name"), o.text("value")})
		}
		return len(headers) <= MaxHeaders // the check of limits tells
	})
	return headers
}
