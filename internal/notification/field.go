package notification

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// A FieldError says why a field of a notification cannot be set.
type FieldError struct {
	Path    string // the part of the path that is wrong
	Detail  string
	Nearest string // the path that may be meant; "" when none is near
}

func (e *FieldError) Error() string {
	text := e.Path + " " + e.Detail
	if e.Nearest != "" {
		text += fmt.Sprintf(" (did you mean %s?)", e.Nearest)
	}
	return text
}

// Set gives a field a value, as the specification types it: a text, a number
// or a truth value. Objects and lists on the way are made. A path that the
// specification does not know is an error, as is every path of a notification
// of an unknown kind; a value that it does not know is not. The error is a
// *FieldError or a *spec.PathError, and then nothing has changed.
func (b *Body) Set(path, value string) error {
	t := spec.Notification(b.Kind)
	if t == nil {
		return &FieldError{Path: path, Detail: "cannot be set: the fields of an unknown kind of notification are unknown"}
	}
	steps, err := spec.ParsePath(path)
	if err != nil {
		return err
	}
	if b.Root == nil || b.Root.Kind != spec.Object {
		return &FieldError{Path: path, Detail: "cannot be set: the body is not an object"}
	}
	return setField(b.Root, t, "", steps, value)
}

// setField sets what steps lead to below the object n of type t. It changes n
// last, after everything that can fail.
func setField(n *spec.Node, t *spec.Type, prefix string, steps []spec.Step, value string) error {
	name, steps := steps[0].Name, steps[1:]
	path := join(prefix, name)
	f, err := fieldOf(t, prefix, name, steps)
	if err != nil {
		return err
	}
	old := n.Get(name)
	if !f.Array {
		v, err := newValue(old, f, path, steps, value)
		if err == nil {
			n.Set(name, v)
		}
		return err
	}
	list, index, err := listItem(old, path, steps)
	if err != nil {
		return err
	}
	var item *spec.Node
	if index < len(list) {
		item = list[index]
	}
	v, err := newValue(item, f, fmt.Sprintf("%s[%d]", path, index), steps[1:], value)
	if err != nil {
		return err
	}
	n.Set(name, spec.NewArray(append(append(append([]*spec.Node{}, list[:index]...), v), list[min(index+1, len(list)):]...)...))
	return nil
}

// fieldOf finds the field of a type. In an open type every name is one.
func fieldOf(t *spec.Type, prefix, name string, rest []spec.Step) (*spec.Field, error) {
	if f := t.Field(name); f != nil {
		return f, nil
	}
	if !t.Open {
		e := &FieldError{Path: join(prefix, name), Detail: "is not a field of this notification"}
		names := make([]string, len(t.Fields))
		for i := range t.Fields {
			names[i] = t.Fields[i].Name
		}
		if near := spec.Nearest(name, names); near != "" {
			e.Nearest = join(prefix, near)
		}
		return nil, e
	}
	f := &spec.Field{Name: name, Type: "string"}
	if len(rest) > 0 && rest[0].Index >= 0 {
		f.Array, rest = true, rest[1:]
	}
	if len(rest) > 0 {
		f.Type, f.Object = "object", &spec.Type{Open: true}
	}
	return f, nil
}

// listItem finds the index of a list's item that the next step names.
func listItem(old *spec.Node, path string, steps []spec.Step) (list []*spec.Node, index int, err error) {
	if len(steps) == 0 || steps[0].Index < 0 {
		return nil, 0, &FieldError{Path: path, Detail: "is a list: use one of its items, such as " + path + "[0]"}
	}
	if old != nil {
		if old.Kind != spec.Array {
			return nil, 0, &FieldError{Path: path, Detail: "must be a list, but it is something else in the body"}
		}
		list = old.Items
	}
	index = steps[0].Index
	if index > len(list) {
		return nil, 0, &FieldError{Path: path, Detail: fmt.Sprintf("cannot skip items: the next item is [%d]", len(list))}
	}
	return list, index, nil
}

// newValue makes what is to stand at path: a leaf, or a changed copy of the
// object that stands there.
func newValue(old *spec.Node, f *spec.Field, path string, steps []spec.Step, value string) (*spec.Node, error) {
	if len(steps) > 0 && steps[0].Index >= 0 {
		return nil, &FieldError{Path: path, Detail: "is no list"}
	}
	if f.Leaf() {
		if len(steps) > 0 {
			return nil, &FieldError{Path: path, Detail: "is a single value: it has no fields"}
		}
		return leaf(f, path, value)
	}
	if len(steps) == 0 {
		return nil, &FieldError{Path: path, Detail: "is an object: give its fields by name"}
	}
	changed := spec.NewObject()
	if old != nil {
		if old.Kind != spec.Object {
			return nil, &FieldError{Path: path, Detail: "must be an object, but it is something else in the body"}
		}
		changed.Members = append(changed.Members, old.Members...)
	}
	t := f.Object
	if t == nil {
		t = &spec.Type{Open: true}
	}
	return changed, setField(changed, t, path, steps, value)
}

// leaf makes a single value of the field's type.
func leaf(f *spec.Field, path, value string) (*spec.Node, error) {
	if !utf8.ValidString(value) {
		return nil, &FieldError{Path: path, Detail: "cannot be set: the value is not UTF-8 text"}
	}
	switch f.Type {
	case "boolean":
		if value != "true" && value != "false" {
			return nil, &FieldError{Path: path, Detail: "must be true or false"}
		}
		return &spec.Node{Kind: spec.Bool, Text: value}, nil
	case "integer", "number":
		n, err := spec.ParseJSON([]byte(value))
		if err != nil || n.Kind != spec.Number || f.Type == "integer" && strings.ContainsAny(value, ".eE") {
			what := "a number"
			if f.Type == "integer" {
				what = "a whole number"
			}
			return nil, &FieldError{Path: path, Detail: "must be " + what}
		}
		return n, nil
	default:
		return spec.NewString(value), nil
	}
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}
