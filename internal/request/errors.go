package request

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrSealed says that a document was changed after its bytes had been made.
// What was signed is what is sent, so the document is final from then on.
var ErrSealed = errors.New("the request cannot be changed any more: its bytes are already made")

// SyntaxError is one mistake in the form of the input: it is not YAML or JSON,
// or not a request.
type SyntaxError struct {
	Origin  Origin
	Message string // what is wrong and what to do, one line, without the place
	Related Origin // the other place that matters, such as the first of two equal names; else zero
}

// Error returns the place and the message.
func (e *SyntaxError) Error() string { return e.Origin.String() + ": " + e.Message }

// SyntaxErrors are all the mistakes that one input has, by position.
type SyntaxErrors []*SyntaxError

// Error returns one line for each mistake.
func (e SyntaxErrors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single mistakes to errors.As.
func (e SyntaxErrors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// sort puts the mistakes into the order of their positions.
func (e SyntaxErrors) sort() {
	slices.SortStableFunc(e, func(a, b *SyntaxError) int {
		return cmp.Or(cmp.Compare(a.Origin.Line, b.Origin.Line), cmp.Compare(a.Origin.Column, b.Origin.Column))
	})
}

// SetError says why a value cannot be put at a path.
type SetError struct {
	Path    string
	Origin  Origin // of the value that was to be put there
	Message string
	Related Origin // of the value that is in the way; else zero
}

// Error returns the path and the message. The value is left out: it may be
// something that does not belong in a log.
func (e *SetError) Error() string { return e.Path + ": " + e.Message }

// ArgError says what is wrong with the argument of --set or --goods.
type ArgError struct {
	Shown   string // the argument, as far as it may be shown
	Offset  int    // of the mistake in the argument, in characters from 0
	Message string
}

// Error returns the argument, the character and the message.
func (e *ArgError) Error() string {
	return fmt.Sprintf("%s: character %d: %s", e.Shown, e.Offset+1, e.Message)
}
