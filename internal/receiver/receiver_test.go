package receiver

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestAcknowledged(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	acknowledged(t, deliver(t, New(g.Options), paid))
	all := g.stored(t)
	if len(all) != 1 {
		t.Fatalf("%d stored", len(all))
	}
	r := all[0]
	c := capture.Capture{Headers: r.Headers}
	if !r.Verified || r.KeyFingerprint != "sha256:00" || string(r.Message.Body) != paid || r.Message.Path != "/payNotify?x=1" || r.Message.Method != "POST" ||
		c.Header("request-time") != "1769874125000" || r.Message.ClientID != "SANDBOX_5Y0000000000000" || r.ReceivedAt.IsZero() {
		t.Errorf("%+v", r)
	}
	e := g.last(t, 1)
	if e.Status != 200 || !e.Acknowledged() || e.Record.ID != r.ID || e.Record.Amount.Value != "1234" || e.Record.Amount.Currency != "HKD" || e.Record.Kind != "notifyPayment" || e.Duration <= 0 {
		t.Errorf("%+v", e)
	}
	if _, ok := e.Forwarded(); ok {
		t.Error("forwarded without a route")
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(o *Options, r *http.Request)
		status  int
		problem Problem
		stored  int
	}{
		"bad signature":   {func(_ *Options, r *http.Request) { r.Header.Set("Signature", "bad") }, 401, ProblemSignature, 1},
		"GET":             {func(_ *Options, r *http.Request) { r.Method = "GET" }, 405, ProblemMethod, 0},
		"PUT":             {func(_ *Options, r *http.Request) { r.Method = "PUT" }, 405, ProblemMethod, 0},
		"path":            {func(o *Options, _ *http.Request) { o.Path = "/other" }, 404, ProblemPath, 0},
		"large body":      {func(o *Options, _ *http.Request) { o.MaxBody = 10 }, 413, ProblemTooLarge, 0},
		"large chunks":    {func(o *Options, r *http.Request) { o.MaxBody, r.ContentLength = 10, -1 }, 413, ProblemTooLarge, 0},
		"broken body":     {func(_ *Options, r *http.Request) { r.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF)) }, 408, ProblemBody, 0},
		"many headers":    {func(_ *Options, r *http.Request) { r.Header["X"] = make([]string, 256) }, 431, ProblemHeaders, 0},
		"no room on disk": {func(o *Options, _ *http.Request) { o.Store = &faulty{} }, 500, ProblemStore, 0},
		"no room on disk, bad signature": {func(o *Options, r *http.Request) {
			o.Store = &faulty{}
			r.Header.Set("Signature", "bad")
		}, 500, ProblemStore, 0},
	} {
		g := newRig(t)
		g.Forward = []Route{{Pattern: "*", URL: application(t, func(http.ResponseWriter, *http.Request) { t.Errorf("%s: forwarded", name) })}}
		w, r := httptest.NewRecorder(), request(t, "/payNotify?x=1", paid)
		c.change(&g.Options, r)
		New(g.Options).ServeHTTP(w, r)
		if w.Code != c.status || strings.Contains(w.Body.String(), "SUCCESS") {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
		if allow := w.Header().Get("Allow"); (allow == "POST") != (c.status == 405) {
			t.Errorf("%s: Allow %q", name, allow)
		}
		e := g.last(t, 1)
		if e.Status != c.status || e.Problem != c.problem || e.Acknowledged() || (e.Record.ID != "") != (c.stored > 0) || e.Record.Message.Path != "/payNotify?x=1" {
			t.Errorf("%s: %+v", name, e)
		}
		if c.problem == ProblemStore && !errors.Is(e.Err, errDisk) {
			t.Errorf("%s: %v", name, e.Err)
		}
		all := g.stored(t)
		if len(all) != c.stored {
			t.Errorf("%s: %d stored", name, len(all))
		}
		if c.stored > 0 && (all[0].Verified || all[0].Cause != "own-key" || e.Explanation != "that is your own key" || all[0].PaymentID != "payment-1") {
			t.Errorf("%s: %+v", name, all[0])
		}
	}
}

