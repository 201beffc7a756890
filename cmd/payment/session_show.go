package payment

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// newSessionShowCmd returns the command session show.
func newSessionShowCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpRetrievePaymentSession), show: showSession}
	var last bool
	cmd := &cobra.Command{
		Use:   "show [PAYMENT-REQUEST-ID | FILE]",
		Short: "Show the order that a session was created for",
		Long: `Send a retrievePaymentSession request for the paymentRequestId of a session, or for the newest session
in the journal (--last). The response has the order as Antom knows it, not the state of the payment:
for that, use antom inquire with the same id.

Antom's reference does not describe this operation; its fields are those of the official client
libraries. A response whose order id contradicts the journal is rejected with exit code 4.`,
		Example: `  antom session show PAY20261120120000ABCDEFGH
  antom session show --local --last
  antom session show --last --jq .order.referenceOrderId`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId or one file"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return completePaymentOrFile(env, cmd, args, prefix)
		},
	}
	c.request.addFields(cmd, []fieldFlag{
		{"request-id", "paymentRequestId", "name the session by its paymentRequestId, an `id` of yours"},
	})
	cmd.Flags().BoolVar(&last, "last", false, "use the newest session in the journal")
	c.send.Add(cmd, false)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) ([]string, error) { return c.nameSession(env, cmd, args, last) }
	cmd.RunE = c.run(env)
	return cmd
}

// nameSession lets the argument, --request-id or --last name the session, and returns
// the request files.
func (c *requestCommand) nameSession(env *cli.Env, cmd *cobra.Command, args []string, last bool) ([]string, error) {
	id, files := idOrFile(args)
	ways := 0
	for _, given := range []bool{len(args) > 0 && len(files) == 0, cmd.Flags().Changed("request-id"), last} {
		if given {
			ways++
		}
	}
	const ids = "sessions of this machine: antom history --operation createPaymentSession"
	switch {
	case len(args) == 1 && args[0] == "":
		return nil, apperr.New(apperr.Usage, "the paymentRequestId is empty", nil, ids)
	case ways == 0 && len(files) == 0 && c.request.file == "" && len(c.request.set) == 0:
		return nil, apperr.New(apperr.Usage, "which session?", nil, cmd.CommandPath()+" PAYMENT-REQUEST-ID, or --last, or a FILE", ids)
	case ways > 1:
		return nil, apperr.New(apperr.Usage, "give only one of a paymentRequestId, --request-id and --last", nil)
	case last:
		newest, err := lastSession(env, c.send.Local)
		if err != nil {
			return nil, err
		}
		id = newest
	}
	if id == "" {
		return files, nil
	}
	return nil, cmd.Flags().Set("request-id", id)
}

// showSession shows the order of a session.
func showSession(s *sender, _ *flow.Request, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	return s.print(output.Result{
		Value: cli.RawJSON(x.Response.Body),
		Raw:   x.Response.Body,
		Quiet: x.Field("order.referenceOrderId"),
		Text:  func(w io.Writer) error { return writeSession(s, w, x) },
	})
}

func writeSession(s *sender, w io.Writer, x *flow.Answer) error {
	t := s.env.Theme()
	kind, title := ui.StatusOK, "Session found"
	if x.Body.Get("order") == nil {
		kind, title = ui.StatusWarning, "Session found; the response has no order"
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	pairs := []ui.Pair{
		{Label: "Request ID", Value: ui.Clean(x.RequestField("paymentRequestId"))},
		{Label: "Order ID", Value: ui.Clean(x.Field("order.referenceOrderId"))},
		{Label: "Description", Value: ui.Clean(x.Field("order.orderDescription"))},
		{Label: "Amount", Value: amountText(x.Body.At("order.orderAmount"))},
		{Label: "Buyer ID", Value: ui.Clean(x.Field("order.buyer.referenceBuyerId"))},
	}
	for _, goods := range items(x.Body.At("order.goods")) {
		pairs = append(pairs, ui.Pair{Label: "Goods", Value: ui.Clean(goodsText(goods))})
	}
	for _, promotion := range items(x.Body.Get("promotionResults")) {
		pairs = append(pairs, ui.Pair{Label: "Promotion", Value: ui.Clean(promotion.Get("promotionType").String())})
	}
	pairs = append(pairs, ui.Pair{Label: "Custom info", Value: ui.Clean(x.Field("customizedInfo"))}, trustPair(s.env, x))
	t.Pairs(w, s.env.Streams().Width, cli.NonEmptyPairs(pairs))
	return nil
}

// goodsText is one item of an order in a line.
func goodsText(goods *spec.Node) string {
	text := goods.Get("goodsName").String()
	if n := goods.Get("goodsQuantity").String(); n != "" {
		text = n + " × " + text
	}
	if price := amountText(goods.Get("goodsUnitAmount")); price != "" {
		text += ", each " + price
	}
	return text
}
