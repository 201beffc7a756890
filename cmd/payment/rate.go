package payment

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewRateCmd returns the command rate.
func NewRateCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpInquireExchangeRate), show: showRates}
	cmd := &cobra.Command{
		Use:     "rate [SELL/BUY… | FILE]",
		Short:   "Inquire about exchange rates",
		GroupID: cli.GroupPay,
		Long: `Ask for exchange rates of pairs of currencies, such as USD/HKD: what one unit of the currency that is sold
brings of the one that is bought. --type TRADE asks for rates to pay with, REFERENCE for rates to show.
The rates of the simulator are made up and never change.`,
		Example: `  antom rate --local USD/HKD USD/EUR
  antom rate USD/HKD --type REFERENCE --quiet`,
	}
	const mostPairs = 50
	cmd.Args = cli.ArgCount(0, mostPairs, "pairs of currencies or one file")
	c.request.addFields(cmd, []fieldFlag{
		{"type", "rateType", "`kind` of rate: TRADE, REFERENCE or REFERENCE_TRADE"},
		{"product", "productCode", "`product` that the rate is for, such as CASHIER_PAYMENT"},
	})
	_ = cmd.RegisterFlagCompletionFunc("type", cli.CompleteFixed("TRADE", "REFERENCE", "REFERENCE_TRADE"))
	_ = cmd.RegisterFlagCompletionFunc("product", cli.CompleteFixed("CASHIER_PAYMENT", "AGREEMENT_PAYMENT", "IN_STORE_PAYMENT"))
	c.send.Add(cmd, false)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) {
		sets, err := pairSets(args)
		switch {
		case err != nil:
			return nil, err
		case sets == nil && len(args) == 0 && c.request.file == "" && len(c.request.set) == 0:
			return nil, apperr.New(apperr.Usage, "which currencies?", nil, "antom rate USD/HKD")
		case sets == nil:
			return args, nil
		}
		c.request.set = append(sets, c.request.set...)
		return nil, nil
	}
	cmd.RunE = c.run(env)
	return cmd
}

// pairSets reads pairs of currencies as fields of the request; nil for a file.
func pairSets(args []string) ([]string, error) {
	if len(args) == 0 || len(args) == 1 && !isPair(args[0]) && isFile(args[0]) {
		return nil, nil
	}
	var sets []string
	for i, arg := range args {
		if !isPair(arg) {
			return nil, cli.UsageError(apperr.ShellQuote(arg), fmt.Errorf("it is not a pair of currencies"), "write it like USD/HKD")
		}
		sell, buy, _ := strings.Cut(strings.ToUpper(arg), "/")
		for _, code := range []string{sell, buy} {
			if _, err := spec.ParseCurrency(code); err != nil {
				return nil, cli.UsageError(apperr.ShellQuote(arg), err)
			}
		}
		path := fmt.Sprintf("currencyPairs[%d].", i)
		sets = append(sets, path+"sellCurrency="+sell, path+"buyCurrency="+buy)
	}
	return sets, nil
}

// isPair reports whether an argument has the form of two currency codes.
func isPair(arg string) bool {
	const code = 3
	sell, buy, ok := strings.Cut(arg, "/")
	return ok && len(sell) == code && len(buy) == code
}

func showRates(s *sender, _ *flow.Request, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	quotes := items(x.Body.Get("quotes"))
	return s.print(output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body,
		Quiet: cli.QuietLines(quotes, func(q *spec.Node) string { return q.Get("quotePrice").String() }),
		Text: func(w io.Writer) error {
			rows := make([][]string, len(quotes))
			for i, q := range quotes {
				rows[i] = []string{
					ui.Clean(q.Get("quoteCurrencyPair").String()), ui.Clean(q.Get("quotePrice").String()),
					cli.LocalTime(q.Get("quoteExpiryTime").String()), ui.Clean(q.Get("quoteId").String()),
				}
			}
			return cli.WriteColumns(s.env, w, []cli.Column{
				{Header: "PAIR"}, {Header: "RATE"}, {Header: "VALID UNTIL", Drop: 1}, {Header: "QUOTE ID", Drop: 2},
			}, rows)
		},
	})
}
