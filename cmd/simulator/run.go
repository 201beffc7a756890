package simulator

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/scenario"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxScenarios is how many files one call runs.
const maxScenarios = 1000

// runFlags are those of sandbox run.
type runFlags struct {
	served   bool
	notifyTo string
	junit    string
	network  cli.NetworkFlags
}

func newSandboxRunCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run FILE...",
		Short: "Run scenarios of calls, buyers and passing time, and compare the results",
		Long: `Run scenarios, which are YAML files of steps: call an operation, let the buyer pay or decline, let time
pass, look at a notification. Each step says what it expects. If an expectation is not met, the exit
code is 1.

Each scenario has a simulator of its own in memory, in which ids are the same in every run and which
does not wait: time passes only by its steps. With --served, scenarios run against the simulator that
is served, and a listener that runs for it gets the notifications. With --notify-to, notifications go to your application, so that its handler is tested;
otherwise the simulator acknowledges them itself. The page docs/scenarios.md describes the files.`,
		Example: `  antom sandbox run paid.yaml
  antom sandbox run scenarios/*.yaml --junit report.xml
  antom sandbox run paid.yaml --notify-to http://127.0.0.1:8080/notify`,
		Args: cli.ArgCount(1, maxScenarios, "at least one file"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error { return runScenarios(env, cmd, s, f, args) }),
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.served, "served", false, "run against the simulator that is served")
	fl.StringVar(&f.notifyTo, "notify-to", "", "`URL` of the application, on this machine, that gets notifications")
	fl.StringVar(&f.junit, "junit", "", "also write the results as JUnit XML to this `file`")
	f.network.AddCAFile(cmd)
	return cmd
}

func runScenarios(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *runFlags, files []string) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	scenarios, err := readScenarios(env, files)
	if err != nil {
		return err
	}
	results, runErr := f.runAll(cmd.Context(), env, s, scenarios)
	if f.junit != "" { // first: a report of what ran is wanted most when something goes wrong
		if err := cli.WriteJUnit(f.junit, scenario.JUnit(results).Write); err != nil {
			if runErr == nil {
				return err
			}
			env.Warn("%v", err)
		}
	}
	if runErr != nil {
		return runErr
	}
	if err := printScenarios(env, cmd, o, results); err != nil {
		return err
	}
	failed := failedScenarios(results)
	if len(failed) == 0 {
		return nil
	}
	return cli.PrintedError(env, o, apperr.New(apperr.Unmet, fmt.Sprintf("%d of %s failed", len(failed), cli.Plural(len(results), "scenario")),
		errors.New(strings.Join(failed, ", "))).WithCode("scenarios-failed"))
}

// check looks at the flags.
func (f *runFlags) check() error {
	if f.notifyTo != "" {
		target, err := cli.ParseTargetURL("--notify-to", f.notifyTo)
		if err != nil {
			return err
		}
		if !spec.Loopback(target.Hostname()) {
			return cli.UsageError("--notify-to "+apperr.ShellQuote(f.notifyTo), errors.New("it is not an address of this machine"))
		}
		if f.served {
			return apperr.New(apperr.Usage, "--notify-to is for a simulator of the scenario's own, not for --served", nil,
				"antom sandbox --notify-url "+apperr.ShellQuote(f.notifyTo))
		}
		f.notifyTo = target.String()
	}
	return cli.CheckJUnit(f.junit)
}

// readScenarios reads all files before the first one is run, with all their mistakes.
func readScenarios(env *cli.Env, files []string) ([]*scenario.Scenario, error) {
	var scenarios []*scenario.Scenario
	var mistakes []string
	for _, file := range files {
		document, err := readDocument(env, file)
		if err != nil {
			return nil, err
		}
		one, err := scenario.Parse(document)
		if err != nil {
			mistakes = append(mistakes, strings.Split(err.Error(), "\n")...)
			continue
		}
		scenarios = append(scenarios, one)
	}
	if len(mistakes) > 0 {
		return nil, apperr.New(apperr.Usage, "", errors.New(strings.Join(mistakes, "\n")), "antom sandbox run --help")
	}
	return scenarios, nil
}

