package ledger

import (
	"testing"

	"github.com/antom-cli/antom/internal/journal"
)

func TestSentPayment(t *testing.T) {
	t.Parallel()
	entry := func(change func(*journal.Entry)) journal.Entry {
		e := journal.Entry{Operation: "pay", ClientID: "C", RequestID: "P1", Amount: "1000", Currency: "HKD", Trust: "verified", ResultStatus: "U", PaymentID: "2026"}
		if change != nil {
			change(&e)
		}
		return e
	}
	whole := Sent{"P1", "2026", "1000", "HKD"}
	for name, c := range map[string]struct {
		entries []journal.Entry
		id      string
		want    Sent
	}{
		"by the request's id": {[]journal.Entry{entry(nil)}, "P1", whole},
		"by Antom's id":       {[]journal.Entry{entry(nil)}, "2026", whole},
		"sent twice":          {[]journal.Entry{entry(nil), entry(nil)}, "P1", whole},
		"nothing of this id":  {[]journal.Entry{entry(nil)}, "P2", Sent{}},
		"no id":               {[]journal.Entry{entry(nil)}, "", Sent{}},
		"another client id":   {[]journal.Entry{entry(func(e *journal.Entry) { e.ClientID = "D" })}, "P1", Sent{}},
		"the simulator":       {[]journal.Entry{entry(func(e *journal.Entry) { e.Local = true })}, "P1", Sent{}},
		"refused":             {[]journal.Entry{entry(func(e *journal.Entry) { e.ResultStatus = "F"; e.Amount = "9" })}, "P1", Sent{}},
		"refused, then again": {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.ResultStatus = "F"; e.Amount = "9" })}, "P1", whole},
		"no answer":           {[]journal.Entry{entry(func(e *journal.Entry) { e.ResultStatus, e.Trust, e.PaymentID = "", "", "" })}, "P1", Sent{"P1", "", "1000", "HKD"}},
		"not verified":        {[]journal.Entry{entry(func(e *journal.Entry) { e.Trust = "unsigned" })}, "P1", Sent{"P1", "", "1000", "HKD"}},
		"two amounts":         {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.Amount = "9" })}, "P1", Sent{"P1", "2026", "", ""}},
		"two, and one again":  {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.Amount = "9" }), entry(nil)}, "P1", Sent{"P1", "2026", "", ""}},
		"refused, unsigned":   {[]journal.Entry{entry(func(e *journal.Entry) { e.ResultStatus, e.Trust, e.PaymentID = "F", "unsigned", "" })}, "P1", Sent{"P1", "", "1000", "HKD"}},
		"not sent at first":   {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.State, e.Amount, e.Trust = journal.StateNotSent, "9", "" })}, "P1", whole},
		"once without amount": {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.Amount, e.Currency = "", "" })}, "P1", whole},
		"two paymentIds":      {[]journal.Entry{entry(nil), entry(func(e *journal.Entry) { e.PaymentID = "3" })}, "P1", Sent{"P1", "", "1000", "HKD"}},
		"a session":           {[]journal.Entry{entry(func(e *journal.Entry) { e.Operation = "createPaymentSession" })}, "P1", Sent{"P1", "", "1000", "HKD"}},
		"only an inquiry":     {[]journal.Entry{entry(func(e *journal.Entry) { e.Operation = "inquiryPayment" })}, "P1", Sent{}},
	} {
		if got := SentPayment(c.entries, Scope{ClientID: "C"}, c.id); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestSentRefund(t *testing.T) {
	t.Parallel()
	entries := []journal.Entry{
		{Operation: "refund", ClientID: "C", RequestID: "R1", RefundID: "77", Amount: "5", Currency: "HKD", Trust: "verified", ResultStatus: "S"},
		{Operation: "pay", ClientID: "C", RequestID: "R1", Amount: "9", Currency: "JPY"},
	}
	want := Sent{"R1", "77", "5", "HKD"}
	for _, id := range []string{"R1", "77"} {
		if got := SentRefund(entries, Scope{ClientID: "C"}, id); got != want {
			t.Errorf("%s: %+v", id, got)
		}
	}
}
