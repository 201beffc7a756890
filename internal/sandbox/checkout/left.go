package checkout

import (
	"fmt"
	"time"
)

// left says a stretch of time in its two biggest useful words.
func left(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case d < time.Minute:
		return plural(max(int(d.Seconds()), 0), "second")
	case minutes < 120:
		return plural(minutes, "minute")
	case minutes < 48*60:
		return plural(minutes/60, "hour")
	}
	return plural(minutes/60/24, "day")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
