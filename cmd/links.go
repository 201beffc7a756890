package cmd

import (
	"github.com/antom-cli/antom/internal/outcome"
)

// linkFields are the addresses of an answer for the buyer, the best one first: a
// browser works wherever the buyer is.
func linkFields() []string { return []string{"normalUrl", "applinkUrl", "schemeUrl"} }

// link is the best address for the buyer in an answer, or "".
func (x *answer) link() string {
	for _, field := range linkFields() {
		if address := x.linkIn(field); address != "" {
			return address
		}
	}
	return ""
}

// linkIn is the address in a field, or "" where there is none that may be opened.
func (x *answer) linkIn(field string) string {
	address := x.got(field)
	if address == "" || outcome.CheckLink(address) != nil {
		return ""
	}
	return address
}

// warnOfLinks tells which addresses of an answer are not shown as links.
func (x *answer) warnOfLinks() {
	for _, field := range linkFields() {
		address := x.got(field)
		if address == "" {
			continue
		}
		if err := outcome.CheckLink(address); err != nil {
			x.app.warn("the %s of the answer is not shown as a link, and must not be opened: %v", field, err)
		}
	}
}
