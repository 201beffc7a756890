package scenario

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Parse reads a scenario. Its mistakes are all of them, as request.SyntaxErrors.
func Parse(document *request.Document) (*Scenario, error) {
	p := &parser{document: document, vars: []string{RunVariable}}
	s := p.scenario()
	if len(p.mistakes) == 0 {
		s.File = document.OriginOf("").File
		return s, nil
	}
	slices.SortStableFunc(p.mistakes, func(a, b *request.SyntaxError) int {
		return cmp.Or(cmp.Compare(a.Origin.Line, b.Origin.Line), cmp.Compare(a.Origin.Column, b.Origin.Column))
	})
	return nil, p.mistakes
}

// RunVariable is the variable that each run has: a text that no other run has, for
// ids.
const RunVariable = "run"

type parser struct {
	document *request.Document
	mistakes request.SyntaxErrors
	vars     []string // known so far
}

func (p *parser) mistake(path, format string, args ...any) {
	p.mistakes = append(p.mistakes, &request.SyntaxError{Origin: p.document.OriginOf(path), Message: fmt.Sprintf(format, args...)})
}

// fields names the members of an object that nobody knows.
func (p *parser) fields(path string, n *spec.Node, known ...string) bool {
	if n == nil || n.Kind != spec.Object {
		p.mistake(path, "it must have fields: %s", strings.Join(known, ", "))
		return false
	}
	for _, m := range n.Members {
		if slices.Contains(known, m.Name) {
			continue
		}
		if nearest := spec.Nearest(m.Name, known); nearest != "" {
			p.mistake(join(path, m.Name), "%q is unknown here; did you mean %s?", m.Name, nearest)
		} else {
			p.mistake(join(path, m.Name), "%q is unknown here; the fields are %s", m.Name, strings.Join(known, ", "))
		}
	}
	return true
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// text reads a single value.
func (p *parser) text(path string, n *spec.Node) string {
	if n != nil && (n.Kind == spec.Object || n.Kind == spec.Array) {
		p.mistake(path, "it must be a single value")
		return ""
	}
	p.checkVariables(path, n.String())
	return n.String()
}

func (p *parser) scenario() *Scenario {
	root := p.document.Root
	s := &Scenario{Vars: map[string]string{}}
	if !p.fields("", root, "name", "vars", "steps") {
		return nil
	}
	s.Name = root.Get("name").String()
	for _, v := range p.pairs("vars", root.Get("vars")) {
		if !variableName().MatchString(v.Name) || v.Name == RunVariable {
			p.mistake("vars."+v.Name, "%q cannot be the name of a variable", v.Name)
		}
		s.Vars[v.Name] = v.Value
		p.vars = append(p.vars, v.Name)
	}
	steps := root.Get("steps")
	switch {
	case steps == nil || steps.Kind != spec.Array || len(steps.Items) == 0:
		p.mistake("steps", "a scenario needs steps: a list")
	case len(steps.Items) > MaxSteps:
		p.mistake("steps", "a scenario can have %d steps", MaxSteps)
	default:
		for i, n := range steps.Items {
			s.Steps = append(s.Steps, p.step(fmt.Sprintf("steps[%d]", i), n))
		}
	}
	return s
}

// pairs reads an object of single values.
func (p *parser) pairs(path string, n *spec.Node) []Pair {
	if n == nil {
		return nil
	}
	if n.Kind != spec.Object {
		p.mistake(path, "it must have names and values")
		return nil
	}
	var pairs []Pair
	for _, m := range n.Members {
		at := join(path, m.Name)
		pairs = append(pairs, Pair{Name: m.Name, Value: p.text(at, m.Value), At: p.document.OriginOf(at)})
	}
	return pairs
}

// actions are what a step can do.
func actions() []string {
	return []string{"call", "pay", "accept", "decline", "advance", "notification"}
}

func (p *parser) step(path string, n *spec.Node) Step {
	s := Step{At: p.document.OriginOf(path)}
	known := append([]string{"name"}, append(actions(), "request", "code", "expect", "save")...)
	if !p.fields(path, n, known...) {
		return s
	}
	var action string
	for _, name := range actions() {
		if n.Get(name) == nil {
			continue
		}
		if action != "" {
			p.mistake(join(path, name), "a step does one thing: this one has %s already", action)
		}
		action = name
	}
	if action == "" {
		p.mistake(path, "a step needs one of %s", strings.Join(actions(), ", "))
		return s
	}
	value := p.text(join(path, action), n.Get(action))
	switch action {
	case "call":
		s.Call = p.operation(join(path, action), value)
	case "pay":
		s.Pay = value
	case "accept":
		s.Accept = value
	case "decline":
		s.Decline = value
	case "advance":
		p.advance(&s, join(path, action), value)
	case "notification":
		s.Notification = value
	}
	if value == "" {
		p.mistake(join(path, action), "%s needs a value", action)
	}
	s.Name = p.text(join(path, "name"), n.Get("name"))
	if s.Name == "" {
		s.Name = action + " " + value
	}
	p.only(path, n, action, "request", "call")
	p.only(path, n, action, "code", "decline")
	p.only(path, n, action, "save", "call", "notification")
	s.Code = p.text(join(path, "code"), n.Get("code"))
	s.Request = p.request(join(path, "request"), n.Get("request"))
	s.Expect = p.expect(join(path, "expect"), n.Get("expect"), action)
	s.Save = p.pairs(join(path, "save"), n.Get("save"))
	for _, v := range s.Save {
		if !variableName().MatchString(v.Name) || v.Name == RunVariable {
			p.mistake(join(path, "save."+v.Name), "%q cannot be the name of a variable", v.Name)
		}
		p.vars = append(p.vars, v.Name)
	}
	return s
}

// only refuses a field that means nothing for an action.
func (p *parser) only(path string, n *spec.Node, action, name string, kinds ...string) {
	if n.Get(name) != nil && !slices.Contains(kinds, action) {
		p.mistake(join(path, name), "%s is for %s, not for %s", name, strings.Join(kinds, " and "), action)
	}
}

func (p *parser) operation(path, name string) string {
	op, ok := spec.FindOperation(name)
	if !ok && name != "" {
		message := fmt.Sprintf("%q is no operation of Antom", name)
		if nearest := spec.NearestOperations(name, 1); len(nearest) > 0 {
			message += "; did you mean " + nearest[0] + "?"
		}
		p.mistake(path, "%s", message)
	}
	return op.Name
}

func (p *parser) advance(s *Step, path, value string) {
	if s.Next = value == "next"; s.Next {
		return
	}
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		p.mistake(path, "%q is not a duration, such as 10m, and not \"next\"", value)
	}
	s.Advance = d
}

