package simulator

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxShowCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var last cli.LastFlag
	var web bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show a payment with its refunds, captures, disputes and notifications",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			return runSandboxShow(env, cmd, f, args, last, web)
		}),
	}
	last.Add(cmd, "one paymentRequestId or paymentId", "payment of the simulator")
	cli.AddWeb(cmd, &web)
	return cmd
}

func runSandboxShow(env *cli.Env, cmd *cobra.Command, f *ServeFlags, args []string, last cli.LastFlag, web bool) error {
	o, c, err := outputAndControl(env, cmd, f)
	if err != nil {
		return err
	}
	id, err := paymentID(cmd.Context(), env, c, args, last)
	if err != nil {
		return err
	}
	d, err := c.Show(cmd.Context(), id)
	if err != nil {
		return simulatedPaymentError(id, err)
	}
	if web {
		return cli.OpenPaymentPage(env, cmd, o, true, d.PaymentID)
	}
	return env.Print(cmd, o, output.Result{
		Value: paymentFacts{d.Payment, d.Refunds, d.Captures, d.Disputes, newNotificationFactsList(d.Notifications)}, Quiet: d.Status,
		Text: func(w io.Writer) error {
			if err := writePayment(env, w, d.Payment); err != nil {
				return err
			}
			writeParts(env, w, "Refunds", d.Refunds)
			writeParts(env, w, "Captures", d.Captures)
			writeDisputesOf(env, w, d.Disputes)
			writeDeliveries(env, w, d.Notifications)
			return nil
		},
	})
}

// writeParts writes the refunds or the captures of a payment, one a line.
func writeParts(env *cli.Env, w io.Writer, title string, parts []sandbox.Part) {
	if len(parts) == 0 {
		return
	}
	t := env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title(title))
	for _, p := range parts {
		words := []string{cli.MajorAmount(p.Currency, p.Value), ui.Clean(p.RequestID)}
		if p.ResultCode != "" && p.ResultCode != p.Status {
			words = append(words, p.ResultCode)
		}
		fmt.Fprintf(w, "%s  %s  %s\n", cli.TimeText(p.Created), t.Status(cli.StatusKind(p.Status), p.Status), strings.Join(words, "  "))
	}
}

// writeDeliveries writes the notifications of a payment with every delivery.
func writeDeliveries(env *cli.Env, w io.Writer, list []sandbox.Notification) {
	if len(list) == 0 {
		return
	}
	t := env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title("Notifications"))
	for _, n := range list {
		fmt.Fprintf(w, "%s  %s  %s  %s\n", cli.TimeText(n.Created), t.Status(deliveryKind(n), n.State), typeOf(n), t.Link(ui.Clean(n.URL)))
		for _, at := range n.Attempts {
			end := "acknowledged"
			if !at.Acknowledged {
				end = ui.Clean(at.Error)
			}
			fmt.Fprintf(w, "  %s  %s  %s\n", cli.TimeText(at.At), end, at.Duration.Round(time.Millisecond))
		}
		if !n.Next.IsZero() {
			fmt.Fprintf(w, "  %s  next attempt\n", cli.TimeText(n.Next))
		}
	}
}
