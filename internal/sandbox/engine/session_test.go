package engine_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestHostedSession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpSession, sessionBody())
	b.wantCode(n, "SUCCESS")
	id := n.Get("paymentSessionId").String()
	if got, want := n.Get("normalUrl").String(), base+"/checkout/session/"+id; got != want || len(id) > 64 {
		t.Errorf("normalUrl is %q, want %q", got, want)
	}
	if got := n.Get("paymentSessionExpiryTime").String(); got != "2024-01-15T02:20:46+00:00" {
		t.Errorf("the session ends at %s, want one hour after its beginning", got)
	}
	b.wantStatus("session-1", "PROCESSING", "PAYMENT_IN_PROCESS")
	if again := b.do(engine.OpSession, sessionBody()); string(again.AppendJSON(nil)) != string(n.AppendJSON(nil)) {
		t.Error("a repeat made another session")
	}
	p, err := b.FindSession(id)
	if err != nil || p.PaymentRequestID != "session-1" {
		t.Errorf("by its id: %+v, %v", p, err)
	}
}

func TestSessionDataLeadsBackToTheSession(t *testing.T) {
	t.Parallel()
	n := newBench(t).do(engine.OpSession, sessionBody())
	parts := strings.Split(n.Get("paymentSessionData").String(), "&&")
	if len(parts) != 4 || len(parts[0]) != 88 || parts[1] != "SG" || parts[2] != "188" {
		t.Fatalf("paymentSessionData has the wrong form: %q", parts)
	}
	text, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		t.Fatal(err)
	}
	config, err := spec.ParseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	if config.At("simulator.paymentSessionId").String() != n.Get("paymentSessionId").String() || config.At("simulator.url").String() != base {
		t.Errorf("the configuration is %s", text)
	}
}

func TestSessionForAClientSDKHasNoPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpSession, sessionBody("productScene", "", "paymentMethod.paymentMethodType", `"ALIPAY_HK"`))
	b.wantCode(n, "SUCCESS")
	if n.Get("normalUrl") != nil {
		t.Error("it has a page")
	}
	if n := b.wantStatus("session-1", "PROCESSING", "PAYMENT_IN_PROCESS"); n.Get("redirectActionForm") != nil {
		t.Error("the inquiry names a page")
	}
}

func TestEndOfASession(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		changes []string
		session string
		open    time.Duration
	}{
		{"one hour", nil, "2024-01-15T02:20:46+00:00", time.Hour},
		{"its own end", []string{"paymentSessionExpiryTime", `"2024-01-15T01:50:46Z"`}, "2024-01-15T01:50:46+00:00", 30 * time.Minute},
		{"payment ends first", []string{"paymentExpiryTime", `"2024-01-15T01:25:46Z"`}, "2024-01-15T02:20:46+00:00", 5 * time.Minute},
		{"session ends first", []string{"paymentExpiryTime", `"2024-01-15T03:00:00Z"`}, "2024-01-15T02:20:46+00:00", time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			n := b.do(engine.OpSession, sessionBody(test.changes...))
			if got := n.Get("paymentSessionExpiryTime").String(); got != test.session {
				t.Errorf("the session ends at %s, want %s (%s)", got, test.session, message(n))
			}
			b.pass(test.open - time.Second)
			b.wantStatus("session-1", "PROCESSING", "PAYMENT_IN_PROCESS")
			b.pass(time.Second)
			b.wantStatus("session-1", "FAIL", "ORDER_IS_CLOSED")
			if len(test.changes) == 0 {
				b.wantCode(b.do(engine.OpSession, sessionBody()), "ORDER_IS_CLOSED")
			}
		})
	}
}

func TestSessionWithAPastEndIsRefused(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"paymentSessionExpiryTime", "paymentExpiryTime"} {
		b := newBench(t)
		n := b.do(engine.OpSession, sessionBody(field, `"2023-01-01T00:00:00Z"`))
		b.wantCode(n, "PARAM_ILLEGAL")
		wantText(t, message(n), field)
	}
}

func TestBuyerChoosesTheMethod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpSession, sessionBody())
	if _, err := b.Pay("session-1", "PAYNOW"); err != nil {
		t.Fatal(err)
	}
	if got := b.wantStatus("session-1", "SUCCESS", "SUCCESS").Get("paymentMethodType").String(); got != "PAYNOW" {
		t.Errorf("paymentMethodType is %q", got)
	}
}

func TestSessionKeepsTheMerchantsMethods(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpSession, sessionBody("availablePaymentMethod.paymentMethodTypeList", `[{"paymentMethodType":"PAYNOW"},{"paymentMethodType":"CARD"}]`))
	p, err := b.FindSession(n.Get("paymentSessionId").String())
	if err != nil || strings.Join(p.Session.Methods, ",") != "PAYNOW,CARD" {
		t.Errorf("got %v, %v (%s)", p.Session, err, message(n))
	}
}
