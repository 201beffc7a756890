package spec

import "strings"

// LeadsToPay reports whether a field of that name, in the answer to any
// operation, sends a buyer or the SDK of a page to pay. known is false for a
// name that no described answer has. Names are compared without regard to case,
// because JSON decoders such as encoding/json do so too.
func LeadsToPay(name string) (leads, known bool) {
	for i := range messages {
		t := messages[i].response
		if t == nil {
			continue
		}
		for j := range t.Fields {
			if strings.EqualFold(t.Fields[j].Name, name) {
				known, leads = true, leads || t.Fields[j].LeadsToPay
			}
		}
	}
	return leads, known
}
