package sandbox

import (
	"context"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

// Payment is a payment as those who control the simulator see it.
type Payment struct {
	PaymentID        string    `json:"paymentId"`
	PaymentRequestID string    `json:"paymentRequestId"`
	OrderID          string    `json:"orderId,omitempty"`
	Operation        string    `json:"operation"`  // pay or createPaymentSession
	Status           string    `json:"status"`     // as inquiryPayment's paymentStatus
	ResultCode       string    `json:"resultCode"` // as its paymentResultCode
	Currency         string    `json:"currency"`
	Value            string    `json:"value"` // in the smallest unit
	Method           string    `json:"method,omitempty"`
	Created          time.Time `json:"created"`
	Expires          time.Time `json:"expires"`
	Updated          time.Time `json:"updated"`
	// Paid is when the payment succeeded, which may be on another day than it was made;
	// zero when it did not.
	Paid time.Time `json:"paid,omitzero"`
	// PaidLate is when the buyer paid although the payment had closed, and got the money
	// back; zero when that did not happen.
	PaidLate time.Time `json:"paidLate,omitzero"`
	URL      string    `json:"url,omitempty"` // where the buyer pays; empty for a session of a client SDK
}

// ErrNotFound says that the simulator has no payment with an id.
var ErrNotFound = engine.ErrNotFound

// NotFoundError says which id no payment has. It is an ErrNotFound.
type NotFoundError = engine.NotFoundError

// StateError says that a payment is decided already and cannot be changed.
type StateError = engine.StateError

// MethodError says that the buyer of a payment cannot choose a method.
type MethodError = engine.MethodError

// CodeError says that a result code cannot be the end of a payment.
type CodeError = engine.CodeError

// Control decides on payments in the buyer's place. An id is a paymentId, a
// paymentRequestId or a paymentSessionId. The errors are *NotFoundError,
// *StateError and *CodeError where they apply.
type Control interface {
	AuthorizationControl
	VaultingControl

	// Pay makes a payment succeed.
	Pay(ctx context.Context, id string) (Payment, error)
	// PayWith makes a payment of the hosted page succeed, with the method that the
	// buyer chose there. The error may also be a *MethodError.
	PayWith(ctx context.Context, id, method string) (Payment, error)
	// Decline makes a payment fail with a result code of pay; an empty code
	// stands for the usual one of the payment's method.
	Decline(ctx context.Context, id, code string) (Payment, error)
	// Decide ends a refund or a capture in process.
	Decide(ctx context.Context, d Decision) (Part, error)
	// List returns all payments, newest first.
	List(ctx context.Context) ([]Payment, error)
	// Find searches the payments, newest first.
	Find(ctx context.Context, f PaymentFilter) (PaymentPage, error)
	// Refund and Capture do in the merchant's place what the operations of the same
	// names do. value is in the smallest unit of the payment's currency. The error
	// may also be a *ResultError.
	Refund(ctx context.Context, id, value string) (Payment, error)
	Capture(ctx context.Context, id, value string) (Payment, error)
	// Get returns one payment.
	Get(ctx context.Context, id string) (Payment, error)
	SubscriptionControl
	// Show returns one payment with what became of it.
	Show(ctx context.Context, id string) (Details, error)
	// Reset forgets all payments and sessions, and goes back to the real time.
	Reset(ctx context.Context) error

	// Notifications lists the notifications, newest first.
	Notifications(ctx context.Context) ([]Notification, error)
	// NotificationPage lists those that are older than the one with the id before, ""
	// for the newest, and returns the id for the next call, "" at the end.
	NotificationPage(ctx context.Context, before string) (list []Notification, next string, err error)
	// Notify sends a notification now, also one that was delivered or given up,
	// and returns it as it is after that. The id is its own, or that of a payment,
	// refund or capture, whose latest one is meant. The error may also be a
	// *NothingToNotifyError.
	Notify(ctx context.Context, id string) (Notification, error)

	ForgeryControl
	DisputeControl

	// Requests lists the calls of the gateway that are kept, newest first.
	Requests(ctx context.Context, f RequestFilter) ([]Call, error)
	// Request returns one of them by its id.
	Request(ctx context.Context, id string) (Request, error)

	// Merchants lists the merchants, the built-in one first.
	Merchants(ctx context.Context) ([]Merchant, error)
	// AddMerchant adds a merchant, or changes one. The error is a *MerchantError
	// when that cannot be.
	AddMerchant(ctx context.Context, m NewMerchant) (Merchant, error)
	// RemoveMerchant forgets a merchant and its keys; its payments stay. The
	// error is a *MerchantError when there is none, or it is the built-in one.
	RemoveMerchant(ctx context.Context, clientID string) error
	// APIKey returns the API key of a merchant, and makes it when there is none. The error
	// is a *MerchantError when there is no such merchant.
	APIKey(ctx context.Context, r APIKeyRequest) (APIKey, error)

	// Faults lists what goes wrong, as long as the simulator runs.
	Faults(ctx context.Context) ([]fault.Fault, error)
	// SetFaults puts faults into force beside those that are.
	SetFaults(ctx context.Context, faults []fault.Fault) error
	// ClearFaults ends the faults of a kind, of all kinds when it is empty, and
	// returns how many there were.
	ClearFaults(ctx context.Context, kind fault.Kind) (int, error)

	ClockControl
	SnapshotControl
	SeedControl
}

// Details is a payment with its refunds, captures, disputes and notifications, each
// oldest first.
type Details struct {
	Payment
	Refunds  []Part    `json:"refunds"`
	Captures []Part    `json:"captures"`
	Disputes []Dispute `json:"disputes"`
	// Capturable says that the payment is an authorization that the merchant captures,
	// and that has not had its last capture.
	Capturable    bool           `json:"capturable"`
	Notifications []Notification `json:"notifications"`
}

// Part is a refund or a capture of a payment.
type Part struct {
	ID         string    `json:"id"`        // Antom's: refundId or captureId
	RequestID  string    `json:"requestId"` // the merchant's
	Status     string    `json:"status"`    // PROCESSING, SUCCESS or FAIL
	ResultCode string    `json:"resultCode"`
	Currency   string    `json:"currency"`
	Value      string    `json:"value"` // in the smallest unit
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
}

// Control controls the simulator from within its own process.
func (s *Sandbox) Control() Control { return local{s} }

type local struct{ s *Sandbox }

func (l local) Pay(_ context.Context, id string) (Payment, error) {
	defer l.s.changes.tell()
	p, err := l.s.engine.Pay(id, "")
	return l.s.summary(p), err
}

func (l local) PayWith(_ context.Context, id, method string) (Payment, error) {
	p, err := l.s.engine.PayWith(id, method)
	return l.s.summary(p), err
}

func (l local) Decline(_ context.Context, id, code string) (Payment, error) {
	defer l.s.changes.tell()
	p, err := l.s.engine.Decline(id, code)
	return l.s.summary(p), err
}

func (l local) Get(_ context.Context, id string) (Payment, error) {
	p, err := l.s.engine.Find(id)
	return l.s.summary(p), err
}

func (l local) Show(ctx context.Context, id string) (Details, error) {
	found, err := l.s.engine.Find(id)
	if err != nil {
		return Details{}, err
	}
	p := l.s.summary(found)
	d := Details{Payment: p, Refunds: []Part{}, Captures: []Part{}, Notifications: []Notification{}}
	d.Capturable = found.Authorized() && found.Authorization.Manual && !found.Authorization.Closed
	refunds, err := l.s.engine.Refunds(p.PaymentID)
	if err != nil {
		return Details{}, err
	}
	for _, r := range refunds {
		d.Refunds = append(d.Refunds, refundPart(r))
	}
	captures, err := l.s.engine.Captures(p.PaymentID)
	if err != nil {
		return Details{}, err
	}
	for _, c := range captures {
		d.Captures = append(d.Captures, capturePart(c))
	}
	disputes, err := l.s.engine.DisputesOf(p.PaymentID)
	if err != nil {
		return Details{}, err
	}
	d.Disputes = disputeSummaries(disputes)
	all, err := l.Notifications(ctx)
	for _, n := range slices.Backward(all) {
		if n.PaymentID == p.PaymentID {
			d.Notifications = append(d.Notifications, n)
		}
	}
	return d, err
}

func part(id, requestID string, status engine.Status, code string, amount engine.Amount, created, updated time.Time) Part {
	return Part{
		ID: id, RequestID: requestID, Status: string(status), ResultCode: code,
		Currency: amount.Currency, Value: amount.Value, Created: created.UTC(), Updated: updated.UTC(),
	}
}

func (l local) Merchants(context.Context) ([]Merchant, error) { return l.s.known.all(), nil }

func (l local) AddMerchant(_ context.Context, m NewMerchant) (Merchant, error) {
	defer l.s.changes.tell()
	return l.s.known.add(m)
}

func (l local) RemoveMerchant(_ context.Context, clientID string) error {
	defer l.s.changes.tell()
	if _, known := l.s.known.find(clientID); known && clientID != l.s.identity.ClientID {
		// First: a key must not outlive its merchant and serve the next one of that id.
		if err := l.s.apiKeys.remove(clientID); err != nil {
			return err
		}
	}
	return l.s.known.remove(clientID)
}

func (l local) Faults(context.Context) ([]fault.Fault, error) {
	return append([]fault.Fault{}, l.s.faults.List()...), nil
}

func (l local) SetFaults(_ context.Context, faults []fault.Fault) error {
	defer l.s.changes.tell()
	for _, f := range faults {
		l.s.faults.Add(f)
	}
	return nil
}

func (l local) ClearFaults(_ context.Context, kind fault.Kind) (int, error) {
	defer l.s.changes.tell()
	return l.s.faults.Clear(kind), nil
}

func (l local) Reset(context.Context) error {
	defer l.s.changes.tell()
	l.s.clock.moving.Lock()
	defer l.s.clock.moving.Unlock()
	if err := l.s.engine.Reset(); err != nil {
		return err
	}
	return l.s.setClock(0)
}

func (s *Sandbox) summary(p engine.Payment) Payment {
	if p.PaymentID == "" {
		return Payment{}
	}
	summary := Payment{
		PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID, OrderID: p.OrderID,
		Operation: p.Operation, Status: string(p.Status), ResultCode: p.ResultCode,
		Currency: p.Amount.Currency, Value: p.Amount.Value, Method: p.Method,
		Created: p.Created.UTC(), Expires: p.Expires.UTC(), Updated: p.Updated.UTC(), Paid: p.Paid.UTC(),
	}
	if at, happened := p.LatePayment(s.clock.Now()); happened {
		summary.PaidLate = at.UTC()
	}
	if (p.Session == nil || p.Hosted()) && !p.WithoutURL() {
		summary.URL = s.engine.CheckoutURL(p)
	}
	return summary
}
