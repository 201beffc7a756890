package payment

import (
	"context"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/antom"
)

const (
	// watchEvery is the time between two looks into the inbox.
	watchEvery = time.Second
	// watchSince is how much older than the wait a notification may be: the buyer may have
	// paid before the command began to wait.
	watchSince = time.Minute
)

// watchInbox reads what a listener of this machine stores while a command waits, until
// ctx ends, and returns what gives the next of it. It is nil where there is no inbox. An
// inbox that cannot be read is no obstacle to a wait, which inquires by itself.
func watchInbox(ctx context.Context, env *cli.Env) func() (flow.News, bool) {
	dir := cli.InboxDir(env)
	if !cli.IsDir(dir) {
		return nil
	}
	verified := true
	filter := inbox.Filter{
		Since: env.Now().Add(-watchSince), Verified: &verified,
		Wait: func(ctx context.Context) error { return poll.Sleep(ctx, watchEvery) },
	}
	found := make(chan flow.News)
	go func() {
		for r, err := range inbox.Follow(ctx, dir, filter) {
			if err != nil {
				return
			}
			n, err := antom.ParseNotification(r.Message.Body) // the record itself does not tell what it means
			if r.Synthetic || err != nil {
				continue // this program made it from an inquiry, or nothing can be read from it
			}
			n.Message = r.Message
			select {
			case found <- flow.News{ID: r.ID, Notification: n}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() (flow.News, bool) {
		select {
		case n := <-found:
			return n, true
		default:
			return flow.News{}, false
		}
	}
}
