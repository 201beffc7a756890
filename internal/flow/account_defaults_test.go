package flow_test

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Every account default is a field of a payment, which Antom requires if the default
// says so.
func TestAccountDefaults(t *testing.T) {
	t.Parallel()
	for _, d := range flow.AccountDefaults() {
		field := spec.Request(spec.OpPay).At(d.Path)
		if field == nil {
			t.Errorf("pay has no field %s", d.Path)
			continue
		}
		if d.Required != (field.Required == spec.Yes) {
			t.Errorf("%s: required is %v, and %v by the specification", d.Path, d.Required, field.Required)
		}
	}
}

func TestCheckDefault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, text, wrong string }{
		{"paymentRedirectUrl", "https://shop.example/result", ""},
		{"paymentRedirectUrl", "myapp://result", ""},
		{"paymentRedirectUrl", "shop.example", "full URL"},
		{"paymentNotifyUrl", "URL", "full URL"},
		{"order.orderDescription", "Order at Shop", ""},
		{"order.orderDescription", strings.Repeat("x", 257), "257 characters"},
		{"settlementStrategy.settlementCurrency", "EUR", ""},
		{"settlementStrategy.settlementCurrency", "EURO", "EURO"},
		{"order.buyer.referenceBuyerId", "42", ""},
		{"env.terminalType", "WEBB", "did you mean WEB?"},
		{"order.nosuch", "x", "no request has a field"},
		{"metaData.key", "x", ""},
	} {
		err := flow.CheckDefault(c.path, c.text)
		switch {
		case c.wrong == "" && err != nil, c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s %q: %v, want %q", c.path, c.text, err, c.wrong)
		}
	}
}

func TestSetDefaultsCommand(t *testing.T) {
	t.Parallel()
	commands := flow.Commands{Flags: " --profile shop --client-id X", ProfileFlags: " --profile shop"}
	want := "antom config set defaults.order.orderDescription TEXT defaults.paymentRedirectUrl URL --profile shop"
	if got := commands.SetDefaultsCommand(flow.AccountDefaults()[:2]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := commands.SetDefaultsCommand(nil); got != "" {
		t.Errorf("of nothing: %s", got)
	}
}
