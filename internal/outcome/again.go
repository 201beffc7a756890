package outcome

import (
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Again reports whether an order may be paid again, by one of its payments.
type Again uint8

// The answers. Only MayAgain lets a second payment be made.
const (
	MayAgain    Again = iota // the payment is over and no money moved, or it was never made
	PaidAlready              // the order is paid
	StillOpen                // the buyer may still pay it
	NotKnown                 // Antom does not know it, or not yet
)

// Attempt is what is known of an earlier payment beside the answer to an
// inquiry of it.
type Attempt struct {
	Operation string // pay or createPaymentSession; empty when it was made elsewhere
	Method    string
	Placed    time.Time
	Refused   bool // Antom refused to make it
}

// MayPayAgain decides by the answer to an inquiry of an earlier payment of the
// order. An order that Antom does not know is one that was refused, or whose
// request never arrived; a request that is on its way is known by the time its
// payment would have closed. The page of a session may be opened until then.
func (a Answer) MayPayAgain(t Attempt, now time.Time) Again {
	switch {
	case !a.Verified:
		return NotKnown // a forged "no such order" would lead to a second payment
	case a.Result.ResultStatus == antom.StatusSuccess:
		switch StateOf(a.Body.Get("paymentStatus").String()) {
		case Succeeded:
			return PaidAlready
		case Ended:
			return MayAgain
		default:
			return StillOpen
		}
	case a.Result.ResultStatus != antom.StatusFailed || a.Result.ResultCode != "ORDER_NOT_EXIST":
		return NotKnown
	case t.Refused:
		return MayAgain
	case !t.Placed.IsZero() && now.After(t.Placed.Add(spec.DefaultExpiry(t.Operation, t.Method))):
		return MayAgain
	default:
		return NotKnown
	}
}
