package diagnose

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// corrupt changes a body at one place as a transfer or a hand does, and says how.
func corrupt(random *rand.Rand, body []byte) ([]byte, string) {
	at := random.IntN(len(body) - 8)
	letter := byte('a' + random.IntN(26))
	switch random.IntN(6) {
	case 0:
		return slices.Delete(body, at, at+1), "a byte dropped"
	case 1:
		return slices.Delete(body, at, at+1+random.IntN(7)), "some bytes dropped"
	case 2:
		return slices.Insert(body, at, letter), "a letter added"
	case 3:
		body[at], body[at+1] = body[at+1], body[at]
		return body, "two bytes swapped"
	case 4:
		return slices.Insert(body, at, body[at:at+8]...), "some bytes doubled"
	default:
		for i, c := range body[at:] {
			if digit(c) {
				body[at+i] = '0' + (c-'0'+byte(1+random.IntN(9)))%10
				break
			}
		}
		return body, "a digit changed"
	}
}

// TestGuessesExplainNoCorruption is the control of the deep search: what happens at
// one place by chance is not taken for what a program does. Every corruption goes
// through the whole search.
func TestGuessesExplainNoCorruption(t *testing.T) {
	t.Parallel()
	const each = 40
	for shard, name := range []string{"plain", "rich", "typed"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(2, uint64(shard)))
			original, err := os.ReadFile(filepath.Join("testdata", "recorded", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			m := signed()
			m.Body = original
			in := inputFor(t, m)
			d := New(in.Keys)
			for range each {
				body, how := corrupt(random, slices.Clone(original))
				if in.Message.Body = body; bytes.Equal(body, original) {
					continue
				}
				if found := d.Diagnose(in); !slices.Equal(found.Causes, []Cause{CauseContentChanged}) {
					t.Errorf("%s: %v\n%s\n%s", how, found.Causes, found.Explanation, body)
				} else if !strings.Contains(found.Explanation, "Note ") {
					t.Errorf("%s: no note narrows it down: %s", how, found.Explanation)
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
