package flow

import (
	"context"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Options say what the user wants of the requests of one command. Fields that an
// operation has no use for stay empty.
type Options struct {
	Operation  spec.Operation
	Overlay    Overlay
	NoValidate bool // send as is, without checking the fields
	Strict     bool // warnings count as errors, and the simulator fills in nothing
	DryRun     bool // nothing is sent, and nobody is asked
	Batch      Batch

	Scene      string // of a session: hosted, sdk, or a productScene of Antom's; "" decides by the method
	PreviewURL string // of a session that a page of this machine shows: where the buyer comes back to
	RetryOf    Value  // of a payment: the paymentRequestId of the one whose order is paid again

	Payment     PaymentRef              // the payment that is cancelled, refunded or captured
	LastCapture bool                    // of a capture: it is the last one of its payment
	Refund      RefundRef               // the refund that is asked for
	Amounts     map[string]antom.Amount // of an inquiry: what the answer must have, as in Call
	AskFlags    string                  // of an inquiry: the flags that gave Amounts, after a blank, for hints
}

// Run takes the requests of one command through all steps: Complete, Check, then
// Prepare to show them, or Guard and Send.
type Run struct {
	Requests []*Request

	gateway  *Gateway
	options  Options
	steps    steps
	mistakes []Mistake                  // of the flags, and against what is known of payments
	filled   []string                   // fields that the simulator filled in
	retry    *retry                     // nil unless an order is paid again
	learned  map[string]*ledger.Payment // payments that were asked for, by both of their ids
}

// Request is one request of a run.
type Request struct {
	Document *request.Document
	// Payment is what is known of the payment that is cancelled, refunded or
	// captured. It is never nil for these.
	Payment *ledger.Payment

	run       *Run
	requestID string          // paymentRequestId that names the payment
	paymentID string          // paymentId that names the payment
	limit     *ledger.Payment // what the amount is held against: the payment, or one capture of it
}

// steps are what is particular to an operation in the completion of a request.
// Each may be nil.
type steps struct {
	begin  func(r *Run, q *Request) error                      // before anything else is filled in
	name   func(ctx context.Context, r *Run, q *Request) error // after the profile's defaults, before the flags
	adjust func(r *Run, q *Request) error                      // when the flags are laid over
	fill   func(r *Run, q *Request) error                      // when ids and defaults are there too
}

// stepsOf are the steps of an operation.
func stepsOf(op spec.Operation) steps {
	switch op.Name {
	case spec.OpPay:
		return steps{begin: beginRetry}
	case spec.OpCreatePaymentSession:
		return steps{adjust: adjustSession}
	case spec.OpCancel:
		return steps{name: nameCancelled}
	case spec.OpRefund:
		return steps{name: namePayment, fill: fillRefund}
	case spec.OpCapture:
		return steps{name: namePayment, fill: fillCapture}
	case spec.OpInquiryRefund:
		return steps{name: nameRefund}
	case spec.OpCustomsDeclare:
		return steps{name: nameDeclared}
	}
	return steps{}
}

// NewRun begins with the documents of a file, or with a single empty one. It
// refuses options that do not fit them.
func NewRun(g *Gateway, documents []*request.Document, o Options) (*Run, error) {
	r := &Run{gateway: g, options: o, steps: stepsOf(o.Operation)}
	for _, d := range documents {
		r.Requests = append(r.Requests, &Request{Document: d, run: r})
	}
	if err := o.Batch.check(); err != nil {
		return nil, err
	}
	if len(documents) > 1 && o.Payment.given() > 0 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("one payment is named for all %d requests of the file", len(documents)), nil,
			"put the ids in the documents")
	}
	if o.Operation.Creates {
		g.adviseRetries(o.Operation)
	}
	var err error
	r.retry, err = newRetry(r)
	return r, err
}

