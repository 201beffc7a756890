package inbox

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/poll"
)

// followEvery is how often Follow looks for new records.
const followEvery = 200 * time.Millisecond

// Follow is a List that does not end: after the records that are there it gives
// each new one as soon as it sees it, until the context or the filter's Limit
// ends it. A record that is there from the beginning comes with its attempts;
// a new one has none yet.
func Follow(ctx context.Context, dir string, f Filter) iter.Seq2[*Record, error] {
	f.Reverse = false
	if f.Wait == nil {
		f.Wait = func(ctx context.Context) error { return poll.Sleep(ctx, followEvery) }
	}
	return func(yield func(*Record, error) bool) {
		w := follower{query: query{dir: dir, Filter: f, decode: decode, yield: yield}}
		for w.look(ctx) {
			w.live = true
			if f.Wait(ctx) != nil {
				return
			}
		}
	}
}

// A follower knows how far it has read.
type follower struct {
	query
	info   os.FileInfo // the segment that was read last
	offset int64       // what of it was read
}

// look gives everything that is new and reports whether to go on.
func (w *follower) look(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	// Segments are listed before they are read: all but the last of the list
	// are then complete, and need no second look.
	numbers, err := segments(w.dir)
	if err != nil {
		return w.fail(err)
	}
	if !slices.Contains(numbers, w.number) {
		// A segment in which nothing became durable is removed, and its number
		// may come again.
		w.info = nil
	}
	for _, n := range numbers {
		if n < w.number {
			continue
		}
		if ctx.Err() != nil || !w.rest(n) {
			return false
		}
	}
	return true
}

// rest gives what is new in one segment.
func (w *follower) rest(n uint32) bool {
	same := n == w.number
	f, err := w.open(n)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err != nil {
		return w.fail(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return w.fail(err)
	}
	switch {
	case !same || w.info == nil || !os.SameFile(info, w.info):
		w.offset = 0
	case info.Size() < w.offset:
		// What was not durable was cut off.
		w.offset = info.Size()
	}
	w.info = info
	end, more := w.forward(f, w.offset)
	w.offset = end
	return more
}
