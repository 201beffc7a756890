package webhook

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
)

// webhookSendFlags are those of webhook send.
type webhookSendFlags struct {
	key        testKeyFlags
	about      subjectFlags
	to         string
	file       string
	set        []string
	status     string
	defect     string
	timeout    time.Duration
	network    cli.NetworkFlags
	dryRun     bool
	list       bool
	givenFlags map[string]bool // the flags of about and status that were given
}

func newWebhookSendCmd(env *cli.Env) *cobra.Command {
	f := &webhookSendFlags{}
	cmd := &cobra.Command{
		Use:   "send TYPE --to URL",
		Short: "Send a test notification, signed with a test key",
		Long: `Create a notification like Antom's, sign it with a test key and send it to an application.

TYPE is a type from --list, such as PAYMENT_RESULT, or a kind: payment, capture, refund,
authorization, dispute, vaulting. Ids and times that no flag sets are generated. The key is the
simulator's (antom profile show local prints its public half) or that of --key.

--break sends a notification that the application must refuse:

  body        the body is changed after signing
  signature   one bit of the signature is wrong
  key         it is signed with an unknown key
  time        request-time is not the one that was signed
  path        it is signed for another path
  header      it has no signature

The exit code is then 0 if the application refused it, and 7 if the application acknowledged it.`,
		Example: `  antom webhook send PAYMENT_RESULT --to http://127.0.0.1:8080/notify
  antom webhook send refund --status fail --amount 12.34 --currency HKD --to http://127.0.0.1:8080/notify
  antom webhook send payment --set paymentMethodType=GCASH --break body --to http://127.0.0.1:8080/notify`,
		Args:              cli.ArgCount(0, 1, "one type of notification"),
		ValidArgsFunction: completeNotifications,
	}
	fl := cmd.Flags()
	addTarget(cmd, &f.to)
	fl.StringVarP(&f.file, "file", "f", "", "`file` with the body, sent unchanged; - for standard input")
	f.about.add(cmd)
	fl.StringVar(&f.status, "status", "success", "`outcome` that the notification reports: success or fail")
	fl.StringArrayVar(&f.set, "set", nil, "set a field: `path=value` (repeatable)")
	f.key.add(cmd)
	fl.StringVar(&f.defect, "break", "", "make the notification invalid in one `way`: body, signature, key, time, path or header")
	addDeliveryTimeout(cmd, &f.timeout)
	f.network.Add(cmd)
	cli.AddDryRun(cmd, &f.dryRun)
	fl.BoolVar(&f.list, "list", false, "list the types and send nothing")
	_ = cmd.RegisterFlagCompletionFunc("status", cli.CompleteFixed("success", "fail"))
	_ = cmd.RegisterFlagCompletionFunc("break", cli.CompleteFixed(breakNames()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runWebhookSend(env, cmd, args, f) })
	return cmd
}

// addTarget declares --to of a command that sends notifications to an application.
func addTarget(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "to", "", "`URL` of the application (required)")
}

// addDeliveryTimeout declares --timeout of a command that delivers notifications.
func addDeliveryTimeout(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", notification.DefaultTimeout, "time limit of one delivery")
}

func runWebhookSend(env *cli.Env, cmd *cobra.Command, args []string, f *webhookSendFlags) error {
	o, err := env.OutputOptions(false, output.Text, output.JSON, output.YAML, output.Curl)
	if err != nil {
		return err
	}
	if f.list {
		return printTypes(env, cmd, o)
	}
	f.givenFlags = map[string]bool{}
	for _, name := range []string{"request-id", "payment-id", "amount", "currency", "status"} {
		f.givenFlags[name] = cmd.Flags().Changed(name)
	}
	target, err := f.target()
	if err != nil {
		return err
	}
	made, err := draftNotification(env, args, f)
	if err != nil {
		return err
	}
	signer, err := newTestSigner(env, cmd, &f.key)
	if err != nil {
		return err
	}
	r, err := signNotification(env, f, signer, target, made.body)
	if err != nil {
		return err
	}
	if f.dryRun || o.Format == output.Curl {
		return printNotification(env, cmd, o, r)
	}
	return deliverNotification(env, cmd, o, f, made, signer, r)
}

func (f *webhookSendFlags) target() (*url.URL, error) {
	switch {
	case f.to == "":
		return nil, apperr.New(apperr.Usage, "--to is missing: where is the application?", nil,
			"pass its notify URL, such as --to http://127.0.0.1:8080/notify")
	case f.timeout <= 0:
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	return cli.ParseTargetURL("--to", f.to)
}

func breakNames() []string {
	var names []string
	for _, b := range notification.Breaks() {
		names = append(names, string(b))
	}
	return names
}

func completeNotifications(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, s := range notification.Samples() {
		names = append(names, s.Name+"\t"+s.Summary)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// notificationType is the JSON form of a line of --list.
type notificationType struct {
	Type     string `json:"type"`
	Kind     string `json:"kind"`
	CanFail  bool   `json:"canFail"`
	FailCode string `json:"failCode,omitempty"`
	Summary  string `json:"summary"`
}

func printTypes(env *cli.Env, cmd *cobra.Command, o output.Options) error {
	var types []notificationType
	var names []string
	var rows [][]string
	for _, s := range notification.Samples() {
		types = append(types, notificationType{s.Name, s.Kind, s.FailCode != "", s.FailCode, s.Summary})
		names = append(names, s.Name)
		status := "success"
		if s.FailCode != "" {
			status = "success, fail"
		}
		rows = append(rows, []string{s.Name, s.Kind, status, s.Summary})
	}
	return env.Print(cmd, o, output.Result{
		Value: types, Quiet: strings.Join(names, "\n"), Raw: []byte(strings.Join(names, "\n") + "\n"),
		Text: func(w io.Writer) error {
			s := env.Streams()
			env.Theme().Table(w, s.Width, []string{"TYPE", "KIND", "STATUS", "MEANING"}, rows, s.OutTTY)
			return nil
		},
	})
}
