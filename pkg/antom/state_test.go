package antom

import (
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestStateOf(t *testing.T) {
	t.Parallel()
	type typed string
	for status, want := range map[string]State{
		"SUCCESS": StateSucceeded, "S": StateSucceeded, "FAIL": StateEnded, "CANCELLED": StateEnded, "F": StateEnded,
		"PROCESSING": StateOpen, "PENDING": StateOpen, "U": StateOpen, "": StateUnknown, "success": StateUnknown, "NEW": StateUnknown,
	} {
		got := StateOf(status)
		if got != want || StateOf(typed(status)) != want || got.Final() != (want == StateSucceeded || want == StateEnded) {
			t.Errorf("%q: %v, want %v", status, got, want)
		}
	}
	for state, word := range map[State]string{StateUnknown: "unknown", StateOpen: "open", StateSucceeded: "succeeded", StateEnded: "ended", 99: "unknown"} {
		if state.String() != word {
			t.Errorf("%d: %s", state, state)
		}
	}
}

// Every status that the specification knows has a state.
func TestEveryStatusHasAState(t *testing.T) {
	t.Parallel()
	for operation, name := range map[string]string{"inquiryPayment": "paymentStatus", "inquiryRefund": "refundStatus"} {
		field := spec.Response(operation).Field(name)
		if field == nil || len(field.Enum) == 0 {
			t.Fatalf("%s has no values of %s", operation, name)
		}
		for _, status := range field.Enum {
			if StateOf(status) == StateUnknown {
				t.Errorf("%s of %s is unknown", status, operation)
			}
		}
	}
}

func TestMeaningState(t *testing.T) {
	t.Parallel()
	for meaning, want := range map[Meaning]State{
		MeaningPaid: StateSucceeded, MeaningCaptured: StateSucceeded, MeaningRefunded: StateSucceeded,
		MeaningFailed: StateEnded, MeaningCaptureFailed: StateEnded, MeaningRefundFailed: StateEnded,
		MeaningPending: StateOpen, MeaningAuthorized: StateOpen,
		MeaningUnknown: StateUnknown, MeaningDispute: StateUnknown, MeaningAmountUpdated: StateUnknown, MeaningTokenCreated: StateUnknown,
	} {
		if got := meaning.State(); got != want {
			t.Errorf("%s: %v, want %v", meaning, got, want)
		}
	}
}

func TestCaptureState(t *testing.T) {
	t.Parallel()
	v := &InquiryPaymentResponse{Transactions: []Transaction{
		{TransactionType: "REFUND", TransactionRequestID: "x", TransactionStatus: "SUCCESS"},
		{TransactionType: "CAPTURE", TransactionStatus: "SUCCESS"},
		{TransactionType: "CAPTURE", TransactionRequestID: "x", TransactionStatus: "FAIL"},
	}}
	if v.CaptureState("x") != StateEnded || v.CaptureState("y") != StateUnknown || v.CaptureState("") != StateUnknown {
		t.Errorf("%v %v %v", v.CaptureState("x"), v.CaptureState("y"), v.CaptureState(""))
	}
}
