package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
)

// Problem is one mistake in the configuration.
type Problem struct {
	Where   string `json:"where"`             // file:line:column, a flag or an environment variable
	Key     string `json:"key,omitempty"`     // the key it is about
	Message string `json:"message"`           // what is wrong
	Nearest string `json:"nearest,omitempty"` // the valid thing that was probably meant
}

// String is the whole message.
func (p Problem) String() string {
	text := p.Where + ": " + p.Message
	if p.Nearest != "" {
		text += fmt.Sprintf("; did you mean %q?", p.Nearest)
	}
	return text
}

// ProblemsError is a configuration with mistakes, all of them.
type ProblemsError struct {
	Problems []Problem
}

// Error lists the problems, one to a line when there are several.
func (e *ProblemsError) Error() string {
	if len(e.Problems) == 1 {
		return e.Problems[0].String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d mistakes", len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

// configError is an error of exit code 3.
func configError(problems []Problem, hints ...string) error {
	return apperr.New(apperr.Config, "reading the configuration", &ProblemsError{problems}, hints...).WithDetails(problems)
}

// mistake is what is wrong with a value, wherever it stands.
type mistake struct {
	message, nearest string
}

// Error is the message and the nearest valid value.
func (m mistake) Error() string {
	if m.nearest == "" {
		return m.message
	}
	return fmt.Sprintf("%s; did you mean %q?", m.message, m.nearest)
}

// quoted lists words for a message: "a", "b" or "c".
func quoted(words []string) string {
	words = slices.Clone(words)
	for i, w := range words {
		words[i] = fmt.Sprintf("%q", w)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
