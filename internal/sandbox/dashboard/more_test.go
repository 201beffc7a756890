package dashboard_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

const morePage = "/dashboard/more"

// fillMore makes a dispute, a subscription and an authorization.
func (r *rig) fillMore() {
	r.t.Helper()
	r.pay("P1", "CARD", `"paymentFactor":{"isAuthorization":true,"captureMode":"AUTOMATIC"},`)
	c := r.Control()
	if _, err := c.Pay(r.t.Context(), "P1"); err != nil {
		r.t.Fatal(err)
	}
	if _, err := c.OpenDispute(r.t.Context(), "P1", sandbox.NewDispute{}); err != nil {
		r.t.Fatal(err)
	}
	for path, body := range map[string]string{
		"/ams/api/v1/subscriptions/create": `{"subscriptionRequestId":"sub-1","subscriptionDescription":"Streaming",
			"subscriptionRedirectUrl":"https://shop.example/done","subscriptionStartTime":"` + time.Now().UTC().Format(time.RFC3339) + `",
			"periodRule":{"periodType":"MONTH","periodCount":"1"},"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},
			"orderInfo":{"orderAmount":{"currency":"HKD","value":"6800"}},"paymentAmount":{"currency":"HKD","value":"6800"},
			"settlementStrategy":{"settlementCurrency":"USD"},"env":{"terminalType":"WEB"}}`,
		"/ams/api/v1/authorizations/consult": `{"customerBelongsTo":"ALIPAY_HK","authRedirectUrl":"https://shop.example/linked","scopes":["AGREEMENT_PAY"],
			"authState":"state-1","env":{"terminalType":"WEB"}}`,
	} {
		if answer := r.call(path, body, nil); !strings.Contains(answer, `"SUCCESS"`) {
			r.t.Fatalf("%s: %s", path, answer)
		}
	}
}

func TestMore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(morePage, "There are none")
	r.fillMore()
	r.want(morePage, ">OPEN<", "CHARGEBACK", "HKD 1234.56", ">P1</a>", "sub-1", "HKD 68.00", "state-1", ">WAITING<")
	c := r.Control()
	disputes, err := c.Disputes(t.Context())
	if err != nil || len(disputes) != 1 {
		t.Fatalf("%d disputes: %v", len(disputes), err)
	}
	for _, act := range [][2]string{
		{"accept-subscription", "sub-1"}, {"renew-subscription", "sub-1"}, {"win-dispute", disputes[0].DisputeID},
		{"accept-authorization", "state-1"}, {"revoke-authorization", "state-1"},
	} {
		if resp, text := r.act(morePage, "action", act[0], "id", act[1]); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: HTTP %d\n%s", act[0], resp.StatusCode, text)
		}
	}
	r.want(morePage, ">WON<", ">ACTIVE<", ">REVOKED<", "Renew now")
	for _, act := range [][2]string{
		{"lose-dispute", disputes[0].DisputeID}, {"lose-dispute", "nothing"}, {"decline-subscription", "sub-1"}, {"accept-subscription", "nothing"},
		{"decline-authorization", "state-1"}, {"accept-authorization", "nothing"}, {"steal", "sub-1"}, {"", ""},
	} {
		if resp, text := r.act(morePage, "action", act[0], "id", act[1]); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, `role="alert"`) {
			t.Errorf("%s %s: HTTP %d", act[0], act[1], resp.StatusCode)
		}
	}
}
