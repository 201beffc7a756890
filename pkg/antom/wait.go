package antom

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// DefaultWaitInterval is the pause between two inquiries of a wait.
	DefaultWaitInterval = 2 * time.Second
	// MinWaitInterval is the shortest such pause.
	MinWaitInterval = time.Second
	// graceIntervals is how many pauses a wait goes on after the expiry.
	graceIntervals = 3
)

// WaitOptions bound a wait. With none of Limit and Expires it ends with its
// context only.
type WaitOptions struct {
	// Interval is the pause between two inquiries. Zero means
	// DefaultWaitInterval; less than MinWaitInterval is a *ConfigError.
	Interval time.Duration
	// Limit is the longest time to wait. Zero means no limit, or that of Expires.
	Limit time.Duration
	// Expires is when the payment closes by itself, if that is known. Without a
	// Limit the wait ends shortly after it.
	Expires time.Time
	// Session is for the payment of a session, which Antom does not know before
	// the buyer opens the page: ORDER_NOT_EXIST then ends nothing.
	Session bool
	// Expected is what the answers must not contradict. An answer that does ends
	// the wait with an *AnswerError.
	Expected Expected

	// OnInquiry, if not nil, is told how every inquiry ended, also a failed one
	// that the wait survives: by an answer, which can be F or U, or by an error.
	OnInquiry func(r *Response, err error)
	// Wake, if not nil, is asked about every second of a pause. True ends the pause, and
	// the next inquiry follows at once: a notification may have told that it is worth it.
	Wake func() bool
	// OnTick, if not nil, is called about every second of a pause with the time
	// that is left, 0 when there is no limit.
	OnTick func(left time.Duration)
}

// WaitError says that a wait ended before the state was final. The payment,
// refund or capture goes on.
type WaitError struct {
	Reason   Reason        // ReasonNotFinal, or ReasonCanceled or ReasonTimeout of the context
	Waited   time.Duration // how long the wait was
	Response *Response     // the newest answer to an inquiry with the result S; nil if there was none
	Err      error         // why the newest inquiry failed, or the error of the context; may be nil
}

func (e *WaitError) Error() string {
	return withCause(fmt.Sprintf("not final after %v", e.Waited.Round(time.Millisecond)), e.Err)
}

func (e *WaitError) Unwrap() error { return e.Err }

// WaitPayment inquires about a payment until its state is final, and returns
// that answer: see State, which tells a payment that succeeded from one that
// failed or was cancelled.
//
// An inquiry without a usable answer, or with the result U, ends nothing; the
// next one comes after the interval. What ends a wait early is
//   - a *ResultError: Antom answered F, as for an id that it does not know,
//   - an error that no later answer can mend: a signature that does not verify,
//     an answer to something else, settings that are wrong,
//   - a *WaitError: the time is up or ctx ended. The newest answer is returned
//     beside it, nil if there was none.
func (c *Client) WaitPayment(ctx context.Context, r *InquiryPaymentRequest, o WaitOptions) (*InquiryPaymentResponse, error) {
	return wait(ctx, c, spec.OpInquiryPayment, r, o, (*InquiryPaymentResponse).State)
}

// WaitRefund is WaitPayment for a refund.
func (c *Client) WaitRefund(ctx context.Context, r *InquiryRefundRequest, o WaitOptions) (*InquiryRefundResponse, error) {
	return wait(ctx, c, spec.OpInquiryRefund, r, o, (*InquiryRefundResponse).State)
}

// WaitCapture is WaitPayment for a capture, by its captureRequestId. Antom has
// no inquiry for captures; they are among the transactions of their payment,
// which r asks for. See CaptureState.
func (c *Client) WaitCapture(ctx context.Context, r *InquiryPaymentRequest, captureRequestID string, o WaitOptions) (*InquiryPaymentResponse, error) {
	if captureRequestID == "" {
		return nil, &ConfigError{Reason: ReasonWait, Detail: "the captureRequestId to wait for is missing"}
	}
	return wait(ctx, c, spec.OpInquiryPayment, r, o, func(v *InquiryPaymentResponse) State { return v.CaptureState(captureRequestID) })
}

// wait is Client.Wait with types.
func wait[Answer, Request any](ctx context.Context, c *Client, operation string, request *Request, o WaitOptions, state func(*Answer) State) (*Answer, error) {
	body, err := c.requestBody(operation, request == nil, request)
	if err != nil {
		return nil, err
	}
	var newest *Answer
	_, err = c.Wait(ctx, pathOf(operation), body, o, func(r *Response) (State, error) {
		answer := new(Answer)
		if err := json.Unmarshal(r.Body, answer); err != nil {
			return StateUnknown, err
		}
		newest = answer
		return state(answer), nil
	})
	if failed, ok := errors.AsType[*ResultError](err); ok {
		newest = new(Answer)
		_ = json.Unmarshal(failed.Response.Body, newest) // as far as it can be read
	}
	return newest, err
}

