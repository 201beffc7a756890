package antomtest

import (
	"context"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
)

// Payment is a payment as the server has it.
type Payment struct {
	PaymentID        string
	PaymentRequestID string
	OrderID          string // referenceOrderId
	Status           string // as paymentStatus of inquiryPayment: PROCESSING, SUCCESS, …
	ResultCode       string // as paymentResultCode
	Currency         string
	Value            string // in the smallest unit
	Method           string
	Created          time.Time
	Expires          time.Time
	URL              string // the checkout page; "" for a session of a client SDK
}

func paymentOf(p sandbox.Payment) Payment {
	return Payment{
		PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID, OrderID: p.OrderID, Status: p.Status, ResultCode: p.ResultCode,
		Currency: p.Currency, Value: p.Value, Method: p.Method, Created: p.Created, Expires: p.Expires, URL: p.URL,
	}
}

// Pay pays as the buyer does, and delivers the notification. The id is a
// paymentRequestId, a paymentId or a paymentSessionId. A payment that cannot be
// paid ends the test.
func (s *Server) Pay(id string) Payment {
	s.t.Helper()
	p, err := s.sandbox.Control().Pay(context.Background(), id)
	if err != nil {
		s.t.Fatalf("antomtest: paying: %v", err)
	}
	s.Deliver()
	return paymentOf(p)
}

// Decline lets a payment fail with a result code of pay, such as RISK_REJECT,
// and delivers the notification. An empty code is the usual one of the method.
func (s *Server) Decline(id, code string) Payment {
	s.t.Helper()
	p, err := s.sandbox.Control().Decline(context.Background(), id, code)
	if err != nil {
		s.t.Fatalf("antomtest: declining: %v", err)
	}
	s.Deliver()
	return paymentOf(p)
}

// Payment returns a payment as it stands now. An unknown id ends the test.
func (s *Server) Payment(id string) Payment {
	s.t.Helper()
	p, err := s.sandbox.Control().Get(context.Background(), id)
	if err != nil {
		s.t.Fatalf("antomtest: %v", err)
	}
	return paymentOf(p)
}

// Payments returns all payments, newest first.
func (s *Server) Payments() []Payment {
	s.t.Helper()
	list, err := s.sandbox.Control().List(context.Background())
	if err != nil {
		s.t.Fatalf("antomtest: %v", err)
	}
	payments := make([]Payment, 0, len(list))
	for _, p := range list {
		payments = append(payments, paymentOf(p))
	}
	return payments
}

// Fault lets something go wrong from now on, in the words of antom sandbox
// --fault: "timeout", "reset", "http-502", "unsigned", "bad-signature",
// "latency=2s", "duplicate-notify", "reorder-notify", with ",rate=0.5",
// ",operation=pay" or ",times=2" behind it.
func (s *Server) Fault(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			s.t.Fatalf("antomtest: %v", err)
		}
		s.sandbox.Faults().Add(f)
	}
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() { s.sandbox.Faults().Clear("") }
