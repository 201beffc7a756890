package webhook

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
)

// note keeps an attempt until all are made.
func (p *replayer) note(at time.Time, r replayResult) {
	a := inbox.Attempt{At: at, URL: withoutPassword(r.URL), Status: r.Status, Acknowledged: r.Acknowledged, Err: r.Error, DurationMS: r.DurationMS}
	if a.Err == "" && !a.Acknowledged {
		a.Err = fmt.Sprintf("the application answered %d, which does not acknowledge it", r.Status)
	}
	p.sent = append(p.sent, inbox.Sent{ID: r.ID, Attempt: a})
}

// withoutPassword is an address as it may be kept.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.User = nil
	return u.String()
}

// record adds the attempts to the stored notifications. They are made whether that works
// or not, so it changes nothing for the exit code.
func (p *replayer) record() {
	if err := p.store.NoteSent(context.WithoutCancel(p.env.Ctx), p.sent); err != nil {
		p.env.Warn("not recorded with the stored notifications: %v", err)
	}
}
