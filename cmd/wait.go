package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
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

// minInterval is the shortest time between two inquiries.
const minInterval = time.Second

func (f *waitFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.text, "wait", "", "wait until the state is final, at most this `duration`, as in --wait=5m")
	fl.Lookup("wait").NoOptDefVal = untilFinal
	fl.DurationVar(&f.interval, "interval", 2*time.Second, "time between two inquiries while waiting, at least 1s")
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
	if f.interval < minInterval {
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
	o := waitOptions{interval: f.interval, limit: f.limit}
	if o.limit == 0 && !deadline.IsZero() {
		o.grace = 3 * f.interval
		o.limit = max(deadline.Sub(a.Now()), 0) + o.grace
	}
	return o
}

// wait inquires until the payment is final. A single poll that fails is
// survived; what ends the wait is a final state, the time limit, an F answer
// or an interrupt.
func (a *App) wait(cmd *cobra.Command, conn *connection, q inquiry, o waitOptions) (*answer, error) {
	a.announce(conn)
	w := &waiter{app: a, cmd: cmd, conn: conn, q: q, grace: o.grace, endless: o.limit == 0, progress: ui.NewProgress(a.streams())}
	// A failed poll is repeated by the next one; retries inside it would only
	// hide the countdown.
	quiet := *conn.client
	quiet.Retries, quiet.OnAttempt = 0, nil
	w.client = &quiet
	err := poll.Until(cmd.Context(), poll.Options{
		Interval: o.interval, Timeout: o.limit, Now: a.Now, Sleep: a.Sleep,
		Tick: time.Second, OnTick: w.tick,
	}, w.step)
	w.progress.Done()
	w.record()
	switch {
	case err == nil:
		return w.last, nil
	case errors.Is(err, poll.ErrTimeout):
		return w.last, w.timeout(o.limit)
	case errors.Is(err, context.Canceled):
		return nil, apperr.New(apperr.Interrupted, fmt.Sprintf("interrupted while waiting; the %s goes on without this command", or(string(q.thing), string(outcome.Payment))), nil,
			"go on waiting: "+a.askCommand(q.words())+" --wait")
	default:
		return nil, err
	}
}

type waiter struct {
	app      *App
	cmd      *cobra.Command
	conn     *connection
	client   *antom.Client
	q        inquiry
	expected *antom.Expected // nil before the first inquiry
	progress *ui.Progress
	grace    time.Duration
	endless  bool // there is no time limit to count down
	last     *answer
	body     []byte // of the request that it answers
	lastErr  error
	status   string
}

func (w *waiter) tick(left time.Duration) {
	if w.app.global.quiet {
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

// step is one inquiry.
func (w *waiter) step(ctx context.Context) (bool, error) {
	d, err := w.q.document()
	if err != nil {
		return false, err
	}
	op := w.q.operation()
	body := d.Bytes(op.name)
	if w.expected == nil {
		expected := w.app.expected(w.conn, op, d.Root)
		w.expected = &expected
	}
	response, err := w.client.CallWith(ctx, op.path(), body, antom.CallOptions{Expected: *w.expected})
	if err != nil {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if kind := apperr.KindOf(w.app.classify(err)); kind == apperr.Signature || kind == apperr.Config {
			return false, err // no later answer will be better
		}
		w.lastErr = err
		return false, nil
	}
	x, err := w.app.newAnswer(w.conn, op, d.Root, response)
	if err != nil {
		w.lastErr = err
		return false, nil
	}
	w.lastErr = nil
	switch response.Result.ResultStatus {
	case antom.StatusFailed:
		if w.q.session && response.Result.ResultCode == "ORDER_NOT_EXIST" {
			return false, nil // nobody has opened the session's page yet
		}
		return false, x.err()
	case antom.StatusSuccess:
		w.last, w.body, w.status = x, body, w.q.status(x)
		return outcome.StateOf(w.status).Final(), nil
	default:
		return false, nil
	}
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
