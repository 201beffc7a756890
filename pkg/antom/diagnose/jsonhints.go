package diagnose

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// jsonHints returns what is plain to see in a JSON object and is not as Antom writes
// it.
func jsonHints(data []byte) []string {
	t := &text{data: data}
	o := outlineOf(t)
	if o == nil {
		return nil
	}
	var all []string
	for _, hint := range []func(*outline) string{orderHint, missingHint, typeHint, timeHint, nullHint, layoutHint, unknownHint} {
		if text := hint(o); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// minOrdered is the smallest number of members whose order says something.
const minOrdered = 5

// orderHint names the order of the members if it is not the documented one.
func orderHint(o *outline) string {
	if len(o.objects) == 0 || len(o.objects[0].members) < minOrdered {
		return ""
	}
	top := &o.objects[0]
	const lost = ", and the order that was signed is lost with it."
	switch {
	case o.allSorted(func(a, b []byte) int { return bytes.Compare(a, b) }):
		return "Note that the members stand in alphabetical order: a sorted map was serialized, such as a map of Go, a TreeMap of Java or a dictionary of Python with sort_keys" + lost
	case o.allSorted(func(a, b []byte) int { return cmp.Or(len(a)-len(b), bytes.Compare(a, b)) }):
		return "Note that the members stand in the order of their lengths: a database wrote them, jsonb of PostgreSQL or JSON of MySQL" + lost
	case hashed(top.members):
		return "Note that the members stand in the order of a HashMap of Java, as org.json and older versions of fastjson write them" + lost
	}
	last := -1
	for k, m := range top.members {
		r := rank(top.kind, m.name)
		if top.kind == nil || r == len(top.kind.Fields) {
			continue
		}
		if r < last {
			return "Note that the members are not in the documented order: " + shortName(string(m.name)) + " comes after " + shortName(string(top.members[k-1].name)) + ". A map may have been serialized."
		}
		last = r
	}
	return ""
}

// allSorted reports whether the members of all objects are in an order.
func (o *outline) allSorted(compare func(a, b []byte) int) bool {
	for i := range o.objects {
		if !slices.IsSortedFunc(o.objects[i].members, func(a, b member) int { return compare(a.name, b.name) }) {
			return false
		}
	}
	return true
}

// hashed reports whether members stand in the order of a HashMap of Java: by the
// lowest bits of the hashes of their names.
func hashed(members []member) bool {
	buckets := uint32(16)
	for uint32(len(members))*4 > buckets*3 {
		buckets *= 2
	}
	for ; buckets <= 256; buckets *= 2 {
		if slices.IsSortedFunc(members, func(a, b member) int { return cmp.Compare(bucket(a.name, buckets), bucket(b.name, buckets)) }) {
			return true
		}
	}
	return false
}

// bucket returns where java.util.HashMap puts a name.
func bucket(name []byte, buckets uint32) uint32 {
	var hash uint32
	for _, c := range string(name) {
		hash = 31*hash + uint32(c)
	}
	return (hash ^ hash>>16) & (buckets - 1)
}

// missingHint names the one member that is missing of those that Antom always sends.
func missingHint(o *outline) string {
	if len(o.objects) == 0 || o.objects[0].kind == nil {
		return ""
	}
	b := &o.objects[0]
	var names []string
	for k := range b.kind.Fields {
		if f := &b.kind.Fields[k]; f.Required == spec.Yes && fieldIsMissing(b, f.Name) {
			names = append(names, f.Name)
		}
	}
	if len(names) != 1 {
		return "" // another notification than it seems
	}
	return "Note that " + shortName(names[0]) + " is missing, which Antom always sends: a class without that member may have been written."
}

func fieldIsMissing(b *object, name string) bool {
	return !slices.ContainsFunc(b.members, func(m member) bool { return string(m.name) == name })
}

// typeHint names a value of another type than the documented one.
func typeHint(o *outline) string {
	for i := range o.leaves {
		l := &o.leaves[i]
		value := o.value(l)
		switch {
		case l.field == nil || string(value) == "null":
		case isNumber(value) && !documentedNumber(l):
			return "Note that " + shortName(l.member) + " is a number, which Antom sends as a string: the value was parsed and written again."
		case documentedNumber(l) && value[0] == '"':
			return "Note that " + shortName(l.member) + " is a string, which Antom sends as a number: the value was parsed and written again."
		case value[0] == '[' && l.field.Object != nil && !l.field.Array:
			return "Note that " + shortName(l.member) + " is a list, which Antom sends as an object: PHP makes [] of an empty one."
		}
	}
	return ""
}

// timeHint names a time that is not in Antom's form.
func timeHint(o *outline) string {
	for i := range o.leaves {
		l := &o.leaves[i]
		value := o.value(l)
		if !timeMember(l) || string(value) == "null" || string(value) == `""` {
			continue
		}
		text := inner(value)
		const form = "2006-01-02T15:04:05"
		if len(text) > len(form) && strings.IndexByte("Z+-", text[len(form)]) >= 0 {
			continue
		}
		return "Note that " + shortName(l.member) + " is not in the form in which Antom sends times, such as 2026-01-18T07:11:42Z: the value was parsed and written again."
	}
	return ""
}

// nullHint names members without a value.
func nullHint(o *outline) string {
	for i := range o.leaves {
		if l := &o.leaves[i]; string(o.value(l)) == "null" {
			return "Note that " + shortName(l.member) + " is null: a class that writes all its members may have been written, or an empty value was changed."
		}
	}
	return ""
}

// layoutHint says that the JSON was written anew.
func layoutHint(o *outline) string {
	if o.text.compact() {
		return ""
	}
	if name := writtenBy(o.text.data); name != "" {
		return "Note the white space in the JSON: it is what " + name + " writes."
	}
	return "Note the white space in the JSON, which Antom does not write: the body was parsed and written again."
}

// unknownHint names members that are not documented.
func unknownHint(o *outline) string {
	if len(o.objects) == 0 || o.objects[0].kind == nil {
		return ""
	}
	var names []string
	top := &o.objects[0]
	for _, m := range top.members {
		if fieldOf(top.kind, string(m.name)) == nil {
			names = append(names, string(m.name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Note that Antom's documentation does not have " + listed(names) + ": code of your own may have put it into the body."
}
