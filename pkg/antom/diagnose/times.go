package diagnose

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A moment is a time as it stands in a body.
type moment struct {
	at    time.Time
	zoned bool // its offset is known; otherwise it is taken for UTC
}

// shortest and longest texts that are taken for a time, in bytes.
const (
	minTimeText = 8
	maxTimeText = 80
)

// zonedLayouts are the forms of a time with its offset that languages and
// databases write.
func zonedLayouts() []string {
	return []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999Z07", "2006-01-02T15:04Z07:00",
		"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 -0700", "2006-01-02 15:04:05.999999999-07",
		"2006-01-02 15:04:05.999999999 MST", "2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02 15:04:05.999999999 -0700 -0700", "20060102T150405Z0700",
		time.RFC1123, time.RFC1123Z, time.UnixDate, time.RubyDate, "Mon Jan 2 2006 15:04:05 GMT-0700",
		"1/2/2006 3:04:05 PM -07:00", "2006/01/02 15:04:05 -0700",
	}
}

// plainLayouts are the forms without an offset.
func plainLayouts() []string {
	return []string{
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04",
		"1/2/2006 3:04:05 PM", "01/02/2006 15:04:05", "02/01/2006 15:04:05", "2.1.2006 15:04:05", "2006/01/02 15:04:05",
		"Jan 2, 2006, 3:04:05 PM", "Jan 2, 2006 3:04:05 PM", time.ANSIC, "20060102150405",
	}
}

// momentOf reads a value of a body as a time, whatever wrote it. Bare digits are a
// time only where one belongs.
func momentOf(l *leaf, value []byte) (moment, bool) {
	text := string(bytes.Trim(value, `"`))
	if len(text) < minTimeText || len(text) > maxTimeText {
		return moment{}, false
	}
	if timeMember(l) {
		if at, ok := epoch(text); ok {
			return moment{at, true}, true
		}
	}
	if value[0] != '"' || !strings.ContainsAny(text, ":") && !strings.HasPrefix(text, "2") && !strings.Contains(text, "Date(") {
		return moment{}, false
	}
	if at, ok := dotNetDate(text); ok {
		return moment{at, true}, true
	}
	text = strings.ReplaceAll(text, "\u202f", " ") // before AM and PM in newer tables of languages
	if i := strings.IndexAny(text, "[("); i > 0 {  // the name of the zone follows
		text = strings.TrimSpace(text[:i])
	}
	for _, text := range []string{text, restorePlus(text)} {
		if at, ok := parseAny(text, zonedLayouts()); ok {
			return moment{at, true}, true
		}
	}
	at, ok := parseAny(text, plainLayouts())
	return moment{at, false}, ok
}

func parseAny(text string, layouts []string) (time.Time, bool) {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// timeMember reports whether a time belongs into a leaf.
func timeMember(l *leaf) bool {
	if l.field != nil && l.field.Format == "iso8601-datetime" {
		return true
	}
	return strings.HasSuffix(l.name, "Time") || strings.HasSuffix(l.name, "Date") || strings.HasSuffix(l.name, "At")
}

// epoch reads seconds or milliseconds since 1970, with or without a fraction.
func epoch(text string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(fraction, "0123456789") != "" {
		return time.Time{}, false
	}
	switch len(whole) {
	case 10:
		nanos, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
		return time.Unix(n, nanos).UTC(), true
	case 13:
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

// dotNetDate reads /Date(1700000000000+0100)/, with or without the offset.
func dotNetDate(text string) (time.Time, bool) {
	text = strings.Trim(strings.ReplaceAll(text, `\/`, "/"), "/")
	inner, begins := strings.CutPrefix(text, "Date(")
	inner, ends := strings.CutSuffix(inner, ")")
	if !begins || !ends {
		return time.Time{}, false
	}
	if i := strings.IndexAny(inner, "+-"); i > 0 {
		inner = inner[:i]
	}
	return epoch(inner)
}

// signedForms are the forms in which times are signed, those of Antom first.
func signedForms() []string {
	return []string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05-0700",
		"2006-01-02T15:04:05.000-07:00", "2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
	}
}

const usualZones = 4 // of signedZones, those of Antom's samples

// signedZones are the offsets with which times are signed, those of Antom first.
func signedZones() []*time.Location {
	const hour = 3600
	zones := []*time.Location{time.UTC, time.FixedZone("", 8*hour), time.FixedZone("", -8*hour), time.FixedZone("", -7*hour)}
	for h := 1; h <= 14; h++ {
		zones = append(zones, time.FixedZone("", h*hour), time.FixedZone("", -h*hour))
	}
	for _, minutes := range []int{330, 345, 390, 570, -210} {
		zones = append(zones, time.FixedZone("", minutes*60))
	}
	return zones
}

const saysTime = "Times were written in another form or zone"

// A timed leaf is one with a time in it.
type timed struct {
	*leaf
	moment
	given string
}

func (o *outline) times() (all []timed) {
	for i := range o.leaves {
		l := &o.leaves[i]
		given := o.value(l)
		if m, ok := momentOf(l, given); ok {
			all = append(all, timed{l, m, string(given)})
		}
	}
	return all
}

// timeGuesses write the times of a document in the forms that may have been signed.
func (g *guesser) timeGuesses() {
	times := g.times()
	if len(times) == 0 {
		return
	}
	forms, zones := signedForms(), signedZones()
	usual, rare := timeRule(saysTime, true), timeRule(saysTime, false)
	for i, form := range forms {
		for k, zone := range zones {
			if i > 2 && k >= usualZones {
				break
			}
			r := rare
			if i < 2 && k < usualZones {
				r = usual
			}
			g.retimed(r, times, form, zone, 0)
			for n := range times {
				if len(times) > 1 && (i == 0 || k < usualZones) {
					g.retimed(rare, times[n:n+1], form, zone, 0)
				}
			}
		}
	}
	shifted := timeRule("Times lost their offset and were taken for those of another zone", false)
	local := slices.DeleteFunc(times, func(t timed) bool { return t.zoned })
	for _, zone := range zones[:usualZones] {
		for hours := -20; hours <= 20 && len(local) > 0; hours++ {
			g.retimed(shifted, local, forms[0], zone, time.Duration(hours)*time.Hour)
		}
	}
}

func timeRule(says string, usual bool) *rule {
	const culprit = "A JSON library that takes texts for times is the usual culprit: Newtonsoft.Json with its DateParseHandling, Jackson with java.time, and columns of a time type."
	return &rule{cause: CauseBodyValues, says: says, culprit: culprit, usual: usual}
}

// retimed guesses that times were signed in a form and a zone, and that much later.
func (g *guesser) retimed(r *rule, times []timed, form string, zone *time.Location, later time.Duration) {
	if g.skips(r) {
		return
	}
	g.begin(r)
	var expected, given string
	for _, t := range times {
		want := `"` + t.at.Add(later).In(zone).Format(form) + `"`
		if want == t.given {
			continue
		}
		if len(g.guess.splices) == 0 {
			expected, given = want, t.given
		}
		from, to := g.at(t.first, t.leaf.end)
		g.splice(from, to, want)
		g.name(t.member)
	}
	if len(g.guess.splices) > 0 {
		g.end(expected, given)
	}
}
