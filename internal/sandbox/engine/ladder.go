package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ladder returns the times between the attempts to deliver a notification. The first
// is due by firstAttempt.
func ladder() []time.Duration { return notification.Ladder() }

// afterTries is when the next attempt is due once there were so many, of which
// the last was at a moment; zero when there will be none.
func (e *Engine) afterTries(tries int, last time.Time) time.Time {
	steps := ladder()
	if tries >= len(steps) {
		return time.Time{}
	}
	return e.after(last, steps[tries])
}

// counterDelays is how many times later than for other methods the notification comes
// of what was paid at a counter. Antom's guide to the web SDK says no more than that
// it takes a bit longer.
const counterDelays = 15

// firstAttempt is how long the first attempt of a notification comes after what it
// reports. The method is that of a payment whose state is reported; "" for the others.
func (e *Engine) firstAttempt(method string) time.Duration {
	if m, ok := spec.FindMethod(method); ok && m.Kind == "OTC/cash" {
		return counterDelays * e.delay
	}
	return e.delay
}
