package simulator

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// decidable is something that the simulator can be told the end of.
type decidable struct {
	what  string // the name of the command, and of the operation that makes it
	title string
	how   string // how one gets into process
	// accept and decline are examples.
	accept, decline string
	code            string // an example of the code of a failed one
}

func newSandboxRefundCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return newDecidableCmd(env, s, decidable{
		what: spec.OpRefund, title: "Refund", code: "MERCHANT_BALANCE_NOT_ENOUGH",
		accept:  "  antom sandbox refund accept REF20261120120000ABCDEFGH",
		decline: "  antom sandbox refund decline REF20261120120000ABCDEFGH --code MERCHANT_BALANCE_NOT_ENOUGH",
		how:     "with isAsyncRefund, or with sim: refund=pending in its refundReason or in the description of the order",
	})
}

func newSandboxCaptureCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return newDecidableCmd(env, s, decidable{
		what: spec.OpCapture, title: "Capture", code: "PROCESS_FAIL",
		accept:  "  antom sandbox capture accept CAP20261120120000ABCDEFGH",
		decline: "  antom sandbox capture decline CAP20261120120000ABCDEFGH --code PROCESS_FAIL",
		how:     "for three seconds when the simulator captures by itself, or with sim: capture=pending in the description of the order",
	})
}

func newDecidableCmd(env *cli.Env, s *ServeFlags, d decidable) *cobra.Command {
	cmd := &cobra.Command{
		Use:   d.what,
		Short: "Accept or decline a " + d.what + " in process",
		Long: fmt.Sprintf("Accept or decline a %s that is in process. A %s is in process\n%s.\nIts notification is then sent.",
			d.what, d.what, d.how),
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newDecideCmd(env, s, d, true), newDecideCmd(env, s, d, false))
	return cmd
}

func newDecideCmd(env *cli.Env, s *ServeFlags, d decidable, accepted bool) *cobra.Command {
	decision := sandbox.Decision{What: d.what, Accepted: accepted}
	id := fmt.Sprintf("one %sRequestId or %sId", d.what, d.what)
	cmd := &cobra.Command{
		Use:     "accept ID",
		Short:   "Let a " + d.what + " in process succeed",
		Example: d.accept,
		Args:    cli.IDArg(id, "antom sandbox list"),
	}
	if !accepted {
		cmd.Use = "decline ID"
		cmd.Short = "Let a " + d.what + " in process fail"
		cmd.Example = d.decline
		cmd.Flags().StringVar(&decision.Code, "code", "", "result `code` of the "+d.what+", such as "+d.code)
	}
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		decision.ID = args[0]
		o, c, err := outputAndControl(env, cmd, s)
		if err != nil {
			return err
		}
		p, err := c.Decide(cmd.Context(), decision)
		if err != nil {
			return decisionError(decision, err)
		}
		return env.Print(cmd, o, output.Result{
			Value: p, Quiet: p.Status,
			Text: func(w io.Writer) error { return writePart(env, w, d.title, p) },
		})
	})
	return cmd
}

// decisionError separates a wrong id, state or code from an error of the simulator.
func decisionError(d sandbox.Decision, err error) error {
	var (
		state *sandbox.StateError
		code  *sandbox.CodeError
	)
	switch what := subject(d.What, d.ID, err); {
	case errors.Is(err, sandbox.ErrNotFound):
		return apperr.New(apperr.Usage, what, err, "its payment shows the ids: antom sandbox show ID")
	case errors.As(err, &state):
		return apperr.New(apperr.Usage, what, err, "antom sandbox show "+apperr.ShellQuote(state.PaymentID))
	case errors.As(err, &code):
		var hints []string
		if code.Nearest != "" {
			hints = append(hints, "did you mean "+code.Nearest+"?")
		}
		return apperr.New(apperr.Usage, "--code", err, hints...)
	default:
		return fmt.Errorf("%s %s: %w", d.What, d.ID, err)
	}
}

func writePart(env *cli.Env, w io.Writer, title string, p sandbox.Part) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(cli.StatusKind(p.Status), title+" "+p.Status))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: title + " ID", Value: p.ID},
		{Label: "Request ID", Value: p.RequestID},
		{Label: "Amount", Value: cli.MajorAmount(p.Currency, p.Value)},
		{Label: "Result code", Value: p.ResultCode},
	}))
	return nil
}
