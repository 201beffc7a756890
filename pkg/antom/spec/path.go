package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// maxIndex bounds the index in a path. The largest list that Antom takes has
// 100 items.
const maxIndex = 9999

// Step is one part of a path: a member name, or an index in square brackets.
type Step struct {
	Name  string
	Index int // -1 when the step is a name
}

// PathError tells where a path is wrong.
type PathError struct {
	Path   string
	Offset int // in bytes, from 0
	Reason string
}

func (e *PathError) Error() string {
	return fmt.Sprintf("bad path %q at character %d: %s", e.Path, e.Offset+1, e.Reason)
}

// ParsePath parses a path such as "order.goods[0].goodsName". Names are
// separated by dots; an index follows its list in square brackets. A number between
// dots, as other programs write an index, is refused: none of Antom's fields is named
// by one. The error is a *PathError.
func ParsePath(path string) ([]Step, error) {
	bad := func(offset int, reason string) ([]Step, error) {
		return nil, &PathError{Path: path, Offset: offset, Reason: reason}
	}
	if path == "" {
		return bad(0, "the path is empty")
	}
	var steps []Step
	for i := 0; i < len(path); {
		switch path[i] {
		case '[':
			if len(steps) == 0 {
				return bad(i, "a path begins with a field name")
			}
			index, next, reason := parseIndex(path, i)
			if reason != "" {
				return bad(i, reason)
			}
			steps = append(steps, Step{Index: index})
			i = next
			continue
		case '.':
			if len(steps) == 0 {
				return bad(i, "a field name is missing before the dot")
			}
			i++
		default:
			if len(steps) > 0 {
				return bad(i, "a dot or an index must follow")
			}
		}
		end := nameEnd(path, i)
		if end == i {
			return bad(i, "a field name is missing")
		}
		if path[i:end] != trimmed(path[i:end]) {
			return bad(i, "a field name cannot hold spaces")
		}
		if len(steps) > 0 && isNumber(path[i:end]) {
			return bad(i, "an index is written in brackets; did you mean "+strconv.Quote(bracketed(path))+"?")
		}
		steps = append(steps, Step{Name: path[i:end], Index: -1})
		i = end
	}
	return steps, nil
}

// isNumber tells whether a name has digits only.
func isNumber(name string) bool { return strings.Trim(name, "0123456789") == "" }

// bracketed writes the numbers between dots as indexes.
func bracketed(path string) string {
	first, rest, _ := strings.Cut(path, ".")
	for name := range strings.SplitSeq(rest, ".") {
		if isNumber(name) {
			first += "[" + name + "]"
		} else {
			first += "." + name
		}
	}
	return first
}

// parseIndex reads "[12]" at offset i and returns the index and the offset
// behind it, or the reason why it is wrong.
func parseIndex(path string, i int) (index, next int, reason string) {
	end := i + 1
	for end < len(path) && path[end] >= '0' && path[end] <= '9' {
		end++
	}
	switch {
	case end == len(path):
		return 0, 0, "the index has no closing bracket"
	case path[end] != ']':
		return 0, 0, "an index is a whole number from 0, such as [0]"
	case end == i+1:
		return 0, 0, "the index is missing, such as [0]"
	}
	index, err := strconv.Atoi(path[i+1 : end])
	if err != nil || index > maxIndex {
		return 0, 0, fmt.Sprintf("the index is larger than %d", maxIndex)
	}
	return index, end + 1, ""
}

func nameEnd(path string, i int) int {
	for i < len(path) && path[i] != '.' && path[i] != '[' && path[i] != ']' {
		i++
	}
	return i
}

// trimmed returns s without spaces and control characters, wherever they are.
func trimmed(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] == 0x7f {
			return s[:i]
		}
	}
	return s
}
