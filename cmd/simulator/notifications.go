package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// notificationStates returns the values of --status.
func notificationStates() []string { return []string{"waiting", "delivered", "given-up"} }

// notificationsFlags are the flags of sandbox notifications.
type notificationsFlags struct {
	id    string
	state string
	limit cli.LimitFlag
}

func newSandboxNotificationsCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &notificationsFlags{}
	cmd := &cobra.Command{
		Use:   "notifications [ID]",
		Short: "List the simulator's notifications and the attempts to deliver them",
		Long: `List the notifications that the simulator has delivered or still has to deliver, newest first. With
an ID, list only those of that payment, refund, capture, dispute, subscription, authorization or
vaulting. antom sandbox show ID lists each attempt.`,
		Example: `  antom sandbox notifications
  antom sandbox notifications --status waiting -o json
  antom sandbox notifications PAY20261120120000ABCDEFGH`,
		Args: cli.ArgCount(0, 1, "one id"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
	}
	cmd.Flags().StringVar(&f.state, "status", "", "only notifications with this `status`: waiting, delivered or given-up")
	f.limit.Add(cmd, "notifications")
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed(notificationStates()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			f.id = args[0]
			if err := cli.CheckID("the id", f.id, "antom sandbox notifications"); err != nil {
				return err
			}
		}
		return runSandboxNotifications(env, cmd, s, f)
	})
	return cmd
}

func runSandboxNotifications(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *notificationsFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if f.state != "" && !slices.Contains(notificationStates(), f.state) {
		return cli.UsageError("--status "+f.state, fmt.Errorf("it must be one of %s", strings.Join(notificationStates(), ", ")))
	}
	if err := f.limit.Check(); err != nil {
		return err
	}
	c, err := control(env, cmd, s)
	if err != nil {
		return err
	}
	all, err := c.Notifications(cmd.Context())
	if err != nil {
		return apperr.New(apperr.Internal, "listing the notifications", err)
	}
	list := []sandbox.Notification{}
	for _, n := range all {
		if f.matches(n) {
			list = append(list, n)
		}
	}
	list = cli.Limited(env, f.limit, list)
	if len(list) == 0 && f.id != "" {
		if _, err := c.Get(cmd.Context(), f.id); errors.Is(err, sandbox.ErrNotFound) {
			env.Note("the simulator has nothing with the id %s", f.id)
		}
	}
	return env.Print(cmd, o, output.Result{
		Value: newNotificationFactsList(list), Quiet: cli.QuietLines(list, func(n sandbox.Notification) string { return n.ID }),
		Text: func(w io.Writer) error { return f.write(env, w, list) },
	})
}

// matches reports whether a notification passes the filters.
func (f *notificationsFlags) matches(n sandbox.Notification) bool {
	return (f.state == "" || n.State == f.state) && (f.id == "" || slices.Contains(n.IDs(), f.id))
}

func (f *notificationsFlags) write(env *cli.Env, w io.Writer, list []sandbox.Notification) error {
	if len(list) == 0 {
		cli.NoteNoNotification(env, f.state != "" || f.id != "")
		return nil
	}
	rows := make([][]string, len(list))
	for i, n := range list {
		rows[i] = []string{
			cli.TimeCell(env, n.Created), n.State, typeOf(n), ui.Clean(n.SubjectID()), ui.Clean(n.URL),
			strconv.Itoa(len(n.Attempts)), lastAttempt(n), nextCell(env, n), n.ID,
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED", Drop: 5}, {Header: "STATE"}, {Header: "TYPE"}, {Header: "REQUEST ID"}, {Header: "URL", Drop: 4},
		{Header: "ATTEMPTS", Drop: 3}, {Header: "LAST ATTEMPT"}, {Header: "NEXT ATTEMPT", Drop: 2}, {Header: "ID", Drop: 1},
	}, rows)
}

// lastAttempt says how the last delivery ended.
func lastAttempt(n sandbox.Notification) string {
	if len(n.Attempts) == 0 {
		return "no attempt yet"
	}
	last := n.Attempts[len(n.Attempts)-1]
	if last.Acknowledged {
		return "acknowledged"
	}
	return ui.Clean(last.Error)
}

func nextCell(env *cli.Env, n sandbox.Notification) string {
	if n.Next.IsZero() {
		return ""
	}
	return cli.TimeCell(env, n.Next)
}

