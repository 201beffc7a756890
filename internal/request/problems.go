package request

import (
	"cmp"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Problem is something that is wrong with a request, or not advisable, and where
// it came from.
type Problem struct {
	Origin Origin
	spec.Finding
}

// Problems validates the request for an operation. What is in the file comes
// first, by position, then what came from flags and other sources.
func (d *Document) Problems(operation string, now time.Time) []Problem {
	findings := spec.Validate(operation, d.Root, spec.Options{Now: now})
	problems := make([]Problem, 0, len(findings))
	seen := make(map[spec.Finding]bool, len(findings))
	for _, f := range findings {
		if seen[f] {
			continue
		}
		seen[f] = true
		problems = append(problems, d.problem(f))
	}
	ordered.Sort(problems, func(a, b Problem) int { return compareOrigins(a.Origin, b.Origin) })
	return problems
}

// unknownField is the rule of package spec for names that Antom does not define.
const unknownField = "unknown-field"

// problem gives a finding its origin. What is wrong with a name is reported where
// the name is, everything else where the value is.
func (d *Document) problem(f spec.Finding) Problem {
	t := d.walk(f.Path)
	if !t.complete {
		return Problem{Origin: d.nameOrigin(t.node), Finding: f}
	}
	if f.Rule != unknownField {
		return Problem{Origin: d.origin(t.node), Finding: f}
	}
	if strings.ContainsAny(t.name, ".[") {
		f.Message += "; in a file a dot or an index in a name does not lead into an object or list: nest the fields"
	}
	return Problem{Origin: d.nameOrigin(t.node), Finding: f}
}

// compareOrigins puts places in files before everything else, by position.
func compareOrigins(a, b Origin) int {
	return cmp.Or(
		-cmp.Compare(min(len(a.File), 1), min(len(b.File), 1)),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

// Bytes returns the request as it is signed and sent: compact JSON with the
// fields in Antom's order. It is made once, by the first call; every later call
// returns the same slice, whatever the operation, and the document cannot be
// changed any more. The caller must not change the slice.
func (d *Document) Bytes(operation string) []byte {
	if d.bytes == nil {
		spec.Order(operation, d.Root)
		d.bytes = d.Root.AppendJSON(nil)
	}
	return d.bytes
}
