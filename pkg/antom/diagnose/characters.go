package diagnose

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/antom-cli/antom/internal/printable"
)

// characters lists what happens to single characters of a text.
func characters() []bodyEdit {
	change := func(says, means string, apply func([]byte, *text) ([]byte, bool)) bodyEdit {
		e := bodyChange(CauseBodyCharset, false, says, apply)
		e.culprit = means
		return e
	}
	const (
		normalizing = "Code that normalizes Unicode, files of macOS among it, is the usual culprit."
		typing      = "Copying the body through a word processor, a chat or a web page is the usual culprit."
	)
	return []bodyEdit{
		change("Letters with marks were signed as one character each (NFC) and are now letters with marks after them (NFD).", normalizing, normalized(norm.NFC)),
		change("Letters with marks were signed as letters with marks after them (NFD) and are now one character each (NFC).", normalizing, normalized(norm.NFD)),
		change("Spaces became no-break spaces.", typing, replaced(noBreakSpaces())),
		change("Straight quotes became typographic ones.", typing, replaced(straightQuotes())),
		change("Straight quotes, hyphens and dots became typographic ones.", typing, replaced(append(straightQuotes(), dashes()...))),
		change("Typographic apostrophes became straight ones.", typing, replaced([]string{"'", "\u2019"})),
		change("Characters without a width, such as U+200B, were added.", typing, replaced(widthless())),
	}
}

func normalized(form norm.Form) func([]byte, *text) ([]byte, bool) {
	return func(dst []byte, t *text) ([]byte, bool) {
		if printable.ASCII(t.data) || !utf8.Valid(t.data) || form.IsNormal(t.data) {
			return dst, false
		}
		// Not form.Append: a mark at the start of the body would join the last letter of dst.
		return append(dst, form.Bytes(t.data)...), true
	}
}

// replaced puts texts in the place of others: each pair is what is at hand and what
// was signed.
func replaced(pairs []string) func([]byte, *text) ([]byte, bool) {
	r := strings.NewReplacer(pairs...)
	ascii := printable.ASCII([]byte(pairs[0]))
	return func(dst []byte, t *text) ([]byte, bool) {
		if !ascii && printable.ASCII(t.data) {
			return dst, false
		}
		out := r.Replace(string(t.data))
		return append(dst, out...), out != string(t.data)
	}
}

func noBreakSpaces() []string {
	return []string{"\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u3000", " ", `\u00a0`, " ", `\u00A0`, " "}
}

func straightQuotes() []string {
	return []string{"\u201c", `"`, "\u201d", `"`, "\u201e", `"`, "\u2018", "'", "\u2019", "'", "\u00ab", `"`, "\u00bb", `"`}
}

func dashes() []string {
	return []string{"\u2013", "-", "\u2014", "-", "\u2212", "-", "\u2010", "-", "\u2011", "-", "\u2026", "..."}
}

