package pgproof

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/pgtest"
)

// TestListenersAndWorkersDie: listeners and workers are killed at random under load,
// and started again. What was acknowledged is stored and forwarded; forwarded twice is
// at most what a process had claimed when it was killed.
func TestListenersAndWorkersDie(t *testing.T) {
	t.Parallel()
	kills := 20
	if testing.Short() {
		kills = 4
	}
	b := newBench(t)
	s := newStore(b, pgtest.Start(t, pgtest.Options{}))
	app := newApplication(t)
	all := &crowd{list: []*program{
		b.listen(s.url, "--forward", app.url), b.listen(s.url, "--forward", app.url),
		b.work(s.url), b.work(s.url),
	}}
	l := newLoad(t, b.sign, 8, all.listeners)
	inFlight := map[string]bool{}
	for range kills {
		l.more(t, 10+rand.IntN(40))
		victim := all.list[rand.IntN(len(all.list))]
		victim.kill()
		// Its claims stay until their lease ends.
		for id := range s.set("SELECT n.payment_request_id FROM antom.forwards f JOIN antom.notifications n USING (identity)" +
			fmt.Sprintf(" WHERE f.state = 'due' AND f.worker LIKE '%%/%d'", victim.cmd.Process.Pid)) {
			inFlight[id] = true
		}
		all.begin(victim)
	}
	l.more(t, 50)
	l.end()
	acked := l.ids()
	s.checkComplete(acked)
	s.awaitForwarded()
	checkForwarded(t, app, acked)
	twice := 0
	for id, n := range app.got(t) {
		if n > 1 {
			twice++
		}
		if n > 1 && !inFlight[id] {
			t.Errorf("%s was forwarded %d times, and was not in flight at a kill", id, n)
		}
	}
	t.Logf("%d kills; %s; %d notifications were in flight at a kill, %d of them forwarded twice", kills, l.summary(), len(inFlight), twice)
}

// crowd is a number of listeners and workers, some of which may be dead.
type crowd struct {
	mu   sync.Mutex
	list []*program
}

// begin starts a process again. Its listener has another address then.
func (c *crowd) begin(p *program) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.begin()
}

// listeners is where notifications can be delivered. A balancer would leave out a
// listener that is dead.
func (c *crowd) listeners() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for _, p := range c.list {
		if p.url != "" {
			list = append(list, p.url)
		}
	}
	return list
}
