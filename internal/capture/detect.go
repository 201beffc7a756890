package capture

import (
	"bytes"
	"fmt"
	"strings"
)

// detect tells the format by the table in the package's documentation.
// HeadersGiven says that the caller has header fields for a bare body.
func (p *prefix) detect(headersGiven bool) (Format, error) {
	i, ok := p.start()
	if !ok {
		if p.err != nil {
			return "", p.err
		}
		return "", errEmpty
	}
	if bytes.HasPrefix(p.data, []byte(zipBegin)) {
		return FormatSAZ, nil
	}
	if err := otherFile(p.data); err != nil {
		return "", err
	}
	var format Format
	var err error
	if c := p.data[i]; c == '{' || c == '[' {
		format, err = p.detectJSON(i, headersGiven)
		if err != nil && c == '[' { // as in "[2026-01-18 07:11:42] INFO …"
			if other, otherErr := p.detectText(i); otherErr == nil {
				return other, nil
			}
		}
	} else {
		format, err = p.detectText(i)
	}
	if err != nil && headersGiven {
		return FormatBody, nil
	}
	return format, err
}

// detectJSON reads on until the members of the first object decide.
func (p *prefix) detectJSON(i int, headersGiven bool) (Format, error) {
	for {
		first := i
		if p.data[i] == '[' {
			first = skipSpace(p.data, i+1)
		}
		o := peek(p.data, first)
		if format := classify(p.data, o); format != "" {
			return format, nil
		}
		if o.unfinished && len(p.data) <= MaxInput && p.grow() {
			continue
		}
		if o.err != nil || !holdsObjects(p.data, first) || headersGiven && !mentionsSignature(p.data) {
			return "", unknownJSON(p.data, first, o)
		}
		return FormatJSON, nil
	}
}

// holdsObjects reports whether what stands at i is an object, or a list of more.
func holdsObjects(b []byte, i int) bool { return i < len(b) && (b[i] == '{' || b[i] == '[') }

func mentionsSignature(text []byte) bool {
	return bytes.Contains(bytes.ToLower(text), []byte("signature"))
}

// detectText looks for a curl command or a request line.
func (p *prefix) detectText(i int) (Format, error) {
	for {
		text := p.data[i:]
		if format := textFormat(text); format != "" {
			return format, nil
		}
		if len(p.data) > textPrefix || !p.grow() {
			return moreTextFormat(p.data[i:])
		}
	}
}

// textFormat tells the format of text as soon as a line decides.
func textFormat(text []byte) Format {
	switch {
	case startsCurl(text):
		return FormatCurl
	case isHTTPFile(text):
		return FormatHTTPFile
	case hasRequestLine(text):
		return FormatHTTP
	}
	return ""
}

// moreTextFormat tells the format of text that has no request line.
func moreTextFormat(text []byte) (Format, error) {
	switch {
	case isPowerShell(text):
		return FormatPowerShell, nil
	case startsHTTPie(text):
		return FormatHTTPie, nil
	case bytes.Contains(text, []byte(fetchCall)):
		return FormatFetch, nil
	case isBruno(text):
		return FormatBruno, nil
	case isHexDump(text), isPseudoHead(text):
		return FormatHTTP, nil
	case bytes.IndexByte(text, '{') >= 0:
		return FormatLog, nil
	}
	return "", unknownText(text)
}

// peeked are the members of an object as far as its text goes.
type peeked struct {
	names  []string
	values []int // where the values begin
	// unfinished: the text ended before the object did.
	unfinished bool
	err        error
}

// peek looks at the members of the object at i, of which the end may be missing.
func peek(b []byte, i int) peeked {
	var o peeked
	if i >= len(b) {
		o.unfinished = true
		return o
	}
	if b[i] != '{' {
		return o
	}
	r := newJSONReader(b[i:])
	if err := r.token(); err != nil {
		return o.stopped(b, moveMistake(err, i))
	}
	for r.peek() != '}' {
		name, err := r.value()
		if err == nil && r.peek() != 0 {
			o.add(unquote(name), i+r.next())
		}
		if err == nil {
			_, err = r.value()
		}
		if err != nil {
			return o.stopped(b, moveMistake(err, i))
		}
	}
	return o
}

func (o *peeked) add(name []byte, value int) {
	if len(o.names) < maxMembers {
		o.names, o.values = append(o.names, string(name)), append(o.values, value)
	}
}

func (o peeked) stopped(b []byte, err error) peeked {
	o.err = err
	// A word or number at the very end may only be cut in two.
	o.unfinished = unfinished(err) || offsetOf(err) >= len(b)-len("false")
	return o
}

