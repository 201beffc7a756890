package journal

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The states of an entry. An entry that stays "sent" belongs to a command that
// was stopped: the outcome of its request is unknown.
const (
	StateSent     = "sent"      // the request is about to go, or went, out
	StateAnswered = "answered"  // a usable answer came
	StateNoAnswer = "no-answer" // every try ended without a usable answer
	StateNotSent  = "not-sent"  // no try had a connection: nothing can have happened
)

// Entry is one request made from this machine. It holds ids, amounts and
// hashes, never a body, a URL of the buyer or a secret.
type Entry struct {
	ID        string    `json:"id"`   // the journal's own id, made by Begin
	Time      time.Time `json:"time"` // when the request was begun
	Operation string    `json:"operation,omitempty"`
	Path      string    `json:"path,omitempty"` // as sent: /ams/sandbox/api/v1/payments/pay
	Profile   string    `json:"profile,omitempty"`
	ClientID  string    `json:"clientId,omitempty"`
	Gateway   string    `json:"gateway,omitempty"`
	Local     bool      `json:"local"` // sent to the simulator
	Live      bool      `json:"live"`  // real money

	RequestID string `json:"requestId,omitempty"` // paymentRequestId, refundRequestId …
	OrderID   string `json:"orderId,omitempty"`
	PaymentID string `json:"paymentId,omitempty"`
	// PaymentRequestID is the paymentRequestId of the payment that a refund or a
	// capture belongs to, where it is known; RequestID is then its own.
	PaymentRequestID string `json:"paymentRequestId,omitempty"`

	RefundID   string `json:"refundId,omitempty"`
	CaptureID  string `json:"captureId,omitempty"`
	Amount     string `json:"amount,omitempty"` // in the currency's smallest unit
	Currency   string `json:"currency,omitempty"`
	Method     string `json:"method,omitempty"`     // the payment method
	BodySHA256 string `json:"bodySha256,omitempty"` // lower-case hex of the request body's hash

	State         string `json:"state"`            // StateSent, StateAnswered, StateNoAnswer or StateNotSent
	Reason        string `json:"reason,omitempty"` // why there is no usable answer: "answer-id", "timeout" …
	ResultStatus  string `json:"resultStatus,omitempty"`
	ResultCode    string `json:"resultCode,omitempty"`
	Trust         string `json:"trust,omitempty"` // how the answer's signature was found
	Attempts      int    `json:"attempts,omitempty"`
	DurationMS    int64  `json:"durationMs,omitempty"` // all tries together, in milliseconds
	PaymentStatus string `json:"paymentStatus,omitempty"`
	RefundStatus  string `json:"refundStatus,omitempty"`
	PaymentTime   string `json:"paymentTime,omitempty"` // when it was paid, as Antom writes it
}

// Filter chooses entries. A zero field chooses everything.
type Filter struct {
	Operation string
	Profile   string
	ID        string    // any id: the journal's, the request's, the order's, the payment's, the refund's …
	IDs       []string  // entries about something with any of these ids, an order aside; nil chooses everything, an empty list nothing
	Status    string    // a state, a resultStatus, resultCode, paymentStatus or refundStatus, whatever the case
	Since     time.Time // entries begun at this time or later
	Until     time.Time // entries begun before this time
	Limit     int       // at most so many; 0 is no limit
	Tail      int64     // only what is in about the last so many bytes; 0 is all
	Local     *bool     // only the simulator's (true) or only real ones (false)
}

// match reports whether e is one of the filter's entries.
func (f Filter) match(e Entry) bool {
	switch {
	case f.Operation != "" && f.Operation != e.Operation,
		f.Profile != "" && f.Profile != e.Profile,
		f.ID != "" && !e.hasID(f.ID),
		f.IDs != nil && !slices.ContainsFunc(f.IDs, e.isAbout),
		f.Status != "" && !e.hasStatus(f.Status),
		e.Time.Before(f.Since),
		!f.Until.IsZero() && !e.Time.Before(f.Until),
		f.Local != nil && *f.Local != e.Local:
		return false
	}
	return true
}

// hasStatus reports whether the entry ended, or stands, in this way. An inquiry that
// succeeds says so of itself: where it tells the state of a payment, only that counts as
// SUCCESS.
func (e Entry) hasStatus(status string) bool {
	state := cmp.Or(e.PaymentStatus, e.RefundStatus)
	words := []string{e.State, e.ResultStatus, state}
	if state == "" || e.ResultCode != success {
		words = append(words, e.ResultCode)
	}
	return slices.ContainsFunc(words, func(s string) bool { return strings.EqualFold(s, status) })
}

// success is the result code, and the state, of what succeeded.
const success = "SUCCESS"

// isAbout reports whether id is that of the request, of its payment, refund or capture.
func (e Entry) isAbout(id string) bool {
	return slices.Contains([]string{e.RequestID, e.PaymentID, e.PaymentRequestID, e.RefundID, e.CaptureID}, id)
}

// hasID reports whether id is any of the entry's ids.
func (e Entry) hasID(id string) bool {
	return e.isAbout(id) || id == e.ID || id == e.OrderID
}
