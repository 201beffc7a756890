package diagnose

import (
	"bytes"
	"strings"

	"github.com/antom-cli/antom/internal/printable"
)

// trimmed is the white space other than one space that is taken off the ends of strings,
// as JSON writes them.
func trimmed() []string { return []string{"  ", `\n`, `\r\n`, `\t`, "\u00a0", "\u3000"} }

// trimGuesses are about blanks that were taken off strings, or doubled inside them.
func (g *guesser) trimGuesses() {
	for _, ends := range [][2]string{{"", " "}, {" ", ""}, {" ", " "}} {
		g.each(trimRule(ends, true, true))
		g.each(trimRule(ends, false, false))
	}
	for _, blank := range trimmed() {
		g.each(trimRule([2]string{"", blank}, false, true))
		g.each(trimRule([2]string{blank, ""}, false, true))
	}
	g.innerBlanks()
}

// trimRule puts blanks back to the ends of strings: of those with free text, or of
// the others. An empty string may have been blank.
func trimRule(ends [2]string, usual, free bool) rule {
	return rule{CauseBodyValues, "White space at the ends of strings was dropped", culpritTrim, usual, func(l *leaf, given []byte) (string, bool) {
		if given[0] != '"' || freeText(l, given) != free {
			return "", false
		}
		return `"` + ends[0] + inner(given) + ends[1] + `"`, true
	}}
}

// freeText reports whether a string is one that a person or a shop has written,
// rather than an id, a code, a time or an amount.
func freeText(l *leaf, given []byte) bool {
	if given[0] != '"' || l.field != nil && (len(l.field.Enum) > 0 || l.field.Format != "") {
		return false
	}
	if bytes.IndexByte(given, ' ') >= 0 && !timeMember(l) || !printable.ASCII(given) {
		return true
	}
	for _, end := range []string{"Id", "Time", "Type", "Code", "Status", "No", "Url", "Date"} {
		if strings.HasSuffix(l.name, end) {
			return false
		}
	}
	return l.name != "value" && l.name != "currency"
}

// maxBlanks is the largest number of blanks inside strings that are looked at.
const maxBlanks = 40

// innerBlanks are about a blank inside a string that was another character, or two
// of them.
func (g *guesser) innerBlanks() {
	r := &rule{cause: CauseBodyValues, says: "White space inside strings changed", culprit: "HTML, filters that sanitize the input and forms, where + stands for a space, are the usual culprits."}
	if g.skips(r) {
		return
	}
	places, members := g.spaces()
	for _, want := range []string{"  ", "\u00a0", `\n`, `\r\n`, `\t`, "+", "\u3000", "\u202f"} {
		for i, at := range places {
			g.begin(r)
			g.splice(at, at+1, want)
			g.name(members[i])
			g.end("", "")
		}
		if len(places) > 1 {
			g.begin(r)
			for i, at := range places {
				g.splice(at, at+1, want)
				g.guess.members = appendNew(g.guess.members, members[i])
			}
			g.end("", "")
		}
	}
}

// spaces returns where spaces stand inside strings, and in which members.
func (o *outline) spaces() (places []int, members []string) {
	for i := range o.leaves {
		l := &o.leaves[i]
		given := o.value(l)
		if given[0] != '"' {
			continue
		}
		from, _ := o.at(l.first, l.end)
		for k, c := range given {
			if c == ' ' && len(places) < maxBlanks {
				places, members = append(places, from+k), append(members, l.member)
			}
		}
	}
	return places, members
}