// TestBytes: what no record can hold is refused before it is stored; a header
// that decides nothing may have any bytes.
func TestBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *http.Request)
		status int
	}{
		"path":         {func(r *http.Request) { r.RequestURI = "/payNotify?x=\xa4" }, 400},
		"path of text": {func(r *http.Request) { r.RequestURI = "/payNotify?x=é" }, 200},
		"client id":    {func(r *http.Request) { r.Header.Set("Client-Id", "SANDBOX_\xff") }, 400},
		"other header": {func(r *http.Request) { r.Header.Set("X-City", "M\xfcnchen") }, 200},
	} {
		g := newRig(t)
		w, r := httptest.NewRecorder(), request(t, "/payNotify?x=1", paid)
		c.change(r)
		New(g.Options).ServeHTTP(w, r)
		e, stored := g.last(t, 1), g.stored(t)
		if refused := e.Problem == ProblemText && e.Err != nil; w.Code != c.status || refused != (c.status == 400) || len(stored) == 0 != refused {
			t.Errorf("%s: %d, %+v, %d stored", name, w.Code, e, len(stored))
		}
		if len(stored) > 0 && (stored[0].Message.Path != requestTarget(r) || string(stored[0].Message.Body) != paid) {
			t.Errorf("%s: %+v", name, stored[0])
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"": 200, "/": 200, "/payNotify": 200, "/payNotify/": 404, "/pay": 404} {
		g := newRig(t)
		g.Path = path
		if w := deliver(t, New(g.Options), paid); w.Code != want {
			t.Errorf("path %q: %d", path, w.Code)
		}
	}
}

func TestBusy(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.Concurrency = 2
	var inside atomic.Int32
	gate := make(chan struct{})
	g.Verify = func(_ *http.Request, body []byte) Verdict {
		inside.Add(1)
		<-gate
		return genuine(body)
	}
	h := New(g.Options)
	var all sync.WaitGroup
	for _, body := range []string{"1", "2"} {
		all.Go(func() { deliver(t, h, body) })
	}
	patience.Until(t, "two deliveries", func() bool { return inside.Load() == 2 })
	if w := deliver(t, h, "3"); w.Code != 503 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	close(gate)
	all.Wait()
	if w := deliver(t, h, "3"); w.Code != 200 {
		t.Errorf("later: %d", w.Code)
	}
	if e := g.last(t, 1); e.Problem != ProblemBusy || e.Record.ID != "" {
		t.Errorf("%+v", e)
	}
}

// TestEventsOneByOne: OnEvent needs no lock of its own.
func TestEventsOneByOne(t *testing.T) {
	t.Parallel()
	var inside, most, count int32
	h := New(Options{Verify: judgeByHeader, OnEvent: func(Event) {
		if n := atomic.AddInt32(&inside, 1); n > most {
			most = n
		}
		count++
		atomic.AddInt32(&inside, -1)
	}})
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() { acknowledged(t, deliver(t, h, paid+strings.Repeat(" ", n))) })
	}
	all.Wait()
	if most != 1 || count != 50 {
		t.Errorf("%d events, %d at a time", count, most)
	}
}

