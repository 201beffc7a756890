package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// waitFlags say whether and how to wait for a final state.
type waitFlags struct {
	text     string
	on       bool
	limit    time.Duration // 0: until the payment expires
	interval time.Duration
}

// untilFinal is the value of --wait without a duration.
const untilFinal = "until-final"

func (f *waitFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.text, "wait", "", "wait until the state is final, at most this `duration`, as in --wait=5m")
	fl.Lookup("wait").NoOptDefVal = untilFinal
	fl.DurationVar(&f.interval, "interval", antom.DefaultWaitInterval, "time between two inquiries while waiting, at least 1s")
}

// check reads --wait and --interval.
func (f *waitFlags) check(cmd *cobra.Command) error {
	f.on = cmd.Flags().Changed("wait")
	if f.on && f.text != untilFinal {
		limit, err := time.ParseDuration(f.text)
		if err == nil && limit <= 0 {
			return apperr.New(apperr.Usage, fmt.Sprintf("--wait=%s must be more than zero", f.text), nil,
				"write it as --wait=5m, or --wait alone to wait until the end")
		}
		if err != nil {
			return apperr.New(apperr.Usage, fmt.Sprintf("--wait=%s is not a duration", f.text), nil,
				"write it as --wait=5m, or --wait alone to wait until the end")
		}
		f.limit = limit
	}
	if f.interval < antom.MinWaitInterval {
		return apperr.New(apperr.Usage, fmt.Sprintf("--interval %s is too short", f.interval), nil, "the shortest is --interval 1s")
	}
	if cmd.Flags().Changed("interval") && !f.on {
		return apperr.New(apperr.Usage, "--interval needs --wait", nil)
	}
	return nil
}

// waitOptions bound one wait.
type waitOptions struct {
	interval time.Duration
	limit    time.Duration
	grace    time.Duration // the end of limit that comes after the expiry
}

// options waits for the time the user gave, else until shortly after deadline:
// the state turns final only when the expiry has passed. Without a deadline
// there is no limit.
func (f *waitFlags) options(a *App, deadline time.Time) waitOptions {
	limit, grace := antom.WaitOptions{Interval: f.interval, Limit: f.limit, Expires: deadline}.TimeLimit(a.Now())
	return waitOptions{interval: f.interval, limit: limit, grace: grace}
}

// wait inquires until the payment is final, by the rules of the library: a
// single inquiry that fails is survived; what ends the wait is a final state,
// the time limit, an F answer or an interrupt.
func (a *App) wait(cmd *cobra.Command, conn *connection, q inquiry, o waitOptions) (*answer, error) {
	a.announce(conn)
	w := &waiter{app: a, conn: conn, q: q, grace: o.grace, endless: o.limit == 0, progress: ui.NewProgress(a.streams())}
	err := w.run(cmd.Context(), o)
	w.progress.Done()
	w.record()
	switch {
	case err == nil:
		return w.last, nil
	case notFinal(err):
		return w.last, w.timeout(o.limit)
	case errors.Is(err, context.Canceled):
		return nil, apperr.New(apperr.Interrupted, fmt.Sprintf("interrupted while waiting; the %s goes on without this command", or(string(q.thing), string(outcome.Payment))), nil,
			"go on waiting: "+a.askCommand(q.words())+" --wait")
	default:
		return nil, err
	}
}

// notFinal tells whether a wait ended because its time was up.
func notFinal(err error) bool {
	ended, ok := errors.AsType[*antom.WaitError](err)
	return ok && ended.Reason == antom.ReasonNotFinal
}

type waiter struct {
	app      *App
	conn     *connection
	q        inquiry
	progress *ui.Progress
	grace    time.Duration
	endless  bool       // there is no time limit to count down
	sent     *spec.Node // the inquiry, and its body
	body     []byte
	last     *answer
	lastErr  error
	status   string
}

func (w *waiter) tick(left time.Duration) {
	if w.progress == nil || w.app.global.quiet {
		return
	}
	text, state := "waiting for the buyer", ", payment is "
	if w.q.thing != "" {
		text, state = "waiting for the "+string(w.q.thing), ", it is "
	}
	if w.status != "" {
		text += state + w.status
	}
	if w.lastErr != nil {
		text += " (last inquiry failed)"
	}
	if w.endless {
		w.progress.Update(text)
		return
	}
	w.progress.UpdateDetail(text, "("+shortDuration((left-w.grace).Round(time.Second))+" left)")
}

// record writes the last answer to the journal, so that it knows the end. The
// inquiries before it change nothing and would only fill it.
func (w *waiter) record() {
	if w.last == nil {
		return
	}
	finish := w.app.beginJournal(w.conn, w.last.op, w.last.sent, w.body)
	finish(w.last.response, nil)
}

// run waits.
func (w *waiter) run(ctx context.Context, o waitOptions) error {
	d, err := w.q.document()
	if err != nil {
		return err
	}
	op := w.q.operation()
	w.sent, w.body = d.Root, d.Bytes(op.name)
	client := *w.conn.client
	client.OnAttempt = nil // it would disturb the countdown
	_, err = client.Wait(ctx, op.path(), w.body, antom.WaitOptions{
		Interval: o.interval, Limit: o.limit, Session: w.q.session, Expected: w.app.expected(w.conn, op, d.Root),
		OnTick: w.tick, OnInquiry: func(_ *antom.Response, err error) { w.lastErr = err },
	}, w.state)
	if refused, ok := errors.AsType[*antom.ResultError](err); ok {
		x, err := w.app.newAnswer(w.conn, op, w.sent, refused.Response)
		if err != nil {
			return err
		}
		return x.err()
	}
	return err
}

// state reads the answer to an inquiry.
func (w *waiter) state(response *antom.Response) (antom.State, error) {
	x, err := w.app.newAnswer(w.conn, w.q.operation(), w.sent, response)
	if err != nil {
		return antom.StateUnknown, err
	}
	w.last, w.status = x, w.q.status(x)
	return antom.StateOf(w.status), nil
}

// timeout is the end of a wait without a final state.
func (w *waiter) timeout(limit time.Duration) error {
	hint := "go on waiting: " + w.app.askCommand(w.q.words()) + " --wait"
	if w.last == nil && w.lastErr != nil {
		e := *w.app.classify(w.lastErr)
		e.What = fmt.Sprintf("no usable answer about %s within %s", w.q.noun(), limit.Round(time.Second))
		e.Hints = append([]string{hint}, e.Hints...)
		return &e
	}
	return apperr.New(apperr.Pending, fmt.Sprintf("%s is still %s after %s", w.q.noun(), or(w.status, outcome.Processing), limit.Round(time.Second)),
		nil, hint).WithCode(or(w.status, outcome.Processing))
}
