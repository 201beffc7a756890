package scenario

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// notificationWait is how long a step waits for an attempt of a notification, and
	// notificationLook the time between two looks.
	notificationWait = 15 * time.Second
	notificationLook = 20 * time.Millisecond
)

// Target is the simulator that a scenario is run against.
type Target struct {
	Client  *antom.Client
	Control sandbox.Control
	// Settle lets happen what is due, deliveries included; nil for a simulator that
	// does so by itself.
	Settle func(context.Context)
	// NotifyURL is where notifications go when a request names no address; empty
	// leaves that to the simulator.
	NotifyURL string
	Now       func() time.Time
	Sleep     func(context.Context, time.Duration) error
	// Run is the value of the variable run.
	Run string
}

// Failure is an expectation that was not met, or a step that could not be done.
type Failure struct {
	At      request.Origin `json:"-"`
	Place   string         `json:"at"`
	Message string         `json:"message"`
}

// StepResult is how a step ended.
type StepResult struct {
	Name string `json:"name"`
	// Passed is true when every expectation was met; Skipped when an earlier step
	// failed, so that this one was not tried.
	Passed   bool          `json:"passed"`
	Skipped  bool          `json:"skipped,omitempty"`
	Failures []Failure     `json:"failures,omitempty"`
	Took     time.Duration `json:"-"`
	Millis   float64       `json:"durationMs"`
}

