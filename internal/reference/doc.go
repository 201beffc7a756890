// Package reference looks up result codes, payment methods, currencies and fields in
// the tables of the specification, for people and scripts. It reads no
// configuration and uses no network.
package reference

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NotFoundError is a name that the tables do not have.
type NotFoundError struct {
	What string   // "result code", "payment method", "operation" …
	Of   string   // whose name it would be, "" for a table's
	Name string   // as it was given
	Near []string // names that may be meant, the likeliest first
}

func (e *NotFoundError) Error() string {
	if e.Of != "" {
		return e.Of + " has no " + e.What + " " + quote(e.Name)
	}
	return "there is no " + e.What + " " + quote(e.Name)
}

// quote shows a name in a message; a long one is no name and is cut.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + s + `"`
}

// maxNear is how many names a NotFoundError offers.
const maxNear = 4

// near finds the names that s may mean: the nearest one by spelling, then those
// that have s in them.
func near(s string, names []string) []string {
	var found []string
	if n := spec.Nearest(s, names); n != "" {
		found = append(found, n)
	}
	const least = 3 // fewer letters are in too many names
	if len(s) < least {
		return found
	}
	for _, name := range names {
		if len(found) < maxNear && !slices.Contains(found, name) && strings.Contains(fold(name), fold(s)) {
			found = append(found, name)
		}
	}
	return found
}

// fold makes names comparable that differ in case and in the marks between words.
func fold(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
}

// orNone gives JSON an empty list instead of null.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
