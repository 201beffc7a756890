package engine

import (
	"strconv"
	"time"
)

// The units of a period.
const (
	unitDay      = "DAY"
	unitWeek     = "WEEK"
	unitMonth    = "MONTH"
	unitQuarter  = "QUARTER"
	unitHalfYear = "HALF_YEAR"
	unitYear     = "YEAR"
)

const (
	// maxPeriodCount is the most units that a period can have.
	maxPeriodCount = 1000
	// lastYear is the last year that a time can be written in.
	lastYear = 9999
)

// PeriodRule is the length of a period.
type PeriodRule struct {
	Unit  string `json:"periodType"`
	Count int    `json:"periodCount"`
}

// known reports whether the unit is one that the simulator can count with.
func (r PeriodRule) known() bool { days, months := r.step(); return days+months > 0 }

// step is the length in days or in months.
func (r PeriodRule) step() (days, months int) {
	switch r.Unit {
	case unitDay:
		return r.Count, 0
	case unitWeek:
		return r.Count * 7, 0
	case unitMonth:
		return 0, r.Count
	case unitQuarter:
		return 0, r.Count * 3
	case unitHalfYear:
		return 0, r.Count * 6
	case unitYear:
		return 0, r.Count * 12
	}
	return 0, 0
}

// String is the rule in words: "month", "3 months".
func (r PeriodRule) String() string {
	unit := map[string]string{
		unitDay: "day", unitWeek: "week", unitMonth: "month", unitQuarter: "quarter", unitHalfYear: "half-year", unitYear: "year",
	}[r.Unit]
	if r.Count == 1 {
		return unit
	}
	return strconv.Itoa(r.Count) + " " + unit + "s"
}

// after is the moment some periods after another. A month has its last day where it
// lacks the day of the first: a plan that begins on 31 January goes on on the last
// day of February and on 31 March.
func (r PeriodRule) after(from time.Time, periods int) time.Time {
	days, months := r.step()
	to := from.AddDate(0, 0, days*periods)
	if months > 0 {
		to = addMonths(from, months*periods)
	}
	if to.Year() > lastYear {
		return time.Date(lastYear, time.December, 31, 0, 0, 0, 0, from.Location())
	}
	return to
}

func addMonths(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	day := min(t.Day(), first.AddDate(0, 1, -1).Day())
	return first.AddDate(0, 0, day-1)
}

// clock is when the clock shows that the calendar has reached a moment.
func (e *Engine) clock(s Subscription, calendar time.Time) time.Time {
	return e.after(s.ClockAt, calendar.Sub(s.CalendarAt))
}

// calendar is where the calendar of a subscription stands at a moment of the clock.
func (e *Engine) calendar(s Subscription, clock time.Time) time.Time {
	return calendarAt(s, clock, e.scale)
}

// calendarAt is where the calendar stands by a time scale.
func calendarAt(s Subscription, clock time.Time, scale float64) time.Time {
	stretch := float64(clock.Sub(s.ClockAt)) * scale
	if stretch > float64(maxStretch) {
		stretch = float64(maxStretch)
	}
	return s.CalendarAt.Add(time.Duration(stretch))
}
