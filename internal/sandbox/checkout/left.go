package checkout

import (
	"time"

	"github.com/antom-cli/antom/internal/printable"
)

// left says a stretch of time in its two biggest useful words.
func left(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case d < time.Minute:
		return printable.Plural(max(int(d.Seconds()), 0), "second")
	case minutes < 120:
		return printable.Plural(minutes, "minute")
	case minutes < 48*60:
		return printable.Plural(minutes/60, "hour")
	}
	return printable.Plural(minutes/60/24, "day")
}
