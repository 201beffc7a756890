package engine

import "time"

// ladder returns the times between the attempts to deliver a notification, as
// documented: the first is due at once, the last 24 hours and 22 minutes later.
func ladder() []time.Duration {
	return []time.Duration{
		0, 2 * time.Minute, 10 * time.Minute, 10 * time.Minute,
		time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
	}
}

// afterTries is when the next attempt is due once there were so many, of which
// the last was at a moment; zero when there will be none.
func (e *Engine) afterTries(tries int, last time.Time) time.Time {
	steps := ladder()
	if tries >= len(steps) {
		return time.Time{}
	}
	return e.after(last, steps[tries])
}
