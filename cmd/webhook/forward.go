package webhook

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/receiver"
)

// maxWorkers is how many notifications one process forwards at once at most.
const maxWorkers = 256

// forwardFlags are those of webhook forward.
type forwardFlags struct {
	store    string
	parallel int
	network  cli.NetworkFlags
	log      cli.LogFormatFlag
	metrics  cli.MetricsFlag
}

func newWebhookForwardCmd(env *cli.Env) *cobra.Command {
	f := &forwardFlags{}
	cmd := &cobra.Command{
		Use:   "forward",
		Short: "Forward the notifications that listeners queued in a shared store",
		Long: `Forward notifications from a shared store until stopped with Ctrl-C. A listener that stores in a
database queues each notification for the application of its --forward or --route, and acknowledges it.
Any number of listeners and of these workers take what is due, each notification by one of them.

The notifications of one payment are forwarded in order. One that the application does not acknowledge
is forwarded again after 2, 10 and 10 minutes, and after 1, 2, 6 and 15 hours, as Antom does. After that
it has failed: antom webhook list --failed shows it, antom webhook replay ID sends it again.

A worker has a notification for 30 seconds. If it dies, another worker takes the notification after
that. An application may therefore get a notification twice.`,
		Example: `  antom webhook forward --store postgres://antom@db.example/antom
  antom webhook forward --store postgres://antom@db1,db2/antom?target_session_attrs=read-write --parallel 64
  antom webhook forward --store postgres://antom@db.example/antom --metrics-addr 127.0.0.1:9464`,
		Args: cli.NoArgs,
	}
	cli.AddStore(cmd, &f.store)
	cmd.Flags().IntVar(&f.parallel, "parallel", receiver.DefaultWorkers, "forward up to this `number` of notifications at a time")
	f.network.Add(cmd)
	f.log.Add(cmd)
	f.metrics.Add(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runWebhookForward(env, cmd, f) })
	return cmd
}

func runWebhookForward(env *cli.Env, cmd *cobra.Command, f *forwardFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := cli.LinesOnly(o, "antom webhook forward"); err != nil {
		return err
	}
	if f.parallel < 1 || f.parallel > maxWorkers {
		return cli.UsageError("--parallel", errors.New("it must be between 1 and 256"))
	}
	if err := f.metrics.Check(); err != nil {
		return err
	}
	if err := f.log.Start(env); err != nil {
		return err
	}
	name, err := databaseName(env, f.store)
	if err != nil {
		return err
	}
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	store, err := cli.OpenDatabase(env, name, pgstore.Options{Writer: true})
	if err != nil {
		return err
	}
	events := newForwardWriter(env, o)
	worker := &receiver.Worker{
		Options: receiver.Options{Client: cli.LogDeliveries(env, receiver.NewClient(way)), Place: cli.Place(env), Now: env.Now},
		Queue:   store, Workers: f.parallel, OnAttempt: events.PrintForwarded,
		OnState: func(err error) { events.PrintStore(err, "nothing is forwarded until it does") },
	}
	at, err := f.serveMetrics(cmd.Context(), env, worker, store)
	if err != nil {
		return err
	}
	finished := cli.SayFinishing(cmd.Context(), env)
	defer finished()
	if o.Format == output.JSON {
		events.Write(cli.JSONLine(struct {
			Event   string `json:"event"`
			Store   string `json:"store"`
			Metrics string `json:"metrics,omitempty"` // their URL
		}{"ready", name, at}))
	} else if !o.Quiet {
		line := "ready  store " + name
		if at != "" {
			line += "  metrics " + at
		}
		events.Write(line)
		env.Hint("stop it with Ctrl-C")
	}
	worker.Run(cmd.Context())
	env.Note("stopped; all attempts are finished")
	return nil
}

// serveMetrics counts what the worker does and returns the URL of the numbers; "" if
// nobody asked for them.
func (f *forwardFlags) serveMetrics(ctx context.Context, env *cli.Env, worker *receiver.Worker, store *pgstore.Store) (at string, err error) {
	if f.metrics.Addr == "" {
		return "", nil
	}
	worker.Options.Metrics = receiver.NewMetrics()
	worker.Options.Metrics.Waiting = store.Waiting
	return f.metrics.Serve(ctx, env, receiver.ForwardMetrics{Metrics: worker.Options.Metrics})
}
