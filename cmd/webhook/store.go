package webhook

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/storeurl"
	"github.com/antom-cli/antom/internal/ui"
)

func newWebhookStoreCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Make, check, copy and prune a store of notifications in a database",
		Long: `Look after a store of notifications. Without --store, ANTOM_STORE or the key store of the profile,
notifications are stored in a directory of this machine, which needs none of this. Several machines
share a store in a database: PostgreSQL 14 or later, or a server that speaks its protocol.`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newStoreMigrateCmd(env), newStoreCheckCmd(env), newStoreStatsCmd(env), newStoreCopyCmd(env), newStorePruneCmd(env))
	return cmd
}

// databaseName is the URL of the store, where it must be one in a database.
func databaseName(env *cli.Env, flag string) (string, error) {
	name, err := cli.StoreName(env, flag)
	if err != nil {
		return "", err
	}
	if !storeurl.Is(name) {
		return "", apperr.New(apperr.Usage, "this command needs a store in a database, and the store is the directory "+name, nil,
			"name one: --store postgres://user@host/database")
	}
	return name, nil
}

// databaseConfig is how to reach the database of the store.
func databaseConfig(env *cli.Env, flag string) (*pgstore.Config, error) {
	name, err := databaseName(env, flag)
	if err != nil {
		return nil, err
	}
	return cli.DatabaseConfig(env, name)
}

func newStoreMigrateCmd(env *cli.Env) *cobra.Command {
	var store string
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Make the tables in the database, or bring them to this version",
		Long: `Make the tables, in the schema "antom" of the database, or change it to what this version needs.
It may be run at every start, and by several machines at once. A schema that a newer version made is
left alone.`,
		Example: `  antom webhook store migrate --store postgres://antom@db.example/antom`,
		Args:    cli.NoArgs,
	}
	cli.AddStore(cmd, &store)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON)
		if err != nil {
			return err
		}
		c, err := databaseConfig(env, store)
		if err != nil {
			return err
		}
		applied, err := pgstore.Migrate(cmd.Context(), c)
		if err != nil {
			return cli.StoreError("migrating the store", err)
		}
		if applied == nil {
			applied = []int{}
		}
		return env.Print(cmd, o, output.Result{
			Value: struct {
				Schema  int   `json:"schema"`
				Applied []int `json:"applied"`
			}{pgstore.Schema(), applied},
			Quiet: fmt.Sprint(pgstore.Schema()),
			Text: func(w io.Writer) error {
				text := fmt.Sprintf("the schema has version %d already", pgstore.Schema())
				if len(applied) > 0 {
					text = fmt.Sprintf("the schema has version %d now", pgstore.Schema())
				}
				_, err := fmt.Fprintln(w, env.Theme().Status(ui.StatusOK, text))
				return err
			},
		})
	})
	return cmd
}

// checkedStore is the JSON form of what webhook store check found.
type checkedStore struct {
	Server   string   `json:"server"`
	Schema   int      `json:"schema"`
	Warnings []string `json:"warnings"`
}

func newStoreCheckCmd(env *cli.Env) *cobra.Command {
	var store string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check that notifications can be stored in the database",
		Long: `Connect to the database and check its version, the tables, the permissions, and that it accepts
writes. Settings with which it can lose what was acknowledged are warned of.`,
		Example: `  antom webhook store check --store postgres://antom@db.example/antom`,
		Args:    cli.NoArgs,
	}
	cli.AddStore(cmd, &store)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON)
		if err != nil {
			return err
		}
		c, err := databaseConfig(env, store)
		if err != nil {
			return err
		}
		facts, warnings, err := pgstore.Check(cmd.Context(), c)
		if err != nil {
			return cli.StoreError("the store cannot be used", err)
		}
		if o.Format != output.JSON {
			for _, text := range warnings {
				env.Warn("%s", text)
			}
		}
		return env.Print(cmd, o, output.Result{
			Value: checkedStore{Server: facts.Name(), Schema: facts.Schema, Warnings: append([]string{}, warnings...)},
			Quiet: facts.Name(),
			Text: func(w io.Writer) error {
				_, err := fmt.Fprintln(w, env.Theme().Status(ui.StatusOK, fmt.Sprintf("%s accepts notifications; the schema has version %d", facts.Name(), facts.Schema)))
				return err
			},
		})
	})
	return cmd
}

func newStoreStatsCmd(env *cli.Env) *cobra.Command {
	var store string
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count what the database holds and what waits to be forwarded",
		Example: `  antom webhook store stats --store postgres://antom@db.example/antom -o json`,
		Args:    cli.NoArgs,
	}
	cli.AddStore(cmd, &store)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML)
		if err != nil {
			return err
		}
		name, err := databaseName(env, store)
		if err != nil {
			return err
		}
		s, err := cli.OpenDatabase(env, name, pgstore.Options{})
		if err != nil {
			return err
		}
		stats, err := s.Stats(cmd.Context())
		if err != nil {
			return cli.ReadingError(err)
		}
		return env.Print(cmd, o, output.Result{
			Value: stats, Quiet: fmt.Sprint(stats.Notifications),
			Text: func(w io.Writer) error {
				env.Theme().Pairs(w, env.Streams().Width, cli.NonEmptyPairs(statsPairs(env, stats)))
				return nil
			},
		})
	})
	return cmd
}

func statsPairs(env *cli.Env, st pgstore.Stats) []ui.Pair {
	pairs := []ui.Pair{
		{Label: "Notifications", Value: fmt.Sprint(st.Notifications)},
		{Label: "Deliveries", Value: fmt.Sprint(st.Deliveries)},
		{Label: "Rejected", Value: fmt.Sprint(st.Rejected)},
	}
	if !st.Oldest.IsZero() {
		pairs = append(pairs, ui.Pair{Label: "Oldest", Value: cli.TimeText(st.Oldest)}, ui.Pair{Label: "Newest", Value: cli.TimeText(st.Newest)})
	}
	if st.Bytes > 0 {
		pairs = append(pairs, ui.Pair{Label: "Size", Value: fmt.Sprintf("%.1f MB", float64(st.Bytes)/1e6)})
	}
	waiting := fmt.Sprint(st.Due)
	if st.Due > 0 {
		waiting += ", the first since " + cli.TimeText(st.OldestDue)
	}
	return append(pairs, ui.Pair{Label: "To forward", Value: waiting}, ui.Pair{Label: "Forwarded", Value: fmt.Sprint(st.Done)}, ui.Pair{Label: "Failed", Value: fmt.Sprint(st.Failed)})
}
