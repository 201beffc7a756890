package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
)

// asked collects the answers to inquiries about payments.
func asked(t *testing.T, s *shop, known time.Duration, ids ...string) (states []flow.PaymentState, slept int, err error) {
	t.Helper()
	var payments []flow.Inquiry
	for _, id := range ids {
		payments = append(payments, flow.Inquiry{RequestID: id})
	}
	options := flow.AskOptions{
		Interval: time.Second, Known: known, Now: s.antom.Now(),
		Sleep: func(_ context.Context, d time.Duration) error {
			if d != time.Second {
				t.Errorf("it sleeps %s", d)
			}
			slept++
			return nil
		},
	}
	err = s.gateway().AskPayments(t.Context(), payments, options, func(i int, state flow.PaymentState) {
		if i != len(states) {
			t.Errorf("answer %d comes as number %d", i, len(states))
		}
		states = append(states, state)
	})
	return states, slept, err
}

// TestAskPayments: every payment is asked for, with a pause in between; what the journal
// knows as final is not asked for again.
func TestAskPayments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.paid("P2", "O2")
	states, slept, err := asked(t, s, time.Hour, "P1", "P2", "NOBODY")
	if err != nil || slept != 2 || len(states) != 3 {
		t.Fatalf("%+v, %d pauses, %v", states, slept, err)
	}
	if states[0].Status != "SUCCESS" || states[0].Amount.Value == "" || states[2].Status != "" || states[2].Code != "ORDER_NOT_EXIST" || states[2].Err != nil {
		t.Errorf("the answers are %+v", states)
	}
	before := s.operations()
	states, slept, err = asked(t, s, time.Hour, "P1", "P2")
	if err != nil || slept != 0 || len(states) != 2 || states[1].Status != "SUCCESS" || s.operations() != before {
		t.Errorf("from the journal: %+v, %d pauses, %v", states, slept, err)
	}
	if _, slept, err = asked(t, s, 0, "P1", "P2"); err != nil || slept != 1 || s.operations() == before {
		t.Errorf("asked again: %d pauses, %s, %v", slept, s.operations(), err)
	}
}

// TestAskPaymentsThatFails: no answer for one payment is no reason to stop; an answer
// that is not Antom's is.
func TestAskPaymentsThatFails(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.paid("P2", "O2")
	s.antom.Fault("http-503,operation=inquiryPayment,times=1")
	states, _, err := asked(t, s, 0, "P1", "P2")
	if err != nil || len(states) != 2 || states[0].Err == nil || states[1].Status != "SUCCESS" {
		t.Errorf("without an answer: %+v, %v", states, err)
	}
	s.antom.Fault("bad-signature,operation=inquiryPayment,times=1")
	if states, _, err = asked(t, s, 0, "P1", "P2"); len(states) != 0 || apperr.KindOf(err) != apperr.Signature {
		t.Errorf("an answer of somebody else: %+v, %v", states, err)
	}
	stop := errors.New("stopped")
	options := flow.AskOptions{Sleep: func(context.Context, time.Duration) error { return stop }}
	n := 0
	err = s.gateway().AskPayments(t.Context(), []flow.Inquiry{{RequestID: "P1"}, {RequestID: "P2"}}, options, func(int, flow.PaymentState) { n++ })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("stopped after %d: %v", n, err)
	}
}
