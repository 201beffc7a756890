package pgproof

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/pgtest"
)

// TestSameNotificationEverywhere: deliveries of the same notification come to three
// listeners at once. It is stored once and forwarded once; every delivery is known.
func TestSameNotificationEverywhere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := newStore(b, pgtest.Shared(t))
	app := newApplication(t)
	var listeners []*program
	for range 3 {
		listeners = append(listeners, b.listen(s.url, "--forward", app.url))
	}
	const notifications, deliveries = 20, 12
	var acked []string
	for n := range notifications {
		id := fmt.Sprintf("order-%d", n)
		acked = append(acked, id)
		atOnce(t, b, listeners, id, deliveries)
	}
	s.checkComplete(acked)
	s.awaitForwarded()
	if got := s.sql("SELECT count(*), sum(deliveries), min(deliveries) FROM antom.notifications"); got != fmt.Sprintf("%d|%d|%d", notifications, notifications*deliveries, deliveries) {
		t.Errorf("notifications, their deliveries and the least of one: %s", got)
	}
	if got := s.number("SELECT count(*) FROM antom.deliveries"); got != notifications*deliveries {
		t.Errorf("%d deliveries are stored", got)
	}
	for id, n := range app.got(t) {
		if n != 1 {
			t.Errorf("%s was forwarded %d times", id, n)
		}
	}
	checkForwarded(t, app, acked)
}

// atOnce delivers a notification so many times at once, each delivery signed anew.
func atOnce(t *testing.T, b *bench, listeners []*program, id string, times int) {
	t.Helper()
	requests := make([]*notification.Request, times)
	for i := range requests {
		requests[i] = b.sign.signed(t, id)
	}
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i, r := range requests {
		all.Go(func() {
			<-begin
			if o := b.sign.deliver(context.Background(), listeners[i%len(listeners)].url, r); !o.acknowledged() {
				t.Errorf("%s: HTTP %d %s %v", id, o.status, o.body, o.err)
			}
		})
	}
	close(begin)
	all.Wait()
}
