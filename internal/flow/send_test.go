package flow_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestLiveMoneyIsGuarded: whatever moves real money needs a word from the user;
// questions do not.
func TestLiveMoneyIsGuarded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.adjust = func(g *flow.Gateway) { g.Live = true }
	before := s.operations()
	payment := flow.PaymentRef{RequestID: "P1"}
	for _, o := range []flow.Options{
		operation(spec.OpPay, flow.Options{}),
		operation(spec.OpCreatePaymentSession, flow.Options{}),
		operation(spec.OpCancel, flow.Options{Payment: payment}),
		operation(spec.OpRefund, flow.Options{Payment: payment}),
		operation(spec.OpCapture, flow.Options{Payment: payment, NoValidate: true}),
	} {
		file := ""
		if o.Operation.Creates {
			file = tea("P2", "O2")
		}
		_, err := s.perform(t.Context(), o, file)
		wantError(t, err, apperr.Config, "live", "client id "+s.antom.ClientID+" is live: real money would move", "--live")
	}
	api, err := flow.NewAPICall(flow.APIOptions{Name: "refund"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.gateway().CallAPI(t.Context(), api, false)
	wantError(t, err, apperr.Config, "live")
	if got := s.operations(); got != before {
		t.Errorf("sent: %s", got)
	}

	s.do(operation(spec.OpConsult, flow.Options{}), `{"paymentAmount":{"currency":"HKD","value":"1234"}}`)
	call, err := flow.Inquiry{RequestID: "P1"}.Call()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.gateway().Send(t.Context(), call); err != nil {
		t.Errorf("an inquiry: %v", err)
	}
	s.adjust = func(g *flow.Gateway) { g.Live, g.LiveAllowed, g.Local = true, true, false }
	s.events.clear()
	s.do(operation(spec.OpCancel, flow.Options{Payment: payment}), "")
	s.wantEvent("LIVE: real money moves (profile shop, client id " + s.antom.ClientID)
}

// TestJournalIsWrittenAhead: the request is on the disk before its first byte is on
// the wire, and its outcome afterwards.
func TestJournalIsWrittenAhead(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var before []journal.Entry
	s.adjust = func(g *flow.Gateway) {
		g.Client.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			before = s.entries()
			return http.DefaultTransport.RoundTrip(r)
		})}
	}
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	if len(before) != 1 || before[0].RequestID != "P1" || before[0].OrderID != "O1" || before[0].State != journal.StateSent ||
		before[0].Amount != "1234" || before[0].BodySHA256 == "" || before[0].PaymentID != "" {
		t.Errorf("before the first byte the journal has %+v", before)
	}
	after := s.entries()
	if len(after) != 1 || after[0].State != journal.StateAnswered || after[0].PaymentID == "" || after[0].Trust != string(antom.TrustVerified) {
		t.Errorf("afterwards it has %+v", after)
	}
}

// TestOutcomesInTheJournal: what is not known stays not known.
func TestOutcomesInTheJournal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail         func(context.CancelFunc) error
		state, words string
		kind         apperr.Kind
		code         string
	}{
		"broken connection": {func(context.CancelFunc) error { return errors.New("broken pipe") }, journal.StateNoAnswer, "the outcome is unknown; ask for it: antom inquire P1 --local", apperr.NoAnswer, "connection"},
		"interrupted": {func(cancel context.CancelFunc) error { cancel(); return context.Canceled }, journal.StateSent,
			"ask for the outcome: antom inquire P1 --local", apperr.Interrupted, ""},
	} {
		s := newShop(t)
		ctx, cancel := context.WithCancel(t.Context())
		s.adjust = func(g *flow.Gateway) {
			g.Client.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				_, _ = http.DefaultTransport.RoundTrip(r.WithContext(context.WithoutCancel(r.Context()))) // it arrives
				return nil, c.fail(cancel)
			})}
		}
		_, err := s.perform(ctx, operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
		wantError(t, err, c.kind, c.code, c.words, "this was paymentRequestId P1, order O1")
		if e := s.entries(); len(e) != 1 || e[0].State != c.state || e[0].PaymentID != "" {
			t.Errorf("%s: the journal has %+v", name, e)
		}
		cancel()
	}
}

// TestNothingSentIsSaidSo: neither the error nor the journal leave a doubt when no
// byte can have left.
func TestNothingSentIsSaidSo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.antom.Close()
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	wantError(t, err, apperr.NoAnswer, "connection", "the gateway cannot be reached")
	if e := s.entries(); e[0].State != journal.StateNotSent {
		t.Errorf("the journal has %+v", e)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.perform(ctx, operation(spec.OpPay, flow.Options{}), tea("P2", "O2"))
	wantError(t, err, apperr.Interrupted, "", "nothing was sent")
}

