package engine_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestFindSessionData(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	data := b.do(engine.OpSession, sessionBody()).Get("paymentSessionData").String()
	find := func(data string) (engine.Payment, error) {
		d, err := engine.ReadSessionData(data)
		if err != nil || d.Vaulting() {
			return engine.Payment{}, err
		}
		return b.FindSessionData(d)
	}
	p, err := find(data)
	if err != nil || p.PaymentRequestID != "session-1" {
		t.Errorf("got %+v, %v", p, err)
	}
	if left := b.Until(p.Expires); left != time.Hour {
		t.Errorf("%s are left", left)
	}
	parts := strings.Split(data, "&&")
	config := func(text string) string {
		return strings.Join(append(parts[:3:3], base64.StdEncoding.EncodeToString([]byte(text))), "&&")
	}
	for name, wrong := range map[string]string{
		"it has four parts":  parts[0],
		"is not Base64":      data + "!",
		"is not JSON":        config("{"),
		"not from the simul": config(`{"paymentSessionConfig":{}}`),
		"was changed":        "x" + data,
	} {
		_, err := find(wrong)
		var problem *engine.SessionDataError
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := find(config(`{"simulator":{"paymentSessionId":"nobody's"}}`)); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// What Antom's sample of a session for a wallet decodes to; the client id is the merchant's.
const sampleConfig = `{"action":{"app":{},"needVerifyAndResume":false,"skipSdkQuery":false,"wap":{},"web":{}},"clientId":"SANDBOX_LOCAL",` +
	`"extendInfo":"{\"versionMap\":{\"web\":{\"1.1.0\":{\"targetWebVerison\":\"1.1.0\"},\"1.2.0\":{\"targetWebVerison\":\"1.2.0\"}},` +
	`\"iOS\":{\"1.1.0\":{\"targetWebVerison\":\"1.1.0\"},\"1.2.0\":{\"targetWebVerison\":\"1.2.0\"}},` +
	`\"Android\":{\"1.1.0\":{\"targetWebVerison\":\"1.1.0\"},\"1.2.0\":{\"targetWebVerison\":\"1.2.0\"}}}}",` +
	`"paymentSessionConfig":{"paymentMethodCategoryType":"APM","productScene":"CASHIER_PAYMENT","productSceneVersion":"1.0"}`

// quoted is a text in JSON, or nothing for none.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return `"` + text + `"`
}

func TestSessionDataDecodesLikeAntoms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ method, scene, want string }{
		{"ALIPAY_HK", "", `"paymentMethodCategoryType":"APM","productScene":"CASHIER_PAYMENT"`},
		{"CARD", "", `"paymentMethodCategoryType":"CARD","productScene":"CASHIER_PAYMENT"`},
		{"", spec.SceneHosted, `"paymentMethodCategoryType":"ALL","productScene":"CHECKOUT_PAYMENT"`},
	} {
		b := newBench(t)
		changes := []string{"productScene", quoted(test.scene)}
		if test.method != "" {
			changes = append(changes, "paymentMethod.paymentMethodType", quoted(test.method),
				"paymentAmount.currency", `"HKD"`, "order.orderAmount", `{"currency":"HKD","value":"6000"}`, "order.goods", "")
		}
		body := sessionBody(changes...)
		data := b.do(engine.OpSession, body).Get("paymentSessionData").String()
		parts := strings.Split(data, "&&")
		if len(parts) != 4 || parts[1] != "SG" || parts[2] != "188" {
			t.Fatalf("the session data is %s", data)
		}
		if token, err := base64.StdEncoding.DecodeString(parts[0]); err != nil || len(token) != 64 {
			t.Errorf("the first part has %d bytes, %v", len(token), err)
		}
		config, err := base64.StdEncoding.DecodeString(parts[3])
		if err != nil {
			t.Fatal(err)
		}
		if test.method == "ALIPAY_HK" && !strings.HasPrefix(string(config), sampleConfig) {
			t.Errorf("the configuration is\n%s, want\n%s", config, sampleConfig)
		}
		if !strings.Contains(string(config), test.want) {
			t.Errorf("%s%s: no %s in %s", test.method, test.scene, test.want, config)
		}
	}
}

func FuzzReadSessionData(f *testing.F) {
	f.Add("a&&SG&&188&&eyJzaW11bGF0b3IiOnsidmF1bHRpbmdTZXNzaW9uSWQiOiJ2MSJ9fQ==")
	f.Add("")
	f.Add("a&&SG&&188&&eyJzaW11bGF0b3IiOnsicGF5bWVudFNlc3Npb25JZCI6InMxIn19")
	f.Add("a&&b&&c&&bnVsbA==")
	f.Fuzz(func(t *testing.T, data string) {
		d, err := engine.ReadSessionData(data)
		if found := d.Vaulting() || d.PaymentSessionID != ""; found == (err != nil) {
			t.Errorf("%q: %+v, %v", data, d, err)
		}
	})
}