// Wait sends body, an inquiry, to path until state calls an answer with the
// result S final, and returns that answer. An error of state is an inquiry that
// failed. Everything else is as for WaitPayment.
func (c *Client) Wait(ctx context.Context, path string, body []byte, o WaitOptions, state func(*Response) (State, error)) (*Response, error) {
	if o.Interval == 0 {
		o.Interval = DefaultWaitInterval
	}
	if o.Interval < MinWaitInterval {
		return nil, &ConfigError{Reason: ReasonWait, Detail: fmt.Sprintf("the interval between two inquiries is %v, it must be at least %v", o.Interval, MinWaitInterval)}
	}
	// A failed inquiry is repeated by the next one.
	single := *c
	single.Retries = 0
	w := waiting{client: &single, path: path, body: body, options: o, state: state}
	began := c.now()
	limit, _ := o.TimeLimit(began)
	err := poll.Until(ctx, poll.Options{
		Interval: o.Interval, Timeout: limit, Now: c.now, Sleep: c.sleep,
		Tick: time.Second, OnTick: o.OnTick, Wake: o.Wake,
	}, w.inquire)
	if err == nil {
		return w.last, nil
	}
	return w.last, w.ended(ctx, err, c.now().Sub(began))
}

// TimeLimit is the longest time that a wait takes that begins now, 0 if there is no
// limit. grace is the end of it that comes after Expires: the state turns final
// only then. It is 0 with a Limit.
func (o WaitOptions) TimeLimit(now time.Time) (limit, grace time.Duration) {
	if o.Limit > 0 || o.Expires.IsZero() {
		return o.Limit, 0
	}
	grace = graceIntervals * cmp.Or(o.Interval, DefaultWaitInterval)
	return max(o.Expires.Sub(now), 0) + grace, grace
}

// waiting is a wait on its way.
type waiting struct {
	client  *Client
	path    string
	body    []byte
	options WaitOptions
	state   func(*Response) (State, error)
	last    *Response // the newest answer with the result S
	lastErr error     // why the newest inquiry failed
}

// inquire is one inquiry.
func (w *waiting) inquire(ctx context.Context) (done bool, err error) {
	response, state, err := w.ask(ctx)
	if ctx.Err() != nil && err != nil && survivable(err) {
		return false, ctx.Err()
	}
	if w.options.OnInquiry != nil {
		w.options.OnInquiry(response, err)
	}
	w.lastErr = err
	switch {
	case err != nil && !survivable(err):
		return false, err
	case err != nil:
		return false, nil
	case response.Result.ResultStatus == StatusFailed && !w.unopened(response):
		return false, &ResultError{Operation: operationOf(w.path), Result: response.Result, Response: response}
	default:
		return state.Final(), nil
	}
}

// ask makes one call, and has an answer with the result S judged.
func (w *waiting) ask(ctx context.Context) (*Response, State, error) {
	response, err := w.client.CallWith(ctx, w.path, w.body, CallOptions{Expected: w.options.Expected})
	if err != nil || response.Result.ResultStatus != StatusSuccess {
		return response, StateUnknown, err
	}
	state, err := w.state(response)
	if err != nil {
		return response, StateUnknown, &ResponseError{
			Reason: ReasonBadJSON, Response: response, Attempts: response.Attempts,
			Detail: "the response does not have the expected form", Err: err,
		}
	}
	w.last = response
	return response, state, nil
}

// unopened reports whether the page of a session was not opened yet.
func (w *waiting) unopened(r *Response) bool {
	return w.options.Session && r.Result.ResultCode == "ORDER_NOT_EXIST"
}

// survivable reports whether a later inquiry may well end otherwise: there was
// no answer, or none that could be used. One that is forged stays so.
func survivable(err error) bool {
	failed, ok := errors.AsType[*ResponseError](err)
	return ok && !failed.Forged() && !untrusted(failed)
}

// ended is the error of a wait that ended with err.
func (w *waiting) ended(ctx context.Context, err error, waited time.Duration) error {
	failed := &WaitError{Waited: waited, Response: w.last}
	switch {
	case errors.Is(err, poll.ErrTimeout):
		failed.Reason, failed.Err = ReasonNotFinal, w.lastErr
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		failed.Reason, failed.Err = contextReason(ctx.Err()), ctx.Err()
	default:
		return err
	}
	return failed
}
