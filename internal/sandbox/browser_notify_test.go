package sandbox_test

import (
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/antom"
)

// notifiedShop is a shop with the endpoint of webhook listen at /payNotify. It
// verifies with the simulator's key, as a merchant's server does with Antom's.
func notifiedShop(t *testing.T) (*httptest.Server, <-chan receiver.Event) {
	t.Helper()
	events := make(chan receiver.Event, 10)
	verifier := &antom.Verifier{Keys: []*rsa.PublicKey{&shared().AntomKey.PublicKey}}
	pages := shop(t).Config.Handler
	endpoint := receiver.New(receiver.Options{
		Path: "/payNotify",
		Verify: func(r *http.Request, _ []byte) receiver.Verdict {
			n, err := verifier.Request(r)
			if err != nil {
				return receiver.Verdict{Cause: "invalid", Explanation: err.Error()}
			}
			return receiver.Verdict{Notification: n}
		},
		OnEvent: func(e receiver.Event) { events <- e },
	})
	mux := http.NewServeMux()
	mux.Handle("/payNotify", endpoint)
	mux.Handle("/", pages)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server, events
}

// TestBuyerComesBackAndTheMerchantIsNotified is the whole way of a payment: the
// buyer decides in the browser and comes back to the shop, which gets a signed
// notification that verifies, and acknowledges it.
func TestBuyerComesBackAndTheMerchantIsNotified(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		press browsertest.Action
		code  string
	}{
		"paid":     {pressPay(), "SUCCESS"},
		"declined": {pressDecline(), "USER_BALANCE_NOT_ENOUGH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveIn(t, "")
			shop, events := notifiedShop(t)
			body := strings.Replace(payWith("pay-1", "Two coffees", shop.URL+"/done?order=1"),
				`"paymentRedirectUrl"`, `"paymentNotifyUrl":"`+shop.URL+`/payNotify?shop=1","paymentRedirectUrl"`, 1)
			a := s.call(payPath, body)
			tab := s.browse(host(shop))
			tab.Open(a.node.Get("normalUrl").String())
			tab.Do(openControls())
			if address, _ := tab.Follow(test.press); address != shop.URL+"/done?order=1" {
				t.Errorf("the buyer came to %s", address)
			}
			e := patience.Receive(t, "the notification", events)
			if !e.Acknowledged() || e.Record.Kind != antom.KindPayment {
				t.Errorf("%s, %s: %s", e.Record.Kind, e.Problem, e.Explanation)
			}
			for _, part := range []string{`"resultCode":"` + test.code + `"`, a.node.Get("paymentId").String(), `"paymentRequestId":"pay-1"`} {
				if got := string(e.Record.Message.Body); !strings.Contains(got, part) {
					t.Errorf("no %s in %s", part, got)
				}
			}
		})
	}
}
