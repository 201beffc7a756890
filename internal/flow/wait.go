package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
)

// WaitOptions bound one wait. Without Limit and Expires it ends with its context.
type WaitOptions struct {
	Interval time.Duration // between two inquiries
	Limit    time.Duration // the longest time; 0 is until Expires
	Expires  time.Time     // when the payment closes by itself; zero when that is not known

	Ask     string                  // as in Call
	Amounts map[string]antom.Amount // as in Call
	Payment *ledger.Payment         // as in Call
	News    func() (News, bool)     // the next stored notification that was not seen yet; may be nil
	OnTick  func(Tick)              // called about every second; may be nil
	OnEnd   func()                  // called once when the wait is over, before anything else is said; may be nil
	OnNews  func()                  // called before something is said while waiting; may be nil
}

// Tick is where a wait stands.
type Tick struct {
	About   outcome.Subject // Refund, Capture or Subscription; empty is a payment
	Status  string          // the newest, "" before the first answer
	Failed  bool            // the last inquiry had no usable answer
	Endless bool            // there is no time limit
	Left    time.Duration   // until the limit or the expiry
}

// waiting is a wait that goes on.
type waiting struct {
	gateway *Gateway
	inquiry Inquiry
	call    *Call
	options WaitOptions
	grace   time.Duration
	limit   time.Duration
	last    *Answer // the newest answer
	lastErr error   // why the newest inquiry failed
	status  string
}

// Wait inquires until the state is final, by the rules of the library: a single
// inquiry that fails is survived; what ends the wait is a final state, the time
// limit, an F answer, an answer that does not belong to the inquiry, or the end
// of ctx. When the time is up, the last answer is returned beside an error of the
// kind Pending; it is nil when no inquiry was answered.
//
// The journal gets the last answer, so that it knows the end. The inquiries
// before it change nothing and would only fill it.
func (g *Gateway) Wait(ctx context.Context, q Inquiry, o WaitOptions) (*Answer, error) {
	g.announce()
	c, err := q.Call()
	if err != nil {
		return nil, err
	}
	c.Ask, c.Amounts, c.Payment = cmp.Or(o.Ask, c.Ask), o.Amounts, o.Payment
	w := &waiting{gateway: g, inquiry: q, call: c, options: o}
	w.limit, w.grace = antom.WaitOptions{Interval: o.Interval, Limit: o.Limit, Expires: o.Expires}.TimeLimit(g.now())
	err = w.inquire(ctx)
	if o.OnEnd != nil {
		o.OnEnd()
	}
	if w.last != nil {
		g.beginJournal(w.call)(w.last.Response, nil)
	}
	switch {
	case err == nil:
		return w.last, nil
	case notFinal(err):
		return w.last, w.timeUp()
	case errors.Is(err, context.Canceled):
		return nil, apperr.New(apperr.Interrupted,
			fmt.Sprintf("interrupted while waiting; the %s continues without this command", cmp.Or(q.About, outcome.Payment)), nil,
			"to continue waiting: "+w.again())
	default:
		return nil, g.explain(w.call, err)
	}
}

// again is the command that goes on waiting.
func (w *waiting) again() string {
	return w.gateway.Commands.Line(cmp.Or(w.options.Ask, w.inquiry.Words())) + " --wait"
}

// notFinal reports whether a wait ended because its time was up.
func notFinal(err error) bool {
	ended, ok := errors.AsType[*antom.WaitError](err)
	return ok && ended.Reason == antom.ReasonNotFinal
}

func (w *waiting) inquire(ctx context.Context) error {
	client := *w.gateway.Client
	client.OnAttempt = w.gateway.trace // there is one attempt only, and the ticks say whether it failed
	_, err := client.Wait(ctx, w.call.path(), w.call.Body, antom.WaitOptions{
		Interval: w.options.Interval, Limit: w.limit, Session: w.inquiry.Session, Expected: w.gateway.expected(w.call),
		Wake: w.news(), OnTick: w.tick, OnInquiry: func(_ *antom.Response, err error) { w.lastErr = err },
	}, w.state)
	if refused, ok := errors.AsType[*antom.ResultError](err); ok {
		x, err := w.gateway.newAnswer(w.call, refused.Response)
		if err != nil {
			return err
		}
		return x.Err()
	}
	return err
}

func (w *waiting) tick(left time.Duration) {
	if w.options.OnTick == nil {
		return
	}
	w.options.OnTick(Tick{
		About: w.inquiry.About, Status: w.status, Failed: w.lastErr != nil, Endless: w.limit == 0, Left: left - w.grace,
	})
}

// state reads the answer to an inquiry.
func (w *waiting) state(response *antom.Response) (antom.State, error) {
	x, err := w.gateway.newAnswer(w.call, response)
	if err != nil {
		return antom.StateUnknown, err
	}
	w.last, w.status = x, w.inquiry.status(x)
	return outcome.StateOfSubject(w.inquiry.About, w.status), nil
}

// timeUp is the end of a wait without a final state.
func (w *waiting) timeUp() error {
	hint, limit := "to continue waiting: "+w.again(), w.limit.Round(time.Second)
	if w.last == nil && w.lastErr != nil {
		e := *w.gateway.explain(w.call, w.lastErr)
		e.What = fmt.Sprintf("no usable response about %s within %s", w.inquiry.Name(), limit)
		e.Hints = append([]string{hint}, e.Hints...)
		return &e
	}
	status := cmp.Or(w.status, outcome.Processing)
	return apperr.New(apperr.Pending, fmt.Sprintf("%s is still %s after %s", w.inquiry.Name(), status, limit), nil, hint).WithCode(status)
}
