package antom

import (
	"encoding/json"
	"time"
)

// Kinds of notifications, by the names of Antom's reference.
const (
	KindPayment       = "notifyPayment"       // decodes to *PaymentNotification
	KindCapture       = "notifyCapture"       // decodes to *CaptureNotification
	KindRefund        = "notifyRefund"        // decodes to *RefundNotification
	KindAuthorization = "notifyAuthorization" // decodes to *AuthorizationNotification
	KindDispute       = "notifyDispute"       // decodes to *DisputeNotification
	// KindDefenseDocument decodes to *DefenseDocumentNotification.
	KindDefenseDocument = "notifyDefenseDocument"
	KindVaulting        = "notifyVaulting" // decodes to *VaultingNotification
	KindUnknown         = ""               // any other; see Raw

	// KindSubscription decodes to *SubscriptionNotification.
	KindSubscription = "notifySubscription"
	// KindSubscriptionPayment is the payment of one period of a subscription, which
	// Antom's reference calls notifyPayment as well. It decodes to
	// *SubscriptionPaymentNotification.
	KindSubscriptionPayment = "notifySubscriptionPayment"
)

// A Notification is a message of Antom to the merchant. One that a [Verifier]
// returned is genuine; one of [ParseNotification] is merely readable.
//
// The same notification can come several times and two can come in the wrong
// order, so act on the ids inside, and in such a way that twice does no harm.
type Notification struct {
	// Message is what was verified. Its ClientID says which merchant account
	// the notification is for.
	Message Message
	// KeyIndex is the place in Verifier.Keys, or in what KeysFor returned, of the
	// key that verified it, and
	// KeyFingerprint the fingerprint of that key, see keys.Fingerprint.
	KeyIndex       int
	KeyFingerprint string
	// KeyVersion is the version that the signature header names; it may be empty.
	KeyVersion string
	// RequestTime is when it was sent, zero if the form of the time is not known.
	RequestTime time.Time

	// Kind is one of the Kind constants.
	Kind string
	// NotifyType is the text of notifyType, such as "PAYMENT_RESULT". Where the
	// reference has none it is that of authorizationNotifyType, of
	// disputeNotificationType or of subscriptionNotificationType.
	NotifyType string
	// Result is the outcome that is reported; its meaning depends on Kind and
	// NotifyType: use Meaning.
	Result Result
	// PaymentRequestID and PaymentID are the merchant's and Antom's id of the
	// payment, empty if the notification does not name them.
	PaymentRequestID string
	PaymentID        string
	// RequestID and ObjectID are the merchant's and Antom's id of what else the
	// notification is about: a refund, capture, dispute, vaulting or subscription.
	// They are empty if it is about a payment alone.
	RequestID string
	ObjectID  string
	// Amount is what was paid, captured, refunded or disputed; nil if the
	// notification has no amount.
	Amount *Amount
	// Raw is the body as it came, of every kind.
	Raw json.RawMessage

	meaning Meaning
}

// ParseNotification reads the body of a notification without verifying it:
// for tests, and for bodies that were verified when they were stored. Only what
// a *Verifier returned may be believed. A kind that is not known is no error.
//
// The error is a *NotificationError with ReasonNotJSON, also for a body in
// which a member that decides the meaning, or an id, stands twice. Body is kept,
// not copied.
func ParseNotification(body []byte) (*Notification, error) {
	n := &Notification{Raw: body}
	if err := n.parse(body); err != nil {
		return nil, err
	}
	return n, nil
}