// Complete fills the requests: the profile's defaults, the flags, what is known of
// payments, ids, and what the simulator can supply. It may ask for payments,
// unless the run is a dry one.
func (r *Run) Complete(ctx context.Context) error {
	for _, q := range r.Requests {
		if err := r.overlay(ctx, q); err != nil {
			return err
		}
	}
	if err := r.checkIDs(); err != nil {
		return err
	}
	for _, q := range r.Requests {
		if err := r.applyDefaults(q.Document); err != nil {
			return err
		}
		if r.steps.fill == nil {
			continue
		}
		if err := r.steps.fill(r, q); err != nil {
			return err
		}
	}
	r.reportFilled()
	return nil
}

// overlay lays what was given over one document.
func (r *Run) overlay(ctx context.Context, q *Request) error {
	if r.steps.begin != nil {
		if err := r.steps.begin(r, q); err != nil {
			return err
		}
	}
	if err := r.gateway.applyProfile(q.Document, r.options.Operation); err != nil {
		return err
	}
	if r.steps.name != nil {
		if err := r.steps.name(ctx, r, q); err != nil {
			return err
		}
	}
	r.mistakes = append(r.mistakes, r.options.Overlay.Apply(q.Document, r.gateway.now())...)
	if r.steps.adjust != nil {
		return r.steps.adjust(r, q)
	}
	return nil
}

// Check holds the requests against the specification, and against what the journal
// knows of their orders.
func (r *Run) Check() error {
	o := &r.options
	err := r.validate()
	if err != nil && r.retry != nil {
		return r.retry.explain(err)
	}
	if err == nil && o.Operation.Creates && !o.DryRun {
		err = r.gateway.checkTimeout(o.Operation, o.Strict)
	}
	if err != nil || r.retry != nil || o.NoValidate || !o.Operation.Creates {
		return err // a retry asks Antom itself
	}
	return r.warnOfOrders()
}

// Guard refuses to move real money without a word from the user, and to pay an
// order again that is paid or may still be.
func (r *Run) Guard(ctx context.Context) error {
	if r.options.Operation.Reads {
		return nil
	}
	if err := r.gateway.GuardLive(); err != nil || r.retry == nil {
		return err
	}
	return r.retry.check(ctx, r.Requests[0].Document)
}

// Prepare signs the requests as they would be sent, and sends nothing.
func (r *Run) Prepare(ctx context.Context) ([]*antom.Prepared, error) {
	prepared := make([]*antom.Prepared, len(r.Requests))
	for i, q := range r.Requests {
		c := newCall(r.options.Operation, q.Document)
		var err error
		if prepared[i], err = r.gateway.Prepare(ctx, c); err != nil {
			return nil, err
		}
	}
	return prepared, nil
}

// Prepare signs a call as it would be sent, and sends nothing.
func (g *Gateway) Prepare(ctx context.Context, c *Call) (*antom.Prepared, error) {
	p, err := g.Client.PrepareWith(ctx, c.path(), c.Body, c.Prepare)
	if err != nil {
		return nil, apperr.New(apperr.Config, "preparing the request", err)
	}
	return p, nil
}

// call is a request that is ready to be sent.
func (q *Request) call() *Call {
	c := newCall(q.run.options.Operation, q.Document)
	c.Payment, c.Amounts = q.Payment, q.run.options.Amounts
	if flags := q.run.options.AskFlags; flags != "" {
		c.Ask = c.askWords() + flags
	}
	return c
}

// SendOne takes the only request of a run through all steps. check decides whether
// the answer is what was wanted.
func (r *Run) SendOne(ctx context.Context, check func(*Answer) error) (*Answer, error) {
	if err := r.Complete(ctx); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	if err := r.Guard(ctx); err != nil {
		return nil, err
	}
	q := r.Requests[0]
	x, err := r.gateway.Send(ctx, q.call())
	if err == nil {
		err = check(x)
	}
	if err != nil {
		return nil, q.Explain(err)
	}
	return x, nil
}