func (p *parser) request(path string, n *spec.Node) *spec.Node {
	if n == nil {
		return spec.NewObject()
	}
	if n.Kind != spec.Object {
		p.mistake(path, "it must have the fields of a request")
		return spec.NewObject()
	}
	p.variablesIn(path, n)
	return n
}

func (p *parser) variablesIn(path string, n *spec.Node) {
	p.checkVariables(path, n.String())
	for _, m := range n.Members {
		p.variablesIn(join(path, m.Name), m.Value)
	}
	for i, item := range n.Items {
		p.variablesIn(fmt.Sprintf("%s[%d]", path, i), item)
	}
}

func (p *parser) expect(path string, n *spec.Node, action string) (e Expect) {
	if n == nil {
		return e
	}
	known := map[string][]string{
		"call": {"resultCode", "resultStatus", "fields"}, "pay": {"status"}, "accept": {"status"}, "decline": {"status"}, "advance": {},
		"notification": {"type", "acknowledged", "httpStatus", "fields"},
	}[action]
	if len(known) == 0 {
		p.mistake(path, "%s has nothing to expect: look at the payment with call: inquiryPayment", action)
		return e
	}
	if !p.fields(path, n, known...) {
		return e
	}
	e.places = map[string]request.Origin{}
	for name, to := range map[string]*string{
		"resultCode": &e.ResultCode, "resultStatus": &e.ResultStatus, "status": &e.Status, "type": &e.Type,
		"acknowledged": &e.Acknowledged, "httpStatus": &e.HTTPStatus,
	} {
		*to = p.text(join(path, name), n.Get(name))
		e.places[name] = p.document.OriginOf(join(path, name))
	}
	if e.Acknowledged != "" && e.Acknowledged != "true" && e.Acknowledged != "false" {
		p.mistake(join(path, "acknowledged"), "%q must be true or false", e.Acknowledged)
	}
	e.Fields = p.pairs(join(path, "fields"), n.Get("fields"))
	for _, f := range e.Fields {
		if pattern, ok := asPattern(f.Value); ok {
			if _, err := regexp.Compile(pattern); err != nil {
				p.mistake(join(path, "fields."+f.Name), "%v", err)
			}
		}
		if _, err := spec.ParsePath(f.Name); err != nil {
			p.mistake(join(path, "fields."+f.Name), "%v", err)
		}
	}
	return e
}

// variableName is what a variable can be called.
var variableName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`) })

// variable finds the variables in a text.
var variable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{([^}]*)\}`) })

// checkVariables refuses a variable that has no value when its step is run.
func (p *parser) checkVariables(path, text string) {
	for _, found := range variable().FindAllStringSubmatch(text, -1) {
		if !slices.Contains(p.vars, found[1]) {
			p.mistake(path, "${%s} has no value here: known are %s", found[1], strings.Join(p.vars, ", "))
		}
	}
}

// asPattern is the regular expression in a text such as /^PAY/.
func asPattern(text string) (string, bool) {
	if len(text) > 1 && strings.HasPrefix(text, "/") && strings.HasSuffix(text, "/") {
		return text[1 : len(text)-1], true
	}
	return "", false
}
