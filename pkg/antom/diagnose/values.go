package diagnose

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// The usual culprits of what happens to values.
const (
	culpritEmpty  = "A framework that tidies up its input is the usual culprit: Laravel's ConvertEmptyStringsToNull, PHP's json_decode into arrays, which makes {} to [], and classes that the JSON was read into."
	culpritNumber = "PHP's JSON_NUMERIC_CHECK, a class with a number for the member, and a database column of a number type are the usual culprits."
	culpritTrim   = "Laravel's TrimStrings, ASP.NET's model binding and filters that sanitize the input are the usual culprits."
)

// valueGuesses are about the values of a document, the likeliest first.
func (g *guesser) valueGuesses() {
	g.numberGuesses()
	g.emptyGuesses()
	g.boolGuesses()
	g.timeGuesses()
	g.trimGuesses()
	g.roundedGuesses()
	g.characterGuesses()
	g.listGuesses()
}

func isNumber(value []byte) bool { return value[0] == '-' || '0' <= value[0] && value[0] <= '9' }

// inner returns what stands between the quotes of a string, "" for other values.
func inner(value []byte) string {
	if value[0] != '"' {
		return ""
	}
	return string(value[1 : len(value)-1])
}

// numeric reports whether a text is a JSON number.
func numeric(text string) bool {
	return text != "" && isNumber([]byte(text)) && json.Valid([]byte(text))
}

// documentedNumber reports whether a leaf is a number in Antom's documentation.
func documentedNumber(l *leaf) bool {
	return l.field != nil && (l.field.Type == "number" || l.field.Type == "integer")
}

// numberGuesses are about numbers that were strings, and the reverse.
func (g *guesser) numberGuesses() {
	number := func(says string, common bool, want func(l *leaf, given []byte) (string, bool)) rule {
		return rule{CauseBodyValues, says, culpritNumber, common, want}
	}
	const unquoted = "Strings became numbers"
	short := func(given []byte) string { return string(shortNumber(nil, given)) }
	g.some(number(unquoted, true, func(_ *leaf, given []byte) (string, bool) { return `"` + short(given) + `"`, isNumber(given) }))
	g.all(number(unquoted, true, func(l *leaf, given []byte) (string, bool) {
		return `"` + short(given) + `"`, isNumber(given) && !documentedNumber(l)
	}))
	g.all(number(unquoted, false, func(_ *leaf, given []byte) (string, bool) { return `"` + string(given) + `"`, isNumber(given) }))
	g.all(number(unquoted, false, func(_ *leaf, given []byte) (string, bool) { return `"` + whole(given) + `"`, isNumber(given) }))
	g.some(number("Numbers became strings", true, func(_ *leaf, given []byte) (string, bool) { return inner(given), numeric(inner(given)) }))
	g.all(number("Numbers became strings", true, func(l *leaf, given []byte) (string, bool) {
		return inner(given), numeric(inner(given)) && documentedNumber(l)
	}))
	g.some(number("Amounts were written with a decimal point or separators", false, minorUnits))
	g.decimals()
}

