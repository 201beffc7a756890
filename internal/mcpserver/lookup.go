package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/docs"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/practices"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxBody is the longest body or capture that is given as an argument, in bytes.
const maxBody = 1 << 20

// lookupTools look facts up in the tables of the specification.
func lookupTools() []tool {
	return []tool{
		{
			name: "explain_operation", title: "Explain an operation, a notification or a field", effect: reads,
			about: "Look up what Antom's interface wants before writing code: the fields of a request, a response or a notification with type, length, " +
				"required or not, values and notes. Without a target it lists all operations. Never guess a field: look it up here.",
			params: []param{
				{name: "target", kind: text, about: `an operation, a notification, or a field in it, such as "pay", "pay.order.goods", "notifyPayment"`},
				{name: "part", kind: text, about: "which message of the operation (default request)", enum: []string{"request", "response"}},
				{name: "all_levels", kind: boolean, about: "all nested fields, each in one line of the outline, indented by level: name, type, length, required or not; ask for one field to see its notes"},
				{name: "group", kind: text, about: "without a target: only operations of this group", enum: reference.Groups()},
			},
			result: explained{}, run: explainOperation,
		},
		{
			name: "explain_code", title: "Explain a result code", effect: reads,
			about: "Look up what a result code means, what to do next, and whether a request may be sent again. Give the code, or the body of a response or " +
				"notification that has codes in it; without either it lists the codes of an operation.",
			params: []param{
				{name: "code", kind: text, about: "a result code, such as PAYMENT_IN_PROCESS"},
				{name: "operation", kind: text, about: "only what it means for this operation or notification", enum: slices.Concat(operationNames(), spec.Notifications()), unlisted: true},
				{name: "body", kind: text, about: "the JSON body of a response or a notification", most: maxBody},
				limit("codes"),
			},
			result: codesFound{}, run: explainCode,
		},
		{
			name: "find_methods", title: "Find payment methods", effect: reads,
			about: "Find payment methods by code, region, currency, kind or flow. Returns regions, currencies, limits, refunds, how the buyer pays, and test cards.",
			params: []param{
				{name: "code", kind: text, about: "a paymentMethodType, such as ALIPAY_HK"},
				{name: "region", kind: text, about: "a region of the buyer, ISO 3166-1, such as HK"},
				{name: "currency", kind: text, about: "a currency, ISO 4217, such as HKD"},
				{name: "kind", kind: text, about: "a part of the kind, such as wallet"},
				{name: "flow", kind: text, about: "a part of the flow, such as redirect or code"},
				limit("methods"),
			},
			result: methodsFound{}, run: findMethods,
		},
		{
			name: "find_currencies", title: "Find currencies", effect: reads,
			about: "Look up a currency: how many decimals it has, and how an amount is written in its smallest unit, as Antom takes it.",
			params: []param{
				{name: "code", kind: text, about: "ISO 4217 code or number, such as JPY; without it, all currencies that Antom lists"},
				limit("currencies"),
			},
			result: currenciesFound{}, run: findCurrencies,
		},
		{
			name: "search_practices", title: "Search the rules for running payments", effect: reads,
			about: "Search the rules of Antom's documents for running payments: which link to open on which terminal, what a result page shows, when to ask for " +
				"a result, how to handle notifications. Use it when you design the way of a payment.",
			params: []param{{name: "words", kind: text, about: "words that a rule has, or a topic; without them, all rules"}, limit("rules")},
			result: practicesFound{}, run: searchPractices,
		},
		{
			name: "read_guide", title: "Read a guide", effect: reads,
			about: "Read a guide of antom: requests, responses, webhooks, the life of a payment, troubleshooting and more. Without a name it lists the guides; " +
				"a long guide is read section by section.",
			params: []param{
				{name: "name", kind: text, about: "the guide", enum: docs.Names()},
				{name: "section", kind: text, about: "a heading of the guide, or a part of it; without it, the beginning and all headings"},
			},
			result: guideRead{}, run: readGuide,
		},
	}
}

type explained struct {
	Operations  []operationLine        `json:"operations,omitempty"`
	Explanation *reference.Explanation `json:"explanation,omitempty"`
	Outline     []string               `json:"outline,omitempty"` // the fields of all levels
	Example     string                 `json:"example,omitempty"`
}

// operationLine is an operation in a list.
type operationLine struct {
	Name    string `json:"name"`
	Group   string `json:"group"`
	Reads   bool   `json:"readOnly"`
	Summary string `json:"summary,omitempty"`
}

