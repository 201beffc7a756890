package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// RawJSON is a body as a value that is printed as it is.
func RawJSON(body []byte) json.RawMessage { return json.RawMessage(body) }

func LinkText(t *ui.Theme, url string) string {
	if url == "" {
		return ""
	}
	return t.Link(ui.Clean(url))
}

// NonEmptyPairs drops pairs that have nothing to say, and cleans the rest of
// what a gateway could smuggle into a terminal.
func NonEmptyPairs(pairs []ui.Pair) []ui.Pair {
	kept := pairs[:0]
	for _, p := range pairs {
		if p.Value != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// ShortDuration writes a duration without its empty parts: 14m, 1h5m, 40s.
func ShortDuration(d time.Duration) string { return printable.ShortDuration(d) }

func Milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// CallText describes a call on one line: time, operation, id, amount and answer.
func CallText(t *ui.Theme, c sandbox.Call) string {
	parts := []string{TimeText(c.Time), "call", c.Operation}
	if id := cmp.Or(c.RequestID, c.PaymentID); id != "" {
		parts = append(parts, id)
	}
	if c.Value != "" {
		parts = append(parts, MajorAmount(c.Currency, c.Value))
	}
	for i := range parts {
		parts[i] = ui.Clean(parts[i])
	}
	kind, end := CallStatus(c)
	if c.Cause != "" {
		end, _, _ = strings.Cut(end, ": ") // the cause says more than the message
	}
	line := strings.Join(append(parts, t.Status(kind, ui.Clean(end)), c.Duration.Round(time.Millisecond).String()), "  ")
	for _, why := range []struct{ name, text string }{{"cause", c.Cause}, {"fix", c.Fix}} {
		if why.text != "" {
			line += "\n  " + why.name + ": " + ui.Clean(why.text)
		}
	}
	return line
}

// CallStatus says how a call ended.
func CallStatus(c sandbox.Call) (ui.StatusKind, string) {
	end := strings.TrimSpace(c.ResultStatus + " " + c.ResultCode)
	switch {
	case c.HTTPStatus == 0:
		return ui.StatusFailed, "connection closed without a response"
	case c.ResultStatus == "":
		return ui.StatusFailed, fmt.Sprintf("HTTP status %d", c.HTTPStatus)
	case c.ResultStatus == string(antom.StatusFailed):
		return ui.StatusFailed, end + ": " + c.ResultMessage
	case c.State != "": // the result is that of the inquiry, not that of the payment
		return ui.StatusInfo, end + ", state " + c.State
	case c.ResultCode == string(antom.CodePaymentInProcess):
		return ui.StatusInfo, end // neither paid nor failed yet
	case c.ResultStatus == string(antom.StatusUnknown):
		return ui.StatusWarning, end
	}
	return ui.StatusOK, end
}

func TypeText(f reference.Field) string {
	if f.Array {
		return "list of " + f.Type
	}
	return f.Type
}

// timeLayout is how people read a time: with its zone, since it is compared with the
// times of servers elsewhere.
const timeLayout = "2006-01-02 15:04:05 -07:00"

// TimeText is a time in the user's zone, to the second.
func TimeText(t time.Time) string { return t.Local().Format(timeLayout) }

// TimeCell is TimeText for a cell of a table. On a terminal, where room is short, it
// leaves out the date of today and the seconds of other days.
func TimeCell(env *Env, t time.Time) string {
	t = t.Local()
	switch {
	case !env.Streams().OutTTY:
		return t.Format(timeLayout)
	case t.Format(time.DateOnly) == env.Now().Local().Format(time.DateOnly):
		return t.Format("15:04:05 -07:00")
	default:
		return t.Format("2006-01-02 15:04 -07:00")
	}
}

// Stretch is a stretch of time in its largest unit.
func Stretch(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return Plural(int(d/day), "day")
	case d >= time.Hour:
		return Plural(int(d/time.Hour), "hour")
	}
	return Plural(int(d/time.Minute), "minute")
}

// MajorAmount shows an amount of smallest units in the currency's major unit.
func MajorAmount(currency, minor string) string {
	if minor == "" {
		return ""
	}
	if c, ok := spec.FindCurrency(currency); ok {
		return currency + " " + c.Major(minor)
	}
	return currency + " " + minor
}

// Plural returns "1 code" or "3 codes".
func Plural(n int, what string) string { return printable.Plural(n, what) }

// YesNo is a fact for people.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// LocalTime shows a time of Antom's in the user's zone, as it came when it
// cannot be read.
func LocalTime(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return ui.Clean(text)
	}
	return TimeText(at)
}

func StatusKind(status string) ui.StatusKind {
	switch outcome.StateOf(status) {
	case outcome.Succeeded:
		return ui.StatusOK
	case outcome.Ended:
		return ui.StatusFailed
	case outcome.Open:
		return ui.StatusWaiting
	default:
		return ui.StatusUnknown
	}
}
