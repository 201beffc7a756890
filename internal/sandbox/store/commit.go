package store

import (
	"errors"
	"fmt"
	"sync"

	"go.etcd.io/bbolt"
)

// maxGroup is how many updates share one write to the disk at most.
const maxGroup = 256

// committer runs updates so that those which come while the disk is busy share
// the next write to it. Nobody waits for others to come: a lone update is
// written at once. One of the callers at a time leads, that is, runs the updates
// of all who wait, and hands the lead over when its own is done.
type committer struct {
	db *bbolt.DB

	mu      sync.Mutex
	waiting []*update
	busy    bool
}

// update is one caller's function on its way to the disk.
type update struct {
	run  func(Tx) error
	err  error
	halt any // what run panicked with
	// woken gets true to lead, false when the update is done.
	woken chan bool
}

func (c *committer) do(run func(Tx) error) error {
	u := &update{run: run, woken: make(chan bool, 1)}
	c.mu.Lock()
	c.waiting = append(c.waiting, u)
	lead := !c.busy
	c.busy = true
	c.mu.Unlock()
	if lead || <-u.woken {
		c.lead(u)
	}
	if u.halt != nil {
		panic(u.halt)
	}
	return u.err
}

// lead writes one group, in which the leader's own update is the first.
func (c *committer) lead(own *update) {
	c.mu.Lock()
	group := c.waiting
	if len(group) > maxGroup {
		group = group[:maxGroup:maxGroup]
	}
	c.waiting = c.waiting[len(group):]
	c.mu.Unlock()
	c.write(group)
	for _, u := range group {
		if u != own {
			u.woken <- false
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) > 0 {
		c.waiting[0].woken <- true
		return
	}
	c.waiting, c.busy = nil, false
}

// write runs a group in one transaction. An update that fails after it wrote
// spoils the transaction for the others, which start again without it.
func (c *committer) write(group []*update) {
	rest := group
	for len(rest) > 0 {
		var failed *update // and it wrote
		err := c.commit(func(tx *bbolt.Tx) error {
			for _, u := range rest {
				t := &boltTx{tx: tx}
				if u.attempt(t); u.failed() && t.wrote {
					failed = u
					return errSpoilt
				}
			}
			return nil
		})
		if failed == nil {
			settle(rest, err)
			return
		}
		rest = without(rest, failed)
	}
}

// commit runs one transaction. bbolt panics when the file does not hold what it
// expects; that must not leave the callers waiting.
func (c *committer) commit(f func(*bbolt.Tx) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = senseless(r)
		}
	}()
	return c.db.Update(f)
}

// errSpoilt makes bbolt roll back.
var errSpoilt = errors.New("an update failed")

func (u *update) attempt(tx Tx) {
	u.err, u.halt = nil, nil
	defer func() { u.halt = recover() }()
	u.err = u.run(tx)
}

func (u *update) failed() bool { return u.err != nil || u.halt != nil }

// settle tells those whose function succeeded how the commit went.
func settle(group []*update, err error) {
	for _, u := range group {
		if !u.failed() && err != nil {
			u.err = fmt.Errorf("writing the simulator's state: %w", err)
		}
	}
}

func without(group []*update, gone *update) []*update {
	rest := make([]*update, 0, len(group))
	for _, u := range group {
		if u != gone {
			rest = append(rest, u)
		}
	}
	return rest
}
