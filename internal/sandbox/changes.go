package sandbox

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// maxWatchers is how many may watch for changes at a time, such as open pages.
const maxWatchers = 16

// changes tells watchers that something has changed, not what. When nobody watches it
// costs next to nothing.
type changes struct {
	count    atomic.Int32
	mu       sync.Mutex
	watchers map[chan struct{}]bool
	ended    bool // the simulator stops
}

// tell tells every watcher. One that has not looked since the last time is told once.
func (c *changes) tell() {
	if c.count.Load() == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for w := range c.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// watch returns a channel that gets a value after changes, and is closed when the
// simulator stops; ok is false when there are too many watchers.
func (c *changes) watch() (changed <-chan struct{}, stop func(), ok bool) {
	w := make(chan struct{}, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		close(w)
		return w, func() {}, true
	}
	if len(c.watchers) >= maxWatchers {
		return nil, nil, false
	}
	if c.watchers == nil {
		c.watchers = map[chan struct{}]bool{}
	}
	c.watchers[w] = true
	c.count.Add(1)
	return w, func() { c.forget(w) }, true
}

func (c *changes) forget(w chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.watchers[w] {
		delete(c.watchers, w)
		c.count.Add(-1)
	}
}

// end closes the channels of all watchers, and of those to come.
func (c *changes) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for w := range c.watchers {
		delete(c.watchers, w)
		c.count.Add(-1)
		close(w)
	}
}

// telling tells the watchers after every request of a buyer that may change something.
func (c *changes) telling(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			c.tell()
		}
	})
}
