// Package requestlog keeps the latest calls of the simulator's gateway in memory, and
// says what each of them was: who called what, what was signed, what was answered, and
// for a refused call the cause and the fix. Adding a call costs next to nothing;
// everything is read and masked when somebody looks.
package requestlog

import (
	"slices"
	"strconv"
	"sync"

	"github.com/antom-cli/antom/internal/sandbox/gateway"
)

// The log keeps so many accepted calls and so many refused ones, so that many of the
// one kind never push out the other.
const (
	// MaxCalls is how many calls of each kind are kept.
	MaxCalls = 500
	// MaxBytes is how much memory the calls of each kind may take, in bytes.
	MaxBytes = 4 << 20
)

// overhead is what an entry takes beside its texts, in bytes, roughly.
const overhead = 1 << 10

// Log keeps calls. It is safe for use by several goroutines.
type Log struct {
	mu       sync.Mutex
	last     int64
	accepted queue
	refused  queue
}

// New returns an empty log.
func New() *Log { return &Log{} }

// Add keeps a call, which must not change any more.
func (l *Log) Add(x *gateway.Exchange) *Entry {
	e := &Entry{exchange: x}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.number = l.last
	if x.Failed {
		l.refused.add(e)
	} else {
		l.accepted.add(e)
	}
	return e
}

// Filter says which calls are wanted. The zero value wants all.
type Filter struct {
	// Refused wants only calls that were refused, or had no response.
	Refused bool `json:"refused,omitempty"`
	// Operation is the name of an operation, or a path that is none.
	Operation string `json:"operation,omitempty"`
	// Subject is a paymentId, or the merchant's id of a payment, refund or capture.
	Subject string `json:"subject,omitempty"`
	// Before is the id of a call; only older ones are wanted.
	Before string `json:"before,omitempty"`
	// Most is how many calls are wanted at most; 0 means all.
	Most int `json:"most,omitempty"`
}

// List returns calls, newest first.
func (l *Log) List(f Filter) []Call {
	list := []Call{}
	before, _ := strconv.ParseInt(f.Before, 10, 64)
	for _, e := range l.newestFirst() {
		if before > 0 && e.number >= before || f.Refused && !e.exchange.Failed {
			continue
		}
		c := e.Call()
		if f.Operation != "" && c.Operation != f.Operation || f.Subject != "" && !c.about(f.Subject) {
			continue
		}
		if list = append(list, c); len(list) == f.Most {
			break
		}
	}
	return list
}

// Find returns the call with an id.
func (l *Log) Find(id string) (*Entry, bool) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range []*queue{&l.refused, &l.accepted} {
		if i, found := slices.BinarySearchFunc(q.entries, number, func(e *Entry, n int64) int { return int(e.number - n) }); found {
			return q.entries[i], true
		}
	}
	return nil, false
}

func (l *Log) newestFirst() []*Entry {
	l.mu.Lock()
	all := slices.Concat(l.accepted.entries, l.refused.entries)
	l.mu.Unlock()
	slices.SortFunc(all, func(a, b *Entry) int { return int(b.number - a.number) })
	return all
}

// queue keeps the latest entries, oldest first.
type queue struct {
	entries []*Entry
	bytes   int
}

func (q *queue) add(e *Entry) {
	q.entries = append(q.entries, e)
	q.bytes += e.size()
	for len(q.entries) > MaxCalls || q.bytes > MaxBytes {
		q.bytes -= q.entries[0].size()
		q.entries[0] = nil // the array lives on
		q.entries = q.entries[1:]
	}
}
