package payment

import (
	"context"
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
}

func NewInquireCmd(env *cli.Env) *cobra.Command {
	f := &inquireFlags{}
	cmd := &cobra.Command{
		Use:     "inquire [PAYMENT-REQUEST-ID]",
		Aliases: []string{"inquiry"},
		Short:   "Ask for the state of a payment, or wait until it is final",
		GroupID: cli.GroupPay,
		Long: `Send an inquiryPayment request by paymentRequestId, by --payment-id, or for the newest payment
in the journal (--last). The exit code tells the state: 0 SUCCESS, 7 FAIL or CANCELLED,
8 not final yet, 6 when Antom refused the inquiry.

An answer that contradicts what the journal knows of the payment, or --expect-amount, is not
believed: exit code 4. Give --expect-amount in scripts that deliver goods.`,
		Example: `  antom inquire PAY20261120120000ABCDEFGH
  antom inquire --last --wait
  antom inquire ORDER42A --expect-amount 12.34 --currency HKD --quiet
  antom inquire --payment-id 20260101194010800100188000000000000 -o json`,
		Args: cli.ArgCount(0, 1, "one paymentRequestId"),
		ValidArgsFunction: func(p0 *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, p0, args, prefix)
		},
	}
	f.send.Add(cmd, false)
	f.wait.add(cmd)
	f.expect.add(cmd)
	cmd.Flags().StringVar(&f.paymentID, "payment-id", "", "ask by Antom's `id` of the payment instead")
	cmd.Flags().BoolVar(&f.last, "last", false, "ask for the newest payment in the journal")
	cli.AddDryRun(cmd, &f.dryRun)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runInquire(cmd.Context(), env, args, f) })
	return cmd
}

func runInquire(ctx context.Context, env *cli.Env, args []string, f *inquireFlags) error {
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
			"antom inquire PAYMENT-REQUEST-ID, or --payment-id ID, or --last", "ids that were used on this machine: antom history")
	case given > 1:
		return flow.Inquiry{}, apperr.New(apperr.Usage, "give one of a paymentRequestId, --payment-id and --last, not several", nil)
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

// lastPayment is the newest payment or session in the journal that this
// command line could ask about: simulated ones with --local, real ones without.
func lastPayment(env *cli.Env, local bool) (flow.Inquiry, error) {
	sent, err := sent(env, local)
	if err != nil {
		return flow.Inquiry{}, err
	}
	return sent.LastPayment()
}

// sent is what was sent to the gateway of this command line. local is its flag.
func sent(env *cli.Env, local bool) (flow.Sent, error) {
	c, err := env.Config()
	if err != nil {
		return flow.Sent{}, err
	}
	return flow.Sent{Journal: env.Journal(), Local: local || c.Local(), Profile: c.ProfileName(), ClientID: c.ClientID()}, nil
}
