package reference

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewMethodsCmd(env *cli.Env) *cobra.Command {
	f := reference.MethodFilter{}
	cmd := &cobra.Command{
		Use:     "methods [CODE]",
		Short:   "List payment methods, or show one",
		GroupID: cli.GroupReference,
		Long: `List the payment methods in Antom's documents, or show everything known about one. To find out which
methods your contract includes, ask Antom with antom consult. Nothing is sent and no configuration is
read.`,
		Example: `  antom methods --region HK
  antom methods --kind wallet --currency PHP
  antom methods GCASH`,
		Args:              cli.ArgCount(0, 1, "one code of a payment method"),
		ValidArgsFunction: cli.FirstOnly(cli.CompleteMethods),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Region, "region", "", "only methods of this `region`, such as HK, and global ones")
	fl.StringVar(&f.Currency, "currency", "", "only methods that are known to accept this `currency`")
	fl.StringVar(&f.Kind, "kind", "", "only methods whose kind contains this `kind`: wallet, bank, card …")
	fl.StringVar(&f.Flow, "flow", "", "only methods with this `flow`: redirect or code")
	_ = cmd.RegisterFlagCompletionFunc("region", cli.CompleteComputed(reference.MethodRegions))
	_ = cmd.RegisterFlagCompletionFunc("currency", cli.CompleteCurrencies)
	_ = cmd.RegisterFlagCompletionFunc("kind", cli.CompleteComputed(reference.MethodKinds))
	_ = cmd.RegisterFlagCompletionFunc("flow", cli.CompleteComputed(reference.MethodFlows))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			return listMethods(env, cmd, o, f)
		}
		m, err := reference.FindMethod(args[0])
		if err != nil {
			return cli.NotFoundError(err, "list all methods: antom methods")
		}
		return env.Print(cmd, o, output.Result{
			Value: m,
			Quiet: m.Code,
			Text: func(w io.Writer) error {
				env.Theme().Pairs(w, env.Streams().Width, methodPairs(m))
				return nil
			},
		})
	})
	return cmd
}

func listMethods(env *cli.Env, cmd *cobra.Command, o output.Options, f reference.MethodFilter) error {
	methods, err := reference.Methods(f)
	if err != nil {
		return cli.NotFoundError(err, "list all methods: antom methods")
	}
	rows := make([][]string, len(methods))
	for i, m := range methods {
		rows[i] = []string{
			m.Code, m.Name, m.Kind, strings.Join(m.Regions, ","), strings.Join(m.Currencies, ","),
			closesText(m), m.Refundable, m.Flow,
		}
	}
	return env.Print(cmd, o, output.Result{
		Value: methods,
		Quiet: cli.QuietLines(methods, func(m reference.Method) string { return m.Code }),
		Text: func(w io.Writer) error {
			if len(methods) == 0 {
				env.Note("no matching payment method")
				return nil
			}
			cli.WriteListing(env, w, []cli.Column{
				{Header: "CODE", From: 0}, {Header: "NAME", From: 0}, {Header: "KIND", From: 70}, {Header: "REGIONS", From: 0}, {Header: "CURRENCIES", From: 90},
				{Header: "CLOSES AFTER", From: 110}, {Header: "REFUNDS", From: 110}, {Header: "FLOW", From: 140},
			}, rows)
			return nil
		},
	})
}

// closesText says after how long an unpaid payment closes by itself.
func closesText(m reference.Method) string {
	if m.CloseSeconds == 0 {
		return ""
	}
	return shortUnits(time.Duration(m.CloseSeconds) * time.Second)
}

// shortUnits returns a duration in its largest whole unit: 14m, 2h, 7d.
func shortUnits(d time.Duration) string {
	units := []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}}
	for _, u := range units {
		if d%u.unit == 0 && d >= u.unit {
			return fmt.Sprintf("%d%s", d/u.unit, u.name)
		}
	}
	return d.String()
}

// currenciesText lists the currencies of payments with a method.
func currenciesText(m reference.Method) string {
	text := strings.Join(m.Currencies, ", ")
	switch {
	case m.Converts:
		return text + "; the wallet converts other currencies"
	case m.CurrencyTrust != m.Confidence:
		return sourceText(text, m.CurrencyTrust)
	}
	return text
}

func methodPairs(m reference.Method) []ui.Pair {
	window := ""
	if m.RefundWindowDays > 0 {
		window = cli.Plural(m.RefundWindowDays, "day")
	}
	limits := ""
	switch {
	case m.Min != "" && m.Max != "":
		limits = m.Min + " to " + m.Max
	case m.Min != "":
		limits = "from " + m.Min
	case m.Max != "":
		limits = "up to " + m.Max
	}
	code := ""
	if m.OrderCode {
		code = "can be shown on your own page"
	}
	special := ""
	switch {
	case m.AgreementOnly:
		special = "for agreement payments only, not for checkout"
	case m.ExpressCheckout:
		special = "has a button for express checkout"
	}
	pairs := []ui.Pair{
		{Label: "Code", Value: m.Code},
		{Label: "Name", Value: m.Name},
		{Label: "Kind", Value: m.Kind},
		{Label: "Flow", Value: m.Flow},
		{Label: "QR code", Value: code},
		{Label: "Regions", Value: strings.Join(m.Regions, ", ")},
		{Label: "Currencies", Value: currenciesText(m)},
		{Label: "Amounts", Value: limits},
		{Label: "Closes after", Value: closesText(m)},
		{Label: "Cancel", Value: m.Cancel},
		{Label: "Refunds", Value: m.Refundable},
		{Label: "Partial refunds", Value: m.PartialRefund},
		{Label: "Refund within", Value: window},
		{Label: "Disputes", Value: m.Dispute},
		{Label: "Special", Value: special},
		{Label: "Note", Value: m.Note},
		{Label: "Source", Value: sourceText(m.Source, m.Confidence)},
	}
	return append(pairs, testCardPairs(m)...)
}

// testCardPairs shows the card numbers to test with.
func testCardPairs(m reference.Method) []ui.Pair {
	if len(m.TestCards) == 0 {
		return nil
	}
	var pairs []ui.Pair
	label := "Test cards"
	for _, c := range m.TestCards {
		text := c.Number + "  " + c.Brand
		if c.Region != "global" {
			text += " " + c.Region
		}
		if c.Result != "SUCCESS" {
			text += ", fails"
		}
		pairs = append(pairs, ui.Pair{Label: label, Value: text})
		label = ""
	}
	return append(pairs,
		ui.Pair{Label: "Test amount", Value: "value " + m.RiskTestValue + " fails with RISK_REJECT"},
		ui.Pair{Label: "Source of tests", Value: spec.TestCardSource()})
}
