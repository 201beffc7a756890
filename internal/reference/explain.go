package reference

import (
	"errors"
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Part is which message of an operation is meant.
type Part string

// The parts.
const (
	Request      Part = "request"
	Response     Part = "response"
	Notification Part = "notification"
)

// Explanation is what is known of an operation or notification, or of a field
// in it.
type Explanation struct {
	Operation *Operation `json:"operation,omitempty"` // nil for a notification
	Name      string     `json:"name"`                // of the operation or notification
	Part      Part       `json:"part"`
	Path      string     `json:"path,omitempty"`  // of the field, "" for the message itself
	Field     *Field     `json:"field,omitempty"` // nil for the message itself
	Note      string     `json:"note,omitempty"`  // of the message
	Described bool       `json:"described"`       // its fields are known
	Open      bool       `json:"open,omitempty"`  // other members are fine too
	Fields    []Field    `json:"fields"`
}

// Operation is the JSON form of an operation.
type Operation struct {
	Name             string `json:"name"`
	Group            string `json:"group"`
	Method           string `json:"method"`
	Path             string `json:"path"`
	SandboxPath      string `json:"sandboxPath"`
	Described        bool   `json:"described"` // its fields are known
	Reads            bool   `json:"readOnly"`
	Transport        string `json:"transport,omitempty"`
	IdempotencyField string `json:"idempotencyField,omitempty"`
	Retry            string `json:"retry,omitempty"`
	Summary          string `json:"summary,omitempty"`
	Note             string `json:"note,omitempty"`
	Source           string `json:"source"`
	Confidence       string `json:"confidence"`
}

// NewOperation makes the JSON form of an operation.
func NewOperation(o spec.Operation) Operation {
	return Operation{
		Name: o.Name, Group: o.Group, Method: o.Method, Path: o.Path, SandboxPath: o.SandboxPath,
		Described: o.Described(), Reads: o.Reads, Transport: o.Transport,
		IdempotencyField: o.IdempotencyField, Retry: o.Retry,
		Summary: o.Summary, Note: o.Note, Source: o.Source, Confidence: o.Confidence,
	}
}

// Field is the JSON form of a field.
type Field struct {
	Name         string   `json:"name"`
	Path         string   `json:"path"` // as --set takes it: order.goods[0].goodsName
	Type         string   `json:"type"`
	Array        bool     `json:"array,omitempty"`
	Required     string   `json:"required"` // yes, no or conditional
	When         string   `json:"when,omitempty"`
	MaxLength    int      `json:"maxLength,omitempty"`
	AdviseLength int      `json:"adviseLength,omitempty"`
	MaxItems     int      `json:"maxItems,omitempty"`
	Enum         []string `json:"enum,omitempty"`
	Format       string   `json:"format,omitempty"`
	Range        string   `json:"range,omitempty"`
	Default      string   `json:"default,omitempty"`
	Note         string   `json:"note,omitempty"`
	Source       string   `json:"source,omitempty"`
	Confidence   string   `json:"confidence,omitempty"`
	Fields       []Field  `json:"fields,omitempty"` // only where all levels are asked for
	HasFields    bool     `json:"-"`
}

// ErrNoPart is a part that an operation or notification does not have.
var ErrNoPart = errors.New("a notification has neither request nor response")

// Options choose what Explain tells.
type Options struct {
	Response  bool // the answer instead of the request
	Recursive bool // all levels instead of the next one
}

// Explain looks up OPERATION[.FIELD…], such as "pay", "pay.order.goods" or
// "notifyPayment.result". Indexes ("goods[0]") may be there or not. The error
// is a *NotFoundError or ErrNoPart.
func Explain(target string, o Options) (*Explanation, error) {
	e, path, err := findMessage(target, o.Response)
	if err != nil {
		return nil, err
	}
	t := e.messageType()
	e.Described = t != nil
	e.Fields = []Field{}
	if t == nil {
		if path != "" {
			return nil, &NotFoundError{What: "description of field", Of: e.Name, Name: path}
		}
		return e, nil
	}
	e.Note, e.Open = t.Note, t.Open
	prefix := ""
	if path != "" {
		f := t.At(path)
		if f == nil {
			return nil, fieldNotFound(e, t, path)
		}
		e.Path = canonicalPath(t, path)
		field := newField(f, strings.TrimSuffix(e.Path, "[0]"))
		field.Path = e.Path
		e.Field = &field
		t, prefix = f.Object, e.Path
		e.Open = t != nil && t.Open
	}
	e.Fields = fieldsOf(t, prefix, o.Recursive)
	return e, nil
}

// findMessage finds the operation or notification that a target begins with,
// the longest name first, and the path behind it.
func findMessage(target string, response bool) (*Explanation, string, error) {
	words := strings.Split(target, ".")
	if strings.HasPrefix(target, "/") {
		words = []string{target}
	}
	for n := len(words); n > 0; n-- {
		name, path := strings.Join(words[:n], "."), strings.Join(words[n:], ".")
		if slices.Contains(spec.Notifications(), name) {
			if response {
				return nil, "", ErrNoPart
			}
			return &Explanation{Name: name, Part: Notification}, path, nil
		}
		op, ok := spec.FindOperation(name)
		if !ok {
			continue
		}
		form := NewOperation(op)
		e := &Explanation{Operation: &form, Name: op.Name, Part: Request}
		if response {
			e.Part = Response
		}
		return e, path, nil
	}
	return nil, "", &NotFoundError{What: "operation", Name: target, Near: nearMessages(words[0], target)}
}

// nearMessages finds the operations and notifications that may be meant: by
// the first word, behind which fields may follow, and by the whole.
func nearMessages(first, whole string) []string {
	operations, names := Explainable()
	for _, op := range operations {
		names = append(names, op.Name)
	}
	var found []string
	if n := spec.Nearest(first, names); n != "" {
		found = append(found, n)
	}
	for _, n := range nearOperations(whole) {
		if len(found) < maxNear && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

func (e *Explanation) messageType() *spec.Type {
	switch e.Part {
	case Notification:
		return spec.Notification(e.Name)
	case Response:
		return spec.Response(e.Name)
	default:
		return spec.Request(e.Name)
	}
}

// canonicalPath writes a path with its indexes, as --set takes it.
func canonicalPath(t *spec.Type, path string) string {
	var out []string
	steps, err := spec.ParsePath(path)
	if err != nil {
		return path // it was found before, so this cannot happen
	}
	for _, s := range steps {
		if s.Index >= 0 {
			continue
		}
		f := t.Field(s.Name)
		name := s.Name
		if f != nil && f.Array {
			name += "[0]"
		}
		out = append(out, name)
		if f != nil {
			t = f.Object
		}
	}
	return strings.Join(out, ".")
}

func fieldsOf(t *spec.Type, prefix string, recursive bool) []Field {
	fields := []Field{}
	if t == nil {
		return fields
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		path := f.Name
		if prefix != "" {
			path = prefix + "." + f.Name
		}
		field := newField(f, path)
		if recursive && field.HasFields {
			field.Fields = fieldsOf(f.Object, field.Path, true)
		}
		fields = append(fields, field)
	}
	return fields
}

func newField(f *spec.Field, path string) Field {
	if f.Array {
		path += "[0]"
	}
	return Field{
		Name: f.Name, Path: path, Type: f.Type, Array: f.Array,
		Required: string(f.Required), When: f.When,
		MaxLength: f.MaxLength, AdviseLength: f.AdviseLength, MaxItems: f.MaxItems,
		Enum: f.Enum, Format: f.Format, Range: f.Range, Default: f.Default,
		Note: f.Note, Source: f.Source, Confidence: f.Confidence,
		HasFields: f.Object != nil && len(f.Object.Fields) > 0,
	}
}

// fieldNotFound is the error of a path that leads nowhere: it names the first
// step that does not exist and what may be meant.
func fieldNotFound(e *Explanation, t *spec.Type, path string) error {
	parent := ""
	for i, name := range strings.Split(path, ".") {
		bare, _, _ := strings.Cut(name, "[")
		f := t.Field(bare)
		if f != nil && i < strings.Count(path, ".") {
			parent, t = parent+"."+bare, f.Object
			continue
		}
		var found []string
		for _, n := range near(bare, fieldNames(t)) {
			found = append(found, e.Name+parent+"."+n)
		}
		for _, p := range e.elsewhere(bare) {
			if len(found) < maxNear && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
		return &NotFoundError{What: "field", Of: e.Name + parent, Name: name, Near: found}
	}
	return &NotFoundError{What: "field", Of: e.Name, Name: path}
}

func fieldNames(t *spec.Type) []string {
	var names []string
	if t != nil {
		for i := range t.Fields {
			names = append(names, t.Fields[i].Name)
		}
	}
	return names
}

// elsewhere finds fields of a name anywhere in the message.
func (e *Explanation) elsewhere(name string) []string {
	var found []string
	var walk func(fields []Field)
	walk = func(fields []Field) {
		for _, f := range fields {
			if strings.EqualFold(f.Name, name) {
				found = append(found, e.Name+"."+strings.ReplaceAll(f.Path, "[0]", ""))
			}
			walk(f.Fields)
		}
	}
	walk(fieldsOf(e.messageType(), "", true))
	return found
}

// Paths lists the paths of fields, the deeper ones too where they are there.
func Paths(fields []Field) []string {
	var paths []string
	for _, f := range fields {
		if len(f.Fields) > 0 {
			paths = append(paths, Paths(f.Fields)...)
			continue
		}
		paths = append(paths, f.Path)
	}
	return paths
}

// Explainable lists the operations and notifications whose fields are known.
func Explainable() (operations []Operation, notifications []string) {
	for _, op := range spec.Operations() {
		if op.Described() {
			operations = append(operations, NewOperation(op))
		}
	}
	return operations, spec.Notifications()
}
