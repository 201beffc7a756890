package spec

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ruleRedirectResult is about redirect URLs that carry a result.
const ruleRedirectResult = "redirect-result"

// redirectRule warns about a paymentRedirectUrl that says how the payment went.
// The buyer comes back to it in any case, and anybody can open it.
func (c *checker) redirectRule() {
	const field = "paymentRedirectUrl"
	u, err := url.Parse(c.root.Get(field).String())
	if err != nil {
		return
	}
	if what := redirectResult.in(u); what != "" {
		c.reportAt(field, ruleRedirectResult, Warning,
			fmt.Sprintf("carries a result, %q, but the buyer comes back to it however the payment went; lead to a page that asks your server", what),
			"", redirectResult.source)
	}
}

// in returns the part of a URL that carries a result, "" when none does. A page
// that runs in the browser may have its path and parameters in the fragment.
func (w redirectResultWords) in(u *url.URL) string {
	fragment, parameters, _ := strings.Cut(u.Fragment, "?")
	for _, part := range []struct{ path, query string }{{u.Path, u.RawQuery}, {fragment, parameters}} {
		if found := w.inQuery(part.query); found != "" {
			return found
		}
		path := strings.TrimSuffix(part.path, "/")
		page := path[strings.LastIndexByte(path, '/')+1:]
		name, _, _ := strings.Cut(page, ".")
		if contains(w.pages, name) {
			return page
		}
	}
	return ""
}

func (w redirectResultWords) inQuery(query string) string {
	for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		if decoded, err := url.QueryUnescape(value); err == nil {
			value = decoded
		}
		if contains(w.names, name) || contains(w.flags, name) && (value == "" || contains(w.values, value)) {
			return pair
		}
	}
	return ""
}

// contains reports whether a list has a word, whatever its case and whether its
// parts are joined by nothing, hyphens or underscores.
func contains(words []string, s string) bool {
	s = strings.NewReplacer("-", "", "_", "").Replace(s)
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, s) })
}
