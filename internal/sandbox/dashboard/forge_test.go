package dashboard_test

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// application acknowledges notifications: all of them, or only those that verify.
func application(t *testing.T, verifies bool) *httptest.Server {
	t.Helper()
	careful := &antom.NotificationHandler{
		Verifier: antom.Verifier{Keys: []*rsa.PublicKey{&shared().AntomKey.PublicKey}},
		Handle:   func(context.Context, *antom.Notification) error { return nil },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if verifies {
			careful.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`)
	}))
	t.Cleanup(server.Close)
	return server
}

func TestForgeANotification(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		verifies bool
		want     string
	}{"careful": {true, "refused the forged notification"}, "careless": {false, "acknowledged a forged notification"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			app := application(t, test.verifies)
			r.call(payPath, fmt.Sprintf(`{"productCode":"CASHIER_PAYMENT","paymentRequestId":"P1","paymentAmount":{"currency":"HKD","value":"100"},
				"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},"paymentRedirectUrl":"https://shop.example/done","paymentNotifyUrl":%q,"settlementStrategy":{"settlementCurrency":"USD"},
				"order":{"referenceOrderId":"O1","orderDescription":"Tea","orderAmount":{"currency":"HKD","value":"100"}},"env":{"terminalType":"WEB"}}`, app.URL), nil)
			c := r.Control()
			if _, err := c.Pay(t.Context(), "P1"); err != nil {
				t.Fatal(err)
			}
			n, err := c.Notify(t.Context(), "P1")
			if err != nil || n.State != "delivered" {
				t.Fatalf("the true one is %s: %v", n.State, err)
			}
			page := "/dashboard/notifications/" + n.ID
			for _, how := range sandbox.Forgeries() {
				resp, text := r.post(page+"/forge", map[string][]string{"token": {r.token(page)}, "forgery": {how}}, nil)
				if resp.StatusCode != http.StatusOK || !strings.Contains(text, test.want) || !strings.Contains(text, how) {
					t.Errorf("%s: HTTP %d\n%s", how, resp.StatusCode, text)
				}
				f, err := c.Forge(t.Context(), "P1", how)
				if err != nil || f.Refused != test.verifies || f.Acknowledged == test.verifies || f.NotificationID != n.ID || f.HTTPStatus == 0 {
					t.Errorf("%s: %+v, %v", how, f, err)
				}
			}
			after, err := c.Notifications(t.Context())
			if err != nil || len(after) != 1 || len(after[0].Attempts) != 1 || after[0].State != "delivered" {
				t.Errorf("a forged one counts: %+v, %v", after, err)
			}
			if resp, _ := r.post(page+"/forge", map[string][]string{"forgery": {"wrong-key"}}, nil); resp.StatusCode != http.StatusForbidden {
				t.Errorf("without a token: HTTP %d", resp.StatusCode)
			}
			if resp, _ := r.post(page+"/forge", map[string][]string{"token": {r.token(page)}, "forgery": {"x"}}, nil); resp.StatusCode != http.StatusNotFound {
				t.Errorf("another forgery: HTTP %d", resp.StatusCode)
			}
		})
	}
}

func TestForgeWithoutAnApplication(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.pay("P1", "ALIPAY_HK", "")
	c := r.Control()
	if _, err := c.Forge(t.Context(), "P1", sandbox.ForgeWrongKey); !sandbox.IsMistake(err) {
		t.Errorf("there is nothing to forge: %v", err)
	}
	if _, err := c.Forge(t.Context(), "P9", sandbox.ForgeWrongKey); !sandbox.IsMistake(err) {
		t.Errorf("there is no such payment: %v", err)
	}
	if _, err := c.Pay(t.Context(), "P1"); err != nil {
		t.Fatal(err)
	}
	f, err := c.Forge(t.Context(), "P1", sandbox.ForgeChangedBody)
	if err != nil || f.Refused || f.Acknowledged || !strings.Contains(f.Problem, "refused") {
		t.Errorf("%+v, %v", f, err)
	}
}
