package mcpserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
)

// problem is a mistake in a request.
type problem struct {
	Path     string `json:"path"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Nearest  string `json:"nearest,omitempty"`
}

func (p problem) String() string {
	text := p.Message
	if p.Path != "" {
		text = p.Path + ": " + text
	}
	if p.Nearest != "" {
		text += fmt.Sprintf(" (did you mean %s?)", p.Nearest)
	}
	return text
}

// problemsOf are the mistakes of a request that an error is about, nil for another
// error.
func problemsOf(err error) []problem {
	var e *apperr.Error
	if !errors.As(err, &e) || e.Kind != apperr.Usage || e.Details == nil {
		return nil
	}
	data, err := json.Marshal(e.Details)
	if err != nil {
		return nil
	}
	var list []problem
	if json.Unmarshal(data, &list) != nil || len(list) == 0 {
		return nil
	}
	return list
}

// explainProblems says in the words of an agent what is wrong with a request: the
// command line names its flags.
func explainProblems(e *apperr.Error, list []problem) *apperr.Error {
	what, _, _ := strings.Cut(e.Error(), "\n")
	what = strings.TrimSuffix(what, ":")
	var lines strings.Builder
	for _, p := range list {
		lines.WriteString("\n" + p.String())
	}
	return apperr.New(apperr.Usage, what+lines.String(), nil, "explain_operation tells what each field is, and has an example of the request").
		WithCode(e.Code).WithDetails(list)
}
