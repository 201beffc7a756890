package outcome

import (
	"fmt"
	"slices"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Verdict is what an answer comes to. A command has one exit code for each.
type Verdict uint8

// The verdicts.
const (
	Done    Verdict = iota // it worked, or it was created and waits for the buyer
	Refused                // Antom answered F
	Failed                 // the final state is not success
	NotYet                 // not final, or the outcome is not known
)

// Action is what a step asks for.
type Action uint8

// The actions. Tell is done by reading it; the others are commands.
const (
	Tell       Action = iota
	Ask               // ask for the state
	Wait              // ask for the state until it is final
	GiveBack          // refund the payment
	AskPayment        // ask for the state of the payment that a refund or capture belongs to
	PayAgain          // pay the order of the payment again
)

// Step is one thing to do next. Text stands before the command, if it has one.
type Step struct {
	Do   Action
	Text string
}

// Meaning is what an answer means.
type Meaning struct {
	Verdict Verdict
	Code    string // for programs: the status, or the result code
	Text    string // what happened, in a clause; empty when Done
	Next    []Step
}

// Answer is an answered request, as far as its meaning goes.
type Answer struct {
	Operation string
	Result    antom.Result
	Verified  bool       // its signature is Antom's and it answers the request
	Sent      *spec.Node // the request
	Body      *spec.Node // the answer
}

// Meaning decides what an answer means.
func (a Answer) Meaning() Meaning {
	r := a.Result
	switch {
	case r.ResultStatus == antom.StatusSuccess && a.operation().Asks():
		return a.Status()
	case r.ResultStatus == antom.StatusSuccess:
		return Meaning{Verdict: Done, Code: string(r.ResultCode)}
	case r.AcceptedBy(a.Operation):
		return a.inProcess()
	case r.ResultStatus == antom.StatusUnknown:
		return a.unknown()
	default:
		return a.refused()
	}
}

// inProcess is a U that means: accepted. A payment then waits for its buyer,
// who needs a way to go on; a refund or a capture is not final.
func (a Answer) inProcess() Meaning {
	switch {
	case !a.operation().Creates:
		return Meaning{
			Verdict: NotYet, Code: string(a.Result.ResultCode),
			Text: fmt.Sprintf("%s %s is accepted, still running", About(a.Operation), a.name()),
			Next: []Step{{Wait, "wait until it is final"}},
		}
	case a.GoesOn():
		return Meaning{Verdict: Done, Code: string(a.Result.ResultCode)}
	default:
		return Meaning{
			Verdict: NotYet, Code: string(a.Result.ResultCode),
			Text: "PAYMENT_IN_PROCESS without a URL means that the payment was not created",
			Next: []Step{
				{Ask, "make sure"},
				{Tell, "then pay again with a new paymentRequestId (leave out --request-id)"},
			},
		}
	}
}

// unknown is any other U.
func (a Answer) unknown() Meaning {
	m := Meaning{Verdict: NotYet, Code: string(a.Result.ResultCode), Text: a.said(), Next: a.advice()}
	op := a.operation()
	switch {
	case op.Moves:
		m.Next = append(m.Next, Step{Tell, repeat(op)}, Step{Ask, "ask for its state"})
	case op.Creates && a.Sent.Get(op.RequestIDField).String() != "":
		m.Next = append(m.Next, Step{Ask, "inquire by this id before you use a new one"})
	}
	return m
}

// repeat is how a call that moves money is made once more without moving it twice.
func repeat(op spec.Operation) string {
	if op.IdempotencyField == "" {
		return fmt.Sprintf("send the same %s again: it can do no harm twice", op.Name)
	}
	return fmt.Sprintf("send the same %s again with the same %s, never with a new one", op.Name, op.IdempotencyField)
}

// refused is an F.
func (a Answer) refused() Meaning {
	m := Meaning{Verdict: Refused, Code: string(a.Result.ResultCode), Text: a.said(), Next: a.advice()}
	switch {
	case a.Result.ResultCode == "CANCEL_WINDOW_EXCEED":
		m.Next = append(m.Next, Step{GiveBack, "the refund"})
	case a.Result.ResultCode == "ORDER_STATUS_INVALID" && !a.operation().Asks():
		m.Next = append(m.Next, Step{AskPayment, "the payment's state"})
	}
	return m
}

// said is the answer's result in one line.
func (a Answer) said() string {
	text := fmt.Sprintf("Antom answered %s %s", a.Result.ResultStatus, a.Result.ResultCode)
	if a.Result.ResultMessage != "" {
		text += ": " + a.Result.ResultMessage
	}
	return text
}

// advice is the specification's next step for the result.
func (a Answer) advice() []Step {
	return []Step{{Tell, NextStep(a.Operation, a.Result)}}
}

// GoesOn reports whether an answer gives the buyer, or the SDK of a page, any way to
// go on. An address counts only if it is one that may be opened.
func (a Answer) GoesOn() bool {
	for _, m := range a.Body.Members {
		if slices.Contains(addresses(), m.Name) || m.Value == nil || m.Value.Kind == spec.Null {
			continue
		}
		if leads, _ := spec.LeadsToPay(m.Name); leads {
			return true
		}
	}
	return a.Link() != ""
}

// addresses are the fields with an address for the buyer: the browser first,
// because it works wherever the buyer is.
func addresses() []string { return []string{"normalUrl", "applinkUrl", "schemeUrl"} }

// Link is the best address for the buyer in an answer, or "".
func (a Answer) Link() string {
	for _, name := range addresses() {
		if url := a.Body.Get(name).String(); url != "" {
			return url
		}
	}
	return ""
}
