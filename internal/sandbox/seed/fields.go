package seed

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxPast is how long ago a record can have been made.
const maxPast = 365 * 24 * time.Hour

// record reads the fields of one item and notes what is wrong with them.
type record struct {
	b     *builder
	path  string
	node  *spec.Node
	known []string
	bad   bool
}

func (b *builder) record(path string, node *spec.Node) *record {
	return &record{b: b, path: path, node: node}
}

func (r *record) at(name string) string { return r.path + "." + name }

func (r *record) problem(name, format string, args ...any) {
	path := r.path
	if name != "" {
		path = r.at(name)
	}
	r.bad = true
	r.b.problem(path, fmt.Sprintf(format, args...))
}

// take returns the node of a field, which is known from then on.
func (r *record) take(name string) *spec.Node {
	r.known = append(r.known, name)
	return r.node.Get(name)
}

// text reads a field with a single value.
func (r *record) text(name string) string {
	n := r.take(name)
	if n != nil && (n.Kind == spec.Object || n.Kind == spec.Array) {
		r.problem(name, "it must be a single value")
		return ""
	}
	return n.String()
}

// needed is text for a field that must be there.
func (r *record) needed(name, example string) string {
	text := r.text(name)
	if text == "" && !r.bad {
		r.problem("", "%s is missing, such as %s", name, example)
	}
	return text
}

// choice is text with one of some values; the first one is the default.
func (r *record) choice(name string, values ...string) string {
	text := r.text(name)
	if text == "" {
		return values[0]
	}
	if !slices.Contains(values, text) {
		r.problem(name, "%q is not one of %s", text, strings.Join(values, ", "))
		return values[0]
	}
	return text
}

// amount reads an amount such as "HKD 12.34". In short form, without the currency, it
// is in the one of currency.
func (r *record) amount(name, currency string) (amount *spec.Node) {
	const example = "HKD 12.34"
	text := r.needed(name, example)
	if text == "" {
		return nil
	}
	code, major, found := strings.Cut(text, " ")
	if !found && currency != "" {
		code, major, found = currency, text, true
	}
	if !found {
		r.problem(name, "%q is not an amount, such as %s", text, example)
		return nil
	}
	c, err := spec.ParseCurrency(code)
	if err != nil {
		r.problem(name, "%v", err)
		return nil
	}
	minor, err := c.Minor(strings.TrimSpace(major))
	if err != nil {
		r.problem(name, "%v", err)
		return nil
	}
	return object("currency", code, "value", minor)
}

// moment reads a time: how long ago, such as "2h ago", or an exact one.
func (r *record) moment(name string, otherwise time.Time) time.Time {
	text := r.text(name)
	if text == "" {
		return otherwise
	}
	at, ok := parseMoment(text, r.b.Now)
	switch {
	case !ok:
		r.problem(name, "%q is not a time: write it like 2h ago, 3d ago or 2026-11-20T08:00:00+08:00", text)
	case at.After(r.b.Now):
		r.problem(name, "%s is later than the simulator's time, %s", text, r.b.Now.UTC().Format(time.RFC3339))
	case at.Before(r.b.Now.Add(-maxPast)):
		r.problem(name, "%s is more than a year ago", text)
	default:
		return at
	}
	return otherwise
}

// parseMoment reads a time; a duration is one in the past, or with "in" in the future.
func parseMoment(text string, now time.Time) (time.Time, bool) {
	if rest, ok := strings.CutSuffix(text, " ago"); ok {
		d, ok := parseDuration(rest)
		return now.Add(-d), ok
	}
	if rest, ok := strings.CutPrefix(text, "in "); ok {
		d, ok := parseDuration(rest)
		return now.Add(d), ok
	}
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

// parseDuration reads a duration in which "d" stands for a day.
func parseDuration(text string) (time.Duration, bool) {
	const longest = 10 * maxPast
	var days time.Duration
	if number, rest, ok := strings.Cut(text, "d"); ok {
		d, err := time.ParseDuration(number + "h")
		if err != nil || d < 0 || d > longest/24 {
			return 0, false
		}
		if days = 24 * d; rest == "" {
			return days, true
		}
		text = rest
	}
	d, err := time.ParseDuration(text)
	return days + d, err == nil && d >= 0 && d <= longest
}

// finish names the fields that nobody knows.
func (r *record) finish() {
	for _, m := range r.node.Members {
		if slices.Contains(r.known, m.Name) {
			continue
		}
		if nearest := spec.Nearest(m.Name, r.known); nearest != "" {
			r.problem(m.Name, "%q is unknown here; did you mean %s?", m.Name, nearest)
		} else {
			r.problem(m.Name, "%q is unknown here; the fields are %s", m.Name, strings.Join(r.known, ", "))
		}
	}
}

// object makes an object of names and texts; an empty text leaves its name out.
func object(pairs ...string) *spec.Node {
	n := spec.NewObject()
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			n.Set(pairs[i], spec.NewString(pairs[i+1]))
		}
	}
	return n
}

// merge puts the members of more into n, objects into objects.
func merge(n, more *spec.Node) {
	for _, m := range more.Members {
		if own := n.Get(m.Name); own != nil && own.Kind == spec.Object && m.Value.Kind == spec.Object {
			merge(own, m.Value)
			continue
		}
		n.Set(m.Name, m.Value)
	}
}
