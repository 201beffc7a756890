package outcome

import "github.com/antom-cli/antom/pkg/antom"

// The values of paymentStatus, refundStatus and transactionStatus.
const (
	Success    = "SUCCESS"
	Fail       = "FAIL"
	Cancelled  = "CANCELLED"
	Processing = "PROCESSING"
	Pending    = "PENDING"
)

// State is how far the life of a payment, refund or capture has come.
type State = antom.State

// The states. Only Succeeded and Ended are final.
const (
	Unknown   = antom.StateUnknown
	Open      = antom.StateOpen
	Succeeded = antom.StateSucceeded
	Ended     = antom.StateEnded
)

// The values of subscriptionStatus.
const (
	Active     = "ACTIVE"
	Terminated = "TERMINATED"
)

// StateOfSubject tells how far a status of something has come: of a subscription until
// its buyer has decided, of everything else by the rule of the library.
func StateOfSubject(subject Subject, status string) State {
	if subject == Subscription {
		switch status {
		case Active:
			return Succeeded
		case Terminated:
			return Ended
		}
	}
	return StateOf(status)
}

// StateOf tells how far a status has come, by the rule of the library.
func StateOf(status string) State { return antom.StateOf(status) }
