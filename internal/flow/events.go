package flow

import (
	"fmt"
	"time"
)

// Event is something that the user learns on the way of a request, beside the
// result and the error. Text is one plain line.
type Event interface{ Text() string }

// Events receives events. It may be called by several goroutines at once. A nil
// one drops them.
type Events func(Event)

// Note is a fact that asks for nothing.
type Note string

// Text is the note itself.
func (n Note) Text() string { return string(n) }

// Warning is something that may go wrong, or did so without stopping the request.
type Warning string

// Text is the warning itself.
func (w Warning) Text() string { return string(w) }

// Announcement says before the first request where it goes and whether money can move.
type Announcement struct {
	Local    bool   // the simulator on this machine
	Live     bool   // real money
	Profile  string // "" without one
	ClientID string
	Gateway  string // URL
}

// Text is the announcement in one line.
func (a Announcement) Text() string {
	if a.Local {
		return "local simulator: no money moves"
	}
	what, profile := "sandbox: no money moves", ""
	if a.Live {
		what = "LIVE: real money moves"
	}
	if a.Profile != "" {
		profile = "profile " + a.Profile + ", "
	}
	return fmt.Sprintf("%s (%sclient id %s, %s)", what, profile, a.ClientID, a.Gateway)
}

// Attempt is one attempt of a request that will be followed by another.
type Attempt struct {
	Number int    // counted from 1
	Reason string // why it does not count
	Wait   time.Duration
}

// Text is the attempt in one line.
func (a Attempt) Text() string {
	return fmt.Sprintf("attempt %d: %s; next attempt with the same id in %s", a.Number, a.Reason, a.Wait.Round(10*time.Millisecond))
}

func (e Events) emit(event Event) {
	if e != nil {
		e(event)
	}
}

func (e Events) note(format string, args ...any) { e.emit(Note(fmt.Sprintf(format, args...))) }

func (e Events) warn(format string, args ...any) { e.emit(Warning(fmt.Sprintf(format, args...))) }
