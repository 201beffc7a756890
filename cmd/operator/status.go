package operator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/status"
)

// statusFlags are those of status.
type statusFlags struct {
	since      string
	openFor    time.Duration
	reconciled time.Duration
	store      string
	local      bool
	real       bool
	metrics    string
	limit      cli.LimitFlag
}

// NewStatusCmd returns the command status.
func NewStatusCmd(env *cli.Env) *cobra.Command {
	f := &statusFlags{}
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "Show what needs attention: payments, notifications, disputes, reconciliation",
		GroupID: cli.GroupLocal,
		Long: `Show on one screen what needs attention, with the command that looks into each:

- payments that stay open: without a final state for longer than --open-for
- notifications that the application did not acknowledge, that it never got although others were
  forwarded, and that were rejected because their signature did not verify
- disputes that need an answer, the one with the least time left first
- the last antom reconcile of each profile, if it found differences or is older than
  --reconciled-within

It reads the journal and the record of the last comparison on this machine, and the received
notifications, which may be in a database that several machines share: --store, ANTOM_STORE or the
key store of the profile. It sends nothing. Without --profile it is about all profiles and the
simulator.

The exit code is 0 if nothing needs attention, 7 if something does, and another one if the state
cannot be read, so that a monitor can call it. --metrics also writes the numbers in the text format
of Prometheus, for the textfile collector of its node exporter.`,
		Example: `  antom status
  antom status --real --open-for 30m --reconciled-within 36h
  antom status --profile shop -o json --jq '.payments.items[].command'
  antom status --metrics /var/lib/node_exporter/textfile_collector/antom.prom`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.since, "since", "7d", "payments and notifications since this `time`"+cli.MomentForms)
	fl.DurationVar(&f.openFor, "open-for", time.Hour, "how long a payment may stay open until it needs attention, as a `duration`")
	fl.DurationVar(&f.reconciled, "reconciled-within", 0, "the last antom reconcile needs attention if it is older than this `duration`, such as 36h, or never ran (default: any age)")
	cli.AddStore(cmd, &f.store)
	fl.BoolVar(&f.local, "local", false, "only the simulator")
	fl.BoolVar(&f.real, "real", false, "only real gateways")
	fl.StringVar(&f.metrics, "metrics", "", "also write the numbers to this `file`, in the text format of Prometheus; it is replaced at once")
	f.limit.AddWith(cmd, "items of each list", shownItems)
	cmd.MarkFlagsMutuallyExclusive("local", "real")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runStatus(env, cmd, f) })
	return cmd
}

// shownItems is how many items of a list fit on one screen with the others.
const shownItems = 5

func runStatus(env *cli.Env, cmd *cobra.Command, f *statusFlags) error {
	c, o, err := env.ConfigAndOutput()
	if err != nil {
		return err
	}
	options, err := f.options(env, cmd, c)
	if err != nil {
		return err
	}
	report, err := status.Read(cmd.Context(), options)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return cli.StoreError("reading the state", err)
	}
	if f.metrics != "" {
		if err := writeMetrics(f.metrics, report); err != nil {
			return err
		}
	}
	if err := printStatus(env, cmd, o, report, f.limit.Most); err != nil || report.Attention == 0 {
		return err
	}
	e := apperr.New(apperr.Failed, attentionText(report), nil).WithCode("attention")
	if o.Quiet {
		return cli.Reported(e)
	}
	return cli.PrintedError(env, o, e)
}

func attentionText(r *status.Report) string {
	if r.Attention == 1 {
		return "1 thing needs attention"
	}
	return fmt.Sprintf("%d things need attention", r.Attention)
}

func (f *statusFlags) options(env *cli.Env, cmd *cobra.Command, c *config.Config) (status.Options, error) {
	o := status.Options{
		Now: env.Now(), OpenFor: f.openFor, ReconciledWithin: f.reconciled, StateDir: env.StateDir(),
		Profile: env.Global.Profile, Quote: apperr.ShellQuote,
		IsLocal:  func(clientID string) bool { return clientID == sandbox.ClientID },
		OnDamage: func(err error) { env.Warn("%v; it is skipped", err) },
	}
	if f.local || f.real {
		o.Local = &f.local
	}
	names := profilesByClientID(c, o.Profile)
	o.ProfileOf = func(clientID string) string { return names[clientID] }
	o.Flags = profileFlags
	var err error
	if o.Journal, err = cli.RequireJournal(env); err != nil {
		return o, err
	}
	if err := cli.CheckGiven(cmd, "since"); err != nil {
		return o, err
	}
	if o.Since, err = cli.ParseMoment("--since", f.since, o.Now); err != nil {
		return o, err
	}
	switch {
	case !o.Since.Before(o.Now):
		return o, cli.UsageError("--since "+f.since, errors.New("it is not in the past"))
	case f.openFor <= 0:
		return o, cli.UsageError("--open-for", errors.New("it must be more than 0"))
	case f.reconciled < 0 || cmd.Flags().Changed("reconciled-within") && f.reconciled == 0:
		return o, cli.UsageError("--reconciled-within", errors.New("it must be more than 0"))
	case cmd.Flags().Changed("metrics") && f.metrics == "":
		return o, cli.UsageError("--metrics", errors.New("it needs the name of a file"))
	}
	if err := f.limit.Check(); err != nil {
		return o, err
	}
	if f.store != "" {
		o.StoreFlag = " --store " + apperr.ShellQuote(f.store)
	}
	o.Store, err = cli.OpenReader(env, f.store)
	return o, err
}

// profilesByClientID are the profiles by their client ids; of several with the same one
// the chosen one, or else the first.
func profilesByClientID(c *config.Config, chosen string) map[string]string {
	names := map[string]string{sandbox.ClientID: config.LocalProfile}
	if chosen != "" && chosen != config.LocalProfile {
		for _, id := range []string{c.ProfileValue(chosen, config.KeyClientID), c.Get(config.KeyClientID).Text} {
			if id != "" {
				names[id] = chosen
			}
		}
	}
	for _, name := range c.Profiles() {
		if id := c.ProfileValue(name, config.KeyClientID); id != "" && names[id] == "" {
			names[id] = name
		}
	}
	return names
}

// profileFlags are the flags with which a command is about a profile.
func profileFlags(profile string, local bool) string {
	switch {
	case local:
		return " --local"
	case profile == "":
		return ""
	}
	return " --profile " + apperr.ShellQuote(profile)
}
