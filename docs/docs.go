// Package docs has the guides that coding agents read: those about integrating and
// running payments.
package docs

import (
	"embed"
	"strings"
)

//go:embed agents.md authorization.md disputes.md going-live.md keys.md payment-life.md requests.md responses.md
//go:embed subscriptions.md troubleshooting.md vaulting.md web-sdk.md webhooks.md
var texts embed.FS

// Names lists the guides by name, such as "webhooks", sorted.
func Names() []string {
	entries, err := texts.ReadDir(".")
	if err != nil {
		return nil // the files are part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".md"))
	}
	return names
}

// Text is the Markdown text of a guide, "" for one that does not exist.
func Text(name string) string {
	data, err := texts.ReadFile(name + ".md")
	if err != nil {
		return ""
	}
	return string(data)
}

// Title is the heading of a guide.
func Title(name string) string {
	first, _, _ := strings.Cut(Text(name), "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "#"))
}
