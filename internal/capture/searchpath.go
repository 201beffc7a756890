package capture

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/httpserve"
)

// maxPaths bounds the other paths that a capture tells.
const maxPaths = 16

// urlNames are the plain names under which the URL or the path of a request
// stands, the ones first that say that nothing rewrote it.
func urlNames() []string {
	return []string{
		"rawurl", "originalurl", "originaluri", "requesturi", "requesturl", "fullurl", "rawuri", "url", "uri",
		"rawpath", "requestpath", "path", "pathname", "target", "resourcepath", "originalpath", "full", "original", "urlfull", "urloriginal", "urlpath",
	}
}

// queryNames are the plain names under which the query of a path stands.
func queryNames() []string {
	return []string{"rawquerystring", "rawquery", "querystring", "query", "search", "querystringparameters", "queryparameters", "queryparams"}
}

// findPaths takes the path from the member that tells it best. All others may
// be the path that was signed, too.
func (at *scope) findPaths(c *Capture) {
	for _, o := range at.all() {
		at.charge(o, urlNames())
		for _, name := range urlNames() {
			for _, path := range o.pathsOf(name) {
				c.addPath(path, true)
			}
		}
	}
	if c.Path != "" && !strings.Contains(c.Path, "?") {
		at.addQuery(c)
	}
}

// pathsOf returns the paths of a member, the whole one first.
func (o object) pathsOf(name string) []string {
	value := o.find(name)
	if inner, err := parseObject(value); err == nil { // a URL that was taken apart
		for _, part := range []string{"raw", "full", "original", "href", "stringvalue", "value"} {
			if text := inner.textOf(part); text != "" {
				value = inner.find(part)
				break
			}
		}
	}
	if kind(value) != "a string" {
		return nil
	}
	text := string(unquote(value))
	if r, ok := parseRequestLine([]byte(text)); ok {
		text = r.target
	}
	if path, ok := pathIn(text); ok {
		return []string{path}
	}
	return nil
}

// pathIn returns the path and query of a text that is a path or a URL. The
// template of a router is neither.
func pathIn(text string) (string, bool) {
	path, _ := target(text)
	if path == "" || path[0] != '/' || len(path) > MaxPath || strings.ContainsAny(path, " \t\r\n{}<>") {
		return "", false
	}
	return path, true
}

// addQuery adds the query, which stands in a member of its own.
func (at *scope) addQuery(c *Capture) {
	for _, o := range at.all() {
		for _, name := range queryNames() {
			query, apart := queryText(o.find(name))
			if query == "" {
				continue
			}
			bare := c.Path
			c.Path = bare + "?" + query
			c.addPath(bare, false)
			if apart {
				c.note("the capture has the query taken apart; put together again, its order and escapes may differ from what was called")
			}
			return
		}
	}
}

// queryText is a query, and whether it had to be put together.
func queryText(value []byte) (query string, apart bool) {
	if kind(value) == "a string" {
		return strings.TrimPrefix(string(unquote(value)), "?"), false
	}
	var parts []string
	for _, p := range headerFields(value) {
		parts = append(parts, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value))
	}
	return strings.Join(parts, "&"), true
}

// addPath takes a path as that of the capture if it has none and it may be, and
// else as another one that may have been signed.
func (c *Capture) addPath(path string, own bool) {
	switch {
	case path == "" || path == c.Path || slices.Contains(c.Paths, path):
	case c.Path == "" && own:
		c.Path = path
	case len(c.Paths) < maxPaths:
		c.Paths = append(c.Paths, path)
	}
}

// pathFields are the header fields in which a proxy passes on the path or the
// URL that was called.
func pathFields() []string {
	return []string{
		"x-original-uri", "x-original-url", "x-original-path", "x-forwarded-uri", "x-forwarded-url", "x-forwarded-path",
		"x-envoy-original-path", "x-rewrite-url", "x-request-uri", "x-replaced-path", "x-ms-original-url",
		"x-waws-unencoded-url", "x-appgw-original-url", "x-raw-url", "x-real-uri", "request-uri", ":path",
	}
}

// prefixFields are those in which it passes on what it took off.
func prefixFields() []string {
	return []string{"x-forwarded-prefix", "x-script-name", "x-ingress-path", "x-stripped-prefix", "x-forwarded-path-prefix"}
}

// mayTellPath reports whether a header field can be one of those. Nearly all
// captures have none, and there may be millions of captures.
func mayTellPath(name string) bool {
	return len(name) > 2 && (name[0]|0x20 == 'x' || name[0] == ':' || name[0]|0x20 == 'r' && name[1]|0x20 == 'e')
}

// addFieldPaths takes the paths in the header fields of proxies.
func (c *Capture) addFieldPaths() {
	if !slices.ContainsFunc(c.Headers, func(h Header) bool { return mayTellPath(h.Name) }) {
		return
	}
	for _, name := range pathFields() {
		for _, value := range httpserve.HeaderValues(c.Headers, name) {
			if path, ok := pathIn(strings.TrimSpace(value)); ok {
				if c.Path == "" {
					c.note("the capture has no path of its own; that of the header " + name + " was taken")
				}
				c.addPath(path, true)
			}
		}
	}
	for _, name := range prefixFields() {
		for _, value := range httpserve.HeaderValues(c.Headers, name) {
			prefix, _, _ := strings.Cut(value, ",")
			if prefix = strings.TrimRight(strings.TrimSpace(prefix), "/"); strings.HasPrefix(prefix, "/") && strings.HasPrefix(c.Path, "/") {
				c.addPath(prefix+c.Path, false)
			}
		}
	}
}

// logRequest is the request line in the line of an access log.
const logRequest = `"[A-Z]{3,10} ([^" ]+) HTTP/[0-9.]+"`

// loggedPaths returns the paths of the POST requests in the lines of access logs
// that stand beside a capture.
func loggedPaths(data []byte) []string {
	if !bytes.Contains(data, []byte(`"POST `)) {
		return nil
	}
	var found []string
	for _, m := range regexp.MustCompile(logRequest).FindAllSubmatch(data[:min(len(data), textPrefix)], -1) {
		path, ok := pathIn(string(m[1]))
		if ok && len(found) < maxPaths && !slices.Contains(found, path) && bytes.HasPrefix(m[0], []byte(`"POST`)) {
			found = append(found, path)
		}
	}
	return found
}
