package battery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// giveUp is after how many cases without any answer the rest is not tried: an
// endpoint that is gone would use up the time limit of each.
const giveUp = 3

// outcome is what the judgement of a case says.
type outcome struct {
	verdict Verdict
	reason  string
}

// run is one run of the battery.
type run struct {
	Options
	kit *kit
	// baseline is the answer to a genuine notification, and usable reports that
	// it is one of success, so that other answers can be held against it.
	baseline *notification.Answer
	usable   bool

	slowest     time.Duration
	slowestCase string
	silent      int // cases without an answer, one after the other
}

// first sends a genuine notification, the one that all else is held against.
func (r *run) first(ctx context.Context) (Result, error) {
	var c Case
	for _, c = range Cases() {
		if c.Name == validCase {
			break
		}
	}
	requests := c.build(r.kit)
	if r.kit.err != nil {
		return Result{}, r.kit.err
	}
	answer, err := r.deliver(ctx, c, requests[0])
	if err != nil {
		if _, ok := errors.AsType[*notification.NoAnswerError](err); ok {
			return Result{}, &UnreachableError{Err: err}
		}
		return Result{}, err
	}
	r.baseline, r.usable = answer, ownSuccess(answer)
	o := outcome{Pass, "acknowledged"}
	if problem := answer.Problem(); problem != "" {
		o = outcome{Fail, "not acknowledged: " + problem}
	}
	result := r.result(c, o)
	result.Requests, result.Duration = 1, answer.Duration
	return result, nil
}

// ownSuccess tells an answer of success: the acknowledgement, or one that an
// application gives in its place. Its form is wrong then, but it can still be
// told from a refusal.
func ownSuccess(a *notification.Answer) bool {
	if a.Acknowledges() {
		return true
	}
	if a.Status/100 != 2 {
		return false
	}
	root, err := spec.ParseJSON(a.Body)
	if err != nil {
		return true
	}
	status := root.At("result.resultStatus").String()
	return status == "" || status == string(antom.StatusSuccess)
}

// accepted reports whether an answer says that the notification was taken.
func (r *run) accepted(a *notification.Answer) bool {
	if a.Acknowledges() {
		return true
	}
	return r.usable && a.Status == r.baseline.Status && bytes.Equal(a.Body, r.baseline.Body)
}

// try runs one case. The error is one that ends the battery.
func (r *run) try(ctx context.Context, c Case) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	switch {
	case !r.usable:
		return r.result(c, outcome{Skip, "a genuine notification is not acknowledged, so this case proves nothing"}), nil
	case r.silent >= giveUp:
		return r.result(c, outcome{Skip, "the endpoint no longer responds"}), nil
	case c.judge != nil:
		return r.result(c, c.judge(r)), nil
	}
	requests := c.build(r.kit)
	if r.kit.err != nil {
		return Result{}, fmt.Errorf("case %s: %w", c.Name, r.kit.err)
	}
	return r.exchange(ctx, c, requests)
}

// exchange sends the requests of a case until one has not the answer it
// should.
func (r *run) exchange(ctx context.Context, c Case, requests []*notification.Request) (Result, error) {
	var sent int
	var took time.Duration
	o := outcome{Pass, "acknowledged"}
	for i, request := range requests {
		sent++
		answer, err := r.deliver(ctx, c, request)
		var silence *notification.NoAnswerError
		if err != nil && !errors.As(err, &silence) {
			return Result{}, err
		}
		if silence != nil {
			r.silent++
			o = outcome{Fail, silence.Error()}
		} else {
			r.silent = 0
			took += answer.Duration
			o = r.verdict(c, answer)
		}
		if o.verdict != Pass {
			if len(requests) > 1 {
				o.reason = fmt.Sprintf("delivery %d of %d: %s", i+1, len(requests), o.reason)
			}
			break
		}
	}
	result := r.result(c, o)
	result.Requests, result.Duration = sent, took
	return result, nil
}

// verdict judges one answer.
func (r *run) verdict(c Case, a *notification.Answer) outcome {
	accepted := r.accepted(a)
	switch {
	case c.Refuse && accepted:
		return outcome{Fail, "acknowledged"}
	case c.Refuse:
		return outcome{Pass, "not acknowledged: " + a.Problem()}
	case accepted:
		return outcome{Pass, "acknowledged"}
	default:
		return outcome{Fail, "not acknowledged: " + a.Problem()}
	}
}

func (r *run) deliver(ctx context.Context, c Case, request *notification.Request) (*notification.Answer, error) {
	answer, err := r.Client.Deliver(ctx, request)
	ownPace := request.Pace != (notification.Pace{}) // then much of the time is ours
	if err == nil && !ownPace && answer.Duration > r.slowest {
		r.slowest, r.slowestCase = answer.Duration, c.Name
	}
	return answer, err
}

// result applies what advice and strictness mean.
func (r *run) result(c Case, o outcome) Result {
	switch {
	case o.verdict == Fail && c.Advice && !r.Strict:
		o.verdict = Warn
	case o.verdict == Warn && r.Strict:
		o.verdict = Fail
	}
	result := Result{Case: c, Verdict: o.verdict, Reason: o.reason}
	if o.verdict == Fail || o.verdict == Warn {
		result.Fix = c.fix
	}
	return result
}
