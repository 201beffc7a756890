package notification

import "time"

// Ladder returns the times between the attempts with which Antom sends a
// notification that is not acknowledged, as documented: each is what passes before
// the attempt of its number, and the last attempt is due 24 hours and 22 minutes
// after the first.
func Ladder() []time.Duration {
	return []time.Duration{
		0, 2 * time.Minute, 10 * time.Minute, 10 * time.Minute,
		time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
	}
}
