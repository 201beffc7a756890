package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// base64Names are the plain names of a body that surely is Base64.
func base64Names() []string {
	return []string{"bodybase64", "rawbodybase64", "base64body", "bodyb64", "rawbodyb64"}
}

// bodyNames are the plain names under which the text of a body stands, the ones
// that say that nothing parsed it first.
func bodyNames() []string {
	return []string{
		"rawbody", "rawdata", "bodyraw", "rawrequestbody", "rawpayload", "rawcontent", "bodytext", "bodystring",
		"requestbody", "httprequestbody", "httprequestbodycontent", "body", "postdata", "content", "payload", "data", "text", "raw",
	}
}

// findBody takes the text of the body: that of the object, or of those around it.
func (at *scope) findBody(c *Capture) error {
	parsed := ""
	for _, o := range at.all() {
		found, err := o.takeBody(c)
		if found || err != nil {
			return err
		}
		at.charge(o, bodyNames())
		if parsed == "" {
			parsed = o.parsedBody()
		}
	}
	if parsed != "" {
		return errors.New(parsed)
	}
	return errNoBody
}

// errNoBody says that a capture was saved without what the signature covers.
var errNoBody = errors.New("the capture has no body, which the signature covers; " +
	"capture it with its body as text, or give the body's own file with --format body and the headers with --headers FILE")

// takeBody takes the body if a member holds its text.
func (o object) takeBody(c *Capture) (bool, error) {
	for _, name := range base64Names() {
		if value := o.find(name); kind(value) == "a string" {
			return true, c.takeText(value, true)
		}
	}
	for _, name := range bodyNames() {
		if value := o.find(name); value != nil {
			if ok, err := o.takeValue(c, value); ok || err != nil {
				return ok, err
			}
		}
	}
	return false, nil
}

// takeValue takes a body in one of its forms: text, bytes, or an object with
// either.
func (o object) takeValue(c *Capture, value []byte) (bool, error) {
	switch kind(value) {
	case "a string":
		return true, c.takeText(value, o.saysBase64())
	case "a list":
		body, ok := bytesOfList(value)
		if ok {
			c.Body = body
		}
		return ok, nil
	case "an object":
		inner, _ := parseObject(value)
		if body, ok := bytesOfObject(inner); ok {
			c.Body = body
			return true, nil
		}
		if !inner.isHolder() {
			return false, nil
		}
		for _, name := range []string{"raw", "text", "data", "content", "json", "body", "value", "encoded"} {
			if v := inner.find(name); kind(v) == "a string" {
				return true, c.takeText(v, inner.saysBase64() || o.saysBase64())
			}
		}
	}
	return false, nil
}

// isHolder reports whether an object holds a body and is not the body itself,
// parsed.
func (o object) isHolder() bool {
	for _, name := range []string{"notifytype", "paymentrequestid", "paymentid", "result"} {
		if o.find(name) != nil {
			return false
		}
	}
	return true
}

// saysBase64 reports whether an object says of its text that it is Base64.
func (o object) saysBase64() bool {
	for _, name := range encodedNames() {
		if o.textOf(name) == "true" {
			return true
		}
	}
	for _, name := range encodingNames() {
		if plainName(o.textOf(name)) == "base64" {
			return true
		}
	}
	return false
}

func (o object) textOf(plain string) string { return string(appendLeaf(nil, o.find(plain))) }

// parsedNames are the plain names of a body that was parsed.
func parsedNames() []string {
	return []string{"body", "bodyjson", "payload", "data", "content", "rawbody", "json"}
}

// encodedNames are the plain names of what says that a text is Base64, encodingNames
// of what names an encoding.
func encodedNames() []string {
	return []string{"isbase64encoded", "isbase64", "base64", "base64encoded", "encoded"}
}

func encodingNames() []string {
	return []string{"encoding", "bodyencoding", "contentencoding", "rawbodyencoding"}
}

// parsedBody says that there is a body, but not its text; "" if there is none.
func (o object) parsedBody() string {
	for _, m := range o {
		if k := kind(m.value); (k == "an object" || k == "a list") && m.isOneOf(parsedNames()) {
			return fmt.Sprintf("%q is %s, not a string%s", short(m.name), k, bodyAdvice(memberBody))
		}
	}
	return ""
}

// bytesOfObject reads bytes as Node.js serializes them: {"type":"Buffer","data":
// [123,34]} of a Buffer, {"0":123,"1":34} of a Uint8Array.
func bytesOfObject(o object) ([]byte, bool) {
	if o.text("type") == "Buffer" {
		return bytesOfList(o.get("data"))
	}
	if len(o) == 0 {
		return nil, false
	}
	body := make([]byte, 0, len(o))
	for i, m := range o {
		n, err := strconv.ParseUint(string(m.value), 10, 8)
		if m.name != strconv.Itoa(i) || err != nil {
			return nil, false
		}
		body = append(body, byte(n))
	}
	return body, true
}

// bytesOfList reads a list of bytes; those of Java have a sign.
func bytesOfList(list []byte) ([]byte, bool) {
	if kind(list) != "a list" {
		return nil, false
	}
	body, ok := []byte{}, true
	eachItem(list, func(item []byte) bool {
		n, err := strconv.ParseInt(string(item), 10, 16)
		ok = err == nil && n >= -128 && n <= 255
		body = append(body, byte(n))
		return ok
	})
	return body, ok && len(body) > 0
}

// takeText takes a body that stands as a string in JSON. What is labelled Base64
// and cannot be is taken as it is; JSON in Base64 without a label is decoded.
func (c *Capture) takeText(quoted []byte, labelled bool) error {
	text, lost := appendUnquoted(nil, quoted)
	decoded, err := decodeBase64(bytes.TrimSpace(text))
	isJSON := len(text) > 0 && text[0] == '{'
	switch {
	case labelled && err == nil:
		c.Body = decoded
		return nil
	case labelled && !isJSON:
		return fmt.Errorf("the body is %w", err)
	case labelled:
		c.note("the body is labelled as Base64, but is not; it was taken as it is")
	case err == nil && len(decoded) > 0 && decoded[0] == '{':
		c.Body = decoded
		c.note("the body is Base64 without being labelled so; it was decoded")
		return nil
	}
	c.Body = text
	(lost | lossOf(text)).note(c)
	return nil
}
