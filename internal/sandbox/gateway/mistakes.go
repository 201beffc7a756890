package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
)

const (
	// clockSpread is how far from the header the time is searched that was signed
	// instead, in milliseconds: programs that take the time twice get two that
	// differ by little.
	clockSpread = 3000
	// timeBudget is how many bytes are hashed at most in the search for a time.
	timeBudget = 32 << 20
	// maxSearched is the size of the largest body whose forms are tried, in bytes,
	// and maxIndented how deep one may be whose indented forms are.
	maxSearched = 64 << 10
	maxIndented = 32
)

// mistake is a text that a client may have signed in place of the request's.
type mistake struct {
	content []byte
	text    string
}

// mistakes are the usual ones, the most likely first.
func mistakes(m antom.Message) iter.Seq[mistake] {
	return func(yield func(mistake) bool) {
		for _, each := range []func(antom.Message, func(mistake) bool) bool{pathMistakes, headMistakes, bodyMistakes, timeMistakes} {
			if !each(m, yield) {
				return
			}
		}
	}
}

// pathMistakes change the path.
func pathMistakes(m antom.Message, yield func(mistake) bool) bool {
	path, query, _ := strings.Cut(m.Path, "?")
	other, isSandbox := strings.CutPrefix(m.Path, sandboxSegment)
	if isSandbox {
		other = PathPrefix + other
	} else {
		other = sandboxSegment + strings.TrimPrefix(m.Path, PathPrefix)
	}
	candidates := []struct{ path, text string }{
		{other, "the path was changed after signing"},
		{strings.TrimPrefix(m.Path, "/"), "the signed path does not begin with a slash"},
		{m.Path + "/", "the signed path ends with a slash"},
		{"", "the path was left out of the signed text"},
	}
	if query != "" {
		bare, _, _ := strings.Cut(other, "?")
		candidates = append(candidates, []struct{ path, text string }{
			{path, "the query was left out of the signed path"},
			{bare, "the path was changed after signing, and the query left out"},
		}...)
	}
	for _, c := range candidates {
		signed := m
		signed.Path = c.path
		if !yield(mistake{signed.Content(), fmt.Sprintf("%s: sign %s, which was called, not %q", c.text, m.Path, c.path)}) {
			return false
		}
	}
	return true
}

// headMistakes change what stands before the body.
func headMistakes(m antom.Message, yield func(mistake) bool) bool {
	right := m.Content()
	head, rest, _ := bytes.Cut(right, []byte("\n"))
	join := func(separator string) []byte {
		return bytes.Join([][]byte{head, rest}, []byte(separator))
	}
	lower, noClient, noTime := m, m, m
	lower.Method, noClient.ClientID, noTime.Time = strings.ToLower(m.Method), "", ""
	for _, c := range []mistake{
		{join("\r\n"), "the line of the path ends with a carriage return and a line feed in the signed text; it must be a line feed alone"},
		{join(""), "the line feed after the path was left out of the signed text"},
		{join(" "), "there is a blank after the path in the signed text in place of a line feed"},
		{join(`\n`), "the signed text has a backslash and an n after the path in place of a line feed"},
		{append(bytes.Clone(right), '\n'), "the signed text ends with a line feed that is not in the body"},
		{lower.Content(), "the method is in lower case in the signed text; it must be " + m.Method},
		{noClient.Content(), "the client-id was left out of the signed text"},
		{noTime.Content(), "the request-time was left out of the signed text"},
	} {
		if !yield(c) {
			return false
		}
	}
	return true
}

// bodyMistakes change the body, in the ways of JSON libraries.
func bodyMistakes(m antom.Message, yield func(mistake) bool) bool {
	try := func(body []byte, text string) bool {
		signed := m
		signed.Body = body
		return yield(mistake{signed.Content(), text})
	}
	if !try(nil, "the body was left out of the signed text") || !try([]byte("{}"), "an empty object was signed in place of the body") {
		return false
	}
	if len(m.Body) > maxSearched {
		return true
	}
	for _, form := range rewritten(m.Body) {
		if !try(form.body, "the body was changed after signing: it was signed "+form.text+". Sign the bytes that are sent, and do not print the JSON twice") {
			return false
		}
	}
	return true
}

