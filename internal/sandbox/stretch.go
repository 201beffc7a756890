package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseStretch reads how far the clock is moved: a duration that may begin with days,
// such as 90s, 10m, 36h or 2d12h. It is more than zero and at most ten years.
func ParseStretch(text string) (time.Duration, error) {
	const (
		longestDays = 10 * 365
		longest     = longestDays * 24 * time.Hour
	)
	bad := fmt.Errorf("it must be a duration of more than 0 and at most %dd, such as 90s, 10m, 36h or 2d", longestDays)
	var days time.Duration
	rest := text
	if number, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil || n > longestDays {
			return 0, bad
		}
		days, rest = time.Duration(n)*24*time.Hour, after
	}
	if rest == "" && days > 0 {
		return days, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || d > longest-days || days+d == 0 {
		return 0, bad
	}
	return days + d, nil
}