// parse fills in what the body says.
func (n *Notification) parse(body []byte) error {
	r := new(objectReader)
	var found notifiedMembers
	if err := found.read(r, body); err != nil {
		return &NotificationError{Reason: ReasonNotJSON, Detail: "its body is not a usable JSON object", Err: err}
	}
	result, err := notifiedResult(r, found[memberResult])
	if err != nil {
		return &NotificationError{Reason: ReasonNotJSON, Detail: "the result in its body", Err: err}
	}
	n.Result = result
	n.NotifyType = text(found[memberNotifyType])
	n.PaymentRequestID, n.PaymentID = text(found[memberPaymentRequestID]), text(found[memberPaymentID])
	n.RequestID = found.firstText(memberRefundRequestID, memberCaptureRequestID, memberVaultingRequestID, memberSubscriptionRequestID)
	n.ObjectID = found.firstText(memberRefundID, memberCaptureID, memberDisputeID, memberSubscriptionID)
	n.Kind = kindOf(n.NotifyType, &found)
	if n.NotifyType == "" {
		n.NotifyType = found.typeText(n.Kind)
	}
	n.Amount = notifiedAmount(r, found.amount(n.Kind))
	n.meaning = meaningOf(n, &found)
	return nil
}

// Decode returns the typed form: a *PaymentNotification, *CaptureNotification,
// *RefundNotification, *AuthorizationNotification, *DisputeNotification,
// *DefenseDocumentNotification, *VaultingNotification, *SubscriptionNotification or
// *SubscriptionPaymentNotification, and for a kind that is not known the body itself,
// a [json.RawMessage]. Members that a type does not describe are in its Extra.
func (n *Notification) Decode() (any, error) {
	var typed any
	switch n.Kind {
	case KindPayment:
		typed = new(PaymentNotification)
	case KindCapture:
		typed = new(CaptureNotification)
	case KindRefund:
		typed = new(RefundNotification)
	case KindAuthorization:
		typed = new(AuthorizationNotification)
	case KindDispute:
		typed = new(DisputeNotification)
	case KindDefenseDocument:
		typed = new(DefenseDocumentNotification)
	case KindVaulting:
		typed = new(VaultingNotification)
	case KindSubscription:
		typed = new(SubscriptionNotification)
	case KindSubscriptionPayment:
		typed = new(SubscriptionPaymentNotification)
	default:
		return n.Raw, nil
	}
	if err := json.Unmarshal(n.Raw, typed); err != nil {
		return nil, &NotificationError{Reason: ReasonNotJSON, Detail: "its body cannot be decoded", Err: err}
	}
	return typed, nil
}

// Meaning says what the notification tells about money, in one word. Where the
// notification was put together by other means than a *Verifier and
// [ParseNotification], as out of a database, Raw tells.
func (n *Notification) Meaning() Meaning {
	if n.meaning != "" {
		return n.meaning
	}
	if read, err := ParseNotification(n.Raw); err == nil {
		return read.meaning
	}
	return MeaningUnknown
}

// kindOf tells the kind by notifyType. Five kinds have no documented value of
// it and are told by members that only they have. Without any notifyType, the
// id of a capture or refund tells the kind as well. A payment is never guessed:
// without its notifyType nobody knows whether it is paid or pending.
func kindOf(notifyType string, found *notifiedMembers) string {
	switch notifyType {
	case "PAYMENT_RESULT", "PAYMENT_PENDING", "UPDATE_AMOUNT_RESULT":
		return KindPayment
	case "CAPTURE_RESULT":
		return KindCapture
	case "REFUND_RESULT":
		return KindRefund
	}
	has := func(m notifiedMember) bool { return hasContent(found[m]) }
	switch {
	case has(memberAuthorizationType):
		return KindAuthorization
	case has(memberDisputeType):
		return KindDispute
	case has(memberDefenseFile) && has(memberDisputeID):
		return KindDefenseDocument
	case has(memberVaultingRequestID):
		return KindVaulting
	case has(memberSubscriptionType):
		return KindSubscription
	case notifyType == "" && has(memberSubscriptionID) && has(memberPaymentID) && has(memberPhaseNo):
		return KindSubscriptionPayment
	case notifyType == "" && has(memberCaptureRequestID):
		return KindCapture
	case notifyType == "" && has(memberRefundRequestID):
		return KindRefund
	default:
		return KindUnknown
	}
}
