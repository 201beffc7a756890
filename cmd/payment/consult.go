package payment

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// methodFilter chooses rows of the answer to consult.
type methodFilter struct {
	methods []string
	regions []string
	enabled bool
}

func consultFields() []fieldFlag {
	return []fieldFlag{
		{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (default WEB)"},
		{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
		{"client-ip", "env.clientIp", "buyer's public IP `address`"},
		{"buyer-region", "userRegion", "buyer's `country`, two letters; Antom sorts the list by it"},
		{"merchant-region", "merchantRegion", "`country` that you sell from, two letters"},
		{"settlement-currency", "settlementStrategy.settlementCurrency", "`currency` in which Antom settles with you"},
	}
}

// NewConsultCmd returns the command consult.
func NewConsultCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpConsult)}
	filter := &methodFilter{}
	cmd := &cobra.Command{
		Use:     "consult [FILE]",
		Short:   "List the payment methods that a buyer can use, with their logos",
		GroupID: cli.GroupPay,
		Long: `Send a consult request, and list the payment methods that Antom offers for an amount, a terminal and
a buyer, with the URLs of their logos. --method, --region and --enabled filter the list. Use this
command if your list of methods is not fixed; the response can be cached for a while.`,
		Example: `  antom consult --local --amount 12.34 --currency HKD
  antom consult --amount 100 --currency SGD --terminal APP --os IOS --enabled
  antom consult --amount 100 --currency SGD --region HK -o json`,
		Args: cli.ArgCount(0, 1, "one request file"),
	}
	c.request.addFields(cmd, consultFields())
	c.request.addAmount(cmd, "paymentAmount")
	fl := cmd.Flags()
	fl.StringSliceVar(&filter.methods, "method", nil, "show only the payment methods that begin with one of these `codes` (repeatable)")
	fl.StringSliceVar(&filter.regions, "region", nil, "show only the methods of these `countries`, two letters each, and the global ones (repeatable)")
	fl.BoolVar(&filter.enabled, "enabled", false, "show only the methods that can be used")
	_ = cmd.RegisterFlagCompletionFunc("method", cli.CompleteMethods)
	c.send.Add(cmd, false)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.show = func(s *sender, _ *flow.Request, x *flow.Answer) error { return showMethods(s, x, filter) }
	cmd.RunE = c.run(env)
	return cmd
}

// keeps reports whether a method of the answer is wanted.
func (f *methodFilter) keeps(option *spec.Node) bool {
	if f.enabled && option.Get("enabled").String() != "true" {
		return false
	}
	code := option.Get("paymentMethodType").String()
	if len(f.methods) > 0 && !slices.ContainsFunc(f.methods, func(m string) bool { return strings.HasPrefix(code, strings.ToUpper(m)) }) {
		return false
	}
	if len(f.regions) == 0 {
		return true
	}
	regions := texts(option.Get("paymentMethodRegion"))
	return slices.ContainsFunc(regions, func(region string) bool {
		return strings.EqualFold(region, "GLOBAL") || slices.ContainsFunc(f.regions, func(wanted string) bool { return strings.EqualFold(region, wanted) })
	})
}

// texts are the items of a list of texts.
func texts(list *spec.Node) []string {
	if list == nil {
		return nil
	}
	var found []string
	for _, item := range list.Items {
		found = append(found, item.String())
	}
	return found
}

// showMethods shows the answer to consult. The filter chooses in every format
// but raw.
func showMethods(s *sender, x *flow.Answer, filter *methodFilter) error {
	if err := x.Err(); err != nil {
		return err
	}
	options, all := x.Body.Get("paymentOptions"), 0
	if options != nil {
		all = len(options.Items)
		options.Items = slices.DeleteFunc(slices.Clone(options.Items), func(o *spec.Node) bool { return !filter.keeps(o) })
	}
	err := s.print(output.Result{
		Value: cli.RawJSON(x.Body.AppendJSON(nil)), Raw: x.Response.Body, Quiet: strings.Join(codesOf(options), "\n"),
		Text: func(w io.Writer) error { return writeMethods(s.env, w, options) },
	})
	if err == nil && len(codesOf(options)) == 0 {
		s.env.Note("no method matches; the response has %d", all)
		for _, wanted := range filter.methods {
			if near := nearestMethod(wanted); near != "" {
				s.env.Hint("%s: did you mean %s?", wanted, near)
			}
		}
	}
	return err
}

// nearestMethod is the known method that a code without one may stand for, or "".
func nearestMethod(code string) string {
	code = strings.ToUpper(code)
	if _, known := spec.FindMethod(code); known {
		return ""
	}
	var codes []string
	for _, m := range spec.Methods() {
		codes = append(codes, m.Code)
	}
	return spec.Nearest(code, codes)
}

func codesOf(options *spec.Node) []string {
	if options == nil {
		return nil
	}
	var codes []string
	for _, o := range options.Items {
		codes = append(codes, o.Get("paymentMethodType").String())
	}
	return codes
}

// writeMethods writes the table of methods.
func writeMethods(env *cli.Env, w io.Writer, options *spec.Node) error {
	if options == nil || len(options.Items) == 0 {
		return nil
	}
	var rows [][]string
	for _, o := range options.Items {
		rows = append(rows, methodRow(o))
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "METHOD"}, {Header: "NAME", Drop: 4}, {Header: "STATE"}, {Header: "REGIONS", Drop: 2}, {Header: "CURRENCIES", Drop: 3}, {Header: "LOGO", Drop: 1},
	}, rows)
}

// methodRow is one method of the answer.
func methodRow(o *spec.Node) []string {
	code := o.Get("paymentMethodType").String()
	name := o.At("logo.logoName").String()
	if m, ok := spec.FindMethod(code); ok {
		name = m.Name
	}
	state := "usable"
	if o.Get("enabled").String() != "true" {
		state = cmp.Or(o.Get("disableReason").String(), "not usable")
	}
	return []string{
		code, name, state, strings.Join(texts(o.Get("paymentMethodRegion")), " "),
		strings.Join(texts(o.Get("supportedCurrencies")), " "), o.At("logo.logoUrl").String(),
	}
}
