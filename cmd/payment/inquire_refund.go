package payment

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewInquireRefundCmd returns the command inquire-refund.
func NewInquireRefundCmd(env *cli.Env) *cobra.Command {
	c := &requestCommand{op: spec.OperationNamed(spec.OpInquiryRefund), show: showRefundState}
	var refund flow.RefundRef
	var expect expectFlags
	cmd := &cobra.Command{
		Use:     "inquire-refund [REFUND-REQUEST-ID | FILE]",
		Aliases: []string{"inquiry-refund"},
		Short:   "Inquire about a refund, or wait until it is final",
		GroupID: cli.GroupPay,
		Long: `Send an inquiryRefund request for a refundRequestId, for a refundId (--refund-id), or for the newest
refund in the journal (--last). The exit code shows the state: 0 SUCCESS, 7 FAIL, 8 not final, 6 if
Antom refused the inquiry.`,
		Example: `  antom inquire-refund REFUND20261120120000ABCDEFGH
  antom inquire-refund --local --last --wait
  antom inquire-refund --refund-id 20260101194010800100188000000000000 -o json`,
		Args: cli.ArgCount(0, 1, "one refundRequestId or one file"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRefundIDs(env, cmd, args, prefix)
		},
	}
	c.request.addFields(cmd, nil)
	cmd.Flags().StringVar(&refund.AntomID, "refund-id", "", "inquire by refundId, the `id` from Antom")
	_ = cmd.RegisterFlagCompletionFunc("refund-id", func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return cli.CompleteAntomsRefundIDs(env, cmd, args, prefix)
	})
	cmd.Flags().BoolVar(&refund.Last, "last", false, "use the newest refund in the journal")
	c.send.Add(cmd, false)
	c.wait.add(cmd)
	expect.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.files = func(args []string) (files []string, err error) {
		if refund.RequestID, files = idOrFile(args); len(args) == 1 && args[0] == "" {
			return nil, apperr.New(apperr.Usage, "the refundRequestId is empty", nil, "antom history --operation refund")
		}
		if err := refund.Check(len(files) > 0 || c.request.file != "" || len(c.request.set) > 0); err != nil {
			return nil, err
		}
		if refund.Last {
			refund.RequestID, err = lastRefund(env, c.send.Local)
		}
		return files, err
	}
	c.options = func(o *flow.Options) (err error) {
		o.Refund, o.AskFlags = refund, expect.words()
		o.Amounts, err = expect.amounts(c.op)
		c.amounts, c.expect = o.Amounts, o.AskFlags
		return err
	}
	cmd.RunE = c.run(env)
	return cmd
}

// showRefundState shows the state of a refund, or waits until it is final.
func showRefundState(s *sender, q *flow.Request, x *flow.Answer) error {
	if !s.wait.on || outcome.StateOf(x.Status()).Final() {
		return showStatus(s.ctx, s.env, s.output, x)
	}
	if x.Outcome().Meaning().Verdict == outcome.Refused {
		return x.Err()
	}
	refund := flow.Inquiry{About: outcome.Refund, RequestID: x.RequestField("refundRequestId"), AntomID: x.RequestField("refundId")}
	return s.waitFor(refund, q, func() error { return nil })
}
