package receiver

import (
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

// A Problem is why a request was not acknowledged.
type Problem string

// The problems; "" is none.
const (
	ProblemPath      Problem = "path"      // another path than the one that is served
	ProblemMethod    Problem = "method"    // not a POST
	ProblemHeaders   Problem = "headers"   // too many header fields
	ProblemText      Problem = "text"      // the path or a signed header has bytes that are not UTF-8
	ProblemTooLarge  Problem = "too-large" // the body is over the limit
	ProblemBody      Problem = "body"      // the body did not arrive whole and in time
	ProblemBusy      Problem = "busy"      // too many at once
	ProblemSignature Problem = "signature" // it does not verify; see Record.Cause
	ProblemStore     Problem = "store"     // it could not be stored
	ProblemForward   Problem = "forward"   // the application did not acknowledge; see Record.Forward
)

// An Event is one request that was answered.
type Event struct {
	// Time is when the request came, and Duration how long the answer took.
	Time     time.Time
	Duration time.Duration
	// Record is the notification as it was stored, with the attempts of this
	// delivery in Forward. It has no ID if it was not stored. Of a request
	// that was refused unread it has only Method and Path.
	Record inbox.Record
	// MaxAttempts is how many attempts to forward a delivery can have.
	MaxAttempts int
	// Explanation is the Verdict's.
	Explanation string
	// Status is the HTTP status of the answer; 200 acknowledges.
	Status int
	// Problem is why it was not acknowledged, and Err the error behind it, if any.
	Problem Problem
	Err     error
}

// Acknowledged reports whether the sender got the acknowledgement.
func (e Event) Acknowledged() bool { return e.Problem == "" }

// Forwarded returns the last attempt to forward this delivery.
func (e Event) Forwarded() (inbox.Attempt, bool) {
	n := len(e.Record.Forward)
	if n == 0 {
		return inbox.Attempt{}, false
	}
	return e.Record.Forward[n-1], true
}