func explainOperation(_ context.Context, c *call) (result, error) {
	var a struct {
		Target, Part, Group string
		AllLevels           bool `json:"all_levels"`
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if a.Target == "" {
		return listOperations(a.Group)
	}
	x, err := reference.Explain(a.Target, reference.Options{Response: a.Part == "response", Recursive: a.AllLevels})
	if errors.Is(err, reference.ErrNoPart) {
		return result{}, apperr.New(apperr.Usage, a.Target, err, "leave the argument part out")
	}
	if err != nil {
		return result{}, err
	}
	out := explained{Explanation: x}
	if x.Operation != nil && x.Path == "" && x.Part == reference.Request && !a.AllLevels {
		out.Example = string(reference.Skeleton(x.Name))
	}
	if a.AllLevels {
		out.Outline = outline(nil, x.Fields, "")
		x.Fields = nil
		return result{summary: fmt.Sprintf("%s: %s with %d fields on all levels", a.Target, x.Part, len(out.Outline)), value: out}, nil
	}
	return result{summary: fmt.Sprintf("%s: %s with %d fields", a.Target, x.Part, len(x.Fields)), value: out}, nil
}

// outline adds a line for each field and the fields in it. Whole descriptions of all of
// them are more than a result may have.
func outline(lines []string, fields []reference.Field, indent string) []string {
	for _, f := range fields {
		line := indent + f.Name + " " + f.Type
		if f.Array {
			line += "[]"
		}
		if f.MaxLength > 0 {
			line += fmt.Sprintf("(%d)", f.MaxLength)
		}
		switch f.Required {
		case "yes":
			line += " required"
		case "conditional":
			line += " conditional"
		}
		lines = outline(append(lines, line), f.Fields, indent+" ")
	}
	return lines
}

func listOperations(group string) (result, error) {
	list, err := reference.Operations(group)
	if err != nil {
		return result{}, err
	}
	var out explained
	for _, o := range list {
		out.Operations = append(out.Operations, operationLine{o.Name, o.Group, o.Reads, o.Summary})
	}
	return result{summary: fmt.Sprintf("%d operations", len(list)), value: out}, nil
}

type codesFound struct {
	Codes    []reference.Code    `json:"codes,omitempty"`
	Outcomes []reference.Outcome `json:"outcomes,omitempty"`
	Total    int                 `json:"total"`
}

func explainCode(_ context.Context, c *call) (result, error) {
	var a struct {
		Code, Operation, Body string
		Limit                 int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	filter := reference.CodeFilter{Operation: a.Operation}
	switch {
	case a.Body != "" && a.Code != "":
		return result{}, apperr.New(apperr.Usage, "both a code and a body are given", nil, "give one of the arguments code and body")
	case a.Body != "":
		found, err := reference.Outcomes([]byte(a.Body), a.Operation)
		if err != nil {
			return result{}, apperr.New(apperr.Usage, "the argument body", err, "give the JSON body of a response or a notification")
		}
		return result{summary: fmt.Sprintf("%d result codes in the body", len(found)), value: codesFound{Outcomes: found, Total: len(found)}}, nil
	case a.Code == "" && a.Operation == "":
		return result{}, apperr.New(apperr.Usage, "neither a code nor an operation is given", nil, "give one of the arguments code, body and operation")
	}
	list, err := reference.Codes(filter)
	if a.Code != "" {
		list, err = reference.FindCode(a.Code, filter)
	}
	if err != nil {
		return result{}, err
	}
	total := len(list)
	list = list[:min(total, limited(a.Limit))]
	summary := shownOf("result codes", len(list), total)
	if a.Code != "" {
		summary = fmt.Sprintf("%s: %s. Next: %s", list[0].Code, list[0].Message, list[0].Next)
	}
	return result{summary: summary, value: codesFound{Codes: list, Total: total}}, nil
}

// shownOf says how much of a list is shown.
func shownOf(what string, shown, total int) string {
	if shown == total {
		return fmt.Sprintf("%d %s", total, what)
	}
	return fmt.Sprintf("the first %d of %d %s; a larger limit or a narrower choice shows the rest", shown, total, what)
}

type methodsFound struct {
	Methods []reference.Method `json:"methods"`
	Total   int                `json:"total"`
}

func findMethods(_ context.Context, c *call) (result, error) {
	var a struct {
		Code, Region, Currency, Kind, Flow string
		Limit                              int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if a.Code != "" {
		m, err := reference.FindMethod(a.Code)
		if err != nil {
			return result{}, err
		}
		return result{summary: m.Code + ": " + m.Name, value: methodsFound{Methods: []reference.Method{m}, Total: 1}}, nil
	}
	list, err := reference.Methods(reference.MethodFilter{Region: a.Region, Currency: a.Currency, Kind: a.Kind, Flow: a.Flow})
	if err != nil {
		return result{}, err
	}
	total := len(list)
	list = list[:min(total, limited(a.Limit))]
	return result{summary: shownOf("payment methods", len(list), total), value: methodsFound{Methods: list, Total: total}}, nil
}

type currenciesFound struct {
	Currencies []currencyLine `json:"currencies"`
	Total      int            `json:"total"`
}

// currencyLine is a currency with an amount in both of its forms.
type currencyLine struct {
	reference.Currency
	Major string `json:"exampleMajor"`
	Minor string `json:"exampleValue"` // as Antom takes it
}

func findCurrencies(_ context.Context, c *call) (result, error) {
	var a struct {
		Code  string
		Limit int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	list := reference.Currencies(reference.CurrencyFilter{Listed: true})
	if a.Code != "" {
		one, err := reference.FindCurrency(a.Code)
		if err != nil {
			return result{}, err
		}
		list = []reference.Currency{one}
	}
	out := currenciesFound{Total: len(list)}
	for _, one := range list[:min(len(list), limited(a.Limit))] {
		major, minor := one.Example()
		out.Currencies = append(out.Currencies, currencyLine{one, major, minor})
	}
	summary := shownOf("currencies", len(out.Currencies), out.Total)
	if a.Code != "" {
		one := out.Currencies[0]
		summary = fmt.Sprintf("%s has %d decimals: %s is the value %q", one.Code, one.Decimals, one.Major, one.Minor)
	}
	return result{summary: summary, value: out}, nil
}

type practicesFound struct {
	Practices []practices.Practice `json:"practices"`
	Topics    []string             `json:"topics"`
	Total     int                  `json:"total"`
}

func searchPractices(_ context.Context, c *call) (result, error) {
	var a struct {
		Words string
		Limit int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	all, err := practices.All()
	if err != nil {
		return result{}, err
	}
	found := practices.Search(all, strings.Fields(a.Words))
	out := practicesFound{Practices: found[:min(len(found), limited(a.Limit))], Topics: practices.Topics(all), Total: len(found)}
	summary := shownOf("rules", len(out.Practices), out.Total)
	if len(found) == 0 {
		summary = "no rule has all of these words; topics: " + strings.Join(out.Topics, ", ")
	}
	return result{summary: summary, value: out}, nil
}
