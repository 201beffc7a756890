package pgtest

import (
	"bufio"
	"context"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/patience"
)

// keptLines is how many of the last lines of a server's log are kept.
const keptLines = 200

// serverLog is what a server writes. It can be waited for a line.
type serverLog struct {
	mu      sync.Mutex
	lines   []string
	heard   map[string]int // how often a message came, by what is waited for
	changed chan struct{}  // closed when there is a new line
	ended   bool           // no process of the server has its log any more
}

// milestones are the messages that can be waited for.
func milestones() []string { return []string{"ready to accept"} }

func newServerLog() *serverLog {
	return &serverLog{heard: map[string]int{}, changed: make(chan struct{})}
}

// read takes the lines in until the last process of the server has ended.
func (l *serverLog) read(from *os.File) {
	defer func() { _ = from.Close() }()
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.add(lines.Text())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *serverLog) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range milestones() {
		if strings.Contains(line, m) {
			l.heard[m]++
		}
	}
	l.lines = append(l.lines, line)
	if len(l.lines) > 2*keptLines {
		l.lines = append([]string(nil), l.lines[keptLines:]...)
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// wait waits until a milestone was heard so many times. It reports false when the
// server ended or took too long.
func (l *serverLog) wait(milestone string, times int) bool {
	return l.until(func() bool { return l.heard[milestone] >= times })
}

// waitEnd waits until the last process of the server has ended.
func (l *serverLog) waitEnd() bool {
	l.until(func() bool { return l.ended })
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended
}

func (l *serverLog) until(reached func() bool) bool {
	limit := time.NewTimer(patience.Limit)
	defer limit.Stop()
	for {
		l.mu.Lock()
		ok, over, changed := reached(), l.ended, l.changed
		l.mu.Unlock()
		if ok || over {
			return ok
		}
		select {
		case <-changed:
		case <-limit.C:
			return false
		}
	}
}

// tail is the end of the log.
func (l *serverLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines[max(0, len(l.lines)-keptLines):], "\n")
}

// neverCancelled is the context of servers, which are ended by name.
func neverCancelled() context.Context { return context.Background() }
