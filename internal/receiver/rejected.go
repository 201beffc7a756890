package receiver

import (
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

const (
	// maxRejected is how many rejected notifications within rejectedPeriod are
	// stored whole. Anybody can send what is rejected, up to Options.MaxBody
	// each time: further ones are stored without what can be large, so that
	// strangers do not easily fill the disk. A true sender that a wrong setting
	// rejects stays far below. The count begins anew with the process.
	maxRejected    = 1000
	rejectedPeriod = time.Hour
)

// A rejectedCount counts the rejected notifications of the current period,
// which begins with its first one.
type rejectedCount struct {
	mu    sync.Mutex
	begin time.Time
	count int
}

// whole counts one and reports whether it may be stored whole.
func (c *rejectedCount) whole(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A clock that was set back must not make the period a long one.
	if since := now.Sub(c.begin); since < 0 || since >= rejectedPeriod {
		c.begin, c.count = now, 0
	}
	if c.count >= maxRejected {
		return false
	}
	c.count++
	return true
}

// trim leaves out of a record what a stranger can make large. What the body
// told is kept: it is short.
func trim(rec *inbox.Record) {
	rec.Trimmed = true
	rec.Message.Body, rec.Raw, rec.Headers = nil, nil, nil
	rec.Message.Path = strings.ToValidUTF8(rec.Message.Path[:min(len(rec.Message.Path), longestName)], "")
	rec.Message.ClientID = bounded(rec.Message.ClientID)
}