// whole writes a number without the exponent and without zeros after the point.
func whole(given []byte) string {
	f, err := strconv.ParseFloat(string(given), 64)
	if err != nil || math.Abs(f) >= 1e21 {
		return string(given)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// minorUnits takes the point and the separators out of an amount that was written
// for people: "1,234.50" becomes "123450".
func minorUnits(l *leaf, given []byte) (string, bool) {
	if l.name != "value" {
		return "", false
	}
	text := strings.NewReplacer(",", "", "'", "", "_", "", " ", "").Replace(strings.Trim(string(given), `"`))
	if units, cents, ok := strings.Cut(text, "."); ok && len(cents) == 2 {
		text = strings.TrimLeft(units+cents, "0")
	}
	return `"` + text + `"`, numeric(text) && text != inner(given)
}

// decimals are about numbers that lost the zeros at their ends.
func (g *guesser) decimals() {
	for places := 1; places <= 8; places++ {
		r := rule{cause: CauseBodyValues, says: "Numbers lost or gained zeros after the point", culprit: culpritNumber}
		r.want = func(_ *leaf, given []byte) (string, bool) {
			digits := bytes.Trim(given, `"`)
			if !numeric(string(digits)) {
				return "", false
			}
			f, ok := double(digits)
			text := strconv.FormatFloat(f, 'f', places, 64)
			back, err := strconv.ParseFloat(text, 64)
			if given[0] == '"' {
				text = `"` + text + `"`
			}
			return text, ok && err == nil && back == f && (given[0] != '"' || bytes.IndexByte(given, '.') > 0)
		}
		g.some(r)
	}
}

// emptyKinds are the values that stand for nothing.
func emptyKinds() []string { return []string{`""`, "null", "[]", "{}"} }

// emptyGuesses are about values that stand for nothing and became another one.
func (g *guesser) emptyGuesses() {
	for _, from := range emptyKinds() {
		for _, to := range emptyKinds() {
			if from == to {
				continue
			}
			g.some(rule{
				CauseBodyValues, "Values that were signed as " + to + " became " + from, culpritEmpty, true,
				func(_ *leaf, given []byte) (string, bool) { return to, string(given) == from },
			})
		}
	}
	g.emptyMixes()
}

// maxMixed is the largest number of empty values of which every mixture is tried.
const maxMixed = 4

// emptyMixes are the mixtures of empty values, where several became the same.
func (g *guesser) emptyMixes() {
	var leaves []*leaf
	for i := range g.leaves {
		l := &g.leaves[i]
		switch string(g.value(l)) {
		case `""`, "null", "[]", "{}":
			leaves = append(leaves, l)
		}
	}
	if len(leaves) < 2 || len(leaves) > maxMixed {
		return
	}
	r := &rule{cause: CauseBodyValues, says: `Values that stand for nothing ("", null, [] and {}) became others`, culprit: culpritEmpty}
	kinds := emptyKinds()
	for n := range 1 << (2 * len(leaves)) {
		var some []*leaf
		var wants []string
		for k, l := range leaves {
			if want := kinds[n>>(2*k)&3]; want != string(g.value(l)) {
				some, wants = append(some, l), append(wants, want)
			}
		}
		if len(some) > 1 {
			g.offer(r, some, wants)
		}
	}
}

// boolGuesses are about true and false that have other spellings.
func (g *guesser) boolGuesses() {
	const culprit = "A form, a database column and a class with another type for the member are the usual culprits."
	for _, s := range []struct {
		yes, no string
		says    string
	}{
		{"true", "false", "true and false became other values"},
		{`"true"`, `"false"`, "The strings true and false became other values"},
		{"1", "0", "1 and 0 became other values"},
		{`"1"`, `"0"`, "The strings 1 and 0 became other values"},
		{`"Y"`, `"N"`, "Y and N became other values"},
	} {
		g.some(rule{CauseBodyValues, s.says, culprit, s.yes == "true" || s.yes == `"true"`, func(_ *leaf, given []byte) (string, bool) {
			switch strings.ToLower(strings.Trim(string(given), `"`)) {
			case "true", "1", "yes", "on", "y", "t":
				return s.yes, true
			case "false", "0", "no", "off", "n", "f":
				return s.no, true
			}
			return "", false
		}})
	}
}

// listGuesses are about lists of one, and lists that became objects with numbers
// for names.
func (g *guesser) listGuesses() {
	r := &rule{cause: CauseBodyValues, says: "A list became another value", culprit: "PHP arrays and classes that unwrap lists of one are the usual culprits."}
	one := func(member string, first, end int, want string) {
		from, to := g.at(first, end)
		g.begin(r)
		g.splice(from, to, want)
		g.name(member)
		g.end(want, string(g.text.data[from:to]))
	}
	if g.skips(r) {
		return
	}
	for i := range g.leaves[:min(len(g.leaves), maxEach)] {
		if l := &g.leaves[i]; l.name != "" {
			one(l.member, l.first, l.end, "["+string(g.value(l))+"]")
		}
	}
	for i := range g.objects {
		b := &g.objects[i]
		if b.member == "" {
			continue
		}
		end := g.skip(b.first)
		one(b.member, b.first, end, "["+string(g.bytes(b.first, end))+"]")
		if list, ok := g.numbered(b); ok {
			one(b.member, b.first, end, list)
		}
		for _, m := range b.members {
			if v := m.first + 2; g.text.data[g.tokens[v].start] == '[' && m.end > v+2 && g.skip(v+1) == m.end-1 {
				one(below(b.member, string(m.name)), v, m.end, string(g.bytes(v+1, m.end-1)))
			}
		}
	}
}

// numbered returns the list that an object with the names 0, 1, 2 and so on was.
func (g *guesser) numbered(b *object) (string, bool) {
	values := make([]string, len(b.members))
	for i, m := range b.members {
		if string(m.name) != strconv.Itoa(i) {
			return "", false
		}
		values[i] = string(g.bytes(m.first+2, m.end))
	}
	return "[" + strings.Join(values, ",") + "]", true
}

// Numbers from minRounded digits on may have been rounded to a double, and those up
// to maxUlp apart are tried.
const (
	minRounded = 16
	maxUlp     = 1024
)

// roundedGuesses are about long numbers that were rounded to a floating point
// number.
func (g *guesser) roundedGuesses() {
	const culprit = "JavaScript and other languages that hold every number as a double are the usual culprits: 16 digits and more are rounded."
	r := &rule{cause: CauseBodyValues, says: "A long number was rounded", culprit: culprit}
	if g.skips(r) {
		return
	}
	for i := range g.leaves {
		l := &g.leaves[i]
		given := g.value(l)
		digits := bytes.Trim(given, `"`)
		if !numeric(string(digits)) {
			continue
		}
		text := whole(digits)
		if len(text) < minRounded {
			continue
		}
		f, err := strconv.ParseFloat(text, 64)
		n, err2 := strconv.ParseInt(text, 10, 64)
		ulp := int64(math.Nextafter(f, math.Inf(1)) - f)
		if err != nil || err2 != nil || ulp > maxUlp {
			continue
		}
		for by := -ulp; by <= ulp && !g.ended; by++ {
			digits := strconv.FormatInt(n+by, 10)
			for _, want := range []string{`"` + digits + `"`, digits} {
				if want != string(given) && (want[0] == given[0] || given[0] != '"') {
					g.offer(r, []*leaf{l}, []string{want})
				}
			}
		}
	}
}
