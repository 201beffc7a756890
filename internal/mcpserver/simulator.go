package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox"
)

// simulatorTools do in the simulator what buyers, banks and time do.
func simulatorTools() []tool {
	return []tool{
		{
			name: "show_payments", title: "Show payments of the simulator", effect: reads,
			about: "List the payments of the simulator, newest first, or show one with its refunds, captures, disputes and notifications with each delivery.",
			params: []param{
				{name: "id", kind: text, about: "show this payment: paymentRequestId, paymentId or session id"},
				{name: "text", kind: text, about: "list: a part of an id or of the order id"},
				{name: "status", kind: text, about: "list: only payments in this state", enum: []string{"PROCESSING", "SUCCESS", "FAIL", "CANCELLED"}},
				{name: "method", kind: text, about: "list: only payments with this method"},
				{name: "before", kind: text, about: "list: go on after this paymentId, which is next of the page before"},
				limit("payments"),
			},
			result: paymentsShown{}, run: showPayments,
		},
		{
			name: "simulate_buyer", title: "Decide in the buyer's place", effect: simulates,
			about: "Let the buyer, the bank or the issuer decide in the simulator: pay or decline a payment, agree to an authorization or a subscription, store a " +
				"card, or end a refund or capture that is in process. The notification is then sent.",
			params: []param{
				{name: "id", kind: text, about: "your own id or Antom's id of what is decided", required: true},
				{name: "decision", kind: text, about: "what the buyer does", required: true, enum: []string{"accept", "decline"}},
				{name: "what", kind: text, about: "what is decided (default payment)", enum: []string{"payment", "refund", "capture", "authorization", "subscription", "card"}},
				{name: "method", kind: text, about: "the method that the buyer chooses on the page of a session"},
				{name: "code", kind: text, about: "the result code of a declined payment, refund or capture, such as USER_BALANCE_NOT_ENOUGH"},
			},
			result: decided{}, run: simulateBuyer,
		},
		{
			name: "send_notification", title: "Send a notification of the simulator again", effect: delivers,
			about: "Send a notification of the simulator to the handler now, also one that was delivered or given up, and get the handler's response. With a " +
				"forgery, send it forged; the handler must not acknowledge that.",
			params: []param{
				{name: "id", kind: text, about: "id of the notification, or of the payment, refund or capture whose latest one is meant", required: true},
				{name: "forgery", kind: text, about: "forge it in this way", enum: sandbox.Forgeries()},
			},
			result: notified{}, run: sendNotification,
		},
		{
			name: "move_clock", title: "Move the clock of the simulator", effect: simulates,
			about: "Show the simulator's time and what is due next, or let time pass: payments expire, refunds end, notifications are repeated. Use it instead of waiting.",
			params: []param{
				{name: "by", kind: text, about: "let so much time pass, such as 90s, 10m, 36h or 2d"},
				{name: "to", kind: text, about: "next: the next event; now: back to the real time", enum: []string{"next", "now"}},
			},
			result: sandbox.Clock{}, run: moveClock,
		},
		{
			name: "show_requests", title: "Show requests that the simulator received", effect: reads,
			about: "List the requests that the simulator received, newest first, with the cause and the fix of each that it refused; or show one with its headers, " +
				"body and the string that the simulator verified. Use it when a call of your code is refused.",
			params: []param{
				{name: "id", kind: text, about: "show this request: its number in the list"},
				{name: "refused", kind: boolean, about: "list: only those that were refused or had no response"},
				{name: "operation", kind: text, about: "list: only requests of this operation", enum: operationNames(), unlisted: true},
				{name: "payment", kind: text, about: "list: only those about the payment, refund or capture with this id"},
				limit("requests"),
			},
			result: requestsShown{}, run: showRequests,
		},
	}
}

// control is what decides in the simulator.
func (c *call) control(ctx context.Context) (sandbox.Control, error) {
	sim, err := c.o.Simulator(ctx)
	if err != nil {
		return nil, err
	}
	return sim.Control, nil
}

type paymentsShown struct {
	Payments []sandbox.Payment `json:"payments,omitempty"`
	Next     string            `json:"next,omitempty"`
	Payment  *sandbox.Details  `json:"payment,omitempty"`
}