// TestWithoutAJournal: it is a warning, and the payment still goes out.
func TestWithoutAJournal(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.Journal = nil }
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	s.wantEvent("warning: there is no directory for the journal")

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.adjust = func(g *flow.Gateway) { g.Journal = journal.Open(file, s.antom.Now) }
	s.do(operation(spec.OpPay, flow.Options{}), tea("P2", "O2"))
	s.wantEvent("warning: the journal cannot be written", "note the ids yourself")
	if got := s.operations(); got != "pay pay" {
		t.Errorf("sent: %s", got)
	}
}

// TestReuseOfAnID: Antom answers for the first request with an id, so another one
// with that id is worth a warning; the same one is not.
func TestReuseOfAnID(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	s.events.clear()
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	if strings.Contains(s.events.texts(), "already used at") {
		t.Errorf("a repeat is warned of:\n%s", s.events.texts())
	}
	other := strings.ReplaceAll(tea("P1", "O1"), "1234", "99")
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), other)
	wantError(t, err, apperr.Refused, "REPEAT_REQ_INCONSISTENT", "this was paymentRequestId P1, order O1")
	s.wantEvent("warning: paymentRequestId P1 was already used at", "for a different payment; Antom uses the first one")
}

// TestAnswersThatDoNotMatch: an answer to another request is not believed, the
// journal keeps nothing of it, and the hint asks for what was sent.
func TestAnswersThatDoNotMatch(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.antom.Fault("other-request-id,operation=inquiryPayment,times=1")
	call, err := flow.Inquiry{RequestID: "P1"}.Call()
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.gateway().Send(t.Context(), call)
	wantError(t, err, apperr.Signature, "answer-id", "the response does not belong to this request", "ask again: antom inquire P1 --local")
	if e := s.entries()[0]; e.PaymentStatus != "" || e.State != journal.StateNoAnswer {
		t.Errorf("the journal believes it: %+v", e)
	}

	call.Amounts = map[string]antom.Amount{"paymentAmount": {Currency: "HKD", Value: "1"}}
	call.Ask += " --expect-amount 0.01 --currency HKD"
	_, err = s.gateway().Send(t.Context(), call)
	wantError(t, err, apperr.Signature, "answer-amount", "ask again: antom inquire P1 --expect-amount 0.01 --currency HKD --local")

	s.antom.Fault("bad-signature,operation=pay,times=1")
	_, err = s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), tea("P2", "O2"))
	wantError(t, err, apperr.Signature, "bad-signature", "the outcome is not known for certain: antom inquire P2 --local")
}

// TestTriesOfASession: Antom advises a new id, which is said once; the same id is
// what is sent.
func TestTriesOfASession(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.Client.Retries = 2 }
	s.antom.Fault("http-503,operation=createPaymentSession,times=2")
	s.do(operation(spec.OpCreatePaymentSession, flow.Options{}), tea("P1", "O1"))
	s.wantEvent("attempt 1: ", "attempt 2: ", "next attempt with the same id in ")
	if n := strings.Count(s.events.texts(), "Antom's guide advises a new id"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, s.events.texts())
	}
	for _, r := range s.antom.Requests() {
		if !strings.Contains(string(r.Body), `"paymentRequestId":"P1"`) {
			t.Errorf("sent: %s", r.Body)
		}
	}
}

func TestShortTimeout(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.Client.Timeout = antom.DefaultTimeout / 2 }
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	s.wantEvent("warning: the time limit of pay is 5s; Antom advises 10s")
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{Strict: true, Overlay: complete()}), tea("P2", "O2"))
	wantError(t, err, apperr.Usage, "short-timeout", "Antom advises 10s")
	if got := s.operations(); got != "pay" {
		t.Errorf("sent: %s", got)
	}
}

// TestUnsignedAnswersInTheJournal: of an answer that nobody signed the journal keeps
// the result, but no id and no state.
func TestUnsignedAnswersInTheJournal(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	body := `{"result":{"resultStatus":"F","resultCode":"PROCESS_FAIL","resultMessage":"x"},"paymentId":"FORGED","paymentStatus":"SUCCESS"}`
	s.adjust = func(g *flow.Gateway) {
		g.Client.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: http.StatusOK, Proto: "HTTP/1.1", Request: r, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
			}, nil
		})}
	}
	call, err := flow.Inquiry{RequestID: "P1"}.Call()
	if err != nil {
		t.Fatal(err)
	}
	x, err := s.gateway().Send(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, x.Err(), apperr.Refused, "PROCESS_FAIL", "this response is not signed")
	if e := s.entries()[0]; e.ResultCode != "PROCESS_FAIL" || e.PaymentID != "" || e.PaymentStatus != "" {
		t.Errorf("the journal has %+v", e)
	}
}
