package flow_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// shop is a merchant with a gateway, a journal and what happened on the way.
type shop struct {
	t       *testing.T
	antom   *antomtest.Server
	dir     string // of the journal
	events  *recorder
	adjust  func(*flow.Gateway) // of every gateway; may be nil
	profile []flow.ProfileDefault
}

func newShop(t *testing.T) *shop {
	t.Helper()
	return &shop{t: t, antom: antomtest.NewServer(t), dir: t.TempDir(), events: &recorder{}}
}

// gateway is that of a new command: nothing is read from the journal yet.
func (s *shop) gateway() *flow.Gateway {
	g := &flow.Gateway{
		Client: s.antom.Client(), Profile: "shop", Local: true, Defaults: s.profile,
		Journal: s.journal(), Commands: flow.Commands{Flags: " --local", Local: true}, Events: s.events.handle,
	}
	g.Client.Timeout = antom.DefaultTimeout
	g.Client.OnAttempt = g.ReportAttempt
	if s.adjust != nil {
		s.adjust(g)
	}
	return g
}

func (s *shop) journal() *journal.Journal { return journal.Open(s.dir, s.antom.Now) }

// entries are those of the journal, newest first.
func (s *shop) entries() []journal.Entry {
	s.t.Helper()
	entries, err := s.journal().List(journal.Filter{})
	if err != nil {
		s.t.Fatal(err)
	}
	return entries
}

// operations are those of the calls that reached the gateway.
func (s *shop) operations() string {
	var names []string
	for _, r := range s.antom.Requests() {
		names = append(names, r.Operation)
	}
	return strings.Join(names, " ")
}

// perform takes the requests of a file through all steps, as a command does.
func (s *shop) perform(ctx context.Context, o flow.Options, file string) (*results, error) {
	s.t.Helper()
	shown := &results{}
	return shown, s.performTo(ctx, shown, o, file)
}

func (s *shop) performTo(ctx context.Context, shown *results, o flow.Options, file string) error {
	s.t.Helper()
	if o.Batch.Parallel == 0 {
		o.Batch.Parallel = 1
	}
	if o.Operation.AmountField != "" && o.Overlay.AmountPaths == nil {
		o.Overlay.AmountPaths = []string{o.Operation.AmountField}
	}
	run, err := flow.NewRun(s.gateway(), documents(s.t, file), o)
	if err != nil {
		return err
	}
	if err := run.Complete(ctx); err != nil {
		return err
	}
	if err := run.Check(); err != nil {
		return err
	}
	if err := run.Guard(ctx); err != nil {
		return err
	}
	return run.Send(ctx, shown)
}

// do is perform that must succeed.
func (s *shop) do(o flow.Options, file string) *results {
	s.t.Helper()
	shown, err := s.perform(s.t.Context(), o, file)
	if err != nil {
		s.t.Fatalf("%s: %v", o.Operation.Name, err)
	}
	return shown
}

func operation(name string, o flow.Options) flow.Options {
	o.Operation = spec.OperationNamed(name)
	return o
}

// tea is a payment or a session as a file has it.
func tea(requestID, orderID string) string {
	return `{"paymentRequestId":"` + requestID + `","paymentAmount":{"currency":"HKD","value":"1234"},` +
		`"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},"order":{"referenceOrderId":"` + orderID + `"}}`
}

// complete gives what tea leaves to the simulator, so that it passes with Strict.
func complete() flow.Overlay {
	return flow.Overlay{Sets: []string{
		"order.orderDescription=Tea", "paymentRedirectUrl=https://shop.example/r", "env.terminalType=WEB",
		"order.orderAmount.currency=HKD", "order.orderAmount.value=1234",
	}}
}

// paid makes a payment that the buyer pays.
func (s *shop) paid(requestID, orderID string) {
	s.t.Helper()
	s.do(operation(spec.OpPay, flow.Options{}), tea(requestID, orderID))
	s.antom.Pay(requestID)
}

// documents reads a file; "" is a single empty request.
func documents(t *testing.T, file string) []*request.Document {
	t.Helper()
	if file == "" {
		return []*request.Document{request.New()}
	}
	docs, err := flow.ReadFile("order.yaml", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// results records what came of requests.
type results struct {
	answers  []*flow.Answer
	requests []*flow.Request
	skipped  []string
	failed   []*apperr.Error
	progress []int
	summary  flow.Summary
	onAnswer func()
}

func (r *results) Answered(q *flow.Request, x *flow.Answer) error {
	r.answers, r.requests = append(r.answers, x), append(r.requests, q)
	if r.onAnswer != nil {
		r.onAnswer()
	}
	return x.Err()
}

func (r *results) Skipped(_ *flow.Request, e journal.Entry) error {
	r.skipped = append(r.skipped, e.RequestID)
	return nil
}

func (r *results) Failed(e *apperr.Error)  { r.failed = append(r.failed, e) }
func (r *results) Progress(done, _, _ int) { r.progress = append(r.progress, done) }
func (r *results) Finished(s flow.Summary) { r.summary = s }

// recorder keeps events in their order.
type recorder struct {
	mu     sync.Mutex
	events []flow.Event
}

func (r *recorder) handle(e flow.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// texts are the events so far, each in a line; warnings are marked.
func (r *recorder) texts() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var text strings.Builder
	for _, e := range r.events {
		if _, ok := e.(flow.Warning); ok {
			text.WriteString("warning: ")
		}
		text.WriteString(e.Text() + "\n")
	}
	return text.String()
}

func (r *recorder) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = nil
}

// wantEvent checks that the user learned of something.
func (s *shop) wantEvent(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.events.texts(), text) {
			s.t.Errorf("nothing was said of %q:\n%s", text, s.events.texts())
		}
	}
}

// wantError checks the category, the code and parts of the message and the hints.
func wantError(t *testing.T, err error, kind apperr.Kind, code string, parts ...string) {
	t.Helper()
	var e *apperr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an error of the kind %s", err, kind)
	}
	if e.Kind != kind || e.Code != code {
		t.Errorf("got %s %q, want %s %q: %v", e.Kind, e.Code, kind, code, e)
	}
	all := e.Error() + "\n" + strings.Join(e.Hints, "\n")
	for _, part := range parts {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not in the error:\n%s", part, all)
		}
	}
}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// given is the value of a flag that was given.
func given(text string) flow.Value { return flow.Value{Text: text, Given: true} }