// Result is how a scenario ended.
type Result struct {
	File    string        `json:"file"`
	Name    string        `json:"name"`
	Passed  bool          `json:"passed"`
	Steps   []StepResult  `json:"steps"`
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"-"`
}

// Run runs the steps until one fails. The error is that of ctx.
func (s *Scenario) Run(ctx context.Context, t Target) (Result, error) {
	r := &runner{target: t, vars: map[string]string{RunVariable: t.Run}}
	for name, value := range s.Vars {
		r.vars[name] = r.fill(value)
	}
	result := Result{File: s.File, Name: cmp.Or(s.Name, s.File), Passed: true, Started: t.Now()}
	for _, step := range s.Steps {
		if ctx.Err() != nil {
			return result, context.Cause(ctx)
		}
		done := StepResult{Name: r.fill(step.Name), Skipped: !result.Passed}
		if !done.Skipped {
			begin := time.Now()
			done.Failures = r.step(ctx, step)
			done.Took = time.Since(begin)
			done.Millis = float64(done.Took.Microseconds()) / 1000
			done.Passed = len(done.Failures) == 0
			result.Passed = done.Passed
		}
		result.Took += done.Took
		result.Steps = append(result.Steps, done)
	}
	return result, nil
}

type runner struct {
	target Target
	vars   map[string]string
	failed []Failure
}

// fill puts the values of variables into a text.
func (r *runner) fill(text string) string {
	return variable().ReplaceAllStringFunc(text, func(found string) string { return r.vars[found[2:len(found)-1]] })
}

func (r *runner) fail(at request.Origin, format string, args ...any) {
	r.failed = append(r.failed, Failure{At: at, Place: at.String(), Message: fmt.Sprintf(format, args...)})
}

func (r *runner) step(ctx context.Context, s Step) []Failure {
	r.failed = nil
	switch {
	case s.Call != "":
		r.call(ctx, s)
	case s.Pay != "":
		p, err := r.target.Control.Pay(ctx, r.fill(s.Pay))
		r.acted(s, "payment", p.Status, err)
	case s.Accept != "":
		r.accept(ctx, s)
	case s.Decline != "":
		r.decline(ctx, s)
	case s.Next:
		_, err := r.target.Control.AdvanceClockToNext(ctx)
		r.failOn(s, err)
	case s.Advance > 0:
		_, err := r.target.Control.AdvanceClock(ctx, s.Advance)
		r.failOn(s, err)
	case s.Notification != "":
		r.notification(ctx, s)
	}
	if r.target.Settle != nil {
		r.target.Settle(ctx)
	}
	return r.failed
}

func (r *runner) failOn(s Step, err error) {
	if err != nil {
		r.fail(s.At, "%v", err)
	}
}

func (r *runner) call(ctx context.Context, s Step) {
	op := spec.OperationNamed(s.Call)
	response, err := r.target.Client.Call(ctx, op.Path, r.request(op, s).AppendJSON(nil))
	if err != nil {
		r.fail(s.At, "%s has no valid response: %v", s.Call, err)
		return
	}
	body, err := spec.ParseJSON(response.Body)
	if err != nil {
		r.fail(s.At, "the response is not JSON: %v", err)
		return
	}
	said := ""
	if message := response.Result.ResultMessage; message != "" {
		said = " (" + message + ")"
	}
	r.compareWith(s.Expect.places["resultCode"], "resultCode", string(response.Result.ResultCode), s.Expect.ResultCode, said)
	r.compareWith(s.Expect.places["resultStatus"], "resultStatus", string(response.Result.ResultStatus), s.Expect.ResultStatus, said)
	r.look(body, s)
}

// request is the request of a call. One that names no address for notifications gets that
// of the target.
func (r *runner) request(op spec.Operation, s Step) *spec.Node {
	filled := r.filled(s.Request)
	if r.target.NotifyURL == "" || filled.Kind != spec.Object {
		return filled
	}
	for _, field := range flow.NotifyFields(op) {
		if filled.Get(field) == nil {
			filled.Members = append(filled.Members, spec.Member{Name: field, Value: &spec.Node{Kind: spec.String, Text: r.target.NotifyURL}})
		}
	}
	return filled
}

// filled is a request with the values of its variables.
func (r *runner) filled(n *spec.Node) *spec.Node {
	c := *n
	if c.Kind == spec.String {
		c.Text = r.fill(c.Text)
	}
	c.Members = slices.Clone(n.Members)
	for i, m := range c.Members {
		c.Members[i].Value = r.filled(m.Value)
	}
	c.Items = slices.Clone(n.Items)
	for i, item := range c.Items {
		c.Items[i] = r.filled(item)
	}
	return &c
}

// look compares fields and keeps those that later steps need.
func (r *runner) look(body *spec.Node, s Step) {
	for _, f := range s.Expect.Fields {
		r.compare(f.At, f.Name, textOf(body.At(f.Name)), f.Value)
	}
	for _, v := range s.Save {
		value := textOf(body.At(v.Value))
		if value == "" {
			r.fail(v.At, "there is no field %s to save", v.Value)
		}
		r.vars[v.Name] = value
	}
}

// textOf is a value as a text; objects and lists as JSON.
func textOf(n *spec.Node) string {
	if n != nil && (n.Kind == spec.Object || n.Kind == spec.Array) {
		return string(n.AppendJSON(nil))
	}
	return n.String()
}

func (r *runner) compare(at request.Origin, what, got, want string) {
	r.compareWith(at, what, got, want, "")
}

// compareWith notes a difference. An expected text can be "*" for any, or a regular
// expression between slashes; an empty one expects nothing.
func (r *runner) compareWith(at request.Origin, what, got, want, more string) {
	want = r.fill(want)
	pattern, isPattern := asPattern(want)
	switch {
	case want == "", want == "*" && got != "", want == got:
		return
	case isPattern:
		if matched, err := regexp.MatchString(pattern, got); err == nil && matched {
			return
		}
	}
	shown := strconv.Quote(got)
	if got == "" {
		shown = "missing"
	}
	r.fail(at, "%s is %s, not %q%s", what, shown, want, more)
}

// notification waits for the latest notification of a record, and looks at it.
func (r *runner) notification(ctx context.Context, s Step) {
	id := r.fill(s.Notification)
	n, err := r.awaited(ctx, id, r.fill(s.Expect.Type))
	switch {
	case err != nil:
		r.fail(s.At, "%v", err)
		return
	case n == nil:
		more := ""
		if r.target.Settle == nil { // a simulator that is served sends only where it is told to
			more = "; perhaps it has no address: set paymentNotifyUrl in the request, or one for all requests by " +
				"antom sandbox merchant set CLIENT-ID --notify-url URL"
		}
		r.fail(s.At, "there is no notification %sof %s%s", typed(r.fill(s.Expect.Type)), id, more)
		return
	case len(n.Attempts) == 0:
		r.fail(s.At, "the notification of %s was not sent within %s", id, notificationWait)
		return
	}
	last := n.Attempts[len(n.Attempts)-1]
	more := ""
	if last.Error != "" {
		more = " (" + last.Error + ")"
	}
	at, ok := s.Expect.places["acknowledged"]
	if !ok {
		at = s.At
	}
	r.compareWith(at, "acknowledged", strconv.FormatBool(last.Acknowledged), cmp.Or(s.Expect.Acknowledged, "true"), more)
	status := ""
	if last.HTTPStatus != 0 {
		status = strconv.Itoa(last.HTTPStatus)
	}
	r.compareWith(s.Expect.places["httpStatus"], "httpStatus", status, s.Expect.HTTPStatus, more)
	body, err := spec.ParseJSON(bytes.TrimSpace(n.Body))
	if err != nil {
		r.fail(s.At, "the notification is not JSON: %v", err)
		return
	}
	r.look(body, s)
}

func typed(kind string) string {
	if kind == "" {
		return ""
	}
	return "of type " + kind + " "
}

// awaited is the latest notification of a record once it was attempted. It is nil when
// there is none.
func (r *runner) awaited(ctx context.Context, id, kind string) (*sandbox.Notification, error) {
	begin := time.Now()
	search := search{id: id, kind: kind, control: r.target.Control}
	for {
		found, err := search.latest(ctx)
		late := time.Since(begin) > notificationWait
		switch {
		case err != nil:
			return nil, err
		case found != nil && (len(found.Attempts) > 0 || late):
			return found, nil
		case found == nil && (late || r.target.Settle != nil || r.settled(ctx, id)):
			return nil, nil
		}
		if err := r.target.Sleep(ctx, notificationLook); err != nil {
			return nil, err
		}
	}
}

// settled reports whether a payment is over, with its refunds and captures: then each
// notification of it exists already.
func (r *runner) settled(ctx context.Context, id string) bool {
	const open = "PROCESSING"
	d, err := r.target.Control.Show(ctx, id)
	if err != nil || d.Status == open || d.Status == "PENDING" {
		return false
	}
	return !slices.ContainsFunc(slices.Concat(d.Refunds, d.Captures), func(p sandbox.Part) bool { return p.Status == open })
}

// search looks for the latest notification of a record. It reads only as far as it has
// to, because a simulator can have very many.
type search struct {
	id, kind string
	control  sandbox.Control
	newest   string // the id of the newest one when there was none of the record
}

func (s *search) latest(ctx context.Context) (*sandbox.Notification, error) {
	newest := ""
	for before := ""; ; {
		list, next, err := s.control.NotificationPage(ctx, before)
		if err != nil {
			return nil, err
		}
		for i, n := range list {
			newest = cmp.Or(newest, n.ID)
			if n.ID == s.newest {
				next = ""
				break
			}
			if slices.Contains(n.IDs(), s.id) && (s.kind == "" || n.NotifyType == s.kind) {
				return &list[i], nil
			}
		}
		if before = next; next == "" {
			s.newest = cmp.Or(newest, s.newest)
			return nil, nil
		}
	}
}
