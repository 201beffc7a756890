package engine

import (
	"encoding/json"
	"fmt"
	"time"
)

// Status is the state of a payment, in the words of inquiryPayment.
type Status string

// The states of a payment.
const (
	Processing Status = "PROCESSING"
	Pending    Status = "PENDING" // the buyer has paid, the result is not final yet
	Success    Status = "SUCCESS"
	Fail       Status = "FAIL"
	Cancelled  Status = "CANCELLED"
)

// Open reports whether the payment can still be paid or declined.
func (s Status) Open() bool { return s == Processing || s == Pending }

// The operations.
const (
	OpPay     = "pay"
	OpSession = "createPaymentSession"
	OpInquiry = "inquiryPayment"

	OpCancel        = "cancel"
	OpRefund        = "refund"
	OpInquiryRefund = "inquiryRefund"
	OpCapture       = "capture"
	OpConsult       = "consult"
	OpRetrieve      = "retrievePaymentSession"
)

// recordVersion is the form of the records written now. Readers refuse newer ones.
const recordVersion = 1

// Amount is an amount of money: a number of the smallest unit of its currency.
type Amount struct {
	Currency string `json:"currency"`
	Value    string `json:"value"`
}

// Good is one line of an order, as the checkout page shows it.
type Good struct {
	Name     string `json:"name"`
	Quantity string `json:"quantity,omitempty"`
	Unit     Amount `json:"unit,omitzero"`
}

// Plan is an outcome that was asked for in advance.
type Plan struct {
	Status Status    `json:"status"`
	Code   string    `json:"code,omitempty"`
	At     time.Time `json:"at"`
}

// Session is what createPaymentSession adds to a payment.
type Session struct {
	ID      string    `json:"id"`
	Token   string    `json:"token"` // the opaque first part of paymentSessionData
	Scene   string    `json:"scene,omitempty"`
	Expires time.Time `json:"expires"`
	// Methods are the methods the merchant restricts the buyer to, in its order.
	Methods []string `json:"methods,omitempty"`
}

// Payment is one payment as the store keeps it. It holds what answers and pages
// need and no more: card data of a request is never stored.
type Payment struct {
	Version          int       `json:"v"`
	PaymentID        string    `json:"paymentId"`
	ClientID         string    `json:"clientId"`
	PaymentRequestID string    `json:"paymentRequestId"`
	Operation        string    `json:"operation"`
	Status           Status    `json:"status"`
	ResultCode       string    `json:"resultCode"`
	Answer           string    `json:"answer,omitempty"` // result code of a pay that was final at once
	Amount           Amount    `json:"amount"`
	Method           string    `json:"method,omitempty"`
	Merchant         string    `json:"merchant,omitempty"`
	OrderID          string    `json:"orderId,omitempty"`
	Description      string    `json:"description,omitempty"`
	Goods            []Good    `json:"goods,omitempty"`
	Terminal         string    `json:"terminal,omitempty"`
	Region           string    `json:"region,omitempty"`
	RedirectURL      string    `json:"redirectUrl,omitempty"`
	NotifyURL        string    `json:"notifyUrl,omitempty"`
	Metadata         string    `json:"metadata,omitempty"`
	Code             string    `json:"code"` // short code behind the order code and the app link
	Created          time.Time `json:"created"`
	Expires          time.Time `json:"expires"`
	Updated          time.Time `json:"updated"`
	Paid             time.Time `json:"paid,omitzero"`
	Plan             *Plan     `json:"plan,omitempty"`
	Session          *Session  `json:"session,omitempty"`
}

// At is the payment as it stands at a moment: planned outcomes and the expiry
// happen by the clock alone. Nothing has to be written for them.
func (p Payment) At(now time.Time) Payment {
	if plan := p.Plan; plan != nil && p.Status == Processing && !plan.At.After(now) && !plan.At.After(p.Expires) {
		p = p.settled(plan.Status, plan.Code, plan.At)
	}
	if p.Status == Processing && !p.Expires.After(now) {
		p = p.settled(Fail, CodeClosed, p.Expires)
	}
	return p
}

// settled is the payment in a new state, reached at a moment.
func (p Payment) settled(status Status, code string, at time.Time) Payment {
	p.Status, p.ResultCode, p.Updated, p.Plan = status, code, at, nil
	if status == Success {
		p.Paid = at
	}
	return p
}

func (p Payment) encode() ([]byte, error) {
	p.Version = recordVersion
	data, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("writing payment %s: %w", p.PaymentID, err)
	}
	return data, nil
}

func decodePayment(data []byte) (Payment, error) {
	var p Payment
	if err := json.Unmarshal(data, &p); err != nil {
		return Payment{}, fmt.Errorf("reading a stored payment: %w", err)
	}
	if p.Version != recordVersion {
		return Payment{}, fmt.Errorf("reading payment %s: its record has version %d, this program knows %d", p.PaymentID, p.Version, recordVersion)
	}
	return p, nil
}
