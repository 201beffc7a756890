package cmd

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxShowCmd(app *App, f *sandboxFlags) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show a payment with its refunds, captures and notifications",
		Args:              argCount(1, 1, "one paymentRequestId or paymentId"),
		ValidArgsFunction: app.completeRequestIDs,
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			return app.runSandboxShow(cmd, f, args[0])
		}),
	}
}

func (a *App) runSandboxShow(cmd *cobra.Command, f *sandboxFlags, id string) error {
	o, c, err := a.outputAndControl(cmd, f)
	if err != nil {
		return err
	}
	d, err := c.Show(cmd.Context(), id)
	if err != nil {
		return simulatedPaymentError(id, err)
	}
	return a.print(cmd, o, output.Result{
		Value: paymentFacts{d.Payment, d.Refunds, d.Captures, newNotificationFactsList(d.Notifications)}, Quiet: d.Status,
		Text: func(w io.Writer) error {
			if err := a.writePayment(w, d.Payment); err != nil {
				return err
			}
			a.writeParts(w, "Refunds", d.Refunds)
			a.writeParts(w, "Captures", d.Captures)
			a.writeDeliveries(w, d.Notifications)
			return nil
		},
	})
}

// writeParts writes the refunds or the captures of a payment, one a line.
func (a *App) writeParts(w io.Writer, title string, parts []sandbox.Part) {
	if len(parts) == 0 {
		return
	}
	t := a.theme()
	fmt.Fprintf(w, "\n%s\n", t.Title(title))
	for _, p := range parts {
		words := []string{majorAmount(p.Currency, p.Value), ui.Clean(p.RequestID)}
		if p.ResultCode != "" && p.ResultCode != p.Status {
			words = append(words, p.ResultCode)
		}
		fmt.Fprintf(w, "%s  %s  %s\n", shortTime(p.Created), t.Status(statusKind(p.Status), p.Status), strings.Join(words, "  "))
	}
}

// writeDeliveries writes the notifications of a payment with every delivery.
func (a *App) writeDeliveries(w io.Writer, list []sandbox.Notification) {
	if len(list) == 0 {
		return
	}
	t := a.theme()
	fmt.Fprintf(w, "\n%s\n", t.Title("Notifications"))
	for _, n := range list {
		fmt.Fprintf(w, "%s  %s  %s  %s\n", shortTime(n.Created), t.Status(deliveryKind(n), n.State), n.NotifyType, t.Link(ui.Clean(n.URL)))
		for _, at := range n.Attempts {
			end := "acknowledged"
			if !at.Acknowledged {
				end = ui.Clean(at.Error)
			}
			fmt.Fprintf(w, "  %s  %s  %s\n", shortTime(at.At), end, at.Duration.Round(time.Millisecond))
		}
		if !n.Next.IsZero() {
			fmt.Fprintf(w, "  %s  next try\n", shortTime(n.Next))
		}
	}
}
