package reconcile

import (
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

// period is the time that the rows of the files are from. Its days are whole.
type period struct {
	from, to time.Time // from ≤ t < to
	zone     *time.Location
}

// add makes the day of a time part of the period.
func (p *period) add(t time.Time) {
	if t.IsZero() || !p.from.IsZero() && !t.Before(p.from) && t.Before(p.to) {
		return
	}
	p.zone = t.Location()
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, p.zone)
	p.extend(day, day.AddDate(0, 0, 1))
}

func (p *period) extend(from, to time.Time) {
	if p.from.IsZero() || from.Before(p.from) {
		p.from = from
	}
	if p.to.IsZero() || to.After(p.to) {
		p.to = to
	}
}

// addDay makes the day in the name of a file part of the period, so that a file without
// rows stands for its day.
func (p *period) addDay(reader *reconfile.Reader) {
	text, ok := reader.Day()
	if !ok {
		return
	}
	zone := p.zone
	if zone == nil {
		zone = reconfile.Zone()
	}
	if day, err := time.ParseInLocation("20060102", text, zone); err == nil {
		p.extend(day, day.AddDate(0, 0, 1))
	}
}

// Period is the time of the sales that are expected in the files; both are zero when
// nothing tells.
func (r *Run) Period() (from, to time.Time) {
	if !r.options.Since.IsZero() || !r.options.Until.IsZero() {
		return r.options.Since, r.options.Until
	}
	return r.period.from, r.period.to
}

// Dated reports whether the period of the files is known.
func (r *Run) Dated() bool {
	from, to := r.Period()
	return !from.IsZero() || !to.IsZero()
}

// expected reports whether a sale should be in the files. One without a time should, and
// one of a day should where any part of the day is in the period.
func (r *Run) expected(sale *record) bool {
	if sale.time == 0 {
		return true
	}
	from, to := r.Period()
	if !r.Dated() {
		return false
	}
	first := sale.moment()
	last := first
	if sale.day { // days begin at another time here than at Antom
		last = first.AddDate(0, 0, 1).Add(-time.Nanosecond)
	}
	return !last.Before(from) && (to.IsZero() || first.Before(to))
}
