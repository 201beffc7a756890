// Package engine is the behaviour of the gateway: payments and sessions in a
// store, with a clock that the caller supplies. It knows no HTTP and no signatures,
// and never waits. Whatever is due by the clock, such as an expiry or an outcome
// that was requested in advance, is computed when the payment is read.
package engine

import (
	"crypto/rand"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Options are the surroundings of an Engine. Store and BaseURL are needed.
type Options struct {
	Store store.Store
	// BaseURL tells where the pages are served, without a slash at the end.
	BaseURL func() string
	// ClientID is the merchant whose own ids, such as paymentRequestIds, Find, Pay
	// and Decline take.
	ClientID string
	// Clients, when set, returns all such merchants in place of ClientID; an id
	// belongs to the first one that has it.
	Clients func() []string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Rand is where ids come from; crypto/rand when nil.
	Rand io.Reader
	// NumberedIDs makes ids of the number of ids before them in place of the time, so
	// that with a Rand that is the same each time they are the same, too.
	NumberedIDs bool
	// TimeScale makes the simulator's own times pass faster: at 600 an expiry of
	// ten minutes comes after one second. 0 means 1.
	TimeScale float64
	// NotifyDelay is how long the first attempt of a notification comes after what it
	// reports, in the simulator's time; 0 is at once. See firstAttempt.
	NotifyDelay time.Duration
	// Changed is called after a commit that made something due earlier than what
	// Sweep and Due told last. It must not block.
	Changed func()
	// DefaultNotifyURL stands for the address in the Dashboard: where a client's
	// notifications go when its request names none. "" sends none.
	DefaultNotifyURL func(clientID string) string
}

// Engine is the simulated gateway. It is safe for use by several goroutines.
type Engine struct {
	store     store.Store
	base      func() string
	now       func() time.Time
	rand      io.Reader
	scale     float64
	clients   func() []string
	notifyURL func(clientID string) string
	changed   func()
	delay     time.Duration // of first attempts
	ids       numbers
	numbered  bool
	counted   atomic.Int64 // ids with a number so far
	// sweeping lets one Sweep run at a time.
	sweeping sync.Mutex
	// alarms and outbox are what Sweep and Due told last.
	alarms, outbox horizon
}

// New makes an Engine.
func New(o Options) *Engine {
	e := &Engine{
		store: o.Store, base: o.BaseURL, now: o.Now, rand: o.Rand, scale: o.TimeScale,
		numbered: o.NumberedIDs, clients: o.Clients, notifyURL: o.DefaultNotifyURL, changed: o.Changed, delay: o.NotifyDelay,
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.rand == nil {
		e.rand = rand.Reader
	}
	e.rand = LockedReader(e.rand)
	if e.scale <= 0 {
		e.scale = 1
	}
	if e.clients == nil {
		e.clients = func() []string { return []string{o.ClientID} }
	}
	if e.notifyURL == nil {
		e.notifyURL = func(string) string { return "" }
	}
	if e.changed == nil {
		e.changed = func() {}
	}
	return e
}

// Request is a call of a merchant whose signature was verified.
type Request struct {
	Operation string
	ClientID  string
	Body      *spec.Node
}

// Reply is the answer to a Request, with what the simulator was told to do to it
// on the way. The edge that speaks HTTP carries that out.
type Reply struct {
	Body  *spec.Node
	Delay time.Duration // wait so long before answering
	Drop  bool          // close the connection instead of answering
}

// Serves reports whether the engine knows an operation.
func (e *Engine) Serves(operation string) bool {
	return e.handler(operation) != nil
}

// Do carries out a call. The error is a failure of the simulator itself, such
// as a full disk; everything that a merchant can do wrong is a Reply.
func (e *Engine) Do(r Request) (Reply, error) {
	handle := e.handler(r.Operation)
	if handle == nil {
		return Refusal(r.Operation, codeNoOperation, "the simulator does not have the operation "+r.Operation), nil
	}
	if message := problems(r.Operation, r.Body); message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	if err := e.settleDue(); err != nil {
		return Reply{}, err
	}
	return handle(r)
}

func (e *Engine) handler(operation string) func(Request) (Reply, error) {
	switch operation {
	case OpPay:
		return e.pay
	case OpSession:
		return e.createSession
	case OpInquiry:
		return e.inquire
	case OpCancel:
		return e.cancel
	case OpRefund:
		return e.refund
	case OpInquiryRefund:
		return e.inquireRefund
	case OpCapture:
		return e.capture
	case OpConsult:
		return e.consult
	case OpRetrieve:
		return e.retrieve
	case OpAcceptDispute:
		return e.acceptDispute
	case OpDefendDispute:
		return e.defendDispute
	case OpDisputeEvidence:
		return e.downloadEvidence
	case OpAuthorize:
		return e.authorize
	case OpApplyToken:
		return e.applyToken
	case OpRevoke:
		return e.revoke
	case OpVaultingSession:
		return e.createVaultingSession
	case OpVaultCard:
		return e.vaultPaymentMethod
	case OpInquireVaulting:
		return e.inquireVaulting
	}
	return e.otherHandler(operation)
}

// maxStretch is the longest stretch of time that is counted with.
const maxStretch = 290 * 365 * 24 * time.Hour

// TimeScale is how many times faster the simulator's own times pass.
func (e *Engine) TimeScale() float64 { return e.scale }

// After is the moment at which a stretch of the simulator's time has passed since now.
func (e *Engine) After(now time.Time, d time.Duration) time.Time { return e.after(now, d) }

// after is the moment a stretch of the simulator's time from now.
func (e *Engine) after(now time.Time, d time.Duration) time.Time {
	stretch := float64(d) / e.scale
	if stretch > float64(maxStretch) {
		return now.Add(maxStretch)
	}
	return now.Add(time.Duration(stretch))
}
