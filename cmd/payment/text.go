package payment

import (
	"fmt"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// amountText shows an amount in both forms: "HKD 12.34 (1234 in the smallest unit)".
func amountText(amount *spec.Node) string {
	currency, value := amount.Get("currency").String(), amount.Get("value").String()
	if currency == "" && value == "" {
		return ""
	}
	c, ok := spec.FindCurrency(currency)
	if !ok {
		return ui.Clean(currency + " " + value + " (smallest unit)")
	}
	return ui.Clean(fmt.Sprintf("%s %s (value %s)", currency, c.Major(value), value))
}

// trustPair says when an answer is not signed.
func trustPair(env *cli.Env, x *flow.Answer) ui.Pair {
	if x.Response.Trust == antom.TrustVerified {
		return ui.Pair{}
	}
	return ui.Pair{Label: "Signature", Value: env.Theme().Warning("not signed: " + string(x.Response.Trust))}
}

// withID is the body of an answer with the id that a script needs to go on,
// where the answer does not repeat it.
func withID(x *flow.Answer, field string) any {
	id := x.RequestField(field)
	if x.Field(field) != "" || id == "" {
		return cli.RawJSON(x.Response.Body)
	}
	body := *x.Body
	body.Set(field, spec.NewString(id))
	return cli.RawJSON(body.AppendJSON(nil))
}
