package diagnose

import (
	"slices"
	"strings"
)

// Sentences about a path, seen from the receiving end.
const (
	saysNotifyURL = "The signed path is the one of the notify URL."
	saysQueryLost = "The query was dropped."
	saysQueryNew  = "A query was added."
	saysSlashLost = "The slash at the end was dropped."
	saysSlashNew  = "A slash was added at the end."
	saysFullURL   = "The full URL is used where only the path and the query belong."
	saysURLSigned = "The URL was signed with its host, not only the path and the query."
	saysDecoded   = "It was decoded: %XX became characters."
	saysEncoded   = "It was escaped: characters became %XX."
	saysStripped  = "A prefix was stripped."
	saysPrefixed  = "A prefix was added."
	saysSpelling  = "It was normalized."
)

// commonPrefixes are the ones that reverse proxies, gateways and routers take
// off most: route groups, stages of API gateways, names of functions.
func commonPrefixes() []string {
	return []string{
		"/api", "/webhook", "/webhooks", "/notify", "/v1", "/api/v1", "/prod", "/dev", "/stage", "/staging",
		"/test", "/default", "/$default", "/app", "/public", "/backend", "/antom", "/payment", "/payments",
		"/pay", "/callback", "/index.php", "/.netlify/functions",
	}
}

// pathPart collects the paths that may have been signed. The notify URLs come
// first, as what Antom was given is what Antom signs.
func pathPart(given string, notifyURLs []string) *part {
	p := newPart(CausePath, given)
	urls := firsts(notifyURLs, 32)
	for _, u := range urls {
		p.addNotifyURL(u)
	}
	p.addQuery(urls)
	p.addSlash()
	p.addURL(urls)
	p.addEscapes()
	p.addSegments()
	p.addSpelling()
	for _, prefix := range commonPrefixes() {
		p.add(prefix+given, saysStripped, false)
	}
	p.addTwice()
	p.addOdd()
	return p
}

// addNotifyURL offers the path of a notify URL, with and without its query and
// with the given query.
func (p *part) addNotifyURL(u string) {
	_, want := splitURL(u)
	p.add(want, describePath(want, p.given), true)
	bare, _, hadQuery := strings.Cut(want, "?")
	if _, query, ok := strings.Cut(p.given, "?"); ok {
		p.add(bare+"?"+query, describePath(bare, pathOnly(p.given)), true)
	}
	if hadQuery {
		p.add(bare, saysNotifyURL, false)
	}
}

// describePath says how want became given.
func describePath(want, given string) string {
	wantPath, wantQuery, _ := strings.Cut(want, "?")
	givenPath, givenQuery, _ := strings.Cut(given, "?")
	if wantPath == givenPath {
		switch {
		case givenQuery == "":
			return saysQueryLost
		case wantQuery == "":
			return saysQueryNew
		default:
			return "The query is a different one."
		}
	}
	var query string
	if wantQuery != givenQuery {
		query = " The query differs as well."
	}
	_, inURL := splitURL(given)
	switch {
	case inURL == want:
		return saysFullURL
	case strings.TrimSuffix(wantPath, "/") == givenPath:
		return saysSlashLost + query
	case wantPath == strings.TrimSuffix(givenPath, "/"):
		return saysSlashNew + query
	case strings.HasSuffix(wantPath, givenPath) || givenPath == "/" || givenPath == "":
		return saysStripped + query
	case strings.HasSuffix(givenPath, wantPath):
		return saysPrefixed + query
	case string(percentDecode(nil, []byte(wantPath), false)) == givenPath:
		return saysDecoded + query
	case wantPath == string(percentDecode(nil, []byte(givenPath), false)):
		return saysEncoded + query
	default:
		return saysNotifyURL + query
	}
}

// addQuery offers the path without its query, or with another one.
func (p *part) addQuery(urls []string) {
	bare, query, ok := strings.Cut(p.given, "?")
	if ok {
		p.add(bare, saysQueryNew, true)
		p.add(bare+"?"+sortQuery(query), "The parameters of the query were reordered.", false)
		p.add(strings.ReplaceAll(p.given, "&amp;", "&"), "The & of the query was escaped for HTML.", false)
	} else {
		p.add(p.given+"?", "The question mark at the end was dropped.", false)
	}
	for _, u := range urls {
		if _, want := splitURL(u); strings.Contains(want, "?") {
			_, query, _ := strings.Cut(want, "?")
			p.add(bare+"?"+query, saysQueryLost, true)
		}
	}
	if bare, _, ok := strings.Cut(p.given, "#"); ok {
		p.add(bare, "A fragment was added.", false)
	}
}

