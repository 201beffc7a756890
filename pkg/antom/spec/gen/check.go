package main

import (
	"fmt"
	"slices"
)

// leaves are the types of single values.
var leaves = []string{"string", "integer", "number", "boolean", "object"}

// check refuses data that contradicts itself.
func (m *model) check() error {
	known := make(map[string]bool)
	for _, t := range m.Types {
		if known[t.Name] {
			return fmt.Errorf("type %s is described twice", t.Name)
		}
		known[t.Name] = true
	}
	for _, t := range m.Types {
		if err := checkFields(t.Name, t.Fields, known); err != nil {
			return err
		}
	}
	for _, msg := range m.Messages {
		for _, fields := range [][]field{msg.Request, msg.Response, msg.Notification} {
			if err := checkFields(msg.Name, fields, known); err != nil {
				return err
			}
			if err := checkPlain(msg, fields); err != nil {
				return err
			}
		}
	}
	return m.checkCycles()
}

func checkFields(owner string, fields []field, known map[string]bool) error {
	seen := make(map[string]bool)
	for _, f := range fields {
		where := owner + "." + f.Name
		switch {
		case seen[f.Name]:
			return fmt.Errorf("%s is described twice", where)
		case f.Fields != nil:
			if err := checkFields(where, f.Fields, known); err != nil {
				return err
			}
		case !slices.Contains(leaves, f.Type) && !known[f.Type]:
			return fmt.Errorf("%s: unknown type %s", where, f.Type)
		case !slices.Contains([]string{"yes", "no", "conditional"}, f.Required):
			return fmt.Errorf("%s: required is %q", where, f.Required)
		case f.Required == "conditional" && f.When == "":
			return fmt.Errorf("%s: conditional without when", where)
		case !slices.Contains([]string{high, medium, low}, f.Confidence):
			return fmt.Errorf("%s: confidence is %q", where, f.Confidence)
		}
		seen[f.Name] = true
	}
	return nil
}

// checkCycles refuses types that contain each other. A type that contains
// itself is fine: the tables describe it two levels deep.
func (m *model) checkCycles() error {
	state := make(map[string]int) // 1: on the way, 2: done
	var visit func(name string) error
	visit = func(name string) error {
		if state[name] == 1 {
			return fmt.Errorf("type %s contains itself through another type", name)
		}
		if state[name] == 2 {
			return nil
		}
		state[name] = 1
		for _, f := range m.typeNamed(name).Fields {
			if slices.Contains(leaves, f.Type) || f.Type == name {
				continue
			}
			if err := visit(f.Type); err != nil {
				return err
			}
		}
		state[name] = 2
		return nil
	}
	for _, t := range m.Types {
		if err := visit(t.Name); err != nil {
			return err
		}
	}
	return nil
}

func (m *model) typeNamed(name string) objectType {
	for _, t := range m.Types {
		if t.Name == name {
			return t
		}
	}
	return objectType{}
}

// containsItself reports whether a field of the type has the type itself.
func (t objectType) containsItself() bool {
	return slices.ContainsFunc(t.Fields, func(f field) bool { return f.Type == t.Name })
}
