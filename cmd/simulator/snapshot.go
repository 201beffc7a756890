package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxSnapshotCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "snapshot",
		Short: "Save and load the state of the simulator",
		Long: `Save the state of the simulator under a name, and load it again: payments with their refunds, captures
and disputes, subscriptions, authorizations, notifications, and the time of the simulator's clock. The
keys, the merchants and the faults are not part of a snapshot. It works while the simulator is served, too.

Snapshots are files in the directory snapshots of the state. Those of an --ephemeral simulator end
with it.`,
		Example: `  antom sandbox snapshot save paid-orders
  antom sandbox snapshot load paid-orders --yes
  antom sandbox snapshot list`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newSnapshotSaveCmd(env, s), newSnapshotLoadCmd(env, s), newSnapshotListCmd(env, s), newSnapshotRemoveCmd(env, s))
	return cmd
}

// oneSnapshot is what the commands for one snapshot need.
const oneSnapshot = "one name of a snapshot"

func newSnapshotSaveCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:     "save NAME",
		Short:   "Save the state of the simulator",
		Example: "  antom sandbox snapshot save paid-orders",
		Args:    cli.ArgCount(1, 1, oneSnapshot),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, c, err := outputAndControl(env, cmd, s)
			if err != nil {
				return err
			}
			saved, err := c.SaveSnapshot(cmd.Context(), args[0], force)
			if err != nil {
				return snapshotError("saving the snapshot", err)
			}
			return printSnapshot(env, cmd, o, "Snapshot "+saved.Name+" saved", saved)
		}),
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace a snapshot with this name")
	return cmd
}

func newSnapshotLoadCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "load NAME",
		Short: "Replace the state of the simulator by a snapshot",
		Long: `Replace the payments of the simulator with their refunds, captures and disputes, its subscriptions,
authorizations and notifications by those of a snapshot, all of them or none. What the snapshot does not
have is lost. The clock is set to the time of the snapshot, so that open payments are as open as they
were. If the simulator has anything, a terminal asks for confirmation; elsewhere the command needs --yes.`,
		Example:           "  antom sandbox snapshot load paid-orders --yes\n  antom sandbox clock now",
		Args:              cli.ArgCount(1, 1, oneSnapshot),
		ValidArgsFunction: completeSnapshots(env, s),
	}
	cli.AddYes(cmd, &yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return loadSnapshot(env, cmd, s, args[0], yes) })
	return cmd
}

func loadSnapshot(env *cli.Env, cmd *cobra.Command, s *ServeFlags, name string, yes bool) error {
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	used, err := hasRecords(cmd.Context(), c)
	if err != nil {
		return apperr.New(apperr.Internal, "listing what the simulator has", err)
	}
	if used {
		sure, err := cli.Confirmed(env, cmd, yes, "replacing all payments, subscriptions and authorizations of the simulator",
			"Replace all payments, subscriptions, authorizations and notifications of the simulator by the snapshot "+ui.Clean(name)+"?",
			"antom sandbox snapshot load "+apperr.ShellQuote(name)+" --yes")
		if err != nil || !sure {
			return err
		}
	}
	loaded, err := c.LoadSnapshot(cmd.Context(), name)
	if err != nil {
		return snapshotError("loading the snapshot", err)
	}
	if err := printSnapshot(env, cmd, o, "Snapshot "+loaded.Name+" loaded", loaded); err != nil {
		return cli.Nevertheless(env, err, "the snapshot was loaded nevertheless")
	}
	if clock, err := c.Clock(cmd.Context()); err == nil && clock.Moved() {
		env.Note("the simulator's clock is %s: set it to the real time with antom sandbox clock now", aheadText(clock))
	}
	return nil
}

// hasRecords reports whether a snapshot would replace anything. Whatever else there is
// belongs to a payment, a subscription or an authorization.
func hasRecords(ctx context.Context, c sandbox.Control) (bool, error) {
	payments, err := c.List(ctx)
	if err != nil || len(payments) > 0 {
		return len(payments) > 0, err
	}
	subscriptions, err := c.Subscriptions(ctx)
	if err != nil || len(subscriptions) > 0 {
		return len(subscriptions) > 0, err
	}
	authorizations, err := c.Authorizations(ctx)
	return len(authorizations) > 0, err
}

func newSnapshotListCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the snapshots",
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, c, err := outputAndControl(env, cmd, s)
			if err != nil {
				return err
			}
			list, err := c.Snapshots(cmd.Context())
			if err != nil {
				return apperr.New(apperr.Internal, "listing the snapshots", err)
			}
			return env.Print(cmd, o, output.Result{
				Value: list, Quiet: cli.QuietLines(list, func(s sandbox.Snapshot) string { return s.Name }),
				Text: func(w io.Writer) error { return writeSnapshots(env, w, list) },
			})
		}),
	}
}

func newSnapshotRemoveCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:               "remove NAME",
		Short:             "Remove a snapshot",
		Example:           "  antom sandbox snapshot remove paid-orders --yes",
		Args:              cli.ArgCount(1, 1, oneSnapshot),
		ValidArgsFunction: completeSnapshots(env, s),
	}
	cli.AddYes(cmd, &yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, c, err := outputAndControl(env, cmd, s)
		if err != nil {
			return err
		}
		name := args[0]
		sure, err := cli.ConfirmRemoval(env, cmd, yes, "the snapshot "+name, "antom sandbox snapshot remove "+apperr.ShellQuote(name)+" --yes")
		if err != nil || !sure {
			return err
		}
		if err := c.RemoveSnapshot(cmd.Context(), name); err != nil {
			return snapshotError("removing the snapshot", err)
		}
		return cli.PrintChange(env, cmd, o, cli.Change{
			Value: struct {
				Name string `json:"name"`
			}{name}, Quiet: name, Message: "the snapshot " + name + " is removed",
		})
	})
	return cmd
}

// completeSnapshots completes the names of snapshots.
func completeSnapshots(env *cli.Env, s *ServeFlags) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		names, _ := sandbox.SnapshotNames(s.Dir(env))
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// snapshotError separates what cannot be done from a failure of the simulator.
func snapshotError(what string, err error) error {
	var refused *sandbox.SnapshotError
	if !errors.As(err, &refused) {
		return apperr.New(apperr.Config, what, err)
	}
	name := apperr.ShellQuote(refused.Name)
	switch refused.Reason {
	case sandbox.SnapshotExists:
		return apperr.New(apperr.Usage, "", err, "replace it: antom sandbox snapshot save "+name+" --force")
	case sandbox.SnapshotName:
		return apperr.New(apperr.Usage, "", err, "antom sandbox snapshot list")
	case sandbox.SnapshotLimit:
		return apperr.New(apperr.Usage, "", err, "remove one that is not needed: antom sandbox snapshot remove NAME")
	case sandbox.SnapshotDamaged:
		return apperr.New(apperr.Config, "", err, "remove it: antom sandbox snapshot remove "+name)
	}
	return apperr.New(apperr.Usage, "", err, "antom sandbox snapshot list")
}

func printSnapshot(env *cli.Env, cmd *cobra.Command, o output.Options, title string, s sandbox.Snapshot) error {
	return env.Print(cmd, o, output.Result{
		Value: s, Quiet: s.Name,
		Text: func(w io.Writer) error {
			t := env.Theme()
			fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, title))
			t.Pairs(w, env.Streams().Width, []ui.Pair{
				{Label: "Payments", Value: strconv.Itoa(s.Payments)},
				{Label: "Simulator's time", Value: cli.TimeText(s.Clock)},
				{Label: "Saved", Value: cli.TimeText(s.Saved)},
				{Label: "Size", Value: printable.Size(s.Size)},
			})
			return nil
		},
	})
}

func writeSnapshots(env *cli.Env, w io.Writer, list []sandbox.Snapshot) error {
	if len(list) == 0 {
		env.Note("the simulator has no snapshots yet")
		return nil
	}
	rows := make([][]string, len(list))
	for i, s := range list {
		rows[i] = []string{s.Name, strconv.Itoa(s.Payments), snapshotTime(env, s.Saved), snapshotTime(env, s.Clock), printable.Size(s.Size)}
		if s.Damaged != "" {
			rows[i][1] = ui.Clean(s.Damaged)
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "NAME"}, {Header: "PAYMENTS"}, {Header: "SAVED"}, {Header: "SIMULATOR'S TIME", Drop: 1}, {Header: "SIZE", Drop: 2},
	}, rows)
}

func snapshotTime(env *cli.Env, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return cli.TimeCell(env, t)
}
