package mcpserver

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// maxWait is how long a call may wait for a final state, in seconds: clients give
	// up on longer calls.
	maxWait = 50
	// between is the time between two inquiries of a wait.
	between = 2 * time.Second
)

// Kinds of sessions, as the argument kind has them.
const (
	kindHosted = "hosted_session"
	kindSDK    = "sdk_session"
)

// paymentTools send requests to a gateway.
func (s *server) paymentTools() []tool {
	return []tool{
		{
			name: "create_payment", title: "Create a payment", effect: moves,
			about: "Create a payment or a session, signed and checked as code would have to do it, and get the link for the buyer. The simulator fills in " +
				"what its own account would have (order, URLs). With dry_run nothing is sent, and the whole request is returned.",
			params: append([]param{
				{name: "kind", kind: text, about: "payment: operation pay (default); hosted_session, sdk_session: operation createPaymentSession for Antom's page or the web SDK", enum: []string{"payment", kindHosted, kindSDK}},
				{name: "amount", kind: text, about: `the amount in the major unit, such as "12.34"`},
				{name: "currency", kind: text, about: "ISO 4217 code, such as HKD"},
				{name: "method", kind: text, about: "paymentMethodType, such as ALIPAY_HK; find_methods lists them"},
				{name: "notify_url", kind: text, about: "URL of the handler that gets the notification", most: 2048},
				{name: "fields", kind: object, about: "more fields of the request, as in the specification; the arguments above win"},
				{name: "dry_run", kind: boolean, about: "send nothing and return the request"},
			}, s.account()...),
			result: sent{}, run: createPayment,
		},
		{
			name: "inquire_payment", title: "Inquire about a payment or a refund", effect: asks,
			about: "Ask the gateway for the state of a payment or a refund. Give one id. Use it after create_payment, after a missing response, and before a refund.",
			params: append([]param{
				{name: "payment_request_id", kind: text, about: "paymentRequestId, your own id"},
				{name: "payment_id", kind: text, about: "paymentId, the id from Antom"},
				{name: "refund_request_id", kind: text, about: "refundRequestId, your own id of a refund"},
				{name: "wait_seconds", kind: integer, about: "ask again until the state is final, at most so long (default 0)", least: 0, most: maxWait},
			}, s.account()...),
			result: sent{}, run: inquirePayment,
		},
		{
			name: "refund_payment", title: "Refund a payment", effect: moves,
			about: "Refund a payment in full or in part. Without an amount, what is left is refunded. Antom wants its paymentId, which is found from the " +
				"paymentRequestId. A repeat with the same refund_request_id never refunds twice.",
			params: append([]param{
				{name: "payment_request_id", kind: text, about: "paymentRequestId of the payment"},
				{name: "payment_id", kind: text, about: "paymentId of the payment, from Antom"},
				{name: "amount", kind: text, about: `the amount in the major unit, such as "5.00" (default: the rest)`},
				{name: "currency", kind: text, about: "ISO 4217 code (default: that of the payment)"},
				{name: "reason", kind: text, about: "the reason for the refund"},
				{name: "refund_request_id", kind: text, about: "your own id of the refund (default: a new one)"},
				{name: "dry_run", kind: boolean, about: "send nothing and return the request"},
			}, s.account()...),
			result: sent{}, run: refundPayment,
		},
		{
			name: "call_operation", title: "Call any operation", effect: moves,
			about: "Call any operation of Antom with a body of your own, such as cancel, capture, consult or createSubscription. The body is checked where its " +
				"fields are known, signed and sent; the response is verified. Use the other tools for payments, inquiries and refunds.",
			params: append([]param{
				{name: "operation", kind: text, about: "the operation", required: true, enum: operationNames()},
				{name: "body", kind: object, about: "the body of the request", required: true},
				{name: "no_validate", kind: boolean, about: "send it without checking its fields, to see how the gateway refuses it"},
			}, s.account()...),
			result: sent{}, run: callOperation,
		},
	}
}

