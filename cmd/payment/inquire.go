package payment

import (
	"cmp"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// inquireFlags are those of inquire.
type inquireFlags struct {
	send      cli.SendFlags
	wait      waitFlags
	expect    expectFlags
	paymentID string
	last      bool
	dryRun    bool
	web       bool
}

// NewInquireCmd returns the command inquire.
func NewInquireCmd(env *cli.Env) *cobra.Command {
	f := &inquireFlags{}
	cmd := &cobra.Command{
		Use:     "inquire [PAYMENT-REQUEST-ID]",
		Aliases: []string{"inquiry"},
		Short:   "Inquire about a payment, or wait until it is final",
		GroupID: cli.GroupPay,
		Long: `Send an inquiryPayment request for a paymentRequestId, for a paymentId (--payment-id), or for the newest
payment in the journal (--last). The exit code shows the state: 0 SUCCESS, 7 FAIL or CANCELLED,
8 not final, 6 if Antom refused the inquiry.

A response that contradicts the journal or --expect-amount is rejected with exit code 4. Use
--expect-amount in scripts that deliver goods.`,
		Example: `  antom inquire PAY20261120120000ABCDEFGH
  antom inquire --last --wait
  antom inquire ORDER42A --expect-amount 12.34 --currency HKD --quiet
  antom inquire --last --web
  antom inquire --payment-id 20260101194010800100188000000000000 -o json`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
	}
	f.send.Add(cmd, false)
	f.wait.add(cmd)
	f.expect.add(cmd)
	cmd.Flags().StringVar(&f.paymentID, "payment-id", "", "inquire by paymentId, the `id` from Antom")
	cmd.Flags().BoolVar(&f.last, "last", false, "use the newest payment in the journal")
	cli.AddDryRun(cmd, &f.dryRun)
	cli.AddWeb(cmd, &f.web)
	cmd.MarkFlagsMutuallyExclusive("web", "wait")
	cmd.MarkFlagsMutuallyExclusive("web", "dry-run")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runInquire(cmd, env, args, f) })
	return cmd
}

func runInquire(cmd *cobra.Command, env *cli.Env, args []string, f *inquireFlags) error {
	ctx := cmd.Context()
	o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	if err := f.wait.check(); err != nil {
		return err
	}
	q, err := whichPayment(env, args, f)
	if err != nil {
		return err
	}
	if f.web {
		local, err := toSimulator(env, f.send.Local)
		if err != nil {
			return err
		}
		return cli.OpenPaymentPage(env, cmd, o, local, cmp.Or(q.RequestID, q.AntomID))
	}
	amounts, err := f.expect.amounts(spec.OperationNamed(spec.OpInquiryPayment))
	if err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := cli.Connect(ctx, env, &f.send, cli.Purpose(!dry))
	if err != nil {
		return err
	}
	ask := q.Words() + f.expect.words()
	if f.wait.on && !dry {
		if err := conn.ServeHere(ctx, env); err != nil {
			return err
		}
		w := f.wait.options(time.Time{})
		w.Ask, w.Amounts = ask, amounts
		x, err := wait(ctx, env, conn.Gateway, q, w)
		return showFinal(ctx, env, o, x, err)
	}
	call, err := q.Call()
	if err != nil {
		return err
	}
	call.Ask, call.Amounts = ask, amounts
	if dry {
		p, err := conn.Prepare(ctx, call)
		if err != nil {
			return err
		}
		return printRequests(ctx, env, o, p)
	}
	x, err := conn.Send(ctx, call)
	if err != nil {
		return err
	}
	return showStatus(ctx, env, o, x)
}

// toSimulator reports whether a command is about the simulator: by its flag, or by the
// profile.
func toSimulator(env *cli.Env, flag bool) (bool, error) {
	if flag {
		return true, nil
	}
	c, err := env.Config()
	if err != nil {
		return false, err
	}
	return c.Local(), nil
}

// whichPayment finds the one id that the user means.
func whichPayment(env *cli.Env, args []string, f *inquireFlags) (flow.Inquiry, error) {
	given := len(args)
	if f.paymentID != "" {
		given++
	}
	if f.last {
		given++
	}
	switch {
	case given == 0:
		return flow.Inquiry{}, apperr.New(apperr.Usage, "which payment?", nil,
			"antom inquire PAYMENT-REQUEST-ID, or --payment-id ID, or --last", "ids used on this machine: antom history")
	case given > 1:
		return flow.Inquiry{}, apperr.New(apperr.Usage, "give only one of a paymentRequestId, --payment-id and --last", nil)
	case len(args) == 1 && args[0] == "":
		return flow.Inquiry{}, apperr.New(apperr.Usage, "the paymentRequestId is empty", nil, "antom history")
	case len(args) == 1:
		return flow.Inquiry{RequestID: args[0]}, nil
	case f.paymentID != "":
		return flow.Inquiry{AntomID: f.paymentID}, nil
	default:
		return lastPayment(env, f.send.Local)
	}
}
