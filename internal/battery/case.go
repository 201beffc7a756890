package battery

import (
	"fmt"
	"path"
	"strings"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// A Case is one thing that is tried.
type Case struct {
	Name    string `json:"name"`    // stable, such as "tampered-amount"
	Group   string `json:"group"`   // what it is about, such as "forgery"
	Summary string `json:"summary"` // what is tried, in a few words
	// Advice is true where Antom's documents demand nothing: a case that does not
	// end well is a warning, unless the battery is strict.
	Advice bool `json:"advice"`
	// Refuse is true if no request of the case may be acknowledged; otherwise
	// all of them must be.
	Refuse bool `json:"mustRefuse"`

	fix   string // what to change in the application when it does not pass
	build func(*kit) []*notification.Request
	judge func(*run) outcome // for cases that send nothing of their own
}

// Cases returns all cases in the order in which they are run.
func Cases() []Case {
	var all []Case
	for _, group := range []struct {
		name  string
		cases []Case
	}{
		{"basics", basicCases()},
		{"types", typeCases()},
		{"forgery", append(contentForgeries(), headerForgeries()...)},
		{"repeats", repeatCases()},
		{"tolerance", toleranceCases()},
		{"bytes", byteCases()},
		{"headers", headerCases()},
		{"transport", transportCases()},
	} {
		for _, c := range group.cases {
			c.Group = group.name
			all = append(all, c)
		}
	}
	return all
}

// A SelectError reports that a name or pattern chooses no case.
type SelectError struct {
	Pattern string
	Nearest string // the case that may be meant; "" when none is near
}

func (e *SelectError) Error() string {
	text := fmt.Sprintf("there is no case %q", e.Pattern)
	if e.Nearest != "" {
		text += fmt.Sprintf(" (did you mean %s?)", e.Nearest)
	}
	return text
}

// Select returns the cases that only names, all if it is empty, less those
// that skip names. Both hold names, groups and patterns such as "type-*". One
// that matches nothing is a *SelectError, so that a typing mistake does not
// pass for a test.
func Select(only, skip []string) ([]Case, error) {
	all := Cases()
	wanted, err := match(all, only)
	if err != nil {
		return nil, err
	}
	unwanted, err := match(all, skip)
	if err != nil {
		return nil, err
	}
	var chosen []Case
	for _, c := range all {
		if (len(only) == 0 || wanted[c.Name]) && !unwanted[c.Name] {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

func match(all []Case, patterns []string) (map[string]bool, error) {
	found := map[string]bool{}
	for _, pattern := range patterns {
		any := false
		for _, c := range all {
			if ok, err := path.Match(pattern, c.Name); err == nil && ok || pattern == c.Group {
				found[c.Name], any = true, true
			}
		}
		if !any {
			return nil, &SelectError{Pattern: pattern, Nearest: nearest(all, pattern)}
		}
	}
	return found, nil
}

func nearest(all []Case, name string) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
	}
	return spec.Nearest(strings.ToLower(name), names)
}
