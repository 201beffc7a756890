package antom

import (
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/foreign"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Reasons of an *AnswerError: Antom signed the answer, but to another request.
const (
	ReasonAnswerID       Reason = "answer-id"         // an id is not the one of the request, or not the expected one
	ReasonAnswerAmount   Reason = "answer-amount"     // an amount is not the one of the request, or not the expected one
	ReasonAnswerNoID     Reason = "answer-without-id" // a success that names none of the ids of what it is about
	ReasonAnswerClientID Reason = "answer-client-id"  // the header client-id is not the caller's
	ReasonAnswerTime     Reason = "answer-time"       // response-time cannot be read, or is not the time of the call
)

// An AnswerError says why an answer with a good signature is not the answer to
// the request that was sent: it was recorded, and somebody on the way sends it
// again, or the request was mixed up with another one. Nothing in the answer is
// to be believed, and the outcome of the call is unknown.
//
// A call returns it inside a *ResponseError of the same Reason, which has the
// answer: errors.As finds both.
type AnswerError struct {
	Reason Reason
	// Field is the member of the body or the header that is wrong. With
	// ReasonAnswerNoID it lists the members that are missing.
	Field string
	// Expected and Got are the two values: an id, a time, or an amount as
	// currency and value in the smallest unit ("HKD 1234").
	Expected, Got string
	// Known is true if Expected comes from the caller's [Expected] and not from
	// the request.
	Known bool

	// Off is how far response-time lies after the call, or before it if it is
	// negative. With ReasonAnswerTime only, and 0 if the time cannot be read.
	Off time.Duration
	// Date is the HTTP header Date of the answer, which nobody signed.
	Date string
	// ClockIsWrong is true if Date agrees with response-time. Then this machine's
	// clock is more likely wrong than the answer.
	ClockIsWrong bool
}

func (e *AnswerError) Error() string {
	expected, got := quote(printable(e.Expected, maxExcerpt)), quote(printable(e.Got, maxExcerpt))
	if e.Reason == ReasonAnswerAmount {
		expected, got = amountForPeople(e.Expected), amountForPeople(e.Got)
	}
	switch e.Reason {
	case ReasonAnswerNoID:
		return "the response has none of the ids that a success has: " + e.Field
	case ReasonAnswerClientID:
		return "the response is for client id " + got + ", the request was made by " + expected
	case ReasonAnswerTime:
		return e.timeText(got)
	}
	if e.Got == "" {
		return fmt.Sprintf("the response has no %s, but %s is expected", e.Field, expected)
	}
	if e.Known {
		return fmt.Sprintf("the response has the %s %s, but %s is expected", e.Field, got, expected)
	}
	return fmt.Sprintf("the response has the %s %s, but the request has %s", e.Field, got, expected)
}

// timeText tells about a response-time.
func (e *AnswerError) timeText(got string) string {
	if e.Off == 0 {
		return "the response-time " + got + " of the response " + foreign.Time(e.Got) + "; Antom writes " + foreign.AntomTime
	}
	side := "after"
	if e.Off < 0 {
		side = "before"
	}
	text := fmt.Sprintf("the response was made at %s, %s %s the call by this machine's clock", got, roughly(e.Off.Abs()), side)
	if e.ClockIsWrong {
		text += "; the HTTP Date of the response, " + quote(printable(e.Date, maxName)) + ", says that this clock is wrong"
	}
	return text
}

// roughly is a duration in the unit that people would use.
func roughly(d time.Duration) string {
	if days := d / (24 * time.Hour); days >= 2 {
		return fmt.Sprintf("%d days", days)
	}
	if d >= time.Hour {
		return d.Round(time.Minute).String()
	}
	return d.Round(time.Second).String()
}

// amountForPeople writes an amount of AnswerError in the major unit, with the
// value that the answer has. A text that is no such amount is quoted.
func amountForPeople(text string) string {
	currency, value, _ := strings.Cut(text, " ")
	known, ok := spec.FindCurrency(currency)
	if major := known.Major(value); ok && major != "" {
		return printable(fmt.Sprintf("%s %s (value %s)", currency, major, value), maxExcerpt)
	}
	return quote(printable(text, maxExcerpt))
}
