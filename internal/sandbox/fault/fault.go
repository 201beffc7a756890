// Package fault describes the faults of the simulator, with which merchants test
// their programs. A fault is written as one word with options, such as
// "latency=2s,rate=0.1" or "http-502,operation=pay,times=3". The package parses
// and selects faults; it does not apply them.
package fault

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// MaxLatency is the longest time that a fault makes an answer late.
	MaxLatency = time.Minute
	// MaxTimes is the largest number of calls that a fault can be limited to.
	MaxTimes = 1_000_000
	// maxText is the length of the longest text of a fault, in bytes.
	maxText = 200
)

// Fault is one thing that goes wrong.
type Fault struct {
	Kind Kind
	// Latency is how late the answer comes; of the kind Latency only.
	Latency time.Duration
	// Rate is the share of the calls that are struck, more than 0 and at most 1.
	Rate float64
	// Operation is the one operation that is struck, or the one notification for
	// a kind about these; empty strikes all.
	Operation string
	// Times is how many calls are struck before the fault ends; 0 for no limit.
	Times int
}

// Parse reads a fault. Options come after the kind, in any order:
//
//	latency=2s,rate=0.1
//	timeout
//	http-502,rate=0.5,operation=pay,times=3
func Parse(s string) (Fault, error) {
	if len(s) > maxText {
		return Fault{}, fmt.Errorf("a fault has at most %d characters, this has %d", maxText, len(s))
	}
	words := strings.Split(s, ",")
	f, err := begin(strings.TrimSpace(words[0]))
	if err != nil {
		return Fault{}, err
	}
	given := map[string]bool{}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if given[name] {
			return Fault{}, fmt.Errorf("fault %s: %q is given twice", f.Kind, name)
		}
		given[name] = true
		if err := f.set(name, value); err != nil {
			return Fault{}, fmt.Errorf("fault %s: %w", f.Kind, err)
		}
	}
	return f, nil
}

// begin reads the first word.
func begin(word string) (Fault, error) {
	name, value, hasValue := strings.Cut(word, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	f := Fault{Kind: Kind(name), Rate: 1}
	switch {
	case name == "":
		return f, fmt.Errorf("a fault begins with its kind; the kinds are: %s", kindNames(", "))
	case !f.Kind.known():
		return f, fmt.Errorf("%q is not a fault%s; the kinds are: %s", name, meant(name, kinds()), kindNames(", "))
	case f.Kind == Latency:
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 || d > MaxLatency {
			return f, fmt.Errorf("fault latency: %q is not a time of more than 0s and at most %d seconds; write it like latency=2s", value, int(MaxLatency.Seconds()))
		}
		f.Latency = d
	case hasValue:
		return f, fmt.Errorf("fault %s takes no value; options follow a comma, as in %s,rate=0.5", name, name)
	}
	return f, nil
}

// set reads one option.
func (f *Fault) set(name, value string) error {
	switch name {
	case "rate":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(rate) || rate <= 0 || rate > 1 {
			return fmt.Errorf("rate %q is not a number of more than 0 and at most 1; rate=0.1 applies to one call in ten", value)
		}
		f.Rate = rate
	case "times":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > MaxTimes {
			return fmt.Errorf("times %q is not a whole number from 1 to %d", value, MaxTimes)
		}
		f.Times = n
	case "operation":
		known := operations()
		if f.Kind.Notifies() {
			known = spec.Notifications()
		}
		for _, op := range known {
			if op == value {
				f.Operation = op
				return nil
			}
		}
		return fmt.Errorf("operation %q is unknown%s; use one of: %s", value, meant(value, known), strings.Join(known, ", "))
	default:
		options := []string{"rate", "operation", "times"}
		return fmt.Errorf("%q is not an option%s; the options are: rate=0.1, operation=NAME, times=N", name, meant(name, options))
	}
	return nil
}

// String is the shortest text that Parse reads as this fault.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	if f.Kind == Latency {
		b.WriteString("=" + f.Latency.String())
	}
	if f.Rate != 1 {
		b.WriteString(",rate=" + strconv.FormatFloat(f.Rate, 'g', -1, 64))
	}
	if f.Operation != "" {
		b.WriteString(",operation=" + f.Operation)
	}
	if f.Times > 0 {
		b.WriteString(",times=" + strconv.Itoa(f.Times))
	}
	return b.String()
}

// MarshalText writes the fault as String does, so that it is a string in JSON.
func (f Fault) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what Parse reads.
func (f *Fault) UnmarshalText(text []byte) (err error) {
	*f, err = Parse(string(text))
	return err
}

func kinds() []string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return names
}

func kindNames(separator string) string { return strings.Join(kinds(), separator) }

// operations are the names of the calls that Antom documents.
func operations() []string {
	var names []string
	for _, op := range spec.Operations() {
		names = append(names, op.Name)
	}
	return names
}

// meant is a question for the name that was probably meant.
func meant(name string, known []string) string {
	if nearest := spec.Nearest(name, known); nearest != "" {
		return fmt.Sprintf(" (did you mean %s?)", nearest)
	}
	return ""
}
