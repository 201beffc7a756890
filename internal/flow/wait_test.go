package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const interval = 2 * time.Second

// wait waits for a payment. meanwhile happens at the tick with that number.
func (s *shop) wait(ctx context.Context, q flow.Inquiry, o flow.WaitOptions, meanwhile map[int]func()) (*flow.Answer, []flow.Tick, error) {
	var ticks []flow.Tick
	o.Interval = interval
	o.OnTick = func(t flow.Tick) {
		ticks = append(ticks, t)
		if f := meanwhile[len(ticks)]; f != nil {
			f()
		}
	}
	x, err := s.gateway().Wait(ctx, q, o)
	return x, ticks, err
}

func TestWaitUntilPaid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	x, ticks, err := s.wait(t.Context(), flow.Inquiry{RequestID: "P1"}, flow.WaitOptions{Limit: time.Minute}, map[int]func(){3: func() { s.antom.Pay("P1") }})
	if err != nil || x.Status() != "SUCCESS" || x.Err() != nil {
		t.Fatalf("the wait ended with %v, %v", x, err)
	}
	if first := ticks[0]; first.Endless || first.Left > time.Minute || first.Left < 50*time.Second || ticks[len(ticks)-1].Status != "PROCESSING" {
		t.Errorf("ticks %+v", ticks)
	}
	// The journal knows the end, and not every question on the way to it.
	entries := s.entries()
	if len(entries) != 2 || entries[0].PaymentStatus != "SUCCESS" {
		t.Errorf("the journal has %+v", entries)
	}
}

func TestWaitEndsWithoutPayment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		q         flow.Inquiry
		o         flow.WaitOptions
		meanwhile func(*shop, context.CancelFunc)
		kind      apperr.Kind
		code      string
		words     []string
		answered  bool // the last answer comes with the error
	}{
		"time over": {q: flow.Inquiry{RequestID: "P1"}, o: flow.WaitOptions{Limit: 10 * time.Second}, kind: apperr.Pending, code: "PROCESSING",
			words: []string{"payment P1 is still PROCESSING after 10s", "to continue waiting: antom inquire P1 --local --wait"}, answered: true},
		"interrupted": {q: flow.Inquiry{RequestID: "P1"}, meanwhile: func(_ *shop, cancel context.CancelFunc) { cancel() }, kind: apperr.Interrupted,
			words: []string{"interrupted while waiting; the payment continues without this command", "to continue waiting: antom inquire P1 --local --wait"}},
		"refused": {q: flow.Inquiry{RequestID: "NONE"}, kind: apperr.Refused, code: "ORDER_NOT_EXIST"},
		"never an answer": {q: flow.Inquiry{RequestID: "P1"}, o: flow.WaitOptions{Limit: 10 * time.Second},
			meanwhile: func(s *shop, _ context.CancelFunc) { s.antom.Fault("reset,operation=inquiryPayment") },
			kind:      apperr.NoAnswer, code: "connection", words: []string{"no usable response about payment P1 within 10s"}},
		"an answer that does not match": {q: flow.Inquiry{RequestID: "P1"}, o: flow.WaitOptions{Amounts: map[string]antom.Amount{"paymentAmount": {Currency: "HKD", Value: "1"}}},
			kind: apperr.Signature, code: "answer-amount", words: []string{"ask again: antom inquire P1 --local"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if name == "never an answer" {
				c.meanwhile(s, cancel)
				c.meanwhile = nil
			}
			meanwhile := map[int]func(){}
			if c.meanwhile != nil {
				meanwhile[2] = func() { c.meanwhile(s, cancel) }
			}
			ended := 0
			c.o.OnEnd = func() { ended++ }
			x, _, err := s.wait(ctx, c.q, c.o, meanwhile)
			wantError(t, err, c.kind, c.code, c.words...)
			if (x != nil) != c.answered || ended != 1 {
				t.Errorf("answer %v, ended %d times", x, ended)
			}
		})
	}
}

// TestWaitSurvivesFailures: a single inquiry without an answer ends nothing.
func TestWaitSurvivesFailures(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.antom.Fault("reset,operation=inquiryPayment,times=2")
	x, ticks, err := s.wait(t.Context(), flow.Inquiry{RequestID: "P1"}, flow.WaitOptions{}, nil)
	if err != nil || x.Status() != "SUCCESS" {
		t.Fatalf("the wait ended with %v, %v", x, err)
	}
	if last := ticks[len(ticks)-1]; !last.Failed || !last.Endless {
		t.Errorf("ticks %+v", ticks)
	}
}

// TestWaitForRefund: the ticks say what is waited for, and a capture is
// looked for in its payment.
func TestWaitForRefund(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	id := s.do(refundOf("P1", flow.Overlay{}), "").answers[0].RequestField("refundRequestId")
	x, _, err := s.wait(t.Context(), flow.Inquiry{About: outcome.Refund, RequestID: id}, flow.WaitOptions{Limit: time.Hour}, nil)
	if err != nil || x.Status() != "SUCCESS" || x.Operation.Name != spec.OpInquiryRefund {
		t.Fatalf("the wait ended with %v, %v", x, err)
	}
	_, ticks, err := s.wait(t.Context(), flow.Inquiry{About: outcome.Capture, RequestID: "P1", CaptureID: "C1"}, flow.WaitOptions{Limit: 10 * time.Second}, nil)
	wantError(t, err, apperr.Pending, "PROCESSING", "capture C1 is still PROCESSING")
	if ticks[0].About != outcome.Capture {
		t.Errorf("ticks %+v", ticks)
	}
}
