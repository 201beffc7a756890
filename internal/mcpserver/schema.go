package mcpserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// kind is the JSON type of a parameter.
type kind string

const (
	text    kind = "string"
	integer kind = "integer"
	boolean kind = "boolean"
	object  kind = "object" // any members
	texts   kind = "array"  // of strings
)

// maxText is how long a text may be where its parameter says nothing else, in bytes.
const maxText = 256

// maxItems is how many texts a list may have.
const maxItems = 64

// param is a parameter of a tool.
type param struct {
	name     string
	kind     kind
	about    string
	required bool
	enum     []string
	unlisted bool // the schema leaves the values out: they are many, and this only filters
	least    int  // the smallest integer
	most     int  // the largest integer, or the longest text in bytes; 0 is maxText
}

// schema is the JSON Schema of the arguments.
func schema(params []param) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, p := range params {
		properties[p.name] = p.schema()
		if p.required {
			required = append(required, p.name)
		}
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func (p *param) schema() map[string]any {
	s := map[string]any{"type": string(p.kind), "description": p.about}
	one := s
	switch p.kind {
	case texts:
		one = map[string]any{"type": "string"}
		s["items"], s["maxItems"] = one, maxItems
	case integer:
		s["minimum"], s["maximum"] = p.least, p.most
	}
	if p.kind == text || p.kind == texts {
		one["maxLength"] = p.longest()
		if len(p.enum) > 0 && !p.unlisted {
			one["enum"] = p.enum
		}
	}
	return s
}

func (p *param) longest() int {
	if p.most > 0 {
		return p.most
	}
	return maxText
}

// checkArguments holds arguments against the parameters: what is sent by an agent is
// checked before it is used.
func checkArguments(params []param, arguments json.RawMessage) error {
	if given := bytes.TrimSpace(arguments); len(given) == 0 || string(given) == "null" {
		arguments = json.RawMessage("{}")
	}
	root, err := spec.ParseJSON(arguments)
	if err != nil || root.Kind != spec.Object {
		if err == nil {
			err = errors.New("they are not a JSON object")
		}
		return apperr.New(apperr.Usage, "the arguments cannot be read", err, "give a JSON object with the arguments that the tool's schema has")
	}
	for _, m := range root.Members {
		i := slices.IndexFunc(params, func(p param) bool { return p.name == m.Name })
		if i < 0 {
			return unknownArgument(params, m.Name)
		}
		if err := params[i].check(m.Value); err != nil {
			return apperr.New(apperr.Usage, "the argument "+m.Name, err, params[i].hint())
		}
	}
	for _, p := range params {
		if given := root.Get(p.name); p.required && (given == nil || p.kind == text && given.String() == "") {
			return apperr.New(apperr.Usage, "the argument "+p.name+" is missing", nil, p.hint())
		}
	}
	return nil
}

func unknownArgument(params []param, name string) error {
	var names []string
	for _, p := range params {
		names = append(names, p.name)
	}
	hint := "this tool takes no arguments"
	if len(names) > 0 {
		hint = "the arguments are " + strings.Join(names, ", ")
	}
	if near := spec.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return apperr.New(apperr.Usage, "there is no argument "+strconv.Quote(short(name)), nil, hint)
}

func (p *param) hint() string { return p.name + ": " + p.about }

// check holds a value against the parameter.
func (p *param) check(v *spec.Node) error {
	switch p.kind {
	case text:
		return p.checkText(v)
	case boolean:
		if v.Kind != spec.Bool {
			return errors.New("it must be true or false")
		}
	case integer:
		n, err := strconv.Atoi(v.String())
		if v.Kind != spec.Number || err != nil || n < p.least || n > p.most {
			return fmt.Errorf("it must be a whole number from %d to %d", p.least, p.most)
		}
	case object:
		if v.Kind != spec.Object {
			return errors.New("it must be a JSON object")
		}
	case texts:
		if v.Kind != spec.Array {
			return errors.New("it must be a list of texts")
		}
		if len(v.Items) > maxItems {
			return fmt.Errorf("it has %d items; at most %d are allowed", len(v.Items), maxItems)
		}
		for _, item := range v.Items {
			if err := p.checkText(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *param) checkText(v *spec.Node) error {
	value := v.String()
	switch {
	case v.Kind != spec.String:
		return errors.New("it must be a text in quotes")
	case len(value) > p.longest():
		return fmt.Errorf("it has %d bytes; at most %d are allowed", len(value), p.longest())
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return errors.New("it has characters that no text has")
	case len(p.enum) == 0 || slices.Contains(p.enum, value):
		return nil
	}
	if near := spec.Nearest(value, p.enum); near != "" {
		return fmt.Errorf("%q is not one of its values; did you mean %s?", short(value), near)
	}
	if len(p.enum) <= maxListed {
		return fmt.Errorf("%q is not one of its values: %s", short(value), strings.Join(p.enum, ", "))
	}
	return fmt.Errorf("%q is not one of its %d values", short(value), len(p.enum))
}

// maxListed is how many values an error lists.
const maxListed = 24

// short is a text that an error repeats.
func short(s string) string {
	const most = 60
	s = printable.Clean(s)
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
