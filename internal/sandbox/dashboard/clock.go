package dashboard

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/engine"
)

const clockPath = sandbox.DashboardPath + "clock"

func (d *Dashboard) clockPages() {
	d.mux.HandleFunc("GET "+clockPath, d.show(d.clock))
	d.mux.HandleFunc("POST "+clockPath, d.act(d.moveClock, d.clock))
}

// clockDetails is the page of the clock.
type clockDetails struct {
	sandbox.Clock
	Difference string // how far the clock is from the real time; empty when it is not
	Scale      string // empty for the usual one
	Coming     []coming
}

// coming is an event that the clock will make happen.
type coming struct {
	sandbox.Event
	What, In, Link string
}

func (d *Dashboard) clock(r *http.Request) (shown, error) {
	c, err := d.Control.Clock(r.Context())
	if err != nil {
		return shown{}, err
	}
	page := clockDetails{Clock: c}
	if c.Moved() {
		page.Difference = difference(c.Now.Sub(c.Real))
	}
	if c.TimeScale != 1 {
		page.Scale = strconv.FormatFloat(c.TimeScale, 'g', -1, 64)
	}
	for _, e := range c.Next {
		page.Coming = append(page.Coming, coming{e, e.Text(), printable.ShortDuration(e.At.Sub(c.Now).Round(time.Second)), eventPath(e)})
	}
	return shown{title: "Clock", section: clockPath, name: "clock.html", value: page}, nil
}

// difference says how far a clock is from the real time.
func difference(d time.Duration) string {
	if d < 0 {
		return printable.ShortDuration((-d).Round(time.Second)) + " behind"
	}
	return printable.ShortDuration(d.Round(time.Second)) + " ahead"
}

// eventPath is the page of what an event is about; empty when there is none.
func eventPath(e sandbox.Event) string {
	switch e.Kind {
	case engine.EventPaymentOutcome, engine.EventPaymentExpiry:
		return paymentPath + url.PathEscape(e.ID)
	case engine.EventNotification:
		return notificationPath(e.ID)
	}
	return ""
}

// moveClock does what a button of the page says.
func (d *Dashboard) moveClock(r *http.Request) error {
	ctx := r.Context()
	var err error
	switch move := r.PostForm.Get("move"); move {
	case "next":
		_, err = d.Control.AdvanceClockToNext(ctx)
	case "now":
		_, err = d.Control.ResetClock(ctx)
	default:
		by, wrong := time.ParseDuration(move)
		if wrong != nil {
			return &formError{"the form asks for nothing that the dashboard can do"}
		}
		_, err = d.Control.AdvanceClock(ctx, by)
	}
	return err
}
