package sandbox

import (
	"context"
	"errors"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
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
	URL              string    `json:"url,omitempty"` // where the buyer pays; empty for a session of a client SDK
}

// ErrNotFound says that the simulator has no payment with an id.
var ErrNotFound = engine.ErrNotFound

// NotFoundError says which id no payment has. It is an ErrNotFound.
type NotFoundError = engine.NotFoundError

// StateError says that a payment is decided already and cannot be changed.
type StateError = engine.StateError

// CodeError says that a result code cannot be the end of a payment.
type CodeError = engine.CodeError

// Control decides on payments in the buyer's place. An id is a paymentId, a
// paymentRequestId or a paymentSessionId. The errors are *NotFoundError,
// *StateError and *CodeError where they apply.
type Control interface {
	// Pay makes a payment succeed.
	Pay(ctx context.Context, id string) (Payment, error)
	// Decline makes a payment fail with a result code of pay; an empty code
	// stands for the usual one of the payment's method.
	Decline(ctx context.Context, id, code string) (Payment, error)
	// List returns all payments, newest first.
	List(ctx context.Context) ([]Payment, error)
	// Get returns one payment.
	Get(ctx context.Context, id string) (Payment, error)
	// Reset forgets all payments and sessions.
	Reset(ctx context.Context) error
}

// Control controls the simulator from within its own process.
func (s *Sandbox) Control() Control { return local{s} }

type local struct{ s *Sandbox }

func (l local) Pay(_ context.Context, id string) (Payment, error) {
	p, err := l.s.engine.Pay(id, "")
	return l.s.summary(p), err
}

func (l local) Decline(_ context.Context, id, code string) (Payment, error) {
	p, err := l.s.engine.Decline(id, code)
	return l.s.summary(p), err
}

func (l local) List(context.Context) ([]Payment, error) {
	payments, err := l.s.engine.List()
	list := make([]Payment, 0, len(payments))
	for _, p := range payments {
		list = append(list, l.s.summary(p))
	}
	return list, err
}

func (l local) Get(_ context.Context, id string) (Payment, error) {
	p, err := l.s.engine.Find(id)
	return l.s.summary(p), err
}

func (l local) Reset(context.Context) error { return l.s.engine.Reset() }

func (s *Sandbox) summary(p engine.Payment) Payment {
	if p.PaymentID == "" {
		return Payment{}
	}
	summary := Payment{
		PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID, OrderID: p.OrderID,
		Operation: p.Operation, Status: string(p.Status), ResultCode: p.ResultCode,
		Currency: p.Amount.Currency, Value: p.Amount.Value, Method: p.Method,
		Created: p.Created.UTC(), Expires: p.Expires.UTC(), Updated: p.Updated.UTC(),
	}
	if p.Session == nil || p.Hosted() {
		summary.URL = s.engine.CheckoutURL(p)
	}
	return summary
}

// failure is an error of Control on its way between processes.
type failure struct {
	Kind       string `json:"kind"` // "not-found", "state", "code" or "other"
	Message    string `json:"message"`
	ID         string `json:"id,omitempty"`
	PaymentID  string `json:"paymentId,omitempty"`
	Status     string `json:"status,omitempty"`
	ResultCode string `json:"resultCode,omitempty"`
	Code       string `json:"code,omitempty"`
	Nearest    string `json:"nearest,omitempty"`
}

func failureOf(err error) failure {
	var state *StateError
	var code *CodeError
	var missing *NotFoundError
	switch {
	case errors.As(err, &missing):
		return failure{Kind: "not-found", Message: err.Error(), ID: missing.ID}
	case errors.As(err, &state):
		return failure{Kind: "state", Message: err.Error(), PaymentID: state.PaymentID, Status: string(state.Status), ResultCode: state.ResultCode}
	case errors.As(err, &code):
		return failure{Kind: "code", Message: err.Error(), Code: code.Code, Nearest: code.Nearest}
	}
	return failure{Kind: "other", Message: err.Error()}
}

// err is the error that a failure was made of.
func (f failure) err() error {
	switch f.Kind {
	case "not-found":
		return &NotFoundError{ID: f.ID}
	case "state":
		return &StateError{PaymentID: f.PaymentID, Status: engine.Status(f.Status), ResultCode: f.ResultCode}
	case "code":
		return &CodeError{Code: f.Code, Nearest: f.Nearest}
	}
	return errors.New("the sandbox failed: " + f.Message)
}
