// Package examples embeds request files that validate: one for each kind of payment
// and for the calls that follow it, with comments that say what to change.
package examples

import (
	"embed"
	"path"
	"sort"
	"strings"
)

//go:embed pay/*.yaml session/*.yaml cancel/*.yaml refund/*.yaml inquire-refund/*.yaml capture/*.yaml consult/*.yaml
var files embed.FS

// directories maps an operation to the directory of its examples.
var directories = [...]struct{ operation, dir string }{
	{"pay", "pay"},
	{"createPaymentSession", "session"},
	{"cancel", "cancel"},
	{"refund", "refund"},
	{"inquiryRefund", "inquire-refund"},
	{"capture", "capture"},
	{"consult", "consult"},
}

// Operations are those that have examples.
func Operations() []string {
	var names []string
	for _, d := range directories {
		names = append(names, d.operation)
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

func directory(operation string) string {
	for _, d := range directories {
		if d.operation == operation {
			return d.dir
		}
	}
	return "none"
}
