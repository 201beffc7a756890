package simulator

import (
	"sync"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/sandbox"
)

// refusedLines writes refused calls to standard error where nobody may read it: what
// cannot be written in time is counted and left out, and stops no call.
type refusedLines struct {
	env   *cli.Env
	calls chan sandbox.Call
	done  chan struct{}

	mu      sync.Mutex
	closed  bool
	skipped int
}

const (
	// maxRefusedLines is how many calls wait to be written.
	maxRefusedLines = 64
	// stopPatience is how long a program that stops waits for them to be written.
	stopPatience = time.Second
)

func newRefusedLines(env *cli.Env) *refusedLines {
	r := &refusedLines{env: env, calls: make(chan sandbox.Call, maxRefusedLines), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for c := range r.calls {
			env.NoteStyled(cli.CallText(env.Errs(), c))
			if n := r.takeSkipped(); n > 0 {
				env.Note("%s more; to list them: antom sandbox requests --refused", cli.Plural(n, "refused call"))
			}
		}
	}()
	return r
}

func (r *refusedLines) write(c sandbox.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	select {
	case r.calls <- c:
	default:
		r.skipped++
	}
}

func (r *refusedLines) takeSkipped() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.skipped
	r.skipped = 0
	return n
}

// close writes what waits, unless nobody reads it.
func (r *refusedLines) close() {
	r.mu.Lock()
	r.closed = true
	close(r.calls)
	r.mu.Unlock()
	select {
	case <-r.done:
	case <-time.After(stopPatience):
	}
}
