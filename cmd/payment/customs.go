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

// NewCustomsCmd returns the command customs.
func NewCustomsCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "customs",
		Short:   "Declare payments at customs",
		GroupID: cli.GroupPay,
		Long:    `Declare successful payments at customs, and ask what became of declarations. Antom supports China only.`,
		Example: `  antom customs declare --local --payment-id 20261120194010800100188000000000000 --amount 200.00
  antom customs show --local DEC20261120120000ABCDEFGH`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newCustomsDeclareCmd(env), newCustomsShowCmd(env))
	return cmd
}

func newCustomsDeclareCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpCustomsDeclare), show: showDeclared}
	cmd := &cobra.Command{
		Use:   "declare [PAYMENT-REQUEST-ID | FILE]",
		Short: "Declare a payment, or a part of it, at customs",
		Long: `Send a declaration of a successful payment. The amount is in CNY: it is customsDeclarationAmount of the
payment. A part of an order has --split with an id of yours. It is safe to repeat the command with the
same --request-id.

Name the payment by its paymentRequestId, with --payment-id, with --last, or in a FILE. Antom requires
its own paymentId, which comes from the journal or else from an inquiry.`,
		Example: `  antom customs declare --local --last --amount 200.00
  antom customs declare PAY20261120120000ABCDEFGH --amount 200.00
  antom customs declare declaration.yaml
  antom customs declare --example china`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
	}
	var split string
	var payment paymentFlags
	c.request.addFields(cmd, []fieldFlag{
		{"request-id", "declarationRequestId", "unique `id` of this declaration (default: a new id)"},
		{"customs", "customs.customsCode", "`code` of the customs office, such as ZONGSHU"},
		{"customs-region", "customs.region", "`country` of the customs, two letters"},
		{"merchant-code", "merchantCustomsInfo.merchantCustomsCode", "`code` that customs gave you"},
		{"merchant-name", "merchantCustomsInfo.merchantCustomsName", "`name` that you are registered under at customs"},
	})
	c.request.addAmount(cmd, "declarationAmount")
	cmd.Flags().StringVar(&split, "split", "", "declare a part of an order; `id` is your id of the part")
	payment.add(cmd, env)
	c.send.Add(cmd, true)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) {
		if split != "" {
			c.request.set = append([]string{"splitOrder=true", "subOrderId=" + split}, c.request.set...)
		}
		return payment.read(c.op, args, &c.request)
	}
	c.options = func(o *flow.Options) error {
		o.Payment = payment.ref()
		return nil
	}
	cmd.RunE = c.run(env)
	return cmd
}

func showDeclared(s *sender, _ *flow.Request, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	return s.print(output.Result{
		Value: withID(x, "declarationRequestId"), Raw: x.Response.Body, Quiet: x.RequestField("declarationRequestId"),
		Text: func(w io.Writer) error {
			s.writeChange(w, x, ui.StatusOK, "Declaration accepted", []ui.Pair{
				{Label: "Request ID", Value: ui.Clean(x.RequestField("declarationRequestId"))},
				{Label: "Payment ID", Value: ui.Clean(x.RequestField("paymentId"))},
				{Label: "Amount", Value: amountText(x.Request.Get("declarationAmount"))},
				{Label: "Customs", Value: ui.Clean(x.RequestField("customs.customsCode"))},
				{Label: "Customs ID", Value: ui.Clean(x.Field("customsPaymentId"))},
				{Label: "Buyer", Value: ui.Clean(x.Field("identityCheckResult"))},
				{Label: "Cleared by", Value: ui.Clean(strings.TrimSpace(x.Field("clearingChannel") + " " + x.Field("clearingTransactionId")))},
			})
			return nil
		},
	})
}

func newCustomsShowCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpCustomsInquiryDeclarationRequests), show: showDeclarations}
	const most = 10
	cmd := &cobra.Command{
		Use:   "show [DECLARATION-REQUEST-ID… | FILE]",
		Short: "Ask what became of at most ten declarations",
		Long: `Send an inquiry for at most ten declarationRequestIds, and show the state of each declaration. The exit
code is 7 if Antom does not know one of them.`,
		Example: `  antom customs show DEC20261120120000ABCDEFGH
  antom customs show --local DEC1 DEC2`,
		Args: cli.ArgCount(0, most, "at most ten declarationRequestIds or one file"),
	}
	c.request.addFields(cmd, nil)
	c.send.Add(cmd, false)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) {
		switch {
		case len(args) == 1 && isFile(args[0]):
			return args, nil
		case len(args) == 0 && c.request.file == "" && len(c.request.set) == 0:
			return nil, apperr.New(apperr.Usage, "which declaration?", nil, "antom customs show DECLARATION-REQUEST-ID, or a FILE",
				"declarations of this machine: antom history --operation customs.declare")
		}
		var sets []string
		for i, id := range args {
			if err := cli.CheckID("the declarationRequestId", id); err != nil {
				return nil, err
			}
			sets = append(sets, fmt.Sprintf("declarationRequestIds[%d]=%s", i, id))
		}
		c.request.set = append(sets, c.request.set...)
		return nil, nil
	}
	cmd.RunE = c.run(env)
	return cmd
}

func showDeclarations(s *sender, _ *flow.Request, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	records := items(x.Body.Get("declarationRecords"))
	err := s.print(output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body,
		Quiet: cli.QuietLines(records, func(r *spec.Node) string { return r.Get("declarationRequestStatus").String() }),
		Text: func(w io.Writer) error {
			if len(records) == 0 {
				return nil
			}
			rows := make([][]string, len(records))
			for i, r := range records {
				rows[i] = []string{
					ui.Clean(r.Get("declarationRequestId").String()), ui.Clean(r.Get("declarationRequestStatus").String()),
					ui.Clean(r.Get("customsDeclarationResultCode").String()), amountText(r.Get("declarationAmount")),
					ui.Clean(r.At("customs.customsCode").String()),
				}
			}
			return cli.WriteColumns(s.env, w, []cli.Column{
				{Header: "REQUEST ID"}, {Header: "STATUS"}, {Header: "RESULT"}, {Header: "AMOUNT", Drop: 1}, {Header: "CUSTOMS", Drop: 2},
			}, rows)
		},
	})
	if err != nil {
		return err
	}
	return cli.PrintedError(s.env, s.output, unknownDeclarations(s.env, x))
}

// unknownDeclarations is an error when Antom does not know declarations that were asked
// for.
func unknownDeclarations(env *cli.Env, x *flow.Answer) error {
	unknown := items(x.Body.Get("declarationRequestsNotFound"))
	if len(unknown) == 0 {
		return nil
	}
	for _, id := range unknown {
		env.Warn("Antom knows no declaration %s", ui.Clean(id.String()))
	}
	return apperr.New(apperr.Failed, cli.Plural(len(unknown), "declaration")+" not known to Antom", nil,
		"declarations of this machine: antom history --operation customs.declare").WithCode("not-found")
}

// items are the items of a list, none where there is none.
func items(list *spec.Node) []*spec.Node {
	if list == nil {
		return nil
	}
	return list.Items
}
