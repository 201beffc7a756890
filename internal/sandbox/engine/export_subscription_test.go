package engine

import "time"

// PeriodAfter counts periods for tests.
func PeriodAfter(unit string, count int, from time.Time, periods int) time.Time {
	return PeriodRule{Unit: unit, Count: count}.after(from, periods)
}
