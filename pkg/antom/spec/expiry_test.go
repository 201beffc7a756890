package spec

import (
	"testing"
	"time"
)

func TestDefaultExpiry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		operation, method string
		want              time.Duration
	}{
		{"pay", "", 14 * time.Minute},
		{"pay", "NEW_METHOD", 14 * time.Minute},
		{"pay", "WECHATPAY", 14 * time.Minute},              // nothing is documented
		{"pay", "ALIPAY_HK", 14 * time.Minute},              // as documented
		{"pay", "BANCOMATPAY", time.Hour},                   // its own
		{"pay", "CARD", 7 * 24 * time.Hour},                 // its own
		{"pay", "BANKTRANSFER_BNI", 48 * time.Hour},         // its own, as of all of its kind
		{"createPaymentSession", "", time.Hour},             // the session's
		{"createPaymentSession", "CARD", time.Hour},         // also when the method has its own
		{"subscriptions.create", "", 30 * time.Minute},      // until the buyer agrees
		{"vaults.vaultPaymentMethod", "", 14 * time.Minute}, // nothing is documented
	} {
		if got := DefaultExpiry(test.operation, test.method); got != test.want {
			t.Errorf("%s with %q: got %s, want %s", test.operation, test.method, got, test.want)
		}
	}
	for _, m := range Methods() {
		want := m.DefaultClose
		switch {
		case want > 0:
		case m.Kind == bankTransfer:
			want = 48 * time.Hour
		default:
			want = 14 * time.Minute
		}
		if got := DefaultExpiry("pay", m.Code); got != want {
			t.Errorf("%s: got %s, want %s", m.Code, got, want)
		}
	}
}
