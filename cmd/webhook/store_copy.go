package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/storeurl"
)

// copyGroup is how many notifications are copied at once.
const copyGroup = 100

func newStoreCopyCmd(env *cli.Env) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "copy",
		Short: "Copy notifications from one store to another",
		Long: `Copy all notifications with their attempts from a directory to a database, or back. What is there
already is left out, so a copy that was interrupted is finished by running the command again. Nothing
is forwarded. In a database notifications keep their ids; in a directory they get new ones, because
there an id says where the notification is.`,
		Example: `  antom webhook store copy --from ~/.local/state/antom/inbox --to postgres://antom@db.example/antom
  antom webhook store copy --from postgres://antom@db.example/antom --to /var/backups/inbox`,
		Args: cli.NoArgs,
	}
	cmd.Flags().StringVar(&from, "from", "", "`store` to copy from: a directory, or a database such as postgres://user@host/db (required)")
	cmd.Flags().StringVar(&to, "to", "", "`store` to copy to (required)")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON)
		if err != nil {
			return err
		}
		if err := checkCopy(from, to); err != nil {
			return err
		}
		c, err := copyStore(cmd.Context(), env, from, to)
		if err != nil {
			return err
		}
		return env.Print(cmd, o, output.Result{
			Value: c, Quiet: fmt.Sprint(c.Copied),
			Text: func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "%s copied, %d were there already\n", cli.Plural(c.Copied, "notification"), c.Known)
				return err
			},
		})
	})
	return cmd
}

func checkCopy(from, to string) error {
	switch {
	case from == "":
		return cli.UsageError("--from", errors.New("it is missing"), "name the store to copy from: a directory, or postgres://user@host/database")
	case to == "":
		return cli.UsageError("--to", errors.New("it is missing"), "name the store to copy to: a directory, or postgres://user@host/database")
	case from == to, !storeurl.Is(from) && !storeurl.Is(to) && filepath.Clean(from) == filepath.Clean(to):
		return cli.UsageError("--to", errors.New("it is the store that --from names"))
	}
	return cli.CheckStore("--from", from)
}

// copied is the JSON form of the outcome.
type copied struct {
	Copied int `json:"copied"`
	Known  int `json:"known"` // there already
}

func copyStore(ctx context.Context, env *cli.Env, from, to string) (c copied, err error) {
	source, err := cli.OpenReader(env, from)
	if err != nil {
		return c, err
	}
	put, err := openTarget(ctx, env, to)
	if err != nil {
		return c, err
	}
	var group []*inbox.Record
	give := func() error {
		if len(group) == 0 {
			return nil
		}
		stored, err := put(ctx, group)
		c.Copied, c.Known = c.Copied+stored, c.Known+len(group)-stored
		group = group[:0]
		return err
	}
	filter := inbox.Filter{OnDamage: func(d *inbox.Damage) { env.Warn("%v; it is skipped", d) }}
	for r, err := range source.List(ctx, filter) {
		if err == nil {
			group = append(group, r)
			if len(group) < copyGroup {
				continue
			}
			err = give()
		}
		if err != nil {
			return c, copyError(c, err)
		}
	}
	if err := give(); err != nil {
		return c, copyError(c, err)
	}
	return c, nil
}

// copyError says how far a copy came.
func copyError(c copied, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return cli.StoreError(fmt.Sprintf("%s copied, then", cli.Plural(c.Copied, "notification")), err)
}

// A putter stores records and returns how many were not there yet.
type putter func(ctx context.Context, records []*inbox.Record) (stored int, err error)

func openTarget(ctx context.Context, env *cli.Env, to string) (putter, error) {
	if storeurl.Is(to) {
		store, err := cli.OpenDatabase(env, to, pgstore.Options{Writer: true})
		if err != nil {
			return nil, err
		}
		return store.Put, nil
	}
	store, err := openDirectory(env, to)
	if err != nil {
		return nil, err
	}
	d := &directoryTarget{store: store, known: map[delivery]string{}, ids: map[string]string{}}
	for r, err := range inbox.List(to, inbox.Filter{}) {
		if err != nil {
			return nil, cli.ReadingError(err)
		}
		d.known[deliveryOf(r)] = r.ID
	}
	return d.put, nil
}

// A delivery tells the deliveries of all stores apart. A database keeps times to the
// microsecond.
type delivery struct {
	key      [32]byte
	verified bool
	micros   int64
}

func deliveryOf(r *inbox.Record) delivery {
	return delivery{key: inbox.Key(r), verified: r.Verified, micros: r.ReceivedAt.UnixMicro()}
}

// A directoryTarget is a directory that is copied to.
type directoryTarget struct {
	store *inbox.Inbox
	known map[delivery]string // ids of what is there
	ids   map[string]string   // ids here by those of the source
}

func (d *directoryTarget) put(ctx context.Context, records []*inbox.Record) (stored int, err error) {
	for _, r := range records {
		source, attempts := r.ID, r.Forward
		if id, ok := d.known[deliveryOf(r)]; ok {
			d.ids[source] = id
			continue
		}
		r.ID, r.DuplicateOf, r.Forward = "", d.ids[r.DuplicateOf], nil
		if err := d.store.Append(ctx, r); err != nil {
			return stored, err
		}
		stored++
		d.ids[source] = r.ID
		for _, a := range attempts {
			if err := d.store.Update(ctx, r.ID, a); err != nil {
				return stored, err
			}
		}
	}
	return stored, nil
}
