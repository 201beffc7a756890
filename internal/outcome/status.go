package outcome

import "fmt"

// Status is what the state in the answer to an inquiry means: Done only for
// SUCCESS.
func (a Answer) Status() Meaning {
	c := calls()[a.Operation]
	return a.statusMeaning(c.thing, a.name(c), a.Body.Get(c.state).String())
}

// Transaction is what the state of a refund or capture means that the answer to
// inquiryPayment lists, found by the merchant's own id of it.
func (a Answer) Transaction(thing Thing, requestID string) Meaning {
	t, _ := FindTransaction(a.Body, requestID)
	return a.statusMeaning(thing, requestID, t.Status)
}

// statusMeaning is the meaning of the status of a thing with a name.
func (a Answer) statusMeaning(thing Thing, name, status string) Meaning {
	switch StateOf(status) {
	case Succeeded:
		return Meaning{Verdict: Done, Code: status}
	case Ended:
		return a.ended(thing, name, status)
	default:
		text := status
		if text == "" {
			text = "no " + calls()[a.Operation].state
		}
		return Meaning{
			Verdict: NotYet, Code: status,
			Text: fmt.Sprintf("%s %s is not final: %s", thing, name, text),
			Next: []Step{{Wait, "wait until it is final"}},
		}
	}
}

// ended is a final state that is not success.
func (a Answer) ended(thing Thing, name, status string) Meaning {
	m := Meaning{Verdict: Failed, Code: status, Text: fmt.Sprintf("%s %s ended with %s", thing, name, status)}
	if thing == Refund {
		m.Next = []Step{{Tell, "no money was returned; refund again with a new refundRequestId (leave out --request-id)"}}
		return m
	}
	if thing == Capture {
		m.Next = []Step{{Tell, "nothing was captured; capture again with a new captureRequestId (leave out --request-id)"}}
		return m
	}
	if code := a.Body.Get("paymentResultCode").String(); code != "" && code != status {
		m.Text += " (" + code + ")"
		if next, ok := codeStep("pay", code); ok {
			m.Next = append(m.Next, Step{Tell, code + ": " + next})
		}
	}
	m.Next = append(m.Next, Step{PayAgain, "the buyer can try again with a new paymentRequestId for the same order"})
	return m
}
