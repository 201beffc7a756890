package flow_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func retryOf(id string) flow.Options {
	return operation(spec.OpPay, flow.Options{RetryOf: given(id)})
}

// TestRetryOfAnOrder: a second payment is made only when none of the order was paid
// and none can be any more.
func TestRetryOfAnOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(s *shop) // to payment P1 of order O1
		kind    apperr.Kind   // of the refusal, "" for none
		code    string
		words   []string
	}{
		"paid": {func(s *shop) { s.antom.Pay("P1") }, apperr.Usage, "already-paid",
			[]string{"order O1 is paid already, by payment P1; no second payment was created", "antom cancel P1 --local"}},
		"open": {func(*shop) {}, apperr.Pending, "PROCESSING",
			[]string{"payment P1 of order O1 is still PROCESSING and can still be paid; no second payment was created", "antom inquire P1 --local --wait"}},
		"declined": {func(s *shop) { s.antom.Decline("P1", "RISK_REJECT") }, "", "", []string{"payment P1 ended with FAIL"}},
		"expired":  {func(s *shop) { s.antom.Advance(24 * time.Hour) }, "", "", []string{"payment P1 ended with FAIL"}},
		"cancelled": {func(s *shop) {
			s.do(operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{RequestID: "P1"}}), "")
		}, "", "", []string{"payment P1 ended with CANCELLED"}},
		"given back in full": {func(s *shop) {
			s.antom.Pay("P1")
			s.do(refundOf("P1", flow.Overlay{}), "")
			s.antom.Advance(time.Minute)
		}, "", "", []string{"payment P1 was paid, and all the money was returned"}},
		"given back in part": {func(s *shop) {
			s.antom.Pay("P1")
			s.do(refundOf("P1", flow.Overlay{Amount: given("1")}), "")
			s.antom.Advance(time.Minute)
		}, apperr.Usage, "already-paid", nil},
		"another payment of the order is open": {func(s *shop) {
			s.antom.Decline("P1", "RISK_REJECT")
			s.do(operation(spec.OpPay, flow.Options{}), tea("P2", "O1"))
		}, apperr.Pending, "PROCESSING", []string{"payment P2 of order O1"}},
		"no answer":           {func(s *shop) { s.antom.Fault("reset,operation=inquiryPayment") }, apperr.NoAnswer, "connection", []string{"antom inquire P1 --local"}},
		"an unsigned refusal": {func(s *shop) { s.antom.Fault("unsigned,operation=inquiryPayment") }, apperr.Signature, "unsigned-success", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
			c.happens(s)
			payments := strings.Count(s.operations()+" ", "pay ")
			s.events.clear()
			shown, err := s.perform(t.Context(), retryOf("P1"), "")
			if made := strings.Count(s.operations()+" ", "pay ") - payments; (made == 1) != (c.kind == "") {
				t.Errorf("%d payments were made", made)
			}
			if c.kind != "" {
				wantError(t, err, c.kind, c.code, c.words...)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			x := shown.answers[0]
			if x.RequestField("order.referenceOrderId") != "O1" || x.RequestField("paymentRequestId") == "P1" || x.RequestField("paymentAmount.value") != "1234" {
				t.Errorf("sent: %s", x.Request.AppendJSON(nil))
			}
			s.wantEvent(append(c.words, "paying order O1 again, as PAY")...)
		})
	}
}

// TestRetryOfWhatNeverArrived: an order that Antom does not know may still be on its
// way; it is safe to repeat the same id only, until it would have closed.
func TestRetryOfWhatNeverArrived(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) {
		g.Client.HTTPClient = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("lost") })}
	}
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	wantError(t, err, apperr.NoAnswer, "connection")
	s.adjust = nil
	_, err = s.perform(t.Context(), retryOf("P1"), "")
	wantError(t, err, apperr.Pending, "ORDER_NOT_EXIST", "payment P1 is not known to Antom, or not yet; no second payment was created",
		"antom pay FILE --request-id P1")
	s.antom.Advance(24 * time.Hour)
	if _, err = s.perform(t.Context(), retryOf("P1"), ""); err != nil {
		t.Fatal(err)
	}
	s.wantEvent("payment P1 was never created")
}

func TestRetryIsRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	for name, c := range map[string]struct {
		of, file string
		words    string
	}{
		"no id":              {"", "", "--retry-of requires the paymentRequestId"},
		"several requests":   {"P1", "{}\n{}", "--retry-of is for one request, and the file has 2"},
		"another order":      {"P1", tea("P2", "O2"), "payment P1 is of order O1, but the request is for order O2"},
		"an unknown payment": {"P9", "", "payment P9 is not in the journal, so its order is not known"},
	} {
		_, err := s.perform(t.Context(), retryOf(c.of), c.file)
		t.Log(name)
		wantError(t, err, apperr.Usage, "", c.words)
	}
	o := retryOf("P1")
	o.Overlay.Sets = []string{"paymentRequestId=P1"}
	_, err := s.perform(t.Context(), o, "")
	wantError(t, err, apperr.Usage, "", "P1 is the payment to retry; a retry needs a new paymentRequestId")
	if got := s.operations(); got != "pay" {
		t.Errorf("sent: %s", got)
	}
}
