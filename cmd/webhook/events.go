package webhook

import (
	"cmp"
	"fmt"
	"sync"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
)

// EventOptions say which events a listener shows, and how the user learns more.
type EventOptions struct {
	// Shown selects the notifications that are shown. It has no effect on what is
	// stored, forwarded and acknowledged.
	Shown inbox.Filter
	// Explain returns the command that explains why a stored notification was
	// rejected. It is nil if nothing is stored.
	Explain func(r *inbox.Record) string
}

// EventWriter writes one line for each received request, or adds it to a list on the
// terminal. Its Print methods may be called from several goroutines.
type EventWriter struct {
	EventOptions
	env   *cli.Env
	list  *Live // nil: lines are written
	json  bool  // each event is one JSON object
	quiet bool  // only the ids of acknowledged notifications
	// StoreTold tells that a store that is away is told of once, in another way.
	StoreTold bool
	sent      journalAmounts
	mu        sync.Mutex
	broken    bool // standard output cannot be written any more
}

func NewEventWriter(env *cli.Env, o output.Options, e EventOptions) *EventWriter {
	return &EventWriter{
		EventOptions: e, env: env, json: o.Format == output.JSON || env.Log != nil, quiet: o.Quiet, sent: journalAmounts{env: env},
	}
}

// Show adds further events to a list on the terminal instead of writing lines.
func (w *EventWriter) Show(l *Live) { w.list = l }

// listed reports whether events are shown in a list on the terminal.
func (w *EventWriter) listed() bool { return w.list != nil && !w.list.Ended() }

// Print shows an event, if it is to be shown.
func (w *EventWriter) Print(e receiver.Event) {
	if !w.Shown.Match(&e.Record) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.sent.mismatch(e)
	if w.listed() {
		w.list.Add(w.item(e))
	} else {
		w.Write(w.line(e, asked))
	}
	if asked != "" && !w.json {
		amount := recordAmount(&e.Record)
		w.env.Warn("%s: the notification says %s, but the journal has %s; inquire before you deliver",
			recordID(&e.Record), cli.MajorAmount(amount.Currency, amount.Value), asked)
	}
	if w.json || w.quiet {
		return
	}
	if e.Err != nil && (!w.StoreTold || e.Problem != receiver.ProblemStore) {
		w.env.Warn("%v", e.Err)
	}
	if !w.listed() && e.Problem == receiver.ProblemSignature {
		w.env.Hint("%s", w.explanation(e))
	}
}

// explanation is a hint for a rejected notification: the command that explains it, or
// the explanation itself if the notification was not stored.
func (w *EventWriter) explanation(e receiver.Event) string {
	if w.Explain == nil {
		return e.Explanation
	}
	return w.Explain(&e.Record)
}

// Write writes a line, unless it is empty.
func (w *EventWriter) Write(line string) {
	if line == "" || w.broken {
		return
	}
	if _, err := fmt.Fprintln(w.env.Streams().Out, line); err != nil {
		w.broken = true
		w.env.Warn("standard output cannot be written (%v); notifications are still received", err)
	}
}

// line returns an event in the output format, "" if it is not printed.
func (w *EventWriter) line(e receiver.Event, asked string) string {
	switch {
	case w.quiet && e.Acknowledged():
		return cmp.Or(e.Record.ID, recordID(&e.Record))
	case w.quiet:
		return ""
	case w.json:
		line := newReceivedLine(e)
		line.Asked = asked
		return cli.JSONLine(line)
	default:
		return eventText(w.env, e, w.Explain != nil)
	}
}