// form is a body written in another way.
type form struct {
	body []byte
	text string
}

// rewritten are the ways in which a body may have been written before.
func rewritten(body []byte) []form {
	list := []form{
		{bytes.TrimSpace(body), "without the blanks around it"},
		{append(bytes.Clone(body), '\n'), "with a line feed at its end"},
		{append(bytes.Clone(body), "\r\n"...), "with a carriage return and a line feed at its end"},
		{bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), "with line feeds alone"},
		{bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n")), "with carriage returns"},
		{bytes.TrimPrefix(body, []byte("\ufeff")), "without its byte order mark"},
	}
	var compact bytes.Buffer
	if json.Compact(&compact, body) != nil {
		return list
	}
	forms := spelled(compact.Bytes())
	forms = append(forms, reordered(body)...)
	for _, f := range forms {
		list = append(list, f)
		if depth(f.body) > maxIndented {
			continue
		}
		for _, indent := range []string{"  ", "   ", "    ", "\t"} {
			var b bytes.Buffer
			if json.Indent(&b, f.body, "", indent) == nil {
				list = append(list, form{b.Bytes(), f.text + ", indented"})
			}
		}
	}
	return list
}

// depth is how deep JSON is nested, or more.
func depth(body []byte) (deepest int) {
	level := 0
	for _, c := range body {
		switch c {
		case '{', '[':
			level++
			deepest = max(deepest, level)
		case '}', ']':
			level--
		}
	}
	return deepest
}

// spelled are the ways to spell the texts of compact JSON.
func spelled(compact []byte) []form {
	var html bytes.Buffer
	json.HTMLEscape(&html, compact)
	slashes := bytes.ReplaceAll(bytes.ReplaceAll(compact, []byte(`\/`), []byte("/")), []byte("/"), []byte(`\/`))
	return []form{
		{compact, "without line breaks and blanks"},
		{bytes.ReplaceAll(compact, []byte(`\/`), []byte("/")), "without escaped slashes"},
		{slashes, "with escaped slashes"},
		{html.Bytes(), "with escaped HTML characters"},
		{ascii(compact), `with characters as \u escapes`},
		{ascii(slashes), `with characters as \u escapes and escaped slashes`},
	}
}

// reordered are the body with its keys in the order of the alphabet, with and
// without its nulls.
func reordered(body []byte) []form {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	var list []form
	for _, text := range []string{"with its keys in another order", "without its nulls and with its keys in another order"} {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if encoder.Encode(value) == nil {
			list = append(list, form{bytes.TrimSuffix(b.Bytes(), []byte("\n")), text})
		}
		value = withoutNulls(value)
	}
	return list
}

func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			if member == nil {
				delete(v, key)
				continue
			}
			v[key] = withoutNulls(member)
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return value
}

// ascii writes all characters but ASCII as escapes.
func ascii(body []byte) []byte {
	var b []byte
	for _, r := range string(body) {
		switch {
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
	}
	return b
}

// timeMistakes change a time in milliseconds or seconds by little.
func timeMistakes(m antom.Message, yield func(mistake) bool) bool {
	sent, err := strconv.ParseInt(m.Time, 10, 64)
	if err != nil {
		return true
	}
	content := m.Content()
	// All candidates have the same length, so that the text is built only once.
	at := len(m.Method) + 1 + len(m.Path) + 1 + len(m.ClientID) + 1
	spread := min(clockSpread, int64(timeBudget/2/len(content)))
	for distance := int64(1); distance <= spread; distance++ {
		for _, t := range []int64{sent - distance, sent + distance} {
			text := strconv.FormatInt(t, 10)
			if len(text) != len(m.Time) {
				continue
			}
			copy(content[at:], text)
			if !yield(mistake{content, fmt.Sprintf("the signed text has the request-time %s and the header %s: take the time once and use it twice", text, m.Time)}) {
				return false
			}
		}
	}
	return true
}
