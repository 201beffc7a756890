package ledger

import (
	"testing"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestOperations: what a success, and an accepted request, of every operation do
// to a payment, by the facts of the specification.
func TestOperations(t *testing.T) {
	t.Parallel()
	type effect struct {
		made              bool
		status            string // of the payment
		refunds, captures string // the state of the only one; "-" for none
	}
	const none = "-"
	nothing := effect{false, "PENDING", none, none}
	want := map[string]struct{ success, accepted effect }{
		spec.OpPay:                  {effect{true, "SUCCESS", none, none}, effect{true, "PENDING", none, none}},
		spec.OpCreatePaymentSession: {effect{true, "PENDING", none, none}, effect{true, "PENDING", none, none}},
		spec.OpInquiryPayment:       {effect{false, "FAIL", none, none}, nothing},
		spec.OpCancel:               {effect{false, "CANCELLED", none, none}, nothing},
		spec.OpRefund:               {effect{false, "SUCCESS", "SUCCESS", none}, effect{false, "SUCCESS", "PROCESSING", none}},
		spec.OpCapture:              {effect{false, "SUCCESS", none, "SUCCESS"}, effect{false, "SUCCESS", none, "PROCESSING"}},
	}
	for _, o := range spec.Operations() {
		for status, code := range map[string]string{"S": "SUCCESS", "U": o.Accepted} {
			e := journal.Entry{
				Operation: o.Name, RequestID: "P1", PaymentID: "1", PaymentRequestID: "P1", RefundID: "RF", CaptureID: "CA", Amount: "10", Currency: "HKD",
				ResultStatus: status, ResultCode: code, Trust: "verified", PaymentStatus: "FAIL", RefundStatus: "FAIL",
			}
			p := find(t, New(entries(asked("P1", "PENDING"), e)), "P1")
			got := effect{p.Made, p.Status, stateOfOnly(t, p.Refunds), stateOfOnly(t, p.Captures)}
			expected := nothing
			if w, ok := want[o.Name]; ok && status == "S" {
				expected = w.success
			} else if ok {
				expected = w.accepted
			}
			if got != expected {
				t.Errorf("%s %s:\n got %+v\nwant %+v", o.Name, status, got, expected)
			}
		}
	}
}

// stateOfOnly is the state of the only refund or capture, "-" when there is none.
func stateOfOnly(t *testing.T, list []Movement) string {
	t.Helper()
	switch len(list) {
	case 0:
		return "-"
	case 1:
		return list[0].Status
	}
	t.Fatalf("%d of them: %+v", len(list), list)
	return ""
}

// TestTransactionsOfOperations: every kind of transaction that an operation makes is
// counted as what the operation is about.
func TestTransactionsOfOperations(t *testing.T) {
	t.Parallel()
	for _, o := range spec.Operations() {
		if o.Transaction == "" {
			continue
		}
		p := &Payment{}
		p.Learn([]outcome.Transaction{{Type: o.Transaction, RequestID: "M1", Status: "SUCCESS"}})
		if (len(p.Refunds) == 1) != (o.About == outcome.Refund) || (len(p.Captures) == 1) != (o.About == outcome.Capture) {
			t.Errorf("%s: refunds %+v, captures %+v", o.Transaction, p.Refunds, p.Captures)
		}
	}
	for _, other := range []string{"", "CANCEL", "AUTHORIZATION", "NEW"} {
		p := &Payment{}
		if p.Learn([]outcome.Transaction{{Type: other, RequestID: "M1"}}); len(p.Refunds)+len(p.Captures) > 0 {
			t.Errorf("%q is counted", other)
		}
	}
}

// TestRefundedWithoutInquiry: a refund that Antom took shows that the payment had
// succeeded, although nobody has asked for the payment.
func TestRefundedWithoutInquiry(t *testing.T) {
	t.Parallel()
	ask := func(status string) journal.Entry {
		return journal.Entry{Operation: "inquiryRefund", RequestID: "R1", ResultStatus: "S", Trust: "verified", RefundStatus: status}
	}
	for name, c := range map[string]struct {
		refunds    []journal.Entry
		open, paid bool
	}{
		"in full":            {[]journal.Entry{refund("R1", "1", "1000", "S", "SUCCESS")}, false, false},
		"in full, running":   {[]journal.Entry{refund("R1", "1", "1000", "U", "REFUND_IN_PROCESS")}, false, false},
		"in part":            {[]journal.Entry{refund("R1", "1", "300", "S", "SUCCESS")}, false, true},
		"unknown":            {[]journal.Entry{refund("R1", "1", "1000", "U", "UNKNOWN_EXCEPTION")}, true, false},
		"unknown, asked for": {[]journal.Entry{refund("R1", "1", "1000", "U", "UNKNOWN_EXCEPTION"), ask("SUCCESS")}, false, false},
		"refused":            {[]journal.Entry{refund("R1", "1", "1000", "F", "ORDER_STATUS_INVALID")}, true, false},
	} {
		p := find(t, New(entries(append([]journal.Entry{pay("P1", "1", "O", "U")}, c.refunds...)...)), "P1")
		if p.Open() != c.open || p.Paid() != c.paid {
			t.Errorf("%s: open %t, paid %t (%s)", name, p.Open(), p.Paid(), p.Status)
		}
	}
}
