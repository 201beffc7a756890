package journal

import (
	"fmt"
	"slices"
	"testing"
)

func TestOrderIDs(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	for _, e := range []Entry{
		{Operation: "pay", RequestID: "P1", OrderID: "O1", State: StateSent},
		{Operation: "pay", RequestID: "P2", OrderID: "O2", State: StateSent},
		{Operation: "inquiryPayment", RequestID: "P1", PaymentID: "2026-1", State: StateAnswered},
		{Operation: "refund", RequestID: "R1", PaymentID: "2026-1", RefundID: "2026-R", State: StateAnswered},
		{Operation: "inquiryRefund", RequestID: "R1", State: StateAnswered},
		{Operation: "pay", RequestID: "O1", OrderID: "O3", State: StateSent}, // its id is the order's of another
		{Operation: "pay", RequestID: "P1B", OrderID: "O1", State: StateSent},
	} {
		begin(t, j, e)
	}
	for order, want := range map[string][]string{"O1": {"P1B", "P1", "R1", "2026-1", "2026-R"}, "O2": {"P2"}, "O3": {"O1"}, "P1": {}, "": {}} {
		got, err := j.OrderIDs(order)
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || got == nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v, want %q", order, got, err, want)
		}
	}
	ids, err := j.OrderIDs("O1")
	if err != nil {
		t.Fatal(err)
	}
	if entries, err := j.List(Filter{IDs: ids}); err != nil || requests(entries) != "P1B R1 R1 P1 P1" {
		t.Errorf("List: %s, %v", requests(entries), err)
	}
}

func TestManyOrderIDs(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	for n := range maxOrderIDs + 10 {
		begin(t, j, Entry{Operation: "pay", RequestID: fmt.Sprintf("P%d", n), OrderID: "O1", State: StateSent})
	}
	if ids, err := j.OrderIDs("O1"); err != nil || len(ids) != maxOrderIDs {
		t.Errorf("%d ids, %v", len(ids), err)
	}
}

func TestFilterOfStatusAndPeriod(t *testing.T) {
	t.Parallel()
	j := Open(t.TempDir(), clock())
	for _, e := range []Entry{
		{Operation: "pay", RequestID: "P1", State: StateSent},
		{Operation: "pay", RequestID: "P2", State: StateAnswered, ResultStatus: "U", ResultCode: "PAYMENT_IN_PROCESS"},
		{Operation: "inquiryPayment", RequestID: "P3", State: StateAnswered, ResultStatus: "S", ResultCode: "SUCCESS", PaymentStatus: "PROCESSING"},
		{Operation: "inquiryPayment", RequestID: "P4", State: StateAnswered, ResultStatus: "S", ResultCode: "SUCCESS", PaymentStatus: "SUCCESS"},
		{Operation: "cancel", RequestID: "P5", State: StateAnswered, ResultStatus: "S", ResultCode: "SUCCESS"},
		{Operation: "inquiryRefund", RequestID: "R6", State: StateAnswered, ResultStatus: "S", ResultCode: "SUCCESS", RefundStatus: "FAIL"},
	} {
		begin(t, j, e)
	}
	for status, want := range map[string]string{
		"sent": "P1", "U": "P2", "payment_in_process": "P2", "processing": "P3", "SUCCESS": "P5 P4", "s": "R6 P5 P4 P3", "fail": "R6", "x": "",
	} {
		if entries, err := j.List(Filter{Status: status}); err != nil || requests(entries) != want {
			t.Errorf("%s: %q, %v, want %q", status, requests(entries), err, want)
		}
	}
	all, err := j.List(Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := j.List(Filter{Since: all[3].Time, Until: all[1].Time}); err != nil || len(got) != 2 || got[0].ID != all[2].ID || got[1].ID != all[3].ID {
		t.Errorf("in the period: %s, %v", requests(got), err)
	}
	if got, err := j.List(Filter{IDs: []string{}}); err != nil || len(got) != 0 {
		t.Errorf("of no id: %s, %v", requests(got), err)
	}
}