// value returns where the value of a member begins, if there is one.
func (o *peeked) value(name string) (int, bool) {
	for i, n := range o.names {
		if n == name {
			return o.values[i], true
		}
	}
	return 0, false
}

func (o *peeked) any(names ...string) bool {
	for _, name := range names {
		if _, ok := o.value(name); ok {
			return true
		}
	}
	return false
}

func (o *peeked) all(names ...string) bool {
	for _, name := range names {
		if !o.any(name) {
			return false
		}
	}
	return true
}

// classify tells the format by the members; "" while they do not decide.
func classify(b []byte, o peeked) Format {
	switch {
	case o.inner(b, "log", "entries", "creator", "version", "browser", "pages"):
		return FormatHAR
	case o.any("requestContext", "isBase64Encoded", "rawPath", "multiValueHeaders"):
		return FormatLambda
	case o.any("receivedAt", "bodyBase64") && o.isRecord(b):
		return FormatCapture
	case o.unfinished:
		return ""
	case o.all("httpMethod", "headers"):
		return FormatLambda
	case o.any("content") && o.any("method", "url", "uuid"), o.isSitePage(b):
		return FormatWebhookSite
	case o.startsWith(b, "requests", '['), o.inner(b, "request", "raw", "uri"):
		return FormatNgrok
	case o.any("headers", "body") && o.any("headers", "path") && o.isRecord(b):
		return FormatCapture
	}
	return ""
}

// isRecord reports whether an object is in our own form: no member has the URL,
// or the body under another name.
func (o *peeked) isRecord(b []byte) bool {
	return !o.any("rawBody", "rawdata", "rawData", "raw_body", "bodyRaw", "url", "uri", "originalUrl", "rawUrl", "request", "item") &&
		!o.startsWith(b, "body", '{') && !o.startsWith(b, "body", '[') && !o.startsWith(b, "headers", '[')
}

// isSitePage reports whether an object is a page of webhook.site's API: a list
// of its requests.
func (o *peeked) isSitePage(b []byte) bool {
	i, ok := o.value("data")
	if !ok || i >= len(b) || b[i] != '[' {
		return false
	}
	first := peek(b, skipSpace(b, i+1))
	return first.any("uuid", "token_id") && first.any("content", "headers") || o.all("total", "per_page")
}

// inner reports whether a member is an object with one of the given members.
func (o *peeked) inner(b []byte, name string, members ...string) bool {
	i, ok := o.value(name)
	if !ok {
		return false
	}
	object := peek(b, i)
	return object.any(members...)
}

func (o *peeked) startsWith(b []byte, name string, c byte) bool {
	i, ok := o.value(name)
	return ok && i < len(b) && b[i] == c
}

// unknownJSON says what a JSON text looks like.
func unknownJSON(b []byte, i int, o peeked) error {
	switch {
	case o.any("notifyType", "result", "paymentRequestId", "paymentId"):
		return &FormatError{
			Looks: "a bare notification body without its headers",
			Fix:   "give --format body, and the headers by --header 'name: value' or --headers FILE",
		}
	case o.err != nil:
		return &FormatError{
			Looks: fmt.Sprintf("JSON with a mistake in line %d (%v)", 1+newlines(b, offsetOf(o.err)), o.err),
			Fix:   "repair it, or give --format body if this is the body itself",
		}
	case i < len(b) && b[i] == '{':
		return &FormatError{
			Looks: "a JSON object that holds no request" + membersOf(o),
			Fix:   "give --format with one of " + formatNames() + ", or --format body with the headers",
		}
	default:
		return &FormatError{
			Looks: "a JSON list that holds no requests",
			Fix:   "give --format with one of " + formatNames() + ", or --format body with the headers",
		}
	}
}

func membersOf(o peeked) string {
	const most = 5
	if len(o.names) == 0 {
		return ""
	}
	quoted := make([]string, 0, most)
	for _, name := range o.names[:min(most, len(o.names))] {
		quoted = append(quoted, fmt.Sprintf("%q", short(name)))
	}
	return " (its members begin with " + strings.Join(quoted, ", ") + ")"
}

func formatNames() string {
	var names []string
	for _, f := range Formats()[1:] {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// hasRequestLine reports whether a line of the text begins an HTTP request.
func hasRequestLine(text []byte) bool {
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		if _, ok := parseRequestLine(unmark(line)); ok || isPacketLine(line) {
			return true
		}
		text = rest
	}
	return false
}
