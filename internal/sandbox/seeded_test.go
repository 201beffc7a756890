package sandbox_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
)

// idsWith makes a few records in a simulator with a seed and returns their ids.
func idsWith(t *testing.T, seed *uint64) []string {
	t.Helper()
	at := newClock()
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), Now: at.Now, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Sandbox: s, t: t, clock: at, server: httptest.NewServer(s.Handler())}
	t.Cleanup(func() { r.server.Close(); _ = s.Close() })
	s.SetBaseURL("http://127.0.0.1:8964")
	pay := r.call(payPath, payBody("pay-1")).node
	session := r.call("/ams/api/v1/payments/createPaymentSession", sessionBody("s-1", "")).node
	if _, err := s.Control().Pay(t.Context(), "pay-1"); err != nil {
		t.Fatal(err)
	}
	refund := r.call("/ams/api/v1/payments/refund", `{"paymentId":"`+pay.Get("paymentId").String()+`","refundRequestId":"r-1","refundAmount":{"currency":"HKD","value":"1"}}`).node
	return []string{
		pay.Get("paymentId").String(), pay.Get("normalUrl").String(), pay.At("orderCodeForm.codeDetails[0].codeValue").String(),
		session.Get("paymentSessionId").String(), session.Get("paymentSessionData").String(), refund.Get("refundId").String(),
	}
}

func TestSeedMakesTheSameIDs(t *testing.T) {
	t.Parallel()
	one, two := uint64(1), uint64(2)
	first, again, other, none := idsWith(t, &one), idsWith(t, &one), idsWith(t, &two), idsWith(t, nil)
	if !slices.Equal(first, again) {
		t.Errorf("with the same seed:\n%q\n%q", first, again)
	}
	for i := range first {
		if i == 2 && first[i] == "" {
			continue // this method has no order code
		}
		if first[i] == "" || first[i] == other[i] || first[i] == none[i] {
			t.Errorf("%q, with another seed %q, without one %q", first[i], other[i], none[i])
		}
	}
}
