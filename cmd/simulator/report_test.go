package simulator

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

// TestPaymentsAreOfTheDayOfTheirMoney holds that a payment belongs to the day on which it
// succeeded, as inquiries tell it, and one that did not to the day on which it was made.
func TestPaymentsAreOfTheDayOfTheirMoney(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 20, 15, 50, 0, 0, time.UTC)
	paid := made.Add(20 * time.Minute)
	for name, c := range map[string]struct {
		payment sandbox.Payment
		want    time.Time
	}{
		"paid after midnight": {sandbox.Payment{Status: "SUCCESS", Created: made, Paid: paid}, paid},
		"not paid":            {sandbox.Payment{Status: "FAIL", Created: made, Updated: paid}, made},
	} {
		d := sandbox.Details{Payment: c.payment, Refunds: []sandbox.Part{{Status: "SUCCESS", Created: paid.Add(time.Hour)}}}
		entries := paymentEntries(d)
		if len(entries) != 2 || !entries[0].Time.Equal(c.want) {
			t.Errorf("%s: %+v", name, entries)
		}
		if refund := entries[1]; !refund.Time.Equal(paid.Add(time.Hour)) || !refund.Created.Equal(refund.Time) {
			t.Errorf("%s: the refund %+v", name, refund)
		}
	}
}
