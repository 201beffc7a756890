package dashboard

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// moment is a time for people, in UTC as the other texts of the simulator.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// stamp is a time for programs.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// money writes an amount in the unit that people use: "HKD 12.34".
func money(currency, value string) string {
	if value == "" {
		return ""
	}
	if c, ok := spec.FindCurrency(currency); ok {
		return currency + " " + c.Major(value)
	}
	return currency + " " + value
}

func duration(d time.Duration) string {
	if d < 10*time.Millisecond {
		return d.Round(100 * time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

func plural(n int, what string) string { return printable.Plural(n, what) }

// tone is how a state looks: good, bad, waiting or plain.
func tone(state string) string {
	switch state {
	case "SUCCESS", "delivered", "acknowledged", "S", "ACTIVE", "WON":
		return "good"
	case "FAIL", "given-up", "refused", "F", "LOST", "DECLINED", "TERMINATED":
		return "bad"
	case "PROCESSING", "PENDING", "waiting", "U", "OPEN", "DEFENDED", "WAITING":
		return "wait"
	}
	return "plain"
}

// capital lets a text begin with a capital.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string { return capital(strings.TrimSuffix(text, ".")) + "." }

// pretty indents JSON; everything else stays as it is.
func pretty(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return printable.CleanText(text)
	}
	return printable.CleanText(out.String())
}
