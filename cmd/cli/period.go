package cli

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
)

// PeriodFlags are --since and --until, which mean the same in every command: the time
// since which and before which something happened.
type PeriodFlags struct {
	since, until string
	cmd          *cobra.Command
}

// MomentForms ends the help of a flag that takes a time.
const MomentForms = ": 2h or 7d (ago), 2026-11-20, or an ISO 8601 time"

// Add declares both flags for a list of what, such as "requests sent".
func (f *PeriodFlags) Add(cmd *cobra.Command, what string) {
	f.AddAs(cmd, "only "+what+" since this `time`", "only "+what+" before this `time`")
}

// AddAs declares both flags with texts of the command's own.
func (f *PeriodFlags) AddAs(cmd *cobra.Command, since, until string) {
	f.cmd = cmd
	cmd.Flags().StringVar(&f.since, "since", "", since+MomentForms)
	cmd.Flags().StringVar(&f.until, "until", "", until)
}

// IsSet reports whether one of the flags was given.
func (f *PeriodFlags) IsSet() bool { return f.since != "" || f.until != "" }

// Times reads the flags. One that was not given is the zero time. nothing is what the
// error says of a period that ends before it begins.
func (f *PeriodFlags) Times(now time.Time, nothing string) (since, until time.Time, err error) {
	if err := CheckGiven(f.cmd, "since", "until"); err != nil {
		return since, until, err
	}
	if since, err = ParseMoment("--since", f.since, now); err != nil {
		return since, until, err
	}
	if until, err = ParseMoment("--until", f.until, now); err != nil {
		return since, until, err
	}
	if !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return since, until, apperr.New(apperr.Usage, "--since is not before --until, so "+nothing, nil)
	}
	return since, until, nil
}

// ParseMoment reads a time in any of its forms: how long ago (90m, 7d, 1d12h), a day, or
// a time with or without a zone, in the forms of ISO 8601 and in that of the lists of
// this program. A day is its first moment in the zone of this machine. Empty is the zero
// time.
func ParseMoment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, ok := parseAgo(text); ok {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{
		time.RFC3339, timeLayout, time.DateTime, time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z07:00",
	} {
		t, err := time.ParseInLocation(layout, text, time.Local)
		switch {
		case err != nil:
			continue
		case layout == time.DateOnly:
			return firstMoment(t, text), nil
		}
		return t, nil
	}
	return time.Time{}, apperr.New(apperr.Usage, fmt.Sprintf("%s %q is neither a duration nor a time", flag, text), nil,
		fmt.Sprintf("write it as %s 2h, %s 7d, %s 2026-11-20 or %s 2026-11-20T08:00:00+08:00", flag, flag, flag, flag))
}

// firstMoment is where a day begins that the time package lets begin at t. Where clocks
// change at midnight, that can be in the day before, or an hour after the first midnight.
func firstMoment(t time.Time, day string) time.Time {
	begin, end := t.ZoneBounds()
	if t.Format(time.DateOnly) != day {
		return end // the clock jumps over midnight
	}
	if begin.IsZero() {
		return t
	}
	_, before := begin.Add(-1).Zone()
	_, after := t.Zone()
	if earlier := t.Add(-time.Duration(before-after) * time.Second); before > after && earlier.Before(begin) {
		return earlier // it is midnight twice
	}
	return t
}

// parseAgo reads a duration that is not negative: weeks and days, then the units of Go.
func parseAgo(text string) (time.Duration, bool) {
	const day = 24 * time.Hour
	var sum time.Duration
	rest := text
	for _, unit := range []struct {
		letter byte
		length time.Duration
	}{{'w', 7 * day}, {'d', day}} {
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		if digits == 0 || digits == len(rest) || rest[digits] != unit.letter {
			continue
		}
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil || n > int64((1<<63-1-sum)/unit.length) {
			return 0, false
		}
		sum, rest = sum+time.Duration(n)*unit.length, rest[digits+1:]
	}
	if rest == "" {
		return sum, true
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || d > 1<<63-1-sum || rest[0] == '+' {
		return 0, false
	}
	return sum + d, true
}
