// Package status tells in one report what needs the attention of an operator: payments
// that stay open, notifications that did not reach the application, disputes, and what the
// last comparison with Antom's files found. It reads what other packages have stored, from
// the newest on and not more than a bound, and sends nothing.
package status

import (
	"time"

	"github.com/antom-cli/antom/internal/dispute"
	"github.com/antom-cli/antom/internal/reconcile"
)

// Schema is the version of the report's JSON form. New members do not change it.
const Schema = 1

// Report is the state at a moment.
type Report struct {
	Schema int       `json:"schema"`
	Time   time.Time `json:"time"`
	// Since is the begin of the period that payments and notifications are from.
	Since          time.Time        `json:"since"`
	Attention      int              `json:"attention"` // how many things need attention
	Payments       Payments         `json:"payments"`
	Notifications  Notifications    `json:"notifications"`
	Disputes       Disputes         `json:"disputes"`
	Reconciliation []Reconciliation `json:"reconciliation"`
	// Damaged is how many records of the journal, of the store and of comparisons cannot be
	// read. They are left out, so the other numbers may be too low.
	Damaged int `json:"damaged"`
	// Notes say what was left out.
	Notes []string `json:"notes,omitempty"`
}

// Payments are those without a final state.
type Payments struct {
	Open      int           `json:"open"`
	Attention int           `json:"attention"` // of these, how many are open for too long
	Items     []OpenPayment `json:"items"`     // the oldest first
}

// OpenPayment is a payment whose final state is not known on this machine.
type OpenPayment struct {
	PaymentRequestID string    `json:"paymentRequestId"`
	PaymentID        string    `json:"paymentId,omitempty"`
	OrderID          string    `json:"orderId,omitempty"`
	Operation        string    `json:"operation"`
	Profile          string    `json:"profile,omitempty"`
	Local            bool      `json:"local"`
	Currency         string    `json:"currency,omitempty"`
	Value            string    `json:"value,omitempty"`         // in the smallest unit
	Status           string    `json:"paymentStatus,omitempty"` // the newest that is known
	Time             time.Time `json:"time"`                    // when it was made
	AgeSeconds       int64     `json:"ageSeconds"`
	Attention        bool      `json:"attention"`
	Command          string    `json:"command"` // looks into it
}

// A Problem is why a notification needs attention.
type Problem string

// The problems, in the order of lists.
const (
	ForwardFailed Problem = "forward-failed" // the application did not acknowledge it
	NotForwarded  Problem = "not-forwarded"  // it was received, and the application never got it
	Rejected      Problem = "rejected"       // its signature did not verify, so Antom got no acknowledgement
)

// Problems lists the problems.
func Problems() []Problem { return []Problem{ForwardFailed, NotForwarded, Rejected} }

// Notifications are those that were received, each counted once however often it came.
type Notifications struct {
	Deliveries   int             `json:"deliveries"` // what was received, repeats included
	Received     int             `json:"received"`
	Verified     int             `json:"verified"`
	Acknowledged int             `json:"acknowledged"` // by the application that it was forwarded to
	Problems     map[Problem]int `json:"problems"`
	Items        []Unreached     `json:"items"` // those with a problem, the newest first
}

// Unreached is a notification that did not get where it should.
type Unreached struct {
	ID               string    `json:"id"` // of its newest delivery
	Problem          Problem   `json:"problem"`
	Time             time.Time `json:"receivedAt"`
	AgeSeconds       int64     `json:"ageSeconds"`
	NotifyType       string    `json:"notifyType,omitempty"`
	PaymentRequestID string    `json:"paymentRequestId,omitempty"`
	PaymentID        string    `json:"paymentId,omitempty"`
	RequestID        string    `json:"requestId,omitempty"`
	ClientID         string    `json:"clientId,omitempty"`
	Profile          string    `json:"profile,omitempty"`
	// Detail is why the signature does not verify, or what the application answered.
	Detail  string `json:"detail,omitempty"`
	Command string `json:"command"`
}

// Disputes are those that need an answer.
type Disputes struct {
	Open    int           `json:"open"`
	Overdue int           `json:"overdue"` // whose time for an answer ended in the period
	Items   []OpenDispute `json:"items"`   // the one with the least time left first
}

// OpenDispute is a dispute that needs an answer, or needed one.
type OpenDispute struct {
	DisputeID        string         `json:"disputeId"`
	Status           dispute.Status `json:"status"`
	PaymentRequestID string         `json:"paymentRequestId,omitempty"`
	ClientID         string         `json:"clientId,omitempty"`
	Profile          string         `json:"profile,omitempty"`
	Currency         string         `json:"currency,omitempty"`
	Value            string         `json:"value,omitempty"`
	Reason           string         `json:"disputeReasonMsg,omitempty"`
	Due              time.Time      `json:"defenseDueTime,omitzero"`
	SecondsLeft      *int64         `json:"secondsLeft,omitempty"` // negative when the time is over
	Command          string         `json:"command"`
}

// Reconciliation is the last comparison of a profile.
type Reconciliation struct {
	reconcile.LastRun
	AgeSeconds int64 `json:"ageSeconds"`
	// Attention tells that something differed.
	Attention bool `json:"attention"`
	// Late tells that the comparison is too old, or that there was none: then Time is zero.
	Late bool `json:"late,omitempty"`
}
