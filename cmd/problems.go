package cmd

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// problemDetail is the JSON form of one mistake in a request.
type problemDetail struct {
	Where    string `json:"where"`
	Path     string `json:"path"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Nearest  string `json:"nearest,omitempty"`
}

// mistake is one finding about a request, ready to be shown.
type mistake struct {
	request.Problem
	flag string // the flag that would give what is missing, or ""
}

// validate checks every document before any is sent. Warnings go to standard
// error; errors, all of them, become one error.
func (a *App) validate(docs []*request.Document, op operation, f *requestFlags) error {
	if f.noValidate {
		return nil
	}
	var mistakes []mistake
	for _, d := range docs {
		for _, p := range d.Problems(op.name, a.Now()) {
			if p.Origin.What == originDefault && strings.HasPrefix(p.Path, "order.orderAmount") {
				continue // a copy of paymentAmount, whose mistake is told where it stands
			}
			m := mistake{Problem: p}
			if !d.Has(p.Path) {
				m.flag = f.flagFor(p.Path)
			}
			if p.Severity == spec.Error || f.strict {
				mistakes = append(mistakes, m)
			} else {
				a.warn("%s", m.text())
			}
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return problemsError(mistakes, op)
}

func problemsError(mistakes []mistake, op operation) error {
	details := make([]problemDetail, len(mistakes))
	var text strings.Builder
	for i, m := range mistakes {
		details[i] = problemDetail{
			Where: m.Origin.String(), Path: m.Path, Rule: m.Rule,
			Severity: string(m.Severity), Message: m.Message, Nearest: m.Nearest,
		}
		text.WriteString("\n" + m.text())
	}
	what := "the request has a mistake; nothing was sent"
	if len(mistakes) > 1 {
		what = fmt.Sprintf("the request has %d mistakes; nothing was sent", len(mistakes))
	}
	return apperr.New(apperr.Usage, what+text.String(), nil,
		"a file that works: antom "+commandOf(op)+" --example list",
	).WithCode("invalid-request").WithDetails(details)
}

func commandOf(op operation) string {
	if op.name == opSession.name {
		return "session"
	}
	return "pay"
}

// text is the mistake in one line: where, which field, what, and the nearest
// valid thing.
func (m mistake) text() string {
	text := ""
	if where := m.Origin.String(); where != "" {
		text = where + ": "
	}
	if m.Path != "" {
		text += m.Path + ": "
	}
	text += m.Message
	if m.Nearest != "" {
		text += fmt.Sprintf(" (did you mean %s?)", m.Nearest)
	}
	if m.flag != "" {
		text += fmt.Sprintf("; give it with %s, in the file or in the profile", m.flag)
	}
	return ui.Clean(text)
}

// flagFor is the flag that fills a field, or "".
func (f *requestFlags) flagFor(path string) string {
	switch path {
	case "paymentAmount", "order.orderAmount", "paymentAmount.value", "order.orderAmount.value":
		return "--amount and --currency"
	case "paymentAmount.currency", "order.orderAmount.currency":
		return "--currency"
	case "order.goods":
		return "--goods"
	case "order":
		return "--description and the other order flags"
	case "order.buyer":
		return "--buyer-id"
	case "paymentMethod":
		return "--method"
	case f.expiryPath:
		return "--expires-in"
	}
	for _, field := range f.fields {
		if field.path == path {
			return "--" + field.name
		}
	}
	return "--set " + path + "=…"
}
