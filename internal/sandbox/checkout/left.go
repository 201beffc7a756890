package checkout

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/language"
)

const (
	// soon is the time left from which a buyer should hurry, short when it is urgent.
	soon  = 5 * time.Minute
	short = time.Minute
)

// left says a stretch of time as exactly as a buyer needs it.
func left(l *language.Language, d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case d < time.Minute:
		return l.Count("seconds", max(int(d.Seconds()), 0))
	case minutes < 60:
		return l.Count("minutes", minutes)
	case minutes < 48*60 && minutes%60 == 0:
		return l.Count("hours", minutes/60)
	case minutes < 48*60:
		return l.Count("hours", minutes/60) + " " + l.Count("minutes", minutes%60)
	}
	return l.Count("days", minutes/60/24)
}

// urgency is the class of a stretch of time on the page; the script changes it as
// time passes.
func urgency(d time.Duration) string {
	switch {
	case d <= short:
		return "short"
	case d <= soon:
		return "soon"
	}
	return ""
}
