package diagnose

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// TestCorruptionsAreContentChanged is the control: one byte of the body is
// something else, and no cause may be made up for it. All of 10,000 go through
// every single change and some pairs, and every 100th through the whole search.
func TestCorruptionsAreContentChanged(t *testing.T) {
	t.Parallel()
	const shards, each, likely = 4, 2500, 160
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, uint64(shard)))
			in := inputFor(t, signed())
			in.NotifyURLs = []string{notifyURL}
			for i := range each {
				b := newBudget(in)
				if i%100 != 0 {
					b.maxTries = likely
				}
				body := []byte(notification)
				at := random.IntN(len(body))
				body[at] ^= byte(1 + random.IntN(255))
				in.Message.Body = body
				if d := New(in.Keys).diagnose(in, b); len(d.Causes) != 1 || d.Cause != CauseContentChanged {
					t.Fatalf("byte %d became %q: %v\n%s", at, body[at], d.Causes, d.Explanation)
				}
			}
		})
	}
}

// TestSearchIsBounded counts the work rather than the time, which the machine
// decides.
func TestSearchIsBounded(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 600, 2 << 10, 1 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			m := signed()
			m.Body = sized(size)
			in := inputFor(t, m)
			in.NotifyURLs = []string{notifyURL}
			in.Message.Body[30] ^= 1
			b := newBudget(in)
			d := New(in.Keys).diagnose(in, b)
			if d.Cause != CauseContentChanged || d.tried != b.tries {
				t.Errorf("%q after %d of %d tries", d.Cause, d.tried, b.tries)
			}
			if b.tries > maxTries || b.work > maxWork+makeCost*4*len(m.Body)+maxGrowth {
				t.Errorf("%d tries, work %d", b.tries, b.work)
			}
			if size == 2<<10 && (b.tries < 2000 || b.tries > 10000) {
				t.Errorf("%d tries for a body of 2 KiB", b.tries)
			}
		})
	}
}

// TestManyCandidatesAreBounded gives the search more candidates than it can try.
func TestManyCandidatesAreBounded(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	for i := range 1000 {
		in.NotifyURLs = append(in.NotifyURLs, fmt.Sprintf("https://a%d.example/p%d?q=%d", i, i, i))
		in.ClientIDs = append(in.ClientIDs, fmt.Sprint(i))
		in.Keys = append(in.Keys, key(RoleOther, "", testKeys().other))
	}
	in.Message.Body = []byte("{}")
	if d := Diagnose(in); d.Cause != CauseContentChanged || d.tried != maxTries {
		t.Errorf("%q after %d tries, want %d", d.Cause, d.tried, maxTries)
	}
}

// TestClockEndsTheSearch gives it a clock that jumps.
func TestClockEndsTheSearch(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	in.Message.Body[30] ^= 1
	full := Diagnose(in).tried
	now := frozen()
	in.Now = func() time.Time { now = now.Add(400 * time.Millisecond); return now }
	d := Diagnose(in)
	if d.Cause != CauseContentChanged || d.tried == 0 || d.tried > full/2 {
		t.Errorf("%q after %d of %d tries", d.Cause, d.tried, full)
	}
}

// TestSimplestFirst: what can be said with one change is not said with two.
func TestSimplestFirst(t *testing.T) {
	t.Parallel()
	in := inputFor(t, antom.Message{Method: "POST", Path: "/", ClientID: "c", Time: "1", Body: []byte("{\"a\":1}")})
	in.Message.Body = []byte("{\"a\":1}\r\n")
	check(t, Diagnose(in), []Cause{CauseBodyNewline}, nil)
}
