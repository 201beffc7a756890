package engine

import (
	"strconv"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
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
	OpPay     = spec.OpPay
	OpSession = spec.OpCreatePaymentSession
	OpInquiry = spec.OpInquiryPayment

	OpCancel        = spec.OpCancel
	OpRefund        = spec.OpRefund
	OpInquiryRefund = spec.OpInquiryRefund
	OpCapture       = spec.OpCapture
	OpConsult       = spec.OpConsult
	OpRetrieve      = spec.OpRetrievePaymentSession

	OpAcceptDispute   = spec.OpPaymentsAcceptDispute
	OpDefendDispute   = spec.OpPaymentsSupplyDefenseDocument
	OpDisputeEvidence = spec.OpPaymentsDownloadDisputeEvidence
	OpAuthorize       = spec.OpAuthorizationsConsult
	OpApplyToken      = spec.OpAuthorizationsApplyToken
	OpRevoke          = spec.OpAuthorizationsRevoke
	OpVaultingSession = spec.OpVaultsCreateVaultingSession
	OpVaultCard       = spec.OpVaultsVaultPaymentMethod
	OpInquireVaulting = spec.OpVaultsInquireVaulting
)

// Amount is an amount of money: a number of the smallest unit of its currency.
type Amount struct {
	Currency string `json:"currency"`
	Value    string `json:"value"`
}

// minor is the value as a number; 0 when it is none.
func (a Amount) minor() int64 {
	n, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
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
	Locale           string    `json:"locale,omitempty"` // the buyer's language, as the request names it
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
	// CancelledAt is when the merchant cancelled it.
	CancelledAt time.Time `json:"cancelledAt,omitzero"`
	// Refunded is the sum of the refunds that succeeded or still may.
	Refunded int64 `json:"refunded,omitempty"`
	// Disputed is the sum that disputes took away, or may take.
	Disputed int64 `json:"disputed,omitempty"`
	// Authorization is set when the payment was asked for as an authorization.
	Authorization *Authorization `json:"authorization,omitempty"`
	// Settlement is the currency of settlement when it is not the payment's own.
	Settlement string `json:"settlement,omitempty"`
	// Extra is what a directive says beyond the outcome; PaidLate is when the buyer pays
	// after the payment has closed.
	Extra    *Extra    `json:"extra,omitempty"`
	PaidLate time.Time `json:"paidLate,omitzero"`
	// Card is what is kept of a card that was typed into the request.
	Card *Card `json:"card,omitempty"`
	// Later is what a directive says about the calls to come.
	Later *Later `json:"later,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
	// Phase is the period of a subscription that it pays for.
	Phase *Phase `json:"phase,omitempty"`
	// Declared is the sum of what was declared at customs.
	Declared int64 `json:"declared,omitempty"`
	// Agreement is the id of the agreement by which it is paid, or that came of it.
	// AuthState asks for such a one (EasySafePay).
	Agreement string `json:"agreement,omitempty"`
	AuthState string `json:"authState,omitempty"`
	// VaultedCard is the id of the vaulting whose card it is paid with.
	VaultedCard string `json:"vaultedCard,omitempty"`
}

// Authorization is what the payment of a card has that is captured afterwards.
type Authorization struct {
	// Manual says that the merchant captures; else the gateway does.
	Manual bool `json:"manual,omitempty"`
	// Expires is when it cannot be captured any more; zero until the buyer agreed.
	Expires time.Time `json:"expires,omitzero"`
	// Captured is the sum of the captures that succeeded or still may, Captures
	// their number, Settled the sum of those that succeeded.
	Captured int64 `json:"captured,omitempty"`
	Captures int   `json:"captures,omitempty"`
	Settled  int64 `json:"settled,omitempty"`
	// Closed says that the last capture was made.
	Closed bool `json:"closed,omitempty"`
}

// Authorized reports whether the payment is an authorization: asked for as one,
// and paid with a method that has them.
func (p Payment) Authorized() bool { return p.Authorization != nil && hasCaptures(p.Method) }

// refundable is how much can be given back at most, in the smallest unit: what was
// paid, or what was captured of an authorization.
func (p Payment) refundable() int64 {
	if p.Authorized() {
		return p.Authorization.Settled
	}
	return p.Amount.minor()
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

// next is when the clock changes the payment by itself; zero when it does not.
func (p Payment) next() time.Time {
	if p.Status != Processing {
		return time.Time{}
	}
	if p.Plan != nil && !p.Plan.At.After(p.Expires) {
		return p.Plan.At
	}
	return p.Expires
}

func decodePayment(data []byte) (p Payment, err error) {
	if err = decode("payment", data, &p); err == nil {
		err = known("payment", p.PaymentID, p.Version)
	}
	return p, err
}
