package cmd

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/ui"
)

func newMethodsCmd(app *App) *cobra.Command {
	f := reference.MethodFilter{}
	cmd := &cobra.Command{
		Use:     "methods [CODE]",
		Short:   "List payment methods, or show one",
		GroupID: groupReference,
		Long: `List the payment methods in Antom's documents, or show everything known about one. To find out which
methods your contract includes, ask Antom with antom consult. Nothing is sent and no configuration is
read.`,
		Example: `  antom methods --region HK
  antom methods --kind wallet --currency PHP
  antom methods GCASH`,
		Args:              argCount(0, 1, "one code of a payment method"),
		ValidArgsFunction: firstOnly(completeMethods),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Region, "region", "", "only methods of this `region`, such as HK, and global ones")
	fl.StringVar(&f.Currency, "currency", "", "only methods that are known to accept this `currency`")
	fl.StringVar(&f.Kind, "kind", "", "only methods whose kind contains this `kind`: wallet, bank, card …")
	fl.StringVar(&f.Flow, "flow", "", "only methods with this `flow`: redirect or code")
	_ = cmd.RegisterFlagCompletionFunc("region", computed(reference.MethodRegions))
	_ = cmd.RegisterFlagCompletionFunc("currency", completeCurrencies)
	_ = cmd.RegisterFlagCompletionFunc("kind", computed(reference.MethodKinds))
	_ = cmd.RegisterFlagCompletionFunc("flow", computed(reference.MethodFlows))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		o, err := app.outputOptions(false)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			return app.listMethods(cmd, o, f)
		}
		m, err := reference.FindMethod(args[0])
		if err != nil {
			return notFound(err, "list all methods: antom methods")
		}
		return app.print(cmd, o, output.Result{
			Value: m,
			Quiet: m.Code,
			Text: func(w io.Writer) error {
				app.theme().Pairs(w, app.streams().Width, methodPairs(m))
				return nil
			},
		})
	})
	return cmd
}

func (a *App) listMethods(cmd *cobra.Command, o output.Options, f reference.MethodFilter) error {
	methods, err := reference.Methods(f)
	if err != nil {
		return notFound(err, "list all methods: antom methods")
	}
	rows := make([][]string, len(methods))
	for i, m := range methods {
		rows[i] = []string{
			m.Code, m.Name, m.Kind, strings.Join(m.Regions, ","), strings.Join(m.Currencies, ","),
			closesText(m), m.Refundable, m.Flow,
		}
	}
	return a.print(cmd, o, output.Result{
		Value: methods,
		Quiet: quietLines(methods, func(m reference.Method) string { return m.Code }),
		Text: func(w io.Writer) error {
			if len(methods) == 0 {
				a.note("no matching payment method")
				return nil
			}
			a.writeListing(w, []column{
				{"CODE", 0}, {"NAME", 0}, {"KIND", 70}, {"REGIONS", 0}, {"CURRENCIES", 90},
				{"CLOSES AFTER", 110}, {"REFUNDS", 110}, {"FLOW", 140},
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
		window = counted(m.RefundWindowDays, "day")
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
	return []ui.Pair{
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
}
