package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Mistake is one finding about a request, ready to be shown.
type Mistake struct {
	request.Problem
	missing string // the flag that would give what is missing, or ""
	flag    string // the flag that is wrong, or ""
}

// flagMistake is a flag that cannot be laid over a request.
func flagMistake(flag string, err error) Mistake {
	m := Mistake{Problem: request.Problem{Origin: request.Origin{Flag: flag}}, flag: flag}
	m.Severity, m.Rule, m.Message = spec.Error, "flag", err.Error()
	if strings.HasPrefix(m.Message, "--") {
		m.Origin = request.Origin{} // the error says its place itself
	}
	return m
}

// String is the mistake in one line: where, which field, what, and the nearest
// valid value.
func (m Mistake) String() string {
	text, where := m.Message, m.Origin.String()
	switch {
	case m.ofOneFlag() && beginsWithVerb(text):
		text = where + " " + text
	case m.ofOneFlag() || where != "" && m.Path == "":
		text = where + ": " + text
	case where != "":
		text = where + ": " + m.Path + ": " + text
	case m.Path != "":
		text = m.Path + ": " + text
	}
	if m.Nearest != "" {
		text += fmt.Sprintf(" (did you mean %s?)", m.Nearest)
	}
	if m.missing != "" {
		text += fmt.Sprintf("; set it with %s, in the file or in the profile", m.missing)
	}
	return printable.Clean(text)
}

// ofOneFlag reports whether the value comes from a flag that stands for its field
// alone, so that the flag says more than the name of the field, which nobody typed.
func (m Mistake) ofOneFlag() bool {
	flag := m.Origin.Flag
	switch flag {
	case "--goods":
		return false // it fills several fields
	case "--amount", "--minor", "--currency": // they fill order.orderAmount, too
		if strings.HasPrefix(m.Path, "order.") {
			return false
		}
	}
	return m.Origin.File == "" && m.Path != "" && strings.HasPrefix(flag, "--") && !strings.Contains(flag, " ")
}

// shownByExample reports whether an example of a request shows how to mend the mistake:
// something in a file, or a field that is missing.
func (m Mistake) shownByExample() bool { return m.Origin.File != "" || m.missing != "" }

// beginsWithVerb reports whether a message makes a sentence with the name before it.
func beginsWithVerb(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	return first == "is" || first == "has" || first == "carries"
}

// mistakeDetails is the JSON form of one mistake in a request.
type mistakeDetails struct {
	Where    string `json:"where"`
	Path     string `json:"path"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Nearest  string `json:"nearest,omitempty"`
}

// mistakesError makes one error of all mistakes.
func mistakesError(mistakes []Mistake, op spec.Operation, commands Commands) error {
	details := make([]mistakeDetails, len(mistakes))
	var text strings.Builder
	for i, m := range mistakes {
		details[i] = mistakeDetails{
			Where: m.Origin.String(), Path: m.Path, Rule: m.Rule,
			Severity: string(m.Severity), Message: m.Message, Nearest: m.Nearest,
		}
		text.WriteString("\n" + m.String())
	}
	what := "the request has a mistake; nothing was sent"
	if len(mistakes) > 1 {
		what = fmt.Sprintf("the request has %d mistakes; nothing was sent", len(mistakes))
	}
	var hints []string
	if hint := commands.defaultsHint(mistakes); hint != "" {
		hints = append(hints, hint)
	}
	if slices.ContainsFunc(mistakes, Mistake.shownByExample) {
		hints = append(hints, "files that validate: antom "+op.Command+" --example list")
	}
	return apperr.New(apperr.Usage, what+text.String(), nil, hints...).WithCode("invalid-request").WithDetails(details)
}