// runAll runs scenarios until one cannot be run, and returns the results of those that
// ran.
func (f *runFlags) runAll(ctx context.Context, env *cli.Env, s *ServeFlags, scenarios []*scenario.Scenario) ([]scenario.Result, error) {
	results := []scenario.Result{}
	for _, one := range scenarios {
		result, err := f.run(ctx, env, s, one)
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, nil
}

// run runs one scenario.
func (f *runFlags) run(ctx context.Context, env *cli.Env, s *ServeFlags, one *scenario.Scenario) (scenario.Result, error) {
	target, done, err := f.target(ctx, env, s)
	if err != nil {
		return scenario.Result{}, err
	}
	defer done()
	return one.Run(ctx, target)
}

func (f *runFlags) target(ctx context.Context, env *cli.Env, s *ServeFlags) (scenario.Target, func(), error) {
	dir := s.Dir(env)
	if dir == "" {
		return scenario.Target{}, nil, cli.NoDirectoryError("the simulator's keys", "name one: --state DIR")
	}
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return scenario.Target{}, nil, cli.SandboxError(err)
	}
	target := scenario.Target{Now: env.Now, Sleep: env.Sleep}
	client := func(url string, transport http.RoundTripper) *antom.Client {
		return &antom.Client{
			Gateway: url, ClientID: identity.ClientID, Auth: antom.RSA{Key: identity.MerchantKey, KeyVersion: "1"},
			AntomKeys: []*rsa.PublicKey{&identity.AntomKey.PublicKey}, HTTPClient: &http.Client{Transport: transport}, Now: env.Now,
		}
	}
	if f.served {
		remote, err := sandbox.Dial(ctx, dir)
		if err != nil {
			return target, nil, apperr.New(apperr.Config, "no simulator with this state is running", nil, "antom sandbox", "run the scenario without --served")
		}
		target.Client, target.Control = client(remote.URL(), remote.Transport()), remote
		target.NotifyURL = cli.ListenerURL(ctx, env)
		target.Run, err = scenario.NewRun(env.Rand)
		return target, func() {}, err
	}
	own, err := f.open(env, identity)
	if err != nil {
		return target, nil, err
	}
	target.Client, target.Control = client(cli.SandboxURL(sandbox.DefaultAddr), own.Transport()), own.Control()
	target.Settle, target.Run = own.Flush, "RUN"
	return target, func() { _ = own.Close() }, nil
}

// open makes a simulator for one scenario.
func (f *runFlags) open(env *cli.Env, identity sandbox.Identity) (*sandbox.Sandbox, error) {
	way, err := f.network.Client(env)
	if err != nil {
		return nil, err
	}
	options := cli.SandboxOptions(env, "")
	seed := uint64(1)
	options.Identity, options.Seed, options.NotifyRoots = identity, &seed, way.Roots
	if options.NotifyURL = f.notifyTo; f.notifyTo == "" {
		options.NotifyURL, options.NotifyTransport = scenario.NotifyURL, scenario.Acknowledging()
	}
	own, err := sandbox.Open(options)
	if err != nil {
		return nil, cli.SandboxError(err)
	}
	return own, nil
}

func failedScenarios(results []scenario.Result) []string {
	var failed []string
	for _, r := range results {
		if !r.Passed {
			failed = append(failed, r.File)
		}
	}
	return failed
}

func printScenarios(env *cli.Env, cmd *cobra.Command, o output.Options, results []scenario.Result) error {
	return env.Print(cmd, o, output.Result{
		Value: results, Quiet: strings.Join(failedScenarios(results), "\n"),
		Text: func(w io.Writer) error {
			t := env.Theme()
			for i, r := range results {
				if i > 0 {
					fmt.Fprintln(w)
				}
				fmt.Fprintln(w, t.Title(ui.Clean(r.Name)))
				for _, step := range r.Steps {
					fmt.Fprintln(w, t.Status(stepKind(step), ui.Clean(step.Name)))
					for _, failure := range step.Failures {
						fmt.Fprintf(w, "    %s: %s\n", ui.Clean(failure.Place), ui.Clean(failure.Message))
					}
				}
			}
			passed := len(results) - len(failedScenarios(results))
			_, err := fmt.Fprintf(w, "\n%d of %s passed\n", passed, cli.Plural(len(results), "scenario"))
			return err
		},
	})
}

func stepKind(s scenario.StepResult) ui.StatusKind {
	switch {
	case s.Skipped:
		return ui.StatusInfo
	case s.Passed:
		return ui.StatusOK
	}
	return ui.StatusFailed
}
