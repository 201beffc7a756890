package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

// toldShop is a merchant's server: it verifies notifications and acknowledges them.
func toldShop(t *testing.T) (url string, got chan string) {
	t.Helper()
	got = make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s, err := antom.ParseSignature(r.Header.Get("signature"))
		m := antom.Message{Method: r.Method, Path: r.RequestURI, ClientID: r.Header.Get("client-id"), Time: r.Header.Get("request-time"), Body: body}
		if err != nil || antom.Verify(&shared().AntomKey.PublicKey, m, s) != nil {
			t.Errorf("a notification does not verify: %v %s", r.Header, body)
		}
		got <- string(body)
		_, _ = w.Write(antom.Acknowledgement())
	}))
	t.Cleanup(server.Close)
	return server.URL + "/notify?shop=1", got
}

func payNotified(id, url string) string {
	return strings.Replace(payBody(id), `"env":`, fmt.Sprintf(`"paymentNotifyUrl":%q,"env":`, url), 1)
}

func TestNotifiesWhileServed(t *testing.T) {
	t.Parallel()
	s := serve(t)
	url, got := toldShop(t)
	s.call(payPath, payNotified("pay-1", url))
	if _, err := s.Control().Pay(t.Context(), "pay-1"); err != nil {
		t.Fatal(err)
	}
	if body := <-got; !strings.Contains(body, `"paymentRequestId":"pay-1"`) || !strings.Contains(body, `"PAYMENT_RESULT"`) {
		t.Errorf("got %s", body)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	list, err := s.Control().Notifications(t.Context())
	if err != nil || len(list) != 1 || list[0].State != "delivered" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestFlushDeliversWithoutAServer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	url, got := toldShop(t)
	r.call(payPath, payNotified("pay-1", url))
	if _, err := r.Control().Decline(t.Context(), "pay-1", ""); err != nil {
		t.Fatal(err)
	}
	if len(got) != 0 {
		t.Error("it was delivered before anybody asked")
	}
	r.Flush(t.Context())
	if body := <-got; !strings.Contains(body, "USER_BALANCE_NOT_ENOUGH") {
		t.Errorf("got %s", body)
	}
	n, err := r.Control().Notify(t.Context(), "pay-1")
	if err != nil || n.State != "delivered" || len(n.Attempts) != 2 {
		t.Errorf("again: %+v, %v", n, err)
	}
}

func TestTheSimulatorDoesNotCallItself(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.call(payPath, payNotified("pay-1", "http://"+s.address+"/notify"))
	if _, err := s.Control().Pay(t.Context(), "pay-1"); err != nil {
		t.Fatal(err)
	}
	n, err := s.Control().Notify(t.Context(), "pay-1")
	if err != nil || n.State != "waiting" || !strings.Contains(n.Attempts[0].Error, "the simulator itself") {
		t.Errorf("got %+v, %v", n, err)
	}
}

// TestRemoteControlsEverything makes each call of the control interface from
// another process's point of view.
func TestRemoteControlsEverything(t *testing.T) {
	t.Parallel()
	s := serve(t)
	url, got := toldShop(t)
	r, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	s.call(payPath, payNotified("pay-1", url))
	if _, err := r.Pay(ctx, "pay-1"); err != nil {
		t.Fatal(err)
	}
	<-got
	waitDelivered(t, r) // a notification on its way would count as the one that is asked for
	n, err := r.Notify(ctx, "pay-1")
	if err != nil || n.State != "delivered" {
		t.Errorf("notify: %+v, %v", n, err)
	}
	list, err := r.Notifications(ctx)
	if err != nil || len(list) != 1 || list[0].ID != n.ID || len(list[0].Attempts) != 2 {
		t.Errorf("notifications: %+v, %v", list, err)
	}
	d, err := r.Show(ctx, "pay-1")
	if err != nil || d.Status != "SUCCESS" || len(d.Notifications) != 1 || d.Refunds == nil || d.Captures == nil {
		t.Errorf("show: %+v, %v", d, err)
	}
	merchants, err := r.Merchants(ctx)
	if err != nil || len(merchants) != 1 {
		t.Errorf("merchants: %+v, %v", merchants, err)
	}
	added, err := r.AddMerchant(ctx, sandbox.NewMerchant{ClientID: "SHOP", PublicKey: merchants[0].Keys["1"]})
	if err != nil || added.ClientID != "SHOP" {
		t.Errorf("add: %+v, %v", added, err)
	}
	if err := r.RemoveMerchant(ctx, "SHOP"); err != nil {
		t.Errorf("remove: %v", err)
	}
	set := []fault.Fault{{Kind: fault.Timeout, Rate: 0.5}, {Kind: fault.Reset, Rate: 1, Times: 2}}
	if err := r.SetFaults(ctx, set); err != nil {
		t.Errorf("set faults: %v", err)
	}
	if faults, err := r.Faults(ctx); err != nil || len(faults) != 2 || faults[1] != set[1] {
		t.Errorf("faults: %+v, %v", faults, err)
	}
	if count, err := r.ClearFaults(ctx, fault.Timeout); err != nil || count != 1 {
		t.Errorf("clear: %d, %v", count, err)
	}
	if count, err := r.ClearFaults(ctx, ""); err != nil || count != 1 || len(s.Faults().List()) != 0 {
		t.Errorf("clear all: %d, %v", count, err)
	}
}

// waitDelivered waits until the simulator has noted the one delivery that the shop
// has answered.
func waitDelivered(t *testing.T, r *sandbox.Remote) {
	t.Helper()
	patience.Until(t, "the delivery is noted", func() bool {
		list, err := r.Notifications(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(list) == 1 && list[0].State == "delivered"
	})
}

func TestErrorsComeThroughAsTheyAre(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	s.call(payPath, payBody("open"))
	for _, c := range []sandbox.Control{s.Control(), remote} {
		_, err := c.Notify(t.Context(), "open")
		var nothing *sandbox.NothingToNotifyError
		if !errors.As(err, &nothing) || nothing.ID != "open" || nothing.Reason == "" {
			t.Errorf("notify: %v", err)
		}
		if _, err := c.Notify(t.Context(), "nope"); !errors.Is(err, sandbox.ErrNotFound) {
			t.Errorf("notify: %v", err)
		}
		if _, err := c.Show(t.Context(), "nope"); !errors.Is(err, sandbox.ErrNotFound) {
			t.Errorf("show: %v", err)
		}
		var refused *sandbox.MerchantError
		if err := c.RemoveMerchant(t.Context(), sandbox.ClientID); !errors.As(err, &refused) || refused.ClientID != sandbox.ClientID {
			t.Errorf("remove: %v", err)
		}
		if _, err := c.AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: "X"}); !errors.As(err, &refused) || !strings.Contains(err.Error(), "public key") {
			t.Errorf("add: %v", err)
		}
	}
}

