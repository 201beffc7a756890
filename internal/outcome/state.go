package outcome

// The values of paymentStatus, refundStatus and transactionStatus.
const (
	Success    = "SUCCESS"
	Fail       = "FAIL"
	Cancelled  = "CANCELLED"
	Processing = "PROCESSING"
	Pending    = "PENDING"
)

// State is how far the life of a payment, refund or capture has come.
type State uint8

// The states. Only Succeeded and Ended are final.
const (
	Unknown   State = iota // no state, or one that is not documented
	Open                   // it goes on
	Succeeded              // the money moved
	Ended                  // final, and no money moved, or it went back
)

// Final tells whether the state cannot change any more.
func (s State) Final() bool { return s == Succeeded || s == Ended }

// StateOf tells how far a status has come. Some pages of Antom's write the
// status of a refund as S, F and U, so these count as well.
func StateOf(status string) State {
	switch status {
	case Success, "S":
		return Succeeded
	case Fail, Cancelled, "F":
		return Ended
	case Processing, Pending, "U":
		return Open
	default:
		return Unknown
	}
}