func createPayment(ctx context.Context, c *call) (result, error) {
	var a struct {
		Kind, Amount, Currency, Method, Account string

		NotifyURL string `json:"notify_url"`
		Fields    json.RawMessage
		DryRun    bool `json:"dry_run"`
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	op, scene := spec.OpPay, ""
	switch a.Kind {
	case kindHosted:
		op, scene = spec.OpCreatePaymentSession, "hosted"
	case kindSDK:
		op, scene = spec.OpCreatePaymentSession, "sdk"
	}
	return c.runRequest(ctx, a.Account, a.Fields, flow.Options{
		Operation: spec.OperationNamed(op), Scene: scene, DryRun: a.DryRun,
		Overlay: flow.Overlay{
			Amount: given(a.Amount), Currency: given(a.Currency), AmountPaths: []string{"paymentAmount", "order.orderAmount"},
			Fields: []flow.Field{
				{Flag: "the argument method", Path: "paymentMethod.paymentMethodType", Value: given(a.Method)},
				{Flag: "the argument notify_url", Path: "paymentNotifyUrl", Value: given(a.NotifyURL)},
			},
		},
	})
}

func refundPayment(ctx context.Context, c *call) (result, error) {
	var a struct {
		Amount, Currency, Reason, Account string

		PaymentRequestID string `json:"payment_request_id"`
		PaymentID        string `json:"payment_id"`
		RefundRequestID  string `json:"refund_request_id"`
		DryRun           bool   `json:"dry_run"`
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if err := oneID("payment_request_id", a.PaymentRequestID, "payment_id", a.PaymentID); err != nil {
		return result{}, err
	}
	return c.runRequest(ctx, a.Account, nil, flow.Options{
		Operation: spec.OperationNamed(spec.OpRefund), DryRun: a.DryRun,
		Payment: flow.PaymentRef{RequestID: a.PaymentRequestID, AntomID: a.PaymentID},
		Overlay: flow.Overlay{
			Amount: given(a.Amount), Currency: given(a.Currency), AmountPaths: []string{"refundAmount"},
			Fields: []flow.Field{
				{Flag: "the argument reason", Path: "refundReason", Value: given(a.Reason)},
				{Flag: "the argument refund_request_id", Path: "refundRequestId", Value: given(a.RefundRequestID)},
			},
		},
	})
}

// runRequest takes one request through all steps of the flow.
func (c *call) runRequest(ctx context.Context, account string, fields json.RawMessage, o flow.Options) (result, error) {
	g, err := c.gateway(ctx, account)
	if err != nil {
		return result{}, err
	}
	d, err := document("fields", fields)
	if err != nil {
		return result{}, err
	}
	if !o.DryRun {
		if err := c.permit(g, o.Operation); err != nil {
			return result{}, err
		}
	}
	o.Batch.Parallel = 1
	run, err := flow.NewRun(g, []*request.Document{d}, o)
	if err != nil {
		return result{}, err
	}
	if o.DryRun {
		return prepareRun(ctx, g, run)
	}
	x, err := run.SendOne(ctx, func(*flow.Answer) error { return nil })
	if err != nil {
		return result{}, err
	}
	return c.answered(g, x), nil
}

func prepareRun(ctx context.Context, g *flow.Gateway, run *flow.Run) (result, error) {
	if err := run.Complete(ctx); err != nil {
		return result{}, err
	}
	if err := run.Check(); err != nil {
		return result{}, err
	}
	prepared, err := run.Prepare(ctx)
	if err != nil {
		return result{}, err
	}
	checked := newRequestChecked(g, prepared[0])
	return result{summary: "nothing was sent; this is the request", value: sent{Request: &checked}}, nil
}

func inquirePayment(ctx context.Context, c *call) (result, error) {
	var a struct {
		Account          string
		PaymentRequestID string `json:"payment_request_id"`
		PaymentID        string `json:"payment_id"`
		RefundRequestID  string `json:"refund_request_id"`
		WaitSeconds      int    `json:"wait_seconds"`
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if err := oneID("payment_request_id", a.PaymentRequestID, "payment_id", a.PaymentID, "refund_request_id", a.RefundRequestID); err != nil {
		return result{}, err
	}
	q := flow.Inquiry{RequestID: a.PaymentRequestID, AntomID: a.PaymentID}
	if a.RefundRequestID != "" {
		q = flow.Inquiry{About: outcome.Refund, RequestID: a.RefundRequestID}
	}
	g, err := c.gateway(ctx, a.Account)
	if err != nil {
		return result{}, err
	}
	if a.WaitSeconds > 0 {
		x, err := g.Wait(ctx, q, flow.WaitOptions{Interval: between, Limit: time.Duration(a.WaitSeconds) * time.Second})
		if x == nil {
			return result{}, err
		}
		return c.answered(g, x), nil
	}
	inquiry, err := q.Call()
	if err != nil {
		return result{}, err
	}
	x, err := g.Send(ctx, inquiry)
	if err != nil {
		return result{}, err
	}
	return c.answered(g, x), nil
}

func callOperation(ctx context.Context, c *call) (result, error) {
	var a struct {
		Operation, Account string
		Body               json.RawMessage
		NoValidate         bool `json:"no_validate"`
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	g, err := c.gateway(ctx, a.Account)
	if err != nil {
		return result{}, err
	}
	o := flow.APIOptions{Name: a.Operation, NoValidate: a.NoValidate}
	x, err := flow.NewAPICall(o, c.events())
	if err != nil {
		return result{}, err
	}
	d, err := document("body", a.Body)
	if err != nil {
		return result{}, err
	}
	if err := g.FillDocument(x, d, o); err != nil {
		return result{}, err
	}
	if err := c.permit(g, x.Operation); err != nil {
		return result{}, err
	}
	answer, err := g.CallAPI(ctx, x, false)
	if err != nil {
		return result{}, err
	}
	return c.answered(g, answer), nil
}

// given is an argument for the flow; an empty one was not given.
func given(text string) flow.Value { return flow.Value{Text: text, Given: text != ""} }

// oneID wants exactly one of several arguments: name and value in turn.
func oneID(pairs ...string) error {
	var names, found []string
	for pair := range slices.Chunk(pairs, 2) {
		names = append(names, pair[0])
		if pair[1] != "" {
			found = append(found, pair[0])
		}
	}
	if len(found) == 1 {
		return nil
	}
	what := "no id is given"
	if len(found) > 1 {
		what = "more than one id is given"
	}
	return apperr.New(apperr.Usage, what, nil, "give one of "+listOf(names), "show_payments lists the payments of the simulator")
}