func TestCallsAreTold(t *testing.T) {
	t.Parallel()
	calls := make(chan sandbox.Call, 10)
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), OnCall: func(c sandbox.Call) { calls <- c }})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Sandbox: s, t: t, clock: newClock(), server: httptest.NewServer(s.Handler())}
	t.Cleanup(func() { r.server.Close(); _ = s.Close() })
	a := r.call(payPath, payBody("pay-1"))
	c := <-calls
	if c.Operation != "pay" || c.RequestID != "pay-1" || c.PaymentID != a.node.Get("paymentId").String() || c.Value != "123456" ||
		c.HTTPStatus != 200 || c.ResultCode != "PAYMENT_IN_PROCESS" || c.ClientID != sandbox.ClientID {
		t.Errorf("got %+v", c)
	}
	r.call("/ams/api/v1/payments/inquiryPayment", `{"paymentRequestId":"pay-1"}`)
	if c := <-calls; c.ResultCode != "SUCCESS" || c.State != "PROCESSING" {
		t.Errorf("got %+v", c)
	}
	r.call("/ams/api/v1/nothing", "{}")
	if c := <-calls; c.Operation != "/ams/api/v1/nothing" || c.ResultCode != "NO_INTERFACE_DEF" {
		t.Errorf("got %+v", c)
	}
	s.Faults().Add(fault.Fault{Kind: fault.Reset, Rate: 1})
	if resp, err := http.DefaultClient.Do(r.signed(payPath, payBody("pay-2"), nil)); err == nil {
		_ = resp.Body.Close()
		t.Error("the connection was not reset")
	}
	if c := <-calls; c.HTTPStatus != 0 || c.RequestID != "pay-2" {
		t.Errorf("got %+v", c)
	}
}
