package pgstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

const (
	// writeTimeout bounds storing a notification, so that its sender hears within
	// three seconds that it was not stored.
	writeTimeout = 2500 * time.Millisecond
	// readyTimeout bounds the answer to a balancer.
	readyTimeout = 1500 * time.Millisecond
	// openTimeout bounds the first connection.
	openTimeout = 10 * time.Second
	// readTimeout bounds one statement that reads.
	readTimeout = 30 * time.Second
	// writers is how many groups are written at once.
	writers = 2
)

// Options say how a store is used. The zero value reads.
type Options struct {
	// Writer makes the store one that notifications are appended to. It is
	// checked that the server accepts that.
	Writer bool
	// Listener names who stores; "" is the host and process.
	Listener string
	// Keys are the fingerprints that a listener verifies with.
	Keys []string
	// Target is where a verified notification is to be forwarded; ok is false for
	// nowhere. nil queues nothing.
	Target func(r *inbox.Record) (url string, ok bool)
	// OnState is called when the server stops accepting notifications, with the
	// cause, and with nil when it accepts them again. It may be nil.
	OnState func(err error)
	// Connections is the largest number of connections; 0 is 4.
	Connections int
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// A Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	config   *Config
	options  Options
	pool     *pool
	warnings []string

	instance uint32 // stands in the ids in the place of a segment
	count    atomic.Uint32

	queue  chan *entry
	wake   chan struct{}
	closed chan struct{}
	once   sync.Once
	work   sync.WaitGroup

	state  sync.Mutex
	down   error     // why the server accepted nothing last; nil: it does
	downAt time.Time // when it did so last
}

// Open connects to a store and checks that it can be used. The schema must be
// there; see Migrate.
func Open(ctx context.Context, c *Config, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Listener == "" {
		host, _ := os.Hostname()
		o.Listener = fmt.Sprintf("%s/%d", host, os.Getpid())
	}
	if o.Connections <= 0 {
		o.Connections = defaultConnections
	}
	s := &Store{
		config: c, options: o, pool: newPool(c, o.Connections), warnings: slices.Clone(c.warnings), instance: rand.Uint32(),
		queue: make(chan *entry), wake: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	if err := s.inspect(ctx); err != nil {
		s.pool.closeAll(ctx)
		return nil, err
	}
	if o.Writer {
		for range writers {
			s.work.Go(s.write)
		}
		s.work.Go(s.heartbeat)
	}
	return s, nil
}

// inspect checks the server, the schema and, for a writer, the permissions.
func (s *Store) inspect(ctx context.Context) error {
	var found Facts
	err := s.with(ctx, func(c *conn) (err error) {
		found, err = facts(ctx, c)
		return err
	})
	if err != nil {
		return err
	}
	if err := found.check(s.config.pg.User, s.options.Writer); err != nil {
		return s.config.explain(err)
	}
	if !s.options.Writer {
		return nil
	}
	s.warnings = append(s.warnings, found.Warnings()...)
	return s.register(ctx)
}

func (s *Store) now() time.Time { return s.options.Now() }

// Warnings are what the user should know about the server and the connection.
func (s *Store) Warnings() []string { return s.warnings }

// URL is the URL of the store. It holds no password.
func (s *Store) URL() string { return s.config.url }

// Wake gets a value after notifications were queued to be forwarded.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// Close finishes what is being written and ends the connections.
func (s *Store) Close() error {
	s.once.Do(func() { close(s.closed) })
	s.work.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	s.pool.closeAll(ctx)
	return nil
}

// with runs f on a connection, and once more on another if the first was lost or
// its server accepts no writes any more. Its errors are explained.
func (s *Store) with(ctx context.Context, f func(c *conn) error) error {
	for again := true; ; again = false {
		err := s.on(ctx, f)
		switch ProblemOf(err) {
		case ProblemLost, ProblemReadOnly:
			s.pool.generation.Add(1)
		default:
			return err
		}
		if !again || ctx.Err() != nil {
			return err
		}
	}
}

func (s *Store) on(ctx context.Context, f func(c *conn) error) error {
	c, err := s.pool.take(ctx)
	if err != nil {
		return s.config.explain(err)
	}
	defer s.pool.give(c)
	err = s.config.explain(f(c))
	if ProblemOf(err) == ProblemReadOnly {
		s.pool.leave(c)
	}
	return err
}

// query runs one statement that reads. When the connection is lost it begins anew: each
// must bear rows that it was given before; see collect.
func (s *Store) query(ctx context.Context, sql string, a *args, each func(row) error) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return s.with(ctx, func(c *conn) error { return c.query(ctx, sql, a, each) })
}

