package antom

// A State says how far the life of a payment, refund or capture has come.
type State uint8

// The states. Only StateSucceeded and StateEnded are final.
const (
	StateUnknown   State = iota // no status, or one that is not documented: inquire again
	StateOpen                   // it goes on
	StateSucceeded              // the money moved
	StateEnded                  // final, and no money moved, or it went back
)

// Final reports whether the state cannot change any more.
func (s State) Final() bool { return s == StateSucceeded || s == StateEnded }

// String returns the state as a word.
func (s State) String() string {
	switch s {
	case StateOpen:
		return "open"
	case StateSucceeded:
		return "succeeded"
	case StateEnded:
		return "ended"
	default:
		return "unknown"
	}
}

// StateOf tells how far a paymentStatus, refundStatus or transactionStatus has
// come. It is not for a resultStatus, which is about a call: some pages of
// Antom's write the status of a refund as S, F and U, so these count as well.
func StateOf[Status ~string](status Status) State {
	switch status {
	case "SUCCESS", "S":
		return StateSucceeded
	case "FAIL", "CANCELLED", "F":
		return StateEnded
	case "PROCESSING", "PENDING", "U":
		return StateOpen
	default:
		return StateUnknown
	}
}

// State tells how far the payment has come.
func (v *InquiryPaymentResponse) State() State { return StateOf(v.PaymentStatus) }

// CaptureState tells how far one of the payment's captures has come, by the
// merchant's id of it. StateUnknown is one that the answer does not list (yet).
func (v *InquiryPaymentResponse) CaptureState(captureRequestID string) State {
	for _, t := range v.Transactions {
		if captureRequestID != "" && t.TransactionRequestID == captureRequestID && t.TransactionType == "CAPTURE" {
			return StateOf(t.TransactionStatus)
		}
	}
	return StateUnknown
}

// State tells how far the refund has come.
func (v *InquiryRefundResponse) State() State { return StateOf(v.RefundStatus) }

// State tells how far the payment, refund or capture has come that a
// notification is about. Everything else is StateUnknown.
func (m Meaning) State() State {
	switch m {
	case MeaningPaid, MeaningCaptured, MeaningRefunded:
		return StateSucceeded
	case MeaningFailed, MeaningCaptureFailed, MeaningRefundFailed:
		return StateEnded
	case MeaningPending, MeaningAuthorized:
		return StateOpen
	default:
		return StateUnknown
	}
}