func sortQuery(query string) string {
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// addSlash offers the path with and without a slash at either end.
func (p *part) addSlash() {
	bare, query := cutQuery(p.given)
	if trimmed, ok := strings.CutSuffix(bare, "/"); ok {
		p.add(trimmed+query, saysSlashNew, true)
	} else {
		p.add(bare+"/"+query, saysSlashLost, true)
	}
	if query != "" {
		p.addAlone(p.given+"/", "The slash at the end of the query was dropped.")
	}
	if rest, ok := strings.CutPrefix(p.given, "/"); ok {
		p.addAlone(rest, "A slash was added at the beginning.")
	} else {
		p.add("/"+p.given, "The slash at the beginning was dropped.", false)
	}
}

// addURL offers the path of a full URL, and full URLs for a path.
func (p *part) addURL(urls []string) {
	if origin, path := splitURL(p.given); origin != "" {
		p.add(path, saysFullURL, true)
		p.add(pathOnly(path), saysFullURL, false)
	}
	for _, u := range urls {
		origin, _ := splitURL(u)
		if origin == "" {
			continue
		}
		p.add(u, saysURLSigned, false)
		p.add(origin+p.given, saysURLSigned, false)
		_, host, _ := strings.Cut(origin, "://")
		p.add(host+p.given, saysURLSigned, false)
	}
}

// addEscapes offers the path decoded and escaped.
func (p *part) addEscapes() {
	p.add(string(percentDecode(nil, []byte(p.given), false)), saysEncoded, true)
	p.add(string(percentDecode(nil, []byte(p.given), true)), saysEncoded, false)
	p.add(percentEncode(p.given, "/?&=:@!$'()*+,;~-._%"), saysDecoded, true)
	bare, query := cutQuery(p.given)
	p.add(percentEncode(bare, "/~-._")+query, saysDecoded, false)
	if name, ok := strings.CutPrefix(query, "?"); ok {
		p.add(bare+"?"+percentEncode(name, "&=~-._"), saysDecoded, false)
		p.add(bare+"?"+percentEncode(name, "&=~-._%"), saysDecoded, false)
		p.add(bare+strings.ReplaceAll(query, "%20", "+"), saysSpelling, false)
		p.add(bare+strings.ReplaceAll(query, "+", "%20"), saysSpelling, false)
	}
	p.add(mapEscapes(p.given, strings.ToUpper), saysSpelling, false)
	p.add(mapEscapes(p.given, strings.ToLower), saysSpelling, false)
}

// addSegments offers the path without its first one to three segments, as when
// a gateway put its stage before it.
func (p *part) addSegments() {
	bare, query := cutQuery(p.given)
	for range 3 {
		i := strings.IndexByte(strings.TrimPrefix(bare, "/"), '/')
		if i < 0 {
			if len(bare) > 1 {
				p.add("/"+query, saysPrefixed, false)
			}
			return
		}
		bare = strings.TrimPrefix(bare, "/")[i:]
		p.add(bare+query, saysPrefixed, true)
	}
}

// addSpelling offers the path as a router that did not touch it would have it.
func (p *part) addSpelling() {
	bare, query := cutQuery(p.given)
	p.add(strings.TrimSpace(p.given), "There are spaces around it.", true)
	p.add("/"+bare+query, "The first of two slashes was dropped.", false)
	squeezed := bare
	for strings.Contains(squeezed, "//") {
		squeezed = strings.ReplaceAll(squeezed, "//", "/")
	}
	p.add(squeezed+query, "A slash was doubled.", false)
	p.add(strings.ToLower(bare)+query, "Lower case became upper case.", false)
	p.add(strings.Replace(p.given, "/ams/api", "/ams/sandbox/api", 1), "The path of the sandbox was signed.", false)
	p.add(strings.Replace(p.given, "/ams/sandbox/api", "/ams/api", 1), "The path of production was signed.", false)
	p.add("", "No path was signed.", false)
}

// addTwice offers paths to which two of the common things happened. They are
// made from the common paths that are there, by one change more.
func (p *part) addTwice() {
	for _, e := range p.edits[:len(p.edits):len(p.edits)] {
		if !e.common {
			continue
		}
		bare, query := cutQuery(e.expected)
		if query != "" {
			p.add(bare, e.says+" "+saysQueryNew, false)
		}
		if trimmed, ok := strings.CutSuffix(bare, "/"); ok {
			p.add(trimmed+query, e.says+" "+saysSlashNew, false)
		} else {
			p.add(bare+"/"+query, e.says+" "+saysSlashLost, false)
		}
	}
}

// splitURL divides a URL into scheme and host, and path and query, without
// decoding anything. A text without scheme is all path.
func splitURL(u string) (origin, path string) {
	u, _, _ = strings.Cut(strings.TrimSpace(u), "#")
	i := strings.Index(u, "://")
	if i < 0 || strings.ContainsAny(u[:i], "/?") {
		return "", u
	}
	end := strings.IndexAny(u[i+3:], "/?")
	if end < 0 {
		return u, "/"
	}
	origin, path = u[:i+3+end], u[i+3+end:]
	if path[0] == '?' {
		path = "/" + path
	}
	return origin, path
}

// cutQuery divides a path from its query, which keeps its question mark.
func cutQuery(path string) (bare, query string) {
	if i := strings.IndexByte(path, '?'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

func pathOnly(path string) string {
	bare, _ := cutQuery(path)
	return bare
}
