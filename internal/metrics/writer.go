// Package metrics writes numbers in the text format of Prometheus (version 0.0.4), and
// counts what servers do. It knows nothing of what is counted. Counting costs an atomic
// addition; text is made only when somebody asks for it.
package metrics

import (
	"math"
	"strconv"
	"strings"
)

// ContentType is the media type of the text format.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Kind is the type of a family of metrics.
type Kind string

// The kinds that this package writes.
const (
	CounterKind   Kind = "counter"
	GaugeKind     Kind = "gauge"
	HistogramKind Kind = "histogram"
)

// Label is a name and a value that tell the samples of a family apart.
type Label struct{ Name, Value string }

// Text collects families of metrics. The zero value is empty and ready.
type Text struct {
	b      strings.Builder
	family string
}

// String is the text so far.
func (t *Text) String() string { return t.b.String() }

// Family begins a family: a name, what it is, and its kind. The samples that follow
// belong to it. A family is begun once.
func (t *Text) Family(name string, kind Kind, help string) {
	t.family = name
	t.b.WriteString("# HELP " + name + " " + escapeHelp(help) + "\n# TYPE " + name + " " + string(kind) + "\n")
}

// Sample adds a sample of the family.
func (t *Text) Sample(value float64, labels ...Label) { t.sample("", value, labels) }

// sample adds one whose name has a suffix, as those of a histogram have.
func (t *Text) sample(suffix string, value float64, labels []Label) {
	t.b.WriteString(t.family + suffix)
	for i, l := range labels {
		sign := ","
		if i == 0 {
			sign = "{"
		}
		t.b.WriteString(sign + l.Name + `="` + escapeValue(l.Value) + `"`)
	}
	if len(labels) > 0 {
		t.b.WriteByte('}')
	}
	t.b.WriteString(" " + number(value) + "\n")
}

// number writes a value as Prometheus reads it: whole numbers without an exponent.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	case v == math.Trunc(v) && math.Abs(v) < 1<<53:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func escapeHelp(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(s)
}

// escapeValue makes a text the value of a label, which is UTF-8.
func escapeValue(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(strings.ToValidUTF8(s, "�"))
}
