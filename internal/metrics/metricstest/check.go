// Package metricstest reads the text format of Prometheus strictly, for tests: it refuses
// what Prometheus only tolerates, and what its linter complains about.
package metricstest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Sample is one line with a value.
type Sample struct {
	Name   string
	Labels map[string]string
	Value  float64
}

// Family is what belongs to one name.
type Family struct {
	Name, Type, Help string
	Samples          []Sample
}

// Value is the value of the sample with these labels, as name, value, name, value.
func (f *Family) Value(labels ...string) (float64, bool) {
	for _, s := range f.Samples {
		if s.Name != f.Name || len(s.Labels) != len(labels)/2 {
			continue
		}
		fits := true
		for i := 0; i < len(labels); i += 2 {
			fits = fits && s.Labels[labels[i]] == labels[i+1]
		}
		if fits {
			return s.Value, true
		}
	}
	return 0, false
}

var (
	metricName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`) })
	labelName  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_]*$`) })
	sampleLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$`) })
)

// Parse reads a text and returns its families by name.
func Parse(text string) (map[string]*Family, error) {
	families := map[string]*Family{}
	var current *Family
	seen := map[string]bool{}
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("the text is not UTF-8")
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		return nil, fmt.Errorf("the last line has no line end")
	}
	for n, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("line %d: %s: %q", n+1, fmt.Sprintf(format, args...), line)
		}
		switch {
		case strings.HasPrefix(line, "# HELP "):
			name, help, ok := strings.Cut(line[len("# HELP "):], " ")
			if !ok || help == "" || families[name] != nil || !metricName().MatchString(name) {
				return nil, fail("a HELP without a text, again, or of no good name")
			}
			current = &Family{Name: name, Help: help}
			families[name] = current
		case strings.HasPrefix(line, "# TYPE "):
			name, kind, _ := strings.Cut(line[len("# TYPE "):], " ")
			if current == nil || current.Name != name || current.Type != "" || len(current.Samples) > 0 {
				return nil, fail("a TYPE that does not follow its HELP")
			}
			if !slices.Contains([]string{"counter", "gauge", "histogram"}, kind) {
				return nil, fail("an unknown type")
			}
			if (kind == "counter") != strings.HasSuffix(name, "_total") {
				return nil, fail("counters, and only they, end in _total")
			}
			current.Type = kind
		default:
			s, err := parseSample(line)
			if err != nil {
				return nil, fail("%v", err)
			}
			if current == nil || current.Type == "" || !belongs(current, s) {
				return nil, fail("a sample outside of its family")
			}
			if key := fmt.Sprint(s.Name, s.Labels); seen[key] {
				return nil, fail("the sample is there twice")
			} else {
				seen[key] = true
			}
			if current.Type == "counter" && (s.Value < 0 || s.Value != s.Value) {
				return nil, fail("a counter below zero")
			}
			current.Samples = append(current.Samples, s)
		}
	}
	for _, f := range families {
		if f.Type == "" {
			return nil, fmt.Errorf("%s has no TYPE", f.Name)
		}
		if err := checkHistogram(f); err != nil {
			return nil, err
		}
	}
	return families, nil
}

func belongs(f *Family, s Sample) bool {
	if f.Type != "histogram" {
		return s.Name == f.Name && s.Labels["le"] == ""
	}
	suffix, ok := strings.CutPrefix(s.Name, f.Name)
	return ok && slices.Contains([]string{"_bucket", "_sum", "_count"}, suffix) && (suffix == "_bucket") == (s.Labels["le"] != "")
}

func parseSample(line string) (Sample, error) {
	m := sampleLine().FindStringSubmatch(line)
	if m == nil {
		return Sample{}, fmt.Errorf("it is no sample")
	}
	value, err := strconv.ParseFloat(m[3], 64)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Name: m[1], Labels: map[string]string{}, Value: value}
	for rest := m[2]; rest != ""; {
		name, after, ok := strings.Cut(rest, `="`)
		if !ok || !labelName().MatchString(name) || s.Labels[name] != "" {
			return s, fmt.Errorf("the label %q is malformed or there twice", name)
		}
		text, left, err := unquote(after)
		if err != nil {
			return s, err
		}
		s.Labels[name] = text
		if rest = left; rest == "" {
			break
		}
		if rest, ok = strings.CutPrefix(left, ","); !ok || rest == "" {
			return s, fmt.Errorf("labels are not apart")
		}
	}
	return s, nil
}

// unquote reads a value up to its closing quote.
func unquote(s string) (value, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], nil
		case c != '\\':
			b.WriteByte(c)
		default:
			i++
			if i == len(s) || !strings.ContainsRune(`\n"`, rune(s[i])) {
				return "", "", fmt.Errorf("an unknown escape")
			}
			b.WriteByte(map[byte]byte{'\\': '\\', 'n': '\n', '"': '"'}[s[i]])
		}
	}
	return "", "", fmt.Errorf("a label without its closing quote")
}

// checkHistogram holds that buckets rise to the count of the last one, which is +Inf.
func checkHistogram(f *Family) error {
	if f.Type != "histogram" {
		return nil
	}
	var count, last float64
	var bound string
	bounds := -1.0
	for _, s := range f.Samples {
		switch s.Name {
		case f.Name + "_bucket":
			le, err := strconv.ParseFloat(s.Labels["le"], 64)
			if err != nil || s.Value < last || le <= bounds {
				return fmt.Errorf("%s: buckets do not rise at le=%q", f.Name, s.Labels["le"])
			}
			last, bound, bounds = s.Value, s.Labels["le"], le
		case f.Name + "_count":
			count = s.Value
		}
	}
	if bound != "+Inf" || count != last {
		return fmt.Errorf("%s: the last bucket is %q with %g of %g", f.Name, bound, last, count)
	}
	return nil
}