func showPayments(ctx context.Context, c *call) (result, error) {
	var a struct {
		ID, Text, Status, Method, Before string
		Limit                            int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if strings.Trim(a.Before, "0123456789") != "" {
		return result{}, apperr.New(apperr.Usage, "before", fmt.Errorf("%q is no paymentId", a.Before), "pass what the page before has as next, or leave it out")
	}
	control, err := c.control(ctx)
	if err != nil {
		return result{}, err
	}
	if a.ID == "" {
		page, err := control.Find(ctx, sandbox.PaymentFilter{Text: a.Text, Status: a.Status, Method: a.Method, Before: a.Before, Most: limited(a.Limit)})
		if err != nil {
			return result{}, err
		}
		summary := fmt.Sprintf("%d payments, newest first", len(page.Payments))
		if page.Next != "" {
			summary += "; there are more: before " + page.Next
		}
		return result{summary: summary, value: paymentsShown{Payments: page.Payments, Next: page.Next}}, nil
	}
	d, err := control.Show(ctx, a.ID)
	if err != nil {
		return result{}, err
	}
	for i := range d.Notifications {
		d.Notifications[i].Body = maskedJSON(d.Notifications[i].Body)
	}
	return result{summary: fmt.Sprintf("payment %s: %s %s", d.PaymentRequestID, d.Status, d.ResultCode), value: paymentsShown{Payment: &d}}, nil
}

type decided struct {
	What          string                 `json:"what"`
	Status        string                 `json:"status"`
	Payment       *sandbox.Payment       `json:"payment,omitempty"`
	Part          *sandbox.Part          `json:"part,omitempty"` // a refund or a capture
	Authorization *sandbox.Authorization `json:"authorization,omitempty"`
	Subscription  *sandbox.Subscription  `json:"subscription,omitempty"`
	Card          *sandbox.Vaulting      `json:"card,omitempty"`
}

func simulateBuyer(ctx context.Context, c *call) (result, error) {
	var a decision
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if a.What == "" {
		a.What = "payment"
	}
	if err := a.check(); err != nil {
		return result{}, err
	}
	control, err := c.control(ctx)
	if err != nil {
		return result{}, err
	}
	out, err := a.decide(ctx, control)
	if err != nil {
		return result{}, err
	}
	return result{summary: fmt.Sprintf("%s %s: %s", a.What, a.ID, out.Status), value: out}, nil
}

// decision is what the buyer does.
type decision struct {
	ID, Decision, What, Method, Code string
}

func (a *decision) accepted() bool { return a.Decision == "accept" }

func (a *decision) check() error {
	if a.Method != "" && (a.What != "payment" || !a.accepted()) {
		return apperr.New(apperr.Usage, "a method is chosen only by a buyer who pays", nil, "leave the argument method out")
	}
	if a.Code != "" && (a.accepted() || a.What == "authorization" || a.What == "subscription" || a.What == "card") {
		return apperr.New(apperr.Usage, "a result code is given only to a payment, refund or capture that is declined", nil, "leave the argument code out")
	}
	return nil
}

func (a *decision) decide(ctx context.Context, control sandbox.Control) (decided, error) {
	out := decided{What: a.What}
	switch a.What {
	case "refund", "capture":
		p, err := control.Decide(ctx, sandbox.Decision{What: a.What, ID: a.ID, Accepted: a.accepted(), Code: a.Code})
		out.Part, out.Status = &p, p.Status
		return out, err
	case "authorization":
		x, err := either(a.accepted(), control.AcceptAuthorization, control.DeclineAuthorization)(ctx, a.ID)
		out.Authorization, out.Status = &x, x.Status
		return out, err
	case "subscription":
		x, err := either(a.accepted(), control.AcceptSubscription, control.DeclineSubscription)(ctx, a.ID)
		out.Subscription, out.Status = &x, x.Status
		return out, err
	case "card":
		x, err := either(a.accepted(), control.AcceptVaulting, control.DeclineVaulting)(ctx, a.ID)
		out.Card, out.Status = &x, x.Status
		return out, err
	}
	p, err := a.pay(ctx, control)
	out.Payment, out.Status = &p, p.Status
	return out, err
}

func (a *decision) pay(ctx context.Context, control sandbox.Control) (sandbox.Payment, error) {
	switch {
	case !a.accepted():
		return control.Decline(ctx, a.ID, a.Code)
	case a.Method != "":
		return control.PayWith(ctx, a.ID, a.Method)
	}
	return control.Pay(ctx, a.ID)
}

// either is one of two functions.
func either[F any](first bool, a, b F) F {
	if first {
		return a
	}
	return b
}

type notified struct {
	Notification *sandbox.Notification `json:"notification,omitempty"`
	Forged       *sandbox.Forged       `json:"forged,omitempty"`
}

func sendNotification(ctx context.Context, c *call) (result, error) {
	var a struct{ ID, Forgery string }
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	control, err := c.control(ctx)
	if err != nil {
		return result{}, err
	}
	if a.Forgery != "" {
		f, err := control.Forge(ctx, a.ID, a.Forgery)
		if err != nil {
			return result{}, err
		}
		summary := "the handler did not acknowledge the forged notification, as it should"
		if f.Acknowledged {
			summary = "the handler acknowledged a forged notification: it does not verify signatures"
		}
		if f.HTTPStatus == 0 {
			summary = "the handler did not answer: " + f.Problem
		}
		return result{summary: summary, value: notified{Forged: &f}}, nil
	}
	n, err := control.Notify(ctx, a.ID)
	if err != nil {
		return result{}, err
	}
	n.Body = maskedJSON(n.Body)
	return result{summary: fmt.Sprintf("notification %s to %s: %s", n.NotifyType, n.URL, n.State), value: notified{Notification: &n}}, nil
}

func moveClock(ctx context.Context, c *call) (result, error) {
	var a struct{ By, To string }
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if a.By != "" && a.To != "" {
		return result{}, apperr.New(apperr.Usage, "both by and to are given", nil, "give one of them")
	}
	control, err := c.control(ctx)
	if err != nil {
		return result{}, err
	}
	move := control.Clock
	switch {
	case a.By != "":
		by, err := sandbox.ParseStretch(a.By)
		if err != nil {
			return result{}, apperr.New(apperr.Usage, "the argument by "+short(a.By), err, `such as "10m"`)
		}
		move = func(ctx context.Context) (sandbox.Clock, error) { return control.AdvanceClock(ctx, by) }
	case a.To == "next":
		move = control.AdvanceClockToNext
	case a.To == "now":
		move = control.ResetClock
	}
	clock, err := move(ctx)
	if err != nil {
		return result{}, err
	}
	summary := "the simulator's time is " + clock.Now.Format(time.RFC3339)
	if clock.PassedCount > 0 {
		summary += fmt.Sprintf("; %d events happened", clock.PassedCount)
	}
	return result{summary: summary, value: clock}, nil
}

type requestsShown struct {
	Requests []sandbox.Call   `json:"requests,omitempty"`
	Total    int              `json:"total,omitempty"`
	Request  *sandbox.Request `json:"request,omitempty"`
}

func showRequests(ctx context.Context, c *call) (result, error) {
	var a struct {
		ID, Operation, Payment string
		Refused                bool
		Limit                  int
	}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	control, err := c.control(ctx)
	if err != nil {
		return result{}, err
	}
	if a.ID != "" {
		r, err := control.Request(ctx, a.ID)
		if errors.Is(err, sandbox.ErrNotFound) {
			err = errors.New("the simulator keeps no request with this number")
		}
		if err != nil {
			return result{}, apperr.New(apperr.Usage, "request "+short(a.ID), err, "show_requests without an id lists them")
		}
		r.Fix = inTools(r.Fix)
		return result{summary: requestLine(r.Call), value: requestsShown{Request: &r}}, nil
	}
	list, err := control.Requests(ctx, sandbox.RequestFilter{Refused: a.Refused, Operation: a.Operation, Subject: a.Payment})
	if err != nil {
		return result{}, err
	}
	out := requestsShown{Requests: list[:min(len(list), limited(a.Limit))], Total: len(list)}
	summary := shownOf("requests", len(out.Requests), out.Total)
	for i := range out.Requests {
		r := &out.Requests[i]
		if r.Fix = inTools(r.Fix); r.Refused {
			summary += "\n" + requestLine(*r)
		}
	}
	return result{summary: summary, value: out}, nil
}

// requestLine is a request in one line, with the cause and the fix of a refused one.
func requestLine(r sandbox.Call) string {
	line := fmt.Sprintf("request %s: %s %s %s", r.ID, r.Operation, r.ResultStatus, r.ResultCode)
	if r.Cause != "" {
		line += "; cause: " + r.Cause
	}
	if r.Fix != "" {
		line += "; fix: " + r.Fix
	}
	return line
}
