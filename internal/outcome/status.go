package outcome

import (
	"fmt"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Status is what the state in the answer to an inquiry means: Done only for
// SUCCESS.
func (a Answer) Status() Meaning {
	return a.statusMeaning(About(a.Operation), a.name(), a.Body.Get(a.operation().StatusField).String())
}

// Transaction is what the state of a refund or capture means that the answer to
// inquiryPayment lists, found by the merchant's own id of it.
func (a Answer) Transaction(subject Subject, requestID string) Meaning {
	t, _ := FindTransaction(a.Body, requestID)
	return a.statusMeaning(subject, requestID, t.Status)
}

// statusMeaning is the meaning of the status of a payment, refund or capture with a name.
func (a Answer) statusMeaning(subject Subject, name, status string) Meaning {
	switch StateOfSubject(subject, status) {
	case Succeeded:
		return Meaning{Verdict: Done, Code: status}
	case Ended:
		return a.ended(subject, name, status)
	default:
		text := status
		if text == "" {
			text = "no " + a.operation().StatusField
		}
		return Meaning{
			Verdict: NotYet, Code: status,
			Text: fmt.Sprintf("%s %s is not final: %s", subject, name, text),
			Next: []Step{{Wait, "wait until it is final"}},
		}
	}
}

// ended is a final state that is not success.
func (a Answer) ended(subject Subject, name, status string) Meaning {
	m := Meaning{Verdict: Failed, Code: status, Text: fmt.Sprintf("%s %s ended with %s", subject, name, status)}
	if subject == Refund {
		m.Next = []Step{{Tell, "no money was returned; refund again with a new refundRequestId"}}
		return m
	}
	if subject == Capture {
		m.Next = []Step{{Tell, "nothing was captured; capture again with a new captureRequestId"}}
		return m
	}
	if subject == Subscription {
		m.Next = []Step{{Tell, "nothing more is charged; the buyer can subscribe again with a new subscriptionRequestId"}}
		return m
	}
	if code := a.Body.Get("paymentResultCode").String(); code != "" && code != status {
		m.Text += " (" + code + ")"
		if next, ok := codeStep(spec.OpPay, code); ok {
			m.Next = append(m.Next, Step{Tell, code + ": " + next})
		}
	}
	m.Next = append(m.Next, Step{PayAgain, "the buyer can try again with a new paymentRequestId for the same order"})
	return m
}