// collect runs one statement and gives what scan makes of its rows. When the connection
// is lost among them it begins anew, so that no row is there twice.
func collect[T any](ctx context.Context, s *Store, sql string, a *args, scan func(row) T) (list []T, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = s.with(ctx, func(c *conn) error {
		list = nil
		return c.query(ctx, sql, a, func(r row) error {
			list = append(list, scan(r))
			return nil
		})
	})
	return list, err
}

// exec runs one statement that writes and takes little.
func (s *Store) exec(ctx context.Context, sql string, a *args) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	return s.with(ctx, func(c *conn) error { return c.query(ctx, sql, a, nil) })
}

// Ready reports whether the server accepts notifications now.
func (s *Store) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return s.with(ctx, func(c *conn) error {
		f, err := facts(ctx, c)
		if err != nil {
			return err
		}
		return f.check(s.config.pg.User, true)
	})
}

// note remembers whether the server accepts notifications, and tells of a change.
func (s *Store) note(err error) {
	if err != nil && errors.Is(err, context.Canceled) {
		return
	}
	s.state.Lock()
	defer s.state.Unlock()
	now := s.options.Now()
	if err != nil {
		s.downAt = now
	}
	changed := (err != nil) != (s.down != nil)
	if err == nil && now.Sub(s.downAt) < recovered {
		return
	}
	if s.down = err; !changed {
		return
	}
	if s.options.OnState != nil {
		s.options.OnState(err)
	}
}

// cause is why the server accepts nothing, nil if it does.
func (s *Store) cause() error {
	s.state.Lock()
	defer s.state.Unlock()
	return s.down
}

// recovered is how long a server must have accepted all that came before it is
// told that it works again: a disk that is full still takes what fits.
const recovered = 5 * time.Second

// heartbeatPeriod is how often a listener says that it is there. One that has
// not for a minute counts as gone.
const heartbeatPeriod = 10 * time.Second

const registerSQL = `
INSERT INTO antom.listeners (name, keys, seen_at) VALUES ($1::text, $2::text, now())
ON CONFLICT (name) DO UPDATE SET keys = excluded.keys, seen_at = excluded.seen_at`

const othersSQL = `
SELECT name, keys FROM antom.listeners
WHERE name <> $1::text AND keys <> $2::text AND keys <> '' AND seen_at > now() - INTERVAL '60 seconds'
ORDER BY name LIMIT 3`

// register says that this listener is there, and looks for others that verify
// with other keys: what one of them rejects, another one accepts.
func (s *Store) register(ctx context.Context) error {
	if len(s.options.Keys) == 0 {
		return nil
	}
	list := slices.Sorted(slices.Values(s.options.Keys))
	keys := strings.Join(slices.Compact(list), " ")
	others, err := collect(ctx, s, othersSQL, new(args).text(s.options.Listener).text(keys), func(r row) string {
		return fmt.Sprintf("the listener %s verifies with other keys (%s) than this one (%s): each rejects what the other accepts", r.text(), r.text(), keys)
	})
	if err != nil {
		return err
	}
	s.warnings = append(s.warnings, others...)
	return s.exec(ctx, registerSQL, new(args).text(s.options.Listener).text(keys))
}

const goneSQL = `DELETE FROM antom.listeners WHERE name = $1::text OR seen_at < now() - INTERVAL '1 day'`

const seenSQL = `UPDATE antom.listeners SET seen_at = now() WHERE name = $1::text`

// heartbeat keeps the row of this listener fresh. A heartbeat that fails tells
// nothing: the next notification does.
func (s *Store) heartbeat() {
	tick := time.NewTicker(heartbeatPeriod)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if s.exec(context.Background(), seenSQL, new(args).text(s.options.Listener)) == nil {
				s.note(nil)
			}
		case <-s.closed:
			_ = s.exec(context.Background(), goneSQL, new(args).text(s.options.Listener))
			return
		}
	}
}
