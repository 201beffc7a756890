package sandbox

import (
	"context"
	"net/http"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ResultError says that the gateway refused what was asked for in the merchant's place.
type ResultError struct {
	Code    string
	Message string
}

func (e *ResultError) Error() string { return e.Code + ": " + e.Message }

// movement is the body of a refund or a capture.
type movement struct {
	Value string `json:"value"`
}

// Refund refunds a payment in the merchant's place. value is in the smallest unit of
// the payment's currency.
func (l local) Refund(_ context.Context, id, value string) (Payment, error) {
	return l.moveMoney(id, engine.OpRefund, value)
}

// Capture captures an authorization in the merchant's place, as Refund refunds.
func (l local) Capture(_ context.Context, id, value string) (Payment, error) {
	return l.moveMoney(id, engine.OpCapture, value)
}

// moveMoney makes a refund or a capture as a call of the merchant would.
func (l local) moveMoney(id, operation, value string) (Payment, error) {
	defer l.s.changes.tell()
	p, err := l.s.engine.Find(id)
	if err != nil {
		return Payment{}, err
	}
	requestID, err := randomText(l.s.rand)
	if err != nil {
		return Payment{}, err
	}
	op := spec.OperationNamed(operation)
	amount, body := spec.NewObject(), spec.NewObject()
	amount.Set("currency", spec.NewString(p.Amount.Currency))
	amount.Set("value", spec.NewString(value))
	const idLength = 12
	body.Set(op.RequestIDField, spec.NewString(strings.ToUpper(operation)+"_"+requestID[:min(len(requestID), idLength)]))
	body.Set("paymentId", spec.NewString(p.PaymentID))
	body.Set(op.AmountField, amount)
	reply, err := l.s.engine.Do(engine.Request{Operation: operation, ClientID: p.ClientID, Body: body})
	if err != nil {
		return l.s.summary(p), err
	}
	if result := reply.Body.Get("result"); result.Get("resultStatus").String() == string(antom.StatusFailed) {
		return l.s.summary(p), &ResultError{Code: result.Get("resultCode").String(), Message: result.Get("resultMessage").String()}
	}
	p, err = l.s.engine.Find(p.PaymentID)
	return l.s.summary(p), err
}

// Refund refunds a payment in the merchant's place.
func (r *Remote) Refund(ctx context.Context, id, value string) (p Payment, err error) {
	err = r.do(ctx, http.MethodPost, withID("refund", id), movement{value}, &p)
	return p, err
}

// Capture captures an authorization in the merchant's place.
func (r *Remote) Capture(ctx context.Context, id, value string) (p Payment, err error) {
	err = r.do(ctx, http.MethodPost, withID("capture", id), movement{value}, &p)
	return p, err
}
