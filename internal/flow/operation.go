package flow

import (
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// about is what an operation is about: a payment where nothing else is known.
func about(op spec.Operation) outcome.Subject { return outcome.About(op.Name) }

// accepts reports whether a request of the operation has a field at path, so
// that a profile's defaults go only where they belong.
func accepts(op spec.Operation, path string) bool {
	steps, err := spec.ParsePath(path)
	if err != nil || len(steps) == 0 {
		return false
	}
	t := spec.Request(op.Name)
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if f.Name == steps[0].Name {
			return true
		}
	}
	return false
}

// requires reports whether the request must have the field at path: Antom requires
// it, and what is around it is required or there.
func requires(op spec.Operation, d *request.Document, path string) bool {
	t := spec.Request(op.Name)
	for i, r := range path + "." {
		if r != '.' {
			continue
		}
		f := t.At(path[:i])
		if f == nil || f.Required != spec.Yes && !d.Has(path[:i]) {
			return false
		}
	}
	return true
}
