package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/storeurl"
)

// pruneFlags are those of webhook store prune.
type pruneFlags struct {
	store  string
	older  string
	dryRun bool
}

func newStorePruneCmd(env *cli.Env) *cobra.Command {
	f := &pruneFlags{}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Remove old notifications",
		Long: `Remove the notifications whose last delivery is older than --older-than, with their deliveries and
attempts. One that still waits to be forwarded stays. Listeners go on meanwhile. Nothing is ever
removed but by this command.

In a directory whole files are removed, once all that is in them is old, so that some older
notifications stay; a listener that uses the directory must be stopped for it.`,
		Example: `  antom webhook store prune --older-than 90d --dry-run
  antom webhook store prune --older-than 90d --store postgres://antom@db.example/antom`,
		Args: cli.NoArgs,
	}
	cli.AddStore(cmd, &f.store)
	cmd.Flags().StringVar(&f.older, "older-than", "", "`age` of what is removed, such as 90d or 72h (required)")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "count what would be removed; remove nothing")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runStorePrune(cmd, env, f) })
	return cmd
}

func runStorePrune(cmd *cobra.Command, env *cli.Env, f *pruneFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	age, err := parseAge(f.older)
	if err != nil {
		return cli.UsageError("--older-than", err, "write it as --older-than 90d")
	}
	name, err := cli.ExistingStore(env, f.store)
	if err != nil {
		return err
	}
	before := env.Now().Add(-age)
	removed, err := f.prune(cmd.Context(), env, name, before)
	if err != nil {
		return err
	}
	return env.Print(cmd, o, output.Result{
		Value: struct {
			Removed int64  `json:"removed"`
			DryRun  bool   `json:"dryRun,omitempty"`
			Before  string `json:"before"`
		}{removed, f.dryRun, before.UTC().Format(time.RFC3339)},
		Quiet: fmt.Sprint(removed),
		Text: func(w io.Writer) error {
			what := "removed"
			if f.dryRun {
				what = "would be removed"
			}
			_, err := fmt.Fprintf(w, "%s from before %s %s\n", cli.Plural(int(removed), "notification"), cli.TimeText(before), what)
			return err
		},
	})
}

func (f *pruneFlags) prune(ctx context.Context, env *cli.Env, name string, before time.Time) (removed int64, err error) {
	if !storeurl.Is(name) {
		removed, err = inbox.Prune(name, before, f.dryRun)
		var locked *inbox.LockedError
		if errors.As(err, &locked) {
			return 0, lockedStore(err)
		}
		return removed, pruneError(removed, err)
	}
	store, err := cli.OpenDatabase(env, name, pgstore.Options{Writer: !f.dryRun})
	if err != nil {
		return 0, err
	}
	if f.dryRun {
		removed, err = store.Old(ctx, before)
	} else {
		removed, err = store.Prune(ctx, before)
	}
	return removed, pruneError(removed, err)
}

func pruneError(removed int64, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return cli.StoreError(fmt.Sprintf("%s removed, then", cli.Plural(int(removed), "notification")), err)
}

// parseAge reads an age such as 90d or 72h.
func parseAge(text string) (time.Duration, error) {
	if text == "" {
		return 0, errors.New("it is missing")
	}
	age, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		if n > maxDays {
			return 0, fmt.Errorf("it is more than %d days", maxDays)
		}
		age = time.Duration(n) * 24 * time.Hour
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no age", text)
	case age <= 0:
		return 0, errors.New("it must be more than zero")
	}
	return age, nil
}

// maxDays is the largest age in days.
const maxDays = 36500
