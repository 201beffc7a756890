package outcome

import (
	"testing"
	"time"
)

func TestMayPayAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	paid := `{` + success + `,"paymentStatus":"SUCCESS"}`
	missing := `{` + result("F", "ORDER_NOT_EXIST") + `}`
	for name, c := range map[string]struct {
		body    string
		attempt Attempt
		want    Again
	}{
		"paid":                         {paid, Attempt{}, PaidAlready},
		"paid, whatever came before":   {paid, Attempt{Refused: true}, PaidAlready},
		"failed":                       {`{` + success + `,"paymentStatus":"FAIL"}`, Attempt{}, MayAgain},
		"cancelled":                    {`{` + success + `,"paymentStatus":"CANCELLED"}`, Attempt{}, MayAgain},
		"processing":                   {`{` + success + `,"paymentStatus":"PROCESSING"}`, Attempt{}, StillOpen},
		"a status that is not known":   {`{` + success + `,"paymentStatus":"NEW"}`, Attempt{}, StillOpen},
		"no status":                    {`{` + success + `}`, Attempt{}, StillOpen},
		"never made, refused":          {missing, Attempt{Refused: true}, MayAgain},
		"not there, made elsewhere":    {missing, Attempt{}, NotKnown},
		"not there, sent a minute ago": {missing, Attempt{Operation: "pay", Placed: now.Add(-time.Minute)}, NotKnown},
		"not there, sent long ago":     {missing, Attempt{Operation: "pay", Placed: now.Add(-15 * time.Minute)}, MayAgain},
		"a transfer has two days":      {missing, Attempt{Operation: "pay", Method: "BANKTRANSFER_BNI", Placed: now.Add(-47 * time.Hour)}, NotKnown},
		"a session nobody opened":      {missing, Attempt{Operation: "createPaymentSession", Placed: now.Add(-59 * time.Minute)}, NotKnown},
		"a session that is over":       {missing, Attempt{Operation: "createPaymentSession", Placed: now.Add(-61 * time.Minute)}, MayAgain},
		"another refusal":              {`{` + result("F", "ACCESS_DENIED") + `}`, Attempt{Refused: true}, NotKnown},
		"unknown":                      {`{` + result("U", "UNKNOWN_EXCEPTION") + `}`, Attempt{Refused: true}, NotKnown},
	} {
		if got := answer(t, "inquiryPayment", pay, c.body).MayPayAgain(c.attempt, now); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	forged := answer(t, "inquiryPayment", pay, missing)
	forged.Verified = false
	if got := forged.MayPayAgain(Attempt{Refused: true}, now); got != NotKnown {
		t.Errorf("an unsigned refusal: %d", got)
	}
}
