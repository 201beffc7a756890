package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
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
	flag  string // the flag that would give what is missing, or ""
	about string // the flag that is wrong, or ""
}

// validate checks every document before any is sent. Warnings go to standard
// error; errors, all of them, become one error.
func (a *App) validate(docs []*request.Document, op operation, f *requestFlags) error {
	if f.noValidate && len(f.mistakes) == 0 {
		return nil
	}
	if f.noValidate {
		return problemsError(f.mistakes, op)
	}
	mistakes := f.mistakes
	for _, d := range docs {
		for _, p := range d.Problems(op.name, a.Now()) {
			if f.told(d, p) {
				continue
			}
			m := mistake{Problem: p}
			if !d.Has(p.Path) {
				m.flag = f.flagFor(op, p.Path)
				if p.Origin.File == "" {
					m.Origin = request.Origin{} // nothing that was given is to blame
				}
			}
			if p.Origin.Flag == "--amount" {
				m.Nearest = majorUnits(d.Get(f.amounts[0]+".currency"), p.Nearest)
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

// told tells whether a finding is only the consequence of a mistake that is
// told already: of a flag, or of paymentAmount where order.orderAmount copies it.
func (f *requestFlags) told(d *request.Document, p request.Problem) bool {
	amount := slices.ContainsFunc(f.amounts, func(path string) bool { return strings.HasPrefix(p.Path, path) })
	for _, m := range f.mistakes {
		switch m.about {
		case "--amount", "--minor", "--currency":
			// The goods that the simulator fills in cost what the payment does.
			if amount || strings.HasPrefix(p.Path, "order.goods") && p.Origin.File == "" && p.Origin.Flag == "" {
				return true
			}
		case "--goods":
			if strings.HasPrefix(p.Path, "order.goods") {
				return true
			}
		case "--expires-in":
			if p.Path == f.expiryPath {
				return true
			}
		}
	}
	original, isCopy := strings.CutPrefix(p.Path, "order.orderAmount")
	if original == "" && d.Has(p.Path) {
		return false // it is about the whole amount: that it differs
	}
	return isCopy && p.Origin.File == "" && d.Get(p.Path) == d.Get("paymentAmount"+original)
}

// majorUnits writes a suggested amount as --amount takes it.
func majorUnits(currency, minor string) string {
	major, err := antom.Amount{Currency: currency, Value: minor}.Major()
	if err != nil {
		return "" // then there is nothing to suggest
	}
	return major
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
		"files that validate: antom "+op.command+" --example list",
	).WithCode("invalid-request").WithDetails(details)
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
func (f *requestFlags) flagFor(op operation, path string) string {
	switch {
	case op.name == opCancel().name && path == "paymentRequestId":
		return "an argument or --payment-id"
	case op.name == opInquiryRefund().name && path == "refundRequestId":
		return "an argument or --refund-id"
	}
	for _, amount := range f.amounts {
		switch path {
		case amount, amount + ".value":
			return "--amount and --currency"
		case amount + ".currency":
			return "--currency"
		}
	}
	switch path {
	case "paymentId":
		return "--payment-id"
	case "refundId":
		return "--refund-id"
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
	if field := spec.Request(op.name).At(path); field != nil && field.Object != nil && len(field.Object.Fields) > 0 {
		if field.Array {
			path += "[0]"
		}
		path += "." + field.Object.Fields[0].Name // an object is given by one of its fields
	}
	return "--set " + path + "=…"
}
