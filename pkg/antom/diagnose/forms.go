package diagnose

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// A form is the body as Antom may have written it: compact JSON in one of the
// usual orders and spellings. Any number of edits leads to it, because all of them
// are what reading and writing JSON once does.
type form struct {
	text  text
	edits []edit
	// ordered is a form whose members are in an order of Antom's.
	ordered bool
}

// Bounds of the forms of a body, and of the JSON texts that it may contain.
const (
	maxForms  = 16
	maxBodies = 6
)

// A formMaker collects the forms of a body.
type formMaker struct {
	budget *budget
	seed   maphash.Seed
	seen   map[uint64]bool
	forms  []*form
}

// formsOf returns the forms of a body, those that take the fewest edits first.
func formsOf(body []byte, b *budget) []*form {
	m := &formMaker{budget: b, seed: maphash.MakeSeed(), seen: map[uint64]bool{}}
	for _, f := range m.unwrapped(&form{text: text{data: body}}) {
		m.normalize(f)
	}
	return m.forms
}

// unwrapped returns the JSON texts that a body is or that it contains, at most two
// wrappings deep.
func (m *formMaker) unwrapped(f *form) []*form {
	const layers = 2
	tidy := []bodyEdit{byteOrderMark()[0], endBreaks()[0], endBreaks()[6]}
	for i := range tidy {
		if next := m.after(f, &tidy[i]); next != nil {
			f = next
		}
	}
	wrappings := append(unwrapping(), decoding()...)
	level, found := []*form{f}, []*form(nil)
	for range layers + 1 {
		var next []*form
		for _, f := range level {
			if f.text.json() != nil && f.text.data[f.text.tokens[0].start] == '{' {
				found = append(found, f)
			}
			for i := range wrappings {
				if wrappings[i].says == saysStripslashes && f.unslashed() {
					continue // putting back what was just taken out would move any backslash
				}
				if g := m.after(f, &wrappings[i]); g != nil {
					next = append(next, g)
				}
			}
		}
		level = next[:min(len(next), maxForms)]
	}
	return found[:min(len(found), maxBodies)]
}

// unslashed reports whether backslashes were taken out of a form.
func (f *form) unslashed() bool {
	return slices.ContainsFunc(f.edits, func(e edit) bool { return e.says == saysSlashes })
}

// after returns a form with one edit more, nil if the edit changes nothing.
func (m *formMaker) after(f *form, e *bodyEdit) *form {
	if m.budget.spent() {
		return nil
	}
	out, ok := e.apply(nil, &f.text)
	m.budget.make(len(f.text.data), ok)
	if !ok || bytes.Equal(out, f.text.data) {
		return nil
	}
	next := &form{text: text{data: out}, ordered: f.ordered}
	next.edits = append(f.edits[:len(f.edits):len(f.edits)], e.edit)
	return next
}

// normalize adds the forms of a JSON text in the usual names, orders and spellings.
func (m *formMaker) normalize(f *form) {
	compact := blanks()[0]
	spelled := escaping()
	choices := [][]bodyEdit{
		{memberNames()}, {nulls()[0]}, append(keyOrder()[1:3:3], keyOrder()[0]), {spelled[0], spelled[1], spelled[2], spelled[3]},
	}
	if g := m.after(f, &compact); g != nil {
		f = g
	}
	level := []*form{f}
	for stage, edits := range choices {
		next := level
		for i := range edits {
			for _, f := range level {
				g := m.after(f, &edits[i])
				if g == nil {
					continue
				}
				g.ordered = g.ordered || stage == 2 && i < 2
				next = append(next, g)
			}
		}
		level = next
	}
	composed := characters()[0]
	for _, f := range level {
		if g := m.after(f, &composed); g != nil {
			f = g
		}
		sum := maphash.Bytes(m.seed, f.text.data)
		if !m.seen[sum] && len(m.forms) < maxForms {
			m.seen[sum] = true
			m.forms = append(m.forms, f)
		}
	}
}