// TestSenderHangsUp: what the application decides is noted all the same.
func TestSenderHangsUp(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	arrived, gate := make(chan struct{}), make(chan struct{})
	g.Forward = []Route{{Pattern: "*", URL: application(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-gate
		accept(w, r)
	})}}
	s := startServer(t, DefaultLimits(), New(g.Options))
	c := s.dial(t)
	if err := request(t, "http://x/payNotify", paid).Write(c); err != nil {
		t.Fatal(err)
	}
	<-arrived
	_ = c.Close()
	close(gate)
	e := g.last(t, 1)
	if a, ok := e.Forwarded(); !ok || !a.Acknowledged {
		t.Errorf("%+v", e)
	}
	if all := g.stored(t); len(all) != 1 || !all[0].Acknowledged() {
		t.Errorf("%+v", all)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", longestName+1)
	amount := func(currency, value string) *antom.Amount { return &antom.Amount{Currency: currency, Value: value} }
	for body, want := range map[string]antom.Notification{
		paid: {
			NotifyType: "PAYMENT_RESULT", PaymentRequestID: "request-1", PaymentID: "payment-1", Amount: amount("HKD", "1234"),
			Result: antom.Result{ResultCode: "SUCCESS", ResultStatus: "S"},
		},
		`{"notifyType":"REFUND_RESULT","refundRequestId":"r","refundId":"i","paymentAmount":{"currency":"EUR","value":"9"},"refundAmount":{"currency":"EUR","value":"5"},"refundStatus":"SUCCESS"}`: {
			NotifyType: "REFUND_RESULT", RequestID: "r", ObjectID: "i", Amount: amount("EUR", "5"),
		},
		`{"notifyType":"CAPTURE_RESULT","captureRequestId":"c","paymentId":"p","captureId":"i","captureAmount":{"currency":"JPY","value":"7"}}`: {
			NotifyType: "CAPTURE_RESULT", RequestID: "c", PaymentID: "p", ObjectID: "i", Amount: amount("JPY", "7"),
		},
		`{"authorizationNotifyType":"TOKEN_CREATED","result":{"resultStatus":"S"}}`: {NotifyType: "TOKEN_CREATED", Result: antom.Result{ResultStatus: "S"}},
		`{"disputeNotificationType":"DISPUTE_CREATED","paymentRequestId":"r","disputeId":"d","disputeAmount":{"value":"1"}}`: {
			NotifyType: "DISPUTE_CREATED", PaymentRequestID: "r", ObjectID: "d", Amount: amount("", "1"),
		},
		`{"subscriptionRequestId":"s","subscriptionId":"i"}`:                                 {RequestID: "s", ObjectID: "i"},
		`{"notifyType":"` + long + `","paymentId":{},"refundId":"` + long + `","result":[]}`: {},
		`no JSON`: {}, ``: {}, `[]`: {}, `null`: {},
	} {
		for _, verified := range []bool{false, true} {
			var got inbox.Record
			got.Message.Path = "/as-requested"
			var n *antom.Notification
			if verified {
				n = genuine([]byte(body)).Notification
			}
			describe(&got, []byte(body), n)
			if string(got.Message.Body) != body || string(got.Raw) != body || got.Message.Path != "/as-requested" || (got.KeyFingerprint != "") != verified {
				t.Errorf("%s: %+v", body, got)
			}
			got.Result.ResultMessage = ""
			if got.NotifyType != want.NotifyType || got.PaymentRequestID != want.PaymentRequestID || got.PaymentID != want.PaymentID ||
				got.RequestID != want.RequestID || got.ObjectID != want.ObjectID || got.Result != want.Result || !reflect.DeepEqual(got.Amount, want.Amount) {
				t.Errorf("%s: %+v", body, got)
			}
		}
	}
}

func TestRequestTarget(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"/a//b%2Fc?x=1&y=%zz": "/a//b%2Fc?x=1&y=%zz", "/": "/", "http://shop.example/a?b": "/payNotify?x=1", "": "/payNotify?x=1",
	} {
		r := request(t, "http://shop.example/payNotify?x=1", "")
		r.RequestURI = uri
		if got := requestTarget(r); got != want {
			t.Errorf("%q: %q", uri, got)
		}
	}
}

func TestNoStore(t *testing.T) {
	t.Parallel()
	var events []Event
	h := New(Options{Verify: judgeByHeader, OnEvent: func(e Event) { events = append(events, e) }})
	acknowledged(t, deliver(t, h, paid))
	acknowledged(t, deliver(t, h, paid))
	if len(events) != 2 || events[0].Record.DuplicateOf != "" || events[1].Record.DuplicateOf != events[0].Record.ID || events[0].Time.IsZero() {
		t.Errorf("%+v", events)
	}
}
