package spec

import (
	"slices"
	"strings"
)

// requirements checks the rules that ask for a field because of another one.
func (c *checker) requirements() {
	for i := range requirements {
		r := &requirements[i]
		if r.response == c.request || !slices.Contains(r.in, c.operation) || !c.holds(r.when) {
			continue
		}
		for _, path := range r.require {
			c.require(r, path)
		}
		c.requireOneOf(r)
	}
}

func (c *checker) holds(when []condition) bool {
	for _, w := range when {
		n := c.root.At(w.path)
		switch {
		case w.present && !given(n),
			w.absent && given(n),
			len(w.in) > 0 && !slices.Contains(w.in, n.String()),
			len(w.notIn) > 0 && slices.Contains(w.notIn, n.String()):
			return false
		}
	}
	return true
}

// require reports a path that leads to nothing, for every item of a list on the
// way. A value of the wrong kind was reported already.
func (c *checker) require(r *requirement, path string) {
	before, after, list := strings.Cut(path, "[].")
	if !list {
		if !given(c.root.At(path)) && !c.broken(path) {
			c.reportAt(path, r.id, r.severity, r.message, "", r.source)
		}
		return
	}
	items := c.root.At(before)
	if items == nil || items.Kind != Array {
		return
	}
	for i := range items.Items {
		c.require(r, itemPath(before, i)+"."+after)
	}
}

// broken reports whether something on the way to a path is not an object.
func (c *checker) broken(path string) bool {
	for {
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return false
		}
		path = path[:i]
		if n := c.root.At(path); n != nil && n.Kind != Object && n.Kind != Null {
			return true
		}
	}
}

func (c *checker) requireOneOf(r *requirement) {
	if len(r.requireOneOf) == 0 {
		return
	}
	for _, path := range r.requireOneOf {
		if given(c.root.At(path)) {
			return
		}
	}
	c.reportAt(r.requireOneOf[0], r.id, r.severity, r.message, "", r.source)
}