func nextAttempt(n sandbox.Notification) string {
	if n.Next.IsZero() {
		return ""
	}
	return cli.TimeText(n.Next)
}

// NotifyText describes a delivery on one line: time, type, id, URL and result.
func NotifyText(t *ui.Theme, n sandbox.Notification) string {
	at := n.Created
	if len(n.Attempts) > 0 {
		at = LatestAttempt(n).At
	}
	kind, end := AttemptStatus(n)
	return strings.Join([]string{
		cli.TimeText(at), "notify", typeOf(n), ui.Clean(n.SubjectID()), ui.Clean(n.URL), t.Status(kind, end),
	}, "  ")
}

// AttemptStatus says how the last attempt ended, and when the next one is.
func AttemptStatus(n sandbox.Notification) (ui.StatusKind, string) {
	kind, end := ui.StatusWaiting, lastAttempt(n)
	if len(n.Attempts) > 0 {
		kind = ui.StatusFailed
		if LatestAttempt(n).Acknowledged {
			return ui.StatusOK, end
		}
	}
	switch {
	case !n.Next.IsZero():
		end += "; again at " + cli.TimeText(n.Next)
	case n.State == "given-up":
		end += "; given up"
	}
	return kind, end
}

func newSandboxNotifyCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var last cli.LastFlag
	var forgery string
	cmd := &cobra.Command{
		Use:   "notify ID",
		Short: "Send a notification now, even if it was delivered before",
		Long: `Send a notification of the simulator now. ID is that of the notification, or of a payment, refund or
capture, whose latest notification is sent. If it is not acknowledged, the exit code is 7 and the
simulator repeats it as usual.

With --forge, it is sent once with a defect, which your application must refuse: signed by a wrong key,
or with a body that was changed after signing. That is no attempt of the notification. If your
application acknowledges it, or does not respond, the exit code is 7.`,
		Example: `  antom sandbox notify PAY20261120120000ABCDEFGH
  antom sandbox notify PAY20261120120000ABCDEFGH --forge changed-body`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteRequestIDs(env, cmd, args, prefix)
		},
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("forge") {
				return runSandboxForge(env, cmd, s, args, last, forgery)
			}
			return runSandboxNotify(env, cmd, s, args, last)
		}),
	}
	cmd.Flags().StringVar(&forgery, "forge", "", "send it once with a `defect`: "+strings.Join(sandbox.Forgeries(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("forge", cli.CompleteFixed(sandbox.Forgeries()...))
	last.Add(cmd, "one id of a payment, a refund, a capture or a notification", "payment of the simulator")
	return cmd
}

func runSandboxNotify(env *cli.Env, cmd *cobra.Command, s *ServeFlags, args []string, last cli.LastFlag) error {
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	id, err := paymentID(cmd.Context(), env, c, args, last)
	if err != nil {
		return err
	}
	n, err := c.Notify(cmd.Context(), id)
	var nothing *sandbox.NothingToNotifyError
	switch {
	case errors.As(err, &nothing):
		return apperr.New(apperr.Usage, "", err, "pass a notify URL with the payment (antom pay --notify-url URL) or to the simulator: antom sandbox --notify-url URL")
	case err != nil:
		return simulatedPaymentError(id, err)
	}
	if err := env.Print(cmd, o, output.Result{
		Value: newNotificationFacts(n), Quiet: n.ID,
		Text: func(w io.Writer) error { return writeNotification(env, w, n) },
	}); err != nil {
		return err
	}
	if n.State == "delivered" {
		return nil
	}
	return cli.PrintedError(env, o, apperr.New(apperr.Failed, "notification of "+id, errors.New(lastAttempt(n))).WithCode("not-acknowledged"))
}

func writeNotification(env *cli.Env, w io.Writer, n sandbox.Notification) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(deliveryKind(n), "Notification "+n.State))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Type", Value: typeOf(n)},
		{Label: "Request ID", Value: n.SubjectID()},
		{Label: "Payment ID", Value: n.PaymentID},
		{Label: "URL", Value: cli.LinkText(t, n.URL)},
		{Label: "Last attempt", Value: lastAttempt(n)},
		{Label: "Next attempt", Value: nextAttempt(n)},
		{Label: "ID", Value: n.ID},
	}))
	return nil
}

// typeOf is the type of a notification, or the name of one that has no types.
func typeOf(n sandbox.Notification) string { return cmp.Or(n.NotifyType, n.Name) }
