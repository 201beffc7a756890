package reference

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/ui"
)

func NewCurrenciesCmd(env *cli.Env) *cobra.Command {
	f := reference.CurrencyFilter{}
	cmd := &cobra.Command{
		Use:     "currencies [CODE]",
		Short:   "List currencies with their decimals, or show one",
		GroupID: cli.GroupReference,
		Long: `List currencies with their number of decimals. Antom's amounts are in the smallest unit of the
currency: HKD 12.34 is 1234, and JPY 12 is 12. The currencies in Antom's documents come first.
Nothing is sent and no configuration is read.`,
		Example: `  antom currencies --listed
  antom currencies --decimals 0 -q
  antom currencies JPY`,
		Args:              cli.ArgCount(0, 1, "one code of a currency"),
		ValidArgsFunction: cli.FirstOnly(cli.CompleteAllCurrencies),
	}
	cmd.Flags().IntVar(&f.Decimals, "decimals", 0, "only currencies with this `number` of decimals")
	cmd.Flags().BoolVar(&f.Listed, "listed", false, "only currencies in Antom's documents")
	_ = cmd.RegisterFlagCompletionFunc("decimals", cli.CompleteFixed("0", "2", "3", "4"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		f.ByDecimals = cmd.Flags().Changed("decimals")
		if f.Decimals < 0 {
			return cli.UsageError("--decimals", errors.New("it must not be negative"))
		}
		if len(args) == 0 {
			return listCurrencies(env, cmd, o, f)
		}
		c, err := reference.FindCurrency(args[0])
		if err != nil {
			return cli.NotFoundError(err, "list all currencies: antom currencies")
		}
		return env.Print(cmd, o, output.Result{
			Value: c,
			Quiet: c.Code,
			Text: func(w io.Writer) error {
				env.Theme().Pairs(w, env.Streams().Width, currencyPairs(c))
				return nil
			},
		})
	})
	return cmd
}

func listCurrencies(env *cli.Env, cmd *cobra.Command, o output.Options, f reference.CurrencyFilter) error {
	currencies := reference.Currencies(f)
	rows := make([][]string, len(currencies))
	for i, c := range currencies {
		rows[i] = []string{c.Code, c.Name, strconv.Itoa(c.Decimals), cli.YesNo(c.Listed), c.Numeric, stepText(c)}
	}
	return env.Print(cmd, o, output.Result{
		Value: currencies,
		Quiet: cli.QuietLines(currencies, func(c reference.Currency) string { return c.Code }),
		Text: func(w io.Writer) error {
			if len(currencies) == 0 {
				env.Note("no matching currency")
				return nil
			}
			cli.WriteListing(env, w, []cli.Column{
				{Header: "CODE", From: 0}, {Header: "NAME", From: 0}, {Header: "DECIMALS", From: 0}, {Header: "LISTED", From: 0}, {Header: "NUMBER", From: 70}, {Header: "STEP", From: 90},
			}, rows)
			return nil
		},
	})
}

// stepText says which multiples amounts must be, "" if any amount is allowed.
func stepText(c reference.Currency) string {
	if c.MultipleOf == 0 {
		return ""
	}
	text := fmt.Sprintf("multiples of %d", c.MultipleOf)
	if len(c.OnlyFor) > 0 {
		text += " with " + strings.Join(c.OnlyFor, ", ")
	}
	return text
}

func currencyPairs(c reference.Currency) []ui.Pair {
	example := ""
	if major, minor := c.Example(); minor != "" {
		example = fmt.Sprintf("%s %s is value %s: --amount %s or --minor %s", c.Code, major, minor, major, minor)
	}
	listed := "yes"
	if !c.Listed {
		listed = "no, not in Antom's list; the decimals are those of ISO 4217"
	}
	return []ui.Pair{
		{Label: "Code", Value: c.Code},
		{Label: "Name", Value: c.Name},
		{Label: "Number", Value: c.Numeric},
		{Label: "Decimals", Value: strconv.Itoa(c.Decimals)},
		{Label: "Example", Value: example},
		{Label: "Step", Value: stepText(c)},
		{Label: "Listed", Value: listed},
		{Label: "Note", Value: c.Note},
		{Label: "Source", Value: sourceText(c.Source, c.Confidence)},
	}
}
