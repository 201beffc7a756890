package diagnose

import (
	"strconv"
	"strings"
	"time"
)

// timePart collects the texts of the time that may have been signed. Antom
// signs the text, so the same moment in another form does not verify. Most forms
// are left out if only the usual changes are asked for.
func timePart(given string, e Effort) *part {
	p := newPart(CauseRequestTime, given)
	p.add(bare(given), "There are spaces or quotes around it, or it occurs twice.", true)
	p.add(string(percentDecode(nil, []byte(given), false)), "It was escaped: characters became %XX.", true)
	p.add(restorePlus(given), `Its "+" was turned into a space, as by a console, a form or a query that decodes %2B.`, true)
	p.add(strings.Replace(bare(given), " ", "T", 1), `Its "T" was turned into a space.`, false)
	const says = "It is the same moment, written in another form."
	forms := timeForms()
	if e == EffortUsual {
		forms = forms[:1]
	}
	for _, at := range moments(given) {
		p.add(strconv.FormatInt(at.UnixMilli(), 10), says, true)
		for i, form := range forms {
			for _, zone := range timeZones(at) {
				p.add(at.In(zone).Format(form), says, i == 0)
			}
		}
		p.add(strconv.FormatInt(at.Unix(), 10), says, false)
	}
	p.addAlone("", "Nothing was signed in its place.")
	return p
}

// restorePlus puts back the + of an offset that was decoded to a blank.
func restorePlus(text string) string {
	if i := strings.LastIndexByte(text, ' '); i > 0 && len(text)-i >= len(" 0800") && len(text)-i <= len(" 08:00") {
		return text[:i] + "+" + text[i+1:]
	}
	return text
}

// timeForms are the forms in which Antom and its client libraries write a time.
func timeForms() []string {
	return []string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05-07:00",
		"2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.0000000Z07:00",
	}
}

func timeZones(at time.Time) []*time.Location {
	const minute = 60
	return []*time.Location{
		time.UTC, time.FixedZone("", 480*minute), at.Location(),
		time.FixedZone("", -480*minute), time.FixedZone("", -420*minute), time.FixedZone("", 510*minute),
	}
}

// moments reads a time in the forms that people's tools turn it into. A time
// without an offset is taken for UTC.
func moments(given string) []time.Time {
	text := restorePlus(bare(string(percentDecode(nil, []byte(given), false))))
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		switch len(text) {
		case 10:
			return []time.Time{time.Unix(n, 0).UTC()}
		case 13:
			return []time.Time{time.UnixMilli(n).UTC()}
		case 16:
			return []time.Time{time.UnixMicro(n).UTC()}
		case 19:
			return []time.Time{time.Unix(0, n).UTC()}
		default:
			return nil
		}
	}
	for _, form := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.RFC1123, time.RFC1123Z,
	} {
		if at, err := time.Parse(form, text); err == nil {
			return []time.Time{at}
		}
	}
	return nil
}

// Bounds of the search for a time that was taken a second time.
const (
	nearMillis  = 3000
	nearSeconds = 60
)

// nearTimes returns the times around the given one in its own form, nearest
// first: the texts that a signer made when it read the clock once for the
// signature and once more for the header. Only the usual forms have them.
func nearTimes(given string) []string {
	at := moments(given)
	if len(at) == 0 {
		return nil
	}
	step, count, format := time.Second, nearSeconds, func(t time.Time) string { return t.Format(time.RFC3339) }
	if _, err := strconv.ParseInt(given, 10, 64); err == nil && len(given) == 13 {
		step, count, format = time.Millisecond, nearMillis, func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
	}
	if format(at[0]) != given {
		return nil
	}
	all := make([]string, 0, 2*count)
	for i := 1; i <= count; i++ {
		by := time.Duration(i) * step
		all = append(all, format(at[0].Add(-by)), format(at[0].Add(by)))
	}
	return all
}
