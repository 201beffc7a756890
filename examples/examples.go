// Package examples embeds request files that validate: one for each kind of payment
// and for the calls that follow it, with comments that say what to change.
package examples

import (
	"cmp"
	"embed"
	"path"
	"sort"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

//go:embed */*.yaml
var files embed.FS

// Operations are those that have examples, in the directories of their commands.
func Operations() []string {
	var names []string
	for _, o := range spec.Operations() {
		if Names(o.Name) != nil {
			names = append(names, o.Name)
		}
	}
	return names
}

// Names are the examples of an operation, sorted.
func Names(operation string) []string {
	entries, err := files.ReadDir(directory(operation))
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	sort.Strings(names)
	return names
}

// Find returns the text of an example.
func Find(operation, name string) ([]byte, bool) {
	text, err := files.ReadFile(path.Join(directory(operation), path.Base(name)+".yaml"))
	return text, err == nil
}

// directory has the examples of an operation: the words of its command with hyphens
// between them. No directory is called "none".
func directory(operation string) string {
	return strings.ReplaceAll(cmp.Or(spec.OperationNamed(operation).Command, "none"), " ", "-")
}
