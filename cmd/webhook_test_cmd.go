package cmd

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

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
	list    bool
}

func newWebhookTestCmd(app *App) *cobra.Command {
	f := &webhookTestFlags{}
	cmd := &cobra.Command{
		Use:   "test URL",
		Short: "Try an application's notify URL: genuine, forged, repeated and odd notifications",
		Long: `Send many notifications to an application's notify URL and judge every answer: genuine ones of all
types must be acknowledged with the fixed body, forged ones must not, repeats and unknown fields must
do no harm. What no document of Antom's demands is a warning, unless --strict.

The application must verify with the public half of the test key: the simulator's, which
antom profile show local prints, or that of --key. Point this at an application under test only:
it is told of payments, refunds and disputes that never were.

If the application knows only its own payments, name one of them: --payment-request-id and so on.`,
		Example: `  antom webhook test http://127.0.0.1:8080/notify
  antom webhook test http://127.0.0.1:8080/notify --only forgery,duplicate --strict
  antom webhook test http://127.0.0.1:8080/notify --junit report.xml --skip 'type-dispute-*'`,
		Args: argCount(0, 1, "one URL"),
	}
	fl := cmd.Flags()
	f.key.add(cmd)
	f.about.add(cmd)
	fl.StringSliceVar(&f.only, "only", nil, "run only these `cases`: names, groups or patterns (repeatable)")
	fl.StringSliceVar(&f.skip, "skip", nil, "leave out these `cases` (repeatable)")
	fl.BoolVar(&f.strict, "strict", false, "take warnings for failures")
	fl.StringVar(&f.junit, "junit", "", "write the results as JUnit XML to `file` too")
	fl.DurationVar(&f.timeout, "timeout", notification.DefaultTimeout, "time limit of each delivery")
	fl.BoolVar(&f.list, "list", false, "list the cases and send nothing")
	_ = cmd.RegisterFlagCompletionFunc("only", completeCases)
	_ = cmd.RegisterFlagCompletionFunc("skip", completeCases)
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error { return app.runWebhookTest(cmd, args, f) })
	return cmd
}

func completeCases(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, c := range battery.Cases() {
		names = append(names, c.Name+"\t"+c.Summary)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (a *App) runWebhookTest(cmd *cobra.Command, args []string, f *webhookTestFlags) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	cases, err := battery.Select(f.only, f.skip)
	if err != nil {
		return usage("--only and --skip", err, "antom webhook test --list")
	}
	if f.list {
		return a.printCases(cmd, o, cases)
	}
	target, err := f.target(cmd, args, cases)
	if err != nil {
		return err
	}
	fields, err := f.about.fields()
	if err != nil {
		return err
	}
	if err := checkJUnit(f.junit); err != nil {
		return err
	}
	signer, err := a.testSigner(cmd, &f.key)
	if err != nil {
		return err
	}
	wrongKey, err := a.newWrongKey()
	if err != nil {
		return err
	}
	report, err := a.runBattery(cmd, battery.Options{
		Cases: cases, URL: target, Sender: signer.Sender, Stranger: wrongKey, Fields: fields, Strict: f.strict,
		Client: &notification.Client{Timeout: f.timeout, Now: a.Now, Sleep: a.Sleep},
		Now:    a.Now, Rand: a.Rand,
	})
	if err != nil {
		return err
	}
	if err := a.printReport(cmd, o, signer, report); err != nil {
		return err
	}
	if f.junit != "" {
		if err := writeJUnit(f.junit, report); err != nil {
			return err
		}
	}
	return a.reportFailure(o, signer, report)
}

func (f *webhookTestFlags) target(cmd *cobra.Command, args []string, cases []battery.Case) (*url.URL, error) {
	switch {
	case len(args) == 0:
		return nil, apperr.New(apperr.Usage, cmd.CommandPath()+" needs the URL of the application", nil,
			"such as http://127.0.0.1:8080/notify", cmd.CommandPath()+" --help")
	case len(cases) == 0:
		return nil, apperr.New(apperr.Usage, "--only and --skip leave no case to run", nil)
	case f.timeout <= 0:
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	return parseTargetURL("the URL", args[0])
}

// runBattery runs the cases and tells on standard error how far it is.
func (a *App) runBattery(cmd *cobra.Command, o battery.Options) (*battery.Report, error) {
	if !a.global.quiet {
		progress := ui.NewProgress(a.streams())
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
		return nil, deliveryError("testing "+o.URL.String(), silence)
	}
	return report, err
}

func (a *App) printCases(cmd *cobra.Command, o output.Options, cases []battery.Case) error {
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
	return a.print(cmd, o, output.Result{
		Value: cases, Quiet: strings.Join(names, "\n"),
		Text: func(w io.Writer) error {
			s := a.streams()
			a.theme().Table(w, s.Width, []string{"GROUP", "CASE", "THE APPLICATION MUST", "WHAT IS TRIED"}, rows, s.OutTTY)
			return nil
		},
	})
}
