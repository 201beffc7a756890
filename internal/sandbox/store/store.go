// Package store keeps the records of the simulator: small named values in a few
// buckets, changed in transactions. Bolt is the durable form, one file in the state
// directory. Memory is the form for a simulator that leaves nothing behind. Both
// behave in the same way, and neither knows what a payment is.
package store

import (
	"errors"
	"iter"
)

// Bucket is the name of a group of records.
type Bucket string

// The buckets of the simulator. A new kind of record gets a bucket of its own
// here; every bucket exists from the moment the store is open.
const (
	// Meta holds facts about the store itself: its version, its secret.
	Meta Bucket = "meta"
	// Payments holds one record for each payment, by paymentId.
	Payments Bucket = "payments"
	// Requests leads from client id and paymentRequestId to a paymentId.
	Requests Bucket = "requests"
	// Sessions leads from a paymentSessionId to a paymentId.
	Sessions Bucket = "sessions"
	// Codes leads from the short code of an order code to a paymentId.
	Codes Bucket = "codes"
	// Calls counts the calls of requests that carry a directive with a limit.
	Calls Bucket = "calls"
	// Orders holds the order of a session as it was sent, by paymentId.
	Orders Bucket = "orders"
	// Alarms says when the clock changes a record: time, kind and id.
	Alarms Bucket = "alarms"
	// Refunds holds one record for each refund, by refundId.
	Refunds Bucket = "refunds"
	// RefundRequests leads from client id and refundRequestId to a refundId.
	RefundRequests Bucket = "refund-requests"
	// Captures holds one record for each capture, by captureId.
	Captures Bucket = "captures"
	// CaptureRequests leads from client id and captureRequestId to a captureId.
	CaptureRequests Bucket = "capture-requests"
	// FollowUps lists the refunds, captures and disputes of a payment: paymentId, kind
	// and id.
	FollowUps Bucket = "follow-ups"
	// Disputes holds one record for each dispute, by disputeId.
	Disputes Bucket = "disputes"
	// DisputeFiles holds the documents of disputes, by disputeId and what they are.
	DisputeFiles Bucket = "dispute-files"
	// Agreements holds one record for each authorization, by its id.
	Agreements Bucket = "agreements"
	// AgreementKeys leads from an authState, a code or a token to an authorization.
	AgreementKeys Bucket = "agreement-keys"
	// Vaultings holds one record for each stored card, or try to store one, by its id.
	Vaultings Bucket = "vaultings"
	// VaultingKeys leads from a vaultingRequestId, a session or a token to a vaulting.
	VaultingKeys Bucket = "vaulting-keys"
	// Notifications holds what the simulator owes merchants, by its id.
	Notifications Bucket = "notifications"
	// Outbox says when notifications are due: time and id.
	Outbox Bucket = "outbox"
	// Finished says when notifications were finished: time and id.
	Finished Bucket = "finished"
	// Subscriptions holds one record for each subscription, by subscriptionId.
	Subscriptions Bucket = "subscriptions"
	// SubscriptionRequests leads from client id and subscriptionRequestId to a subscriptionId.
	SubscriptionRequests Bucket = "subscription-requests"
	// SubscriptionChanges remembers the changes and updates that were carried out, by
	// operation, client id and request id.
	SubscriptionChanges Bucket = "subscription-changes"
	// Declarations holds one record for each declaration at customs, by client id and
	// declarationRequestId.
	Declarations Bucket = "declarations"
)

// Buckets lists every bucket.
func Buckets() []Bucket {
	return []Bucket{
		Meta, Payments, Requests, Sessions, Codes, Calls, Orders, Alarms,
		Refunds, RefundRequests, Captures, CaptureRequests, FollowUps,
		Disputes, DisputeFiles, Agreements, AgreementKeys, Vaultings, VaultingKeys,
		Notifications, Outbox, Finished,
		Subscriptions, SubscriptionRequests, SubscriptionChanges, Declarations,
	}
}

// Store runs transactions. It is safe for use by several goroutines.
type Store interface {
	// View runs f over one consistent state of the store. Writing in it fails.
	View(f func(Tx) error) error
	// Update runs f and makes its writes durable before it returns. When f
	// fails nothing is written. f may be run more than once, so it must set
	// its results anew each time and have no other effects.
	Update(f func(Tx) error) error
	// Close ends the use of the store.
	Close() error
}

// Tx is one transaction. It and the slices it provides end with the function
// that they were given to, except where a method says otherwise.
type Tx interface {
	// Get returns a copy of a value, nil when there is none.
	Get(b Bucket, key string) []byte
	// Put sets a value.
	Put(b Bucket, key string, value []byte) error
	// Delete removes a record; there may be none.
	Delete(b Bucket, key string) error
	// Each calls f for every record of a bucket in the order of the keys.
	Each(b Bucket, f func(key string, value []byte) error) error
	// Ascend walks over the records with from <= key < to in the order of the
	// keys; an empty to stands for the end. The bucket must not be written to on
	// the way.
	Ascend(b Bucket, from, to string) iter.Seq2[string, []byte]
	// Descend walks over the records before a key from the last to the first; an
	// empty key stands for the end. The bucket must not be written to on the way.
	Descend(b Bucket, before string) iter.Seq2[string, []byte]
	// Clear removes every record of a bucket.
	Clear(b Bucket) error
}

// ErrLocked says that another process has the store open.
var ErrLocked = errors.New("another process is using the simulator's state")

// ErrReadOnly is the error of a write in a View.
var ErrReadOnly = errors.New("the transaction is read-only")
