package gateway

import (
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The values of an answer that belongs to another request, as an attacker who
// recorded answers would send one.
const (
	otherID       = "RECORDED1"
	otherAntomID  = "20200102190000000000000000000000000"
	otherClientID = "SANDBOX_RECORDED"
)

// mismatched is the answer as a fault changes it before it is signed.
func mismatched(body *spec.Node, kind fault.Kind) *spec.Node {
	switch kind {
	case fault.OtherRequestID, fault.OtherAntomID, fault.OtherAmount, fault.NoIDs:
	default:
		return body
	}
	changed := spec.NewObject()
	for _, m := range body.Members {
		if value := mismatchedMember(m, kind); value != nil {
			changed.Set(m.Name, value)
		}
	}
	return changed
}

// mismatchedMember is the value of a member as a fault changes it, nil to leave
// it out.
func mismatchedMember(m spec.Member, kind fault.Kind) *spec.Node {
	own := strings.HasSuffix(m.Name, "RequestId")
	switch {
	case !isID(m.Name):
		if kind == fault.OtherAmount && m.Value.Get("currency") != nil && m.Value.Get("value") != nil {
			return otherAmount()
		}
	case kind == fault.NoIDs:
		return nil
	case kind == fault.OtherRequestID && own:
		return spec.NewString(otherID)
	case kind == fault.OtherAntomID && !own:
		return spec.NewString(otherAntomID)
	}
	return m.Value
}

func otherAmount() *spec.Node {
	amount := spec.NewObject()
	amount.Set("currency", spec.NewString("JPY"))
	amount.Set("value", spec.NewString("1"))
	return amount
}

func isID(name string) bool { return strings.HasSuffix(name, "Id") }

// clientIDOf is whom the answer is for.
func clientIDOf(caller string, kind fault.Kind) string {
	if kind == fault.OtherClientID {
		return otherClientID
	}
	return caller
}

// answerTime is the response-time of the answer.
func answerTime(now time.Time, kind fault.Kind) time.Time {
	if kind == fault.OldAnswer {
		return time.Date(2020, time.January, 2, 11, 0, 0, 0, time.UTC)
	}
	return now
}
