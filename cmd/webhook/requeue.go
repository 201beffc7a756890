package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
)

// A requeuer is a store with a queue, in which notifications can be queued again.
type requeuer interface {
	Requeue(ctx context.Context, id string) (targets []string, err error)
}

// requeued is the JSON form of a notification that was queued again.
type requeued struct {
	ID      string   `json:"id"`
	Targets []string `json:"targets"` // the applications; none: it was not queued
}

// missingTarget is the error of a replay without --to.
func missingTarget() error {
	return apperr.New(apperr.Usage, "--to is missing", nil, "pass the URL of the application: --to http://127.0.0.1:3000")
}

// requeue queues notifications again for the applications that they were queued for.
func (f *replayFlags) requeue(env *cli.Env, cmd *cobra.Command, o output.Options, ids []string) error {
	store, err := f.filter.reader(env)
	if err != nil {
		return err
	}
	queue, ok := store.(requeuer)
	if !ok {
		return missingTarget()
	}
	if f.resign {
		return cli.UsageError("--resign", errors.New("it needs --to: workers send notifications as they came"))
	}
	records, err := f.chosen(env, ids)
	if err != nil {
		return err
	}
	o.Compact = true
	var first error
	for _, r := range records {
		if err := requeueOne(cmd, env, o, queue, r); err != nil && first == nil {
			first = err
		}
	}
	if len(records) == 0 {
		env.Note("No notification matches the filters")
	}
	return first
}

func requeueOne(cmd *cobra.Command, env *cli.Env, o output.Options, queue requeuer, r *inbox.Record) error {
	targets, err := queue.Requeue(cmd.Context(), r.ID)
	if err != nil {
		return cli.StoreError("notification "+r.ID, err)
	}
	if len(targets) == 0 {
		return apperr.New(apperr.Usage, "notification "+r.ID+" was not queued for an application, or is being forwarded now", nil,
			"pass the URL of the application: --to http://127.0.0.1:3000")
	}
	return env.Print(cmd, o, output.Result{
		Value: requeued{r.ID, targets}, Quiet: r.ID,
		Text: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s  queued again for %s\n", r.ID, strings.Join(targets, ", "))
			return err
		},
	})
}
