package webhook

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/battery"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// webhookTestFlags are those of webhook test.
type webhookTestFlags struct {
	key     testKeyFlags
	about   subjectFlags
	only    []string
	skip    []string
	strict  bool
	junit   string
	timeout time.Duration
	network cli.NetworkFlags
	list    bool
}

func newWebhookTestCmd(env *cli.Env) *cobra.Command {
	f := &webhookTestFlags{}
	cmd := &cobra.Command{
		Use:   "test URL",
		Short: "Test an application's notify URL with genuine, forged and repeated notifications",
		Long: `Send many notifications to an application's notify URL and check every answer. The application must
acknowledge genuine notifications of all types with the documented body, and must not acknowledge
forged ones. Repeated notifications and unknown fields must do no harm. A failed check that Antom's
documents do not demand is a warning, or a failure with --strict.

The application must verify with the public half of the test key: the simulator's
(antom profile show local prints it) or that of --key. Use this only with an application under test,
because the notifications report payments, refunds and disputes that do not exist.

If the application accepts only payments that it knows, name one with --request-id,
--payment-id, --amount and --currency.`,
		Example: `  antom webhook test http://127.0.0.1:8080/notify
  antom webhook test http://127.0.0.1:8080/notify --only forgery,duplicate --strict
  antom webhook test http://127.0.0.1:8080/notify --junit report.xml --skip 'type-dispute-*'`,
		Args: cli.ArgCount(0, 1, "one URL"),
	}
	fl := cmd.Flags()
	f.key.add(cmd)
	f.about.add(cmd)
	fl.StringSliceVar(&f.only, "only", nil, "run only these `cases`: names, groups or patterns (repeatable)")
	fl.StringSliceVar(&f.skip, "skip", nil, "skip these `cases` (repeatable)")
	fl.BoolVar(&f.strict, "strict", false, "treat warnings as failures")
	fl.StringVar(&f.junit, "junit", "", "also write the results as JUnit XML to this `file`")
	addDeliveryTimeout(cmd, &f.timeout)
	f.network.Add(cmd)
	fl.BoolVar(&f.list, "list", false, "list the cases and send nothing")
	_ = cmd.RegisterFlagCompletionFunc("only", completeCases)
	_ = cmd.RegisterFlagCompletionFunc("skip", completeCases)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runWebhookTest(env, cmd, args, f) })
	return cmd
}

func completeCases(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, c := range battery.Cases() {
		names = append(names, c.Name+"\t"+c.Summary)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func runWebhookTest(env *cli.Env, cmd *cobra.Command, args []string, f *webhookTestFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	cases, err := battery.Select(f.only, f.skip)
	if err != nil {
		return cli.UsageError("--only and --skip", err, "antom webhook test --list")
	}
	if f.list {
		return printCases(env, cmd, o, cases)
	}
	target, err := f.target(cmd, args, cases)
	if err != nil {
		return err
	}
	fields, err := f.about.fields()
	if err != nil {
		return err
	}
	if err := cli.CheckJUnit(f.junit); err != nil {
		return err
	}
	signer, err := newTestSigner(env, cmd, &f.key)
	if err != nil {
		return err
	}
	wrongKey, err := newWrongKey(env)
	if err != nil {
		return err
	}
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	report, err := runBattery(env, cmd, battery.Options{
		Cases: cases, URL: target, Sender: signer.Sender, Stranger: wrongKey, Fields: fields, Strict: f.strict,
		Client: &notification.Client{HTTP: cli.LogDeliveries(env, notification.NewHTTPClient(way)), Timeout: f.timeout, Now: env.Now, Sleep: env.Sleep},
		Now:    env.Now, Rand: env.Rand,
	})
	if err != nil {
		return err
	}
	if err := printReport(env, cmd, o, signer, report); err != nil {
		return err
	}
	if f.junit != "" {
		if err := cli.WriteJUnit(f.junit, report.WriteJUnit); err != nil {
			return err
		}
	}
	return reportFailure(env, o, signer, report)
}

func (f *webhookTestFlags) target(cmd *cobra.Command, args []string, cases []battery.Case) (*url.URL, error) {
	switch {
	case len(args) == 0:
		return nil, apperr.New(apperr.Usage, cmd.CommandPath()+" needs the URL of the application", nil,
			"such as http://127.0.0.1:8080/notify", cmd.CommandPath()+" --help")
	case len(cases) == 0:
		return nil, apperr.New(apperr.Usage, "--only and --skip select no case", nil)
	case f.timeout <= 0:
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	return cli.ParseTargetURL("the URL", args[0])
}

// runBattery runs the cases and shows the progress on standard error.
func runBattery(env *cli.Env, cmd *cobra.Command, o battery.Options) (*battery.Report, error) {
	if !env.Global.Quiet && !cli.Debugging(env) { // the log would break the line of progress
		progress := ui.NewProgress(env.Streams())
		defer progress.Done()
		text, done := "testing "+o.URL.String(), 0
		progress.Update(text)
		o.OnResult = func(r battery.Result) {
			done++
			progress.UpdateDetail(text, fmt.Sprintf("(%d of %d: %s)", done, len(o.Cases), r.Name))
		}
	}
	report, err := battery.Run(cmd.Context(), o)
	if silence, ok := errors.AsType[*battery.UnreachableError](err); ok {
		return nil, deliveryError(env, "testing "+o.URL.String(), silence)
	}
	return report, err
}

func printCases(env *cli.Env, cmd *cobra.Command, o output.Options, cases []battery.Case) error {
	var names []string
	var rows [][]string
	for _, c := range cases {
		wanted := "acknowledge"
		if c.Refuse {
			wanted = "refuse"
		}
		if c.Advice {
			wanted += " (advice)"
		}
		names = append(names, c.Name)
		rows = append(rows, []string{c.Group, c.Name, wanted, c.Summary})
	}
	return env.Print(cmd, o, output.Result{
		Value: cases, Quiet: strings.Join(names, "\n"),
		Text: func(w io.Writer) error {
			s := env.Streams()
			env.Theme().Table(w, s.Width, []string{"GROUP", "CASE", "THE APPLICATION MUST", "NOTIFICATION"}, rows, s.OutTTY)
			return nil
		},
	})
}
