package spec

import (
	"fmt"
	"strings"
)

// maxPlaces is how many steps down a field is looked for that is not where it belongs.
const maxPlaces = 3

// unknown reports a member that the type does not have. A field of that name
// elsewhere in the message was misplaced rather than misspelled.
func (c *checker) unknown(t *Type, name string) {
	severity := Error
	if !c.request || c.message.plain {
		severity = Warning
	}
	message := fmt.Sprintf("Antom does not define a field %q here", name)
	nearest := c.elsewhere(name)
	if nearest != "" {
		message += ", but " + where(nearest)
	} else {
		names := make([]string, len(t.Fields))
		for i := range t.Fields {
			names[i] = t.Fields[i].Name
		}
		nearest = Nearest(name, names)
	}
	c.report(ruleUnknown, severity, message, nearest, "")
}

// elsewhere returns the path of a field of that name in another place of the
// request, the least deep one.
func (c *checker) elsewhere(name string) string {
	if !c.request {
		return ""
	}
	for level := 1; level <= maxPlaces; level++ {
		if path := findField(c.message.request, name, "", level); path != "" {
			return path
		}
	}
	return ""
}

// findField looks for a field of that name exactly level steps down.
func findField(t *Type, name, parent string, level int) string {
	if t == nil {
		return ""
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		path := childPath(parent, f.Name)
		if level == 1 && f.Name == name {
			return path
		}
		if f.Array {
			path += "[0]"
		}
		if level > 1 {
			if found := findField(f.Object, name, path, level-1); found != "" {
				return found
			}
		}
	}
	return ""
}

// misplaced returns where in a request, at most level steps down, a member is that has
// the name of a missing field and must be meant for it: one that is not defined there, or
// that is an object of the same type, as order.env is one like env.
func misplaced(t *Type, n *Node, f *Field, parent string, level int) string {
	if t == nil || n == nil || n.Kind != Object || level == 0 {
		return ""
	}
	if found := n.Get(f.Name); parent != "" && given(found) {
		here := t.Field(f.Name)
		if here == nil && !t.Open || here != nil && f.Object != nil && here.Object == f.Object && f.Object != &typeAmount {
			return childPath(parent, f.Name)
		}
	}
	for _, m := range n.Members {
		if inner := t.Field(m.Name); inner != nil {
			if place := misplaced(inner.Object, m.Value, f, childPath(parent, m.Name), level-1); place != "" {
				return place
			}
		}
	}
	return ""
}

// where says in which object of a request a field belongs.
func where(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return "in " + path[:i]
	}
	return "at the top"
}
