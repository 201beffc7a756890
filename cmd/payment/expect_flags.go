package payment

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// expectFlags say what an inquiry must be answered with.
type expectFlags struct {
	amount   string
	currency string
	flags    *pflag.FlagSet
}

func (f *expectFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	f.flags = fl
	fl.StringVar(&f.amount, "expect-amount", "", "reject a response with a different `amount`, in the major unit such as 12.34; requires --currency")
	fl.StringVar(&f.currency, "currency", "", "ISO 4217 `code` of --expect-amount, such as HKD")
	_ = cmd.RegisterFlagCompletionFunc("currency", cli.CompleteCurrencies)
}

// amounts is the expected amount under the name of its field, nil when none
// was given.
func (f *expectFlags) amounts(op spec.Operation) (map[string]antom.Amount, error) {
	if !f.flags.Changed("expect-amount") {
		if f.flags.Changed("currency") {
			return nil, apperr.New(apperr.Usage, "--currency requires --expect-amount", nil, "antom "+op.Command+" ID --expect-amount 12.34 --currency HKD")
		}
		return nil, nil
	}
	value, err := flow.MinorUnits(f.currency, f.amount)
	if err != nil {
		what := "--expect-amount " + apperr.ShellQuote(f.amount)
		if _, unknown := errors.AsType[*spec.CurrencyError](err); unknown && f.currency != "" {
			what = "--currency"
		}
		return nil, apperr.New(apperr.Usage, what, err,
			"such as antom "+op.Command+" ID --expect-amount 12.34 --currency HKD")
	}
	return map[string]antom.Amount{op.AmountField: {Currency: f.currency, Value: value}}, nil
}

// words are the flags as they were given, after a blank; "" without them.
func (f *expectFlags) words() string {
	if f.amount == "" {
		return ""
	}
	return " --expect-amount " + apperr.ShellQuote(f.amount) + " --currency " + apperr.ShellQuote(f.currency)
}