func widthless() []string {
	return []string{"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "\u200e", "", "\u200f", "", "\u202a", "", "\u202c", ""}
}

// unmarked is a rule that takes the escapes of HTML out of strings.
func unmarked() rule {
	quotes := strings.NewReplacer("&quot;", `\"`, "&#34;", `\"`)
	return rule{
		CauseBodyValues, "Characters inside strings were escaped for HTML", "Filters that sanitize the input are the usual culprits.", true,
		func(_ *leaf, given []byte) (string, bool) {
			return `"` + html.UnescapeString(quotes.Replace(inner(given))) + `"`, given[0] == '"' && bytes.IndexByte(given, '&') >= 0
		},
	}
}

// characterGuesses are about single characters that were replaced or dropped.
func (g *guesser) characterGuesses() {
	g.some(unmarked())
	for _, c := range []struct {
		given, signed []string
		says          string
	}{
		{[]string{"'"}, []string{"\u2019", "\u2018"}, "An apostrophe changed"},
		{[]string{`\"`}, []string{"\u201c", "\u201d"}, "A quote changed"},
		{[]string{"-"}, []string{"\u2013", "\u2014", "\u2011"}, "A dash changed"},
		{[]string{"..."}, []string{"\u2026"}, "Dots changed"},
		{[]string{" "}, []string{" \u200b", "\u200b ", "\u00ad"}, "A character without a width was dropped"},
		{[]string{"<"}, []string{"&lt;"}, "Escapes of HTML inside a string were decoded"},
		{[]string{">"}, []string{"&gt;"}, "Escapes of HTML inside a string were decoded"},
		{[]string{"&"}, []string{"&amp;"}, "Escapes of HTML inside a string were decoded"},
		{[]string{"&lt;"}, []string{"<"}, "Characters inside a string were escaped for HTML"},
		{[]string{"&gt;"}, []string{">"}, "Characters inside a string were escaped for HTML"},
		{[]string{"&amp;"}, []string{"&"}, "Characters inside a string were escaped for HTML"},
		{[]string{"&#039;", "&#39;", "&apos;"}, []string{"'"}, "Characters inside a string were escaped for HTML"},
		{[]string{"&quot;", "&#34;"}, []string{`\"`}, "Characters inside a string were escaped for HTML"},
		{[]string{`\n`}, []string{`\r\n`, " "}, "Line breaks inside strings changed"},
		{[]string{`\r\n`}, []string{`\n`}, "Line breaks inside strings changed"},
		{[]string{"<br>", "<br/>", "<br />"}, []string{`\n`, `\r\n`}, "Line breaks inside strings became HTML"},
	} {
		r := &rule{cause: CauseBodyValues, says: c.says, culprit: "Filters that sanitize the input, editors and HTML are the usual culprits."}
		if g.skips(r) {
			return
		}
		for _, given := range c.given {
			for _, signed := range c.signed {
				g.exchanged(r, given, signed)
			}
		}
	}
	g.joined()
}

// maxExchanged is the largest number of places that are tried one by one.
const maxExchanged = 30

// exchanged guesses that a text inside strings was another one, everywhere or at one
// place.
func (g *guesser) exchanged(r *rule, given, signed string) {
	var places []int
	var members []string
	for i := range g.leaves {
		l := &g.leaves[i]
		value := g.value(l)
		if value[0] != '"' || len(places) > maxExchanged {
			continue
		}
		from, _ := g.at(l.first, l.end)
		for at := 1; ; at += len(given) {
			k := bytes.Index(value[at:len(value)-1], []byte(given))
			if k < 0 {
				break
			}
			at += k
			places, members = append(places, from+at), append(members, l.member)
		}
	}
	put := func(at []int, names []string) {
		g.begin(r)
		for i, pos := range at {
			g.splice(pos, pos+len(given), signed)
			g.guess.members = appendNew(g.guess.members, names[i])
		}
		g.end("", "")
	}
	if len(places) > 0 {
		put(places, members)
	}
	for i := range places {
		if len(places) > 1 {
			put(places[i:i+1], members[i:i+1])
		}
	}
}

// joined guesses that what joins or varies an emoji was dropped after it.
func (g *guesser) joined() {
	r := &rule{cause: CauseBodyValues, says: "An invisible part of an emoji was dropped", culprit: "Filters that sanitize the input are the usual culprits."}
	for i := range g.leaves {
		l := &g.leaves[i]
		value := g.value(l)
		from, _ := g.at(l.first, l.end)
		for k, c := range string(value) {
			if c < 0x2190 || c > 0x27bf && c < 0x1f000 {
				continue
			}
			end := from + k + utf8.RuneLen(c)
			for _, part := range []string{"\ufe0f", "\u200d", "\ufe0f\u200d"} {
				g.begin(r)
				g.splice(end, end, part)
				g.name(l.member)
				g.end("", "")
			}
		}
	}
}
