package spec

import (
	"strings"
	"time"
)

// Window is when a payment can be cancelled, by its method.
// Source: the guides, and the reference of cancel.
type Window struct {
	Until      time.Time // the last moment; zero when there is none to tell
	Never      bool      // the method does not know cancel
	UnpaidOnly bool      // only until the buyer has paid
	General    bool      // the general rule, not one of the method
}

// Over tells whether the window has ended for sure.
func (w Window) Over(now time.Time) bool { return !w.Until.IsZero() && now.After(w.Until) }

// The exceptions of the methods, as the specification writes them.
const (
	cancelNever    = "not possible"
	cancelUnpaid   = "only before the payment succeeds"
	cancelSevenDay = "until 7 days"
)

// CancelWindow is when a payment with a method can be cancelled: from the order
// until 00:15 GMT+8 of the next day, unless the method has a rule of its own.
// Where a payment was paid on a later day than it was made, give the later
// moment: Antom's documents count from either.
func CancelWindow(method string, at time.Time) Window {
	m, _ := FindMethod(method)
	switch {
	case strings.HasPrefix(m.Cancel, cancelNever):
		return Window{Never: true}
	case strings.HasPrefix(m.Cancel, cancelUnpaid):
		return Window{UnpaidOnly: true}
	case at.IsZero():
		return Window{General: m.Cancel == ""}
	case strings.HasPrefix(m.Cancel, cancelSevenDay):
		return Window{Until: at.AddDate(0, 0, 7)}
	default:
		return Window{Until: nextDay(at), General: true}
	}
}

// nextDay is 00:15 GMT+8 of the day after at, where the day is that of GMT+8.
func nextDay(at time.Time) time.Time {
	zone := time.FixedZone("GMT+8", 8*60*60)
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day+1, 0, 15, 0, 0, zone)
}
