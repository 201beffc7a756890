package antom

import "strings"

// A Meaning says what a notification tells about money. Its text is stable.
// Only MeaningPaid and MeaningCaptured say that the merchant gets money.
type Meaning string

// The meanings. Anything that is not certain is MeaningUnknown.
const (
	// MeaningUnknown: the notification is of a kind or has values that are not
	// described, contradicts itself, or reports status U. Acknowledge it, do not
	// act on it, and inquire if a payment or refund is concerned.
	MeaningUnknown Meaning = "unknown"

	// MeaningPaid: the payment succeeded. Deliver.
	MeaningPaid Meaning = "paid"
	// MeaningPending: the buyer has done their part, but the payment is not paid:
	// the result follows in another notification. Antom reports this with
	// PAYMENT_PENDING and the status S.
	MeaningPending Meaning = "pending"
	// MeaningAuthorized: the money is reserved, as the notification names a time
	// until which it can be captured. A successful capture has yet to follow.
	MeaningAuthorized Meaning = "authorized"
	// MeaningFailed: the payment failed for good. A new attempt needs a new
	// paymentRequestId.
	MeaningFailed Meaning = "failed"

	// MeaningAmountUpdated and MeaningAmountUpdateFailed: a change of the amount
	// of a payment (UPDATE_AMOUNT_RESULT) was carried out, or was not. They say
	// nothing about whether the payment itself is paid.
	MeaningAmountUpdated      Meaning = "amount-updated"
	MeaningAmountUpdateFailed Meaning = "amount-update-failed"

	// MeaningCaptured and MeaningCaptureFailed: the outcome of a capture.
	MeaningCaptured      Meaning = "captured"
	MeaningCaptureFailed Meaning = "capture-failed"

	// MeaningRefunded and MeaningRefundFailed: the outcome of a refund.
	MeaningRefunded     Meaning = "refunded"
	MeaningRefundFailed Meaning = "refund-failed"

	// MeaningAuthCodeCreated: the buyer agreed; trade authCode for a token.
	MeaningAuthCodeCreated Meaning = "auth-code-created"
	// MeaningTokenCreated and MeaningTokenCanceled: an access token came into
	// being, or must not be used any more.
	MeaningTokenCreated  Meaning = "token-created"
	MeaningTokenCanceled Meaning = "token-canceled"

	// MeaningDispute: something happened in a dispute, NotifyType says what; it is
	// empty where Antom has drafted a document for the defence.
	MeaningDispute Meaning = "dispute"

	// MeaningVaulted and MeaningVaultingFailed: whether a payment method was stored.
	MeaningVaulted        Meaning = "vaulted"
	MeaningVaultingFailed Meaning = "vaulting-failed"

	// MeaningSubscribed and MeaningUnsubscribed: whether a subscription goes on.
	// NotifyType says what happened; a subscription that is canceled goes on until
	// its period ends. The payment of a period is MeaningPaid or MeaningFailed.
	MeaningSubscribed   Meaning = "subscribed"
	MeaningUnsubscribed Meaning = "unsubscribed"
)

// meaningOf judges a notification by kind, type and status together, as the
// status alone has another sense in each kind.
func meaningOf(n *Notification, found *notifiedMembers) Meaning {
	status := n.Result.ResultStatus
	switch n.Kind {
	case KindPayment:
		return paymentMeaning(n.NotifyType, status, hasContent(found[memberAuthExpiryTime]))
	case KindCapture:
		return outcome(status, MeaningCaptured, MeaningCaptureFailed)
	case KindRefund:
		return outcome(refundStatus(RefundStatus(text(found[memberRefundStatus])), status), MeaningRefunded, MeaningRefundFailed)
	case KindAuthorization:
		return authorizationMeaning(text(found[memberAuthorizationType]), status)
	case KindDispute, KindDefenseDocument:
		return MeaningDispute
	case KindVaulting:
		if strings.HasSuffix(n.NotifyType, "_PENDING") {
			return MeaningPending
		}
		return outcome(status, MeaningVaulted, MeaningVaultingFailed)
	case KindSubscription:
		return subscriptionMeaning(text(found[memberSubscriptionStatus]))
	case KindSubscriptionPayment:
		return outcome(status, MeaningPaid, MeaningFailed)
	default:
		return MeaningUnknown
	}
}

func outcome(status ResultStatus, success, failure Meaning) Meaning {
	switch status {
	case StatusSuccess:
		return success
	case StatusFailed:
		return failure
	default:
		return MeaningUnknown
	}
}

func paymentMeaning(notifyType string, status ResultStatus, canBeCaptured bool) Meaning {
	switch notifyType {
	case "PAYMENT_RESULT":
		if canBeCaptured {
			return outcome(status, MeaningAuthorized, MeaningFailed)
		}
		return outcome(status, MeaningPaid, MeaningFailed)
	case "PAYMENT_PENDING":
		if status == StatusFailed {
			return MeaningUnknown // pending and failed contradict each other
		}
		return MeaningPending
	case "UPDATE_AMOUNT_RESULT":
		return outcome(status, MeaningAmountUpdated, MeaningAmountUpdateFailed)
	default:
		return MeaningUnknown
	}
}

// refundStatus brings together refundStatus, for which Antom's pages show both
// SUCCESS and FAIL and S and F, and the status of the result. Without
// refundStatus the result counts; when they contradict each other neither does.
func refundStatus(refund RefundStatus, result ResultStatus) ResultStatus {
	status := ResultStatus(refund)
	switch refund {
	case RefundStatusSuccess:
		status = StatusSuccess
	case RefundStatusFail:
		status = StatusFailed
	case "":
		return result
	}
	if result != "" && result != status {
		return StatusUnknown
	}
	return status
}

func authorizationMeaning(notifyType string, status ResultStatus) Meaning {
	if status == StatusFailed || status == StatusUnknown {
		return MeaningUnknown
	}
	switch notifyType {
	case "AUTHCODE_CREATED":
		return MeaningAuthCodeCreated
	case "TOKEN_CREATED":
		return MeaningTokenCreated
	case "TOKEN_CANCELED":
		return MeaningTokenCanceled
	default:
		return MeaningUnknown
	}
}

func subscriptionMeaning(status string) Meaning {
	switch status {
	case "ACTIVE":
		return MeaningSubscribed
	case "TERMINATED":
		return MeaningUnsubscribed
	default:
		return MeaningUnknown
	}
}
