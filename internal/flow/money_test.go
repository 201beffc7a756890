package flow_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func refundOf(id string, o flow.Overlay) flow.Options {
	return operation(spec.OpRefund, flow.Options{Payment: flow.PaymentRef{RequestID: id}, Overlay: o})
}

// TestRefunds: an open amount is what is left, and more than that is not sent.
func TestRefunds(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	_, err := s.perform(t.Context(), refundOf("P1", flow.Overlay{Amount: given("99")}), "")
	wantError(t, err, apperr.Usage, "invalid-request", "is HKD 99.00, but HKD 12.34 was paid", "did you mean 12.34?")

	shown := s.do(refundOf("P1", flow.Overlay{Amount: given("2.34")}), "")
	if got := shown.requests[0].Left(); got != "HKD 10.00 of HKD 12.34" {
		t.Errorf("left: %s", got)
	}
	s.wantEvent("payment P1 is paymentId", "(from the journal)")
	s.do(refundOf("P1", flow.Overlay{}), "")
	s.wantEvent("refunding what is left: HKD 10.00 of HKD 12.34")
	_, err = s.perform(t.Context(), refundOf("P1", flow.Overlay{}), "")
	wantError(t, err, apperr.Usage, "nothing-left", "nothing is left of payment P1: HKD 12.34 of HKD 12.34 is used already")
	if got := s.operations(); got != "pay refund refund" {
		t.Errorf("sent: %s", got)
	}
}

// TestRefundsOfOneFile: each is held against those before it.
func TestRefundsOfOneFile(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	part := `{"paymentRequestId":"P1","refundAmount":{"currency":"HKD","value":"700"}}`
	_, err := s.perform(t.Context(), operation(spec.OpRefund, flow.Options{}), part+"\n"+part)
	wantError(t, err, apperr.Usage, "invalid-request", "is HKD 7.00, but HKD 12.34 was paid and HKD 7.00 is refunded already")
	if got := s.operations(); got != "pay" {
		t.Errorf("sent: %s", got)
	}
}

// TestPaymentsOfElsewhere: what the journal does not know is asked for, but not by
// a dry run.
func TestPaymentsOfElsewhere(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.dir = t.TempDir() // another machine
	_, err := s.perform(t.Context(), operation(spec.OpRefund, flow.Options{DryRun: true, Payment: flow.PaymentRef{RequestID: "P1"}}), "")
	wantError(t, err, apperr.Usage, "", "the journal has no paymentId of payment P1", "antom inquire P1 --local")
	if got := s.operations(); got != "pay" {
		t.Errorf("a dry run asked: %s", got)
	}
	s.do(refundOf("P1", flow.Overlay{}), "")
	s.wantEvent("payment P1 is not in the journal; sending an inquiry", "(from an inquiry)", "refunding all of it: HKD 12.34")
	_, err = s.perform(t.Context(), refundOf("NONE", flow.Overlay{}), "")
	wantError(t, err, apperr.Refused, "ORDER_NOT_EXIST", "if NONE is Antom's id of the payment: antom refund --payment-id NONE")
}

func TestNamesOfPayments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	_, err := s.perform(t.Context(), operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{Last: true}}), "")
	wantError(t, err, apperr.Usage, "", "the journal has no payment of the simulator yet")
	s.paid("P1", "O1")
	antomID := s.antom.Payment("P1").PaymentID
	_, err = s.perform(t.Context(), operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{AntomID: antomID}}), `{"paymentId":"OTHER"}`)
	wantError(t, err, apperr.Usage, "", "two payments are given: --payment-id "+antomID+", and paymentId OTHER at order.yaml")
	_, err = s.perform(t.Context(), operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{RequestID: "P1"}}), "{}\n{}")
	wantError(t, err, apperr.Usage, "", "one payment is named for all 2 requests")
	wantError(t, flow.PaymentRef{}.Check(spec.OperationNamed(spec.OpRefund), false), apperr.Usage, "", "which payment?", "antom refund PAYMENT-REQUEST-ID")
	wantError(t, flow.PaymentRef{RequestID: "a", Last: true}.Check(spec.OperationNamed(spec.OpRefund), true), apperr.Usage, "", "give only one of")
	wantError(t, flow.RefundRef{}.Check(false), apperr.Usage, "", "which refund?")

	// An id that the journal knows as Antom's counts as such.
	shown := s.do(operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{RequestID: antomID}}), "")
	if got := shown.answers[0].RequestField("paymentId"); got != antomID {
		t.Errorf("cancelled by paymentId %q", got)
	}
	if e := s.entries()[0]; e.Operation != spec.OpCancel || e.OrderID != "O1" {
		t.Errorf("the journal has %+v", e)
	}
}

// TestNewestOfAnAccount: one profile's name can stand for several accounts, and the
// newest payment is one of the account that is in use.
func TestNewestOfAnAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for id, clientID := range map[string]string{"P1": "LIVE_1", "P2": "SANDBOX_2"} {
		if _, err := s.journal().Begin(journal.Entry{Operation: spec.OpPay, Profile: "shop", ClientID: clientID, RequestID: id}); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]string{"LIVE_1": "P1", "SANDBOX_2": "P2", "SANDBOX_3": ""} {
		q, err := flow.Sent{Journal: s.journal(), Profile: "shop", ClientID: id}.LastPayment()
		if q.RequestID != want || (err == nil) != (want != "") {
			t.Errorf("client id %q: payment %q, %v", id, q.RequestID, err)
		}
	}
}

// TestRefundsOfAnUnknownPayment: two refunds in a file of a payment that the journal
// does not know are held against each other.
func TestRefundsOfAnUnknownPayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	if err := os.Remove(s.journal().Path()); err != nil {
		t.Fatal(err)
	}
	before := len(s.antom.Requests())
	o := operation(spec.OpRefund, flow.Options{Batch: flow.Batch{Parallel: 1}})
	refund := func(id, value string) string {
		return `{"refundRequestId":"` + id + `","paymentRequestId":"P1","refundAmount":{"currency":"HKD","value":"` + value + `"}}` + "\n"
	}
	_, err := s.perform(t.Context(), o, "---\n"+refund("R1", "700")+"---\n"+refund("R2", "700"))
	wantError(t, err, apperr.Usage, "invalid-request", "534")
	if n := len(s.antom.Requests()) - before; n != 1 {
		t.Errorf("%d calls, want one inquiry and no refund", n)
	}
}

// TestLateCancel: the journal says that it is too late, and what works instead.
func TestLateCancel(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.antom.Advance(72 * time.Hour)
	_, err := s.perform(t.Context(), operation(spec.OpCancel, flow.Options{Payment: flow.PaymentRef{Last: true}}), "")
	s.wantEvent("the newest payment is P1", "if Antom refuses, refund it: antom refund P1 --local")
	wantError(t, err, apperr.Refused, "CANCEL_WINDOW_EXCEED", "antom refund P1 --local")
}

func TestRefundState(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	shown := s.do(refundOf("P1", flow.Overlay{}), "")
	requestID, antomID := shown.answers[0].FieldOrRequest("refundRequestId"), shown.answers[0].Field("refundId")
	last, err := flow.Sent{Journal: s.journal(), Local: true}.LastRefund()
	if err != nil || last != requestID {
		t.Fatalf("the newest refund is %q: %v", last, err)
	}
	for _, ref := range []flow.RefundRef{{RequestID: requestID}, {AntomID: antomID}, {RequestID: antomID}} {
		s.antom.Advance(time.Minute)
		shown := s.do(operation(spec.OpInquiryRefund, flow.Options{Refund: ref}), "")
		if got := shown.answers[0].Status(); got != "SUCCESS" {
			t.Errorf("%+v: the state is %q", ref, got)
		}
	}
}

// TestOrdersWithPayments: an order that is paid, or may be, is not paid again
// without a warning; with Strict it is not sent.
func TestOrdersWithPayments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	s.do(operation(spec.OpPay, flow.Options{}), tea("P2", "O1"))
	s.wantEvent("warning: order O1 has payment P1, which may still be paid (its final state is not known); first inquire about it: antom inquire P1 --local; " +
		"or close it: antom cancel P1 --local; pay the order again only after that payment has ended: antom pay --retry-of P1 --local")
	s.antom.Pay("P1")
	call, _ := flow.Inquiry{RequestID: "P1"}.Call()
	if _, err := s.gateway().Send(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	s.events.clear()
	s.do(operation(spec.OpCreatePaymentSession, flow.Options{}), tea("P3", "O1"))
	s.wantEvent("warning: order O1 is paid already, by payment P1; do not pay it again")
	strict := flow.Options{Strict: true, Overlay: complete()}
	before := s.operations()
	_, err := s.perform(t.Context(), operation(spec.OpPay, strict), tea("P4", "O1"))
	wantError(t, err, apperr.Usage, "order-has-payment", "order O1 is paid already, by payment P1", "nothing was sent")
	if s.operations() != before {
		t.Errorf("sent: %s", s.operations())
	}
	s.events.clear()
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1")) // the same request makes no payment
	if texts := s.events.texts(); strings.Contains(texts, "warning:") {
		t.Errorf("a repeat is warned of:\n%s", texts)
	}
}

// authorize makes a payment whose money is to be captured.
func (s *shop) authorize(requestID string) {
	s.t.Helper()
	file := strings.Replace(tea(requestID, "ORDER-"+requestID), `"order":{`, `"paymentFactor":{"captureMode":"MANUAL","isAuthorization":true},"order":{`, 1)
	file = strings.Replace(file, "ALIPAY_HK", "CARD", 1)
	s.do(operation(spec.OpPay, flow.Options{NoValidate: true}), file)
	s.antom.Pay(requestID)
}

// TestCaptures: as refunds, of the authorized amount; a refund then wants to know
// which capture it gives back.
func TestCaptures(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.authorize("P1")
	capture := func(amount string, last bool) flow.Options {
		o := operation(spec.OpCapture, flow.Options{Payment: flow.PaymentRef{RequestID: "P1"}, LastCapture: last})
		if amount != "" {
			o.Overlay.Amount = given(amount)
		}
		return o
	}
	_, err := s.perform(t.Context(), capture("99", false), "")
	wantError(t, err, apperr.Usage, "invalid-request", "is HKD 99.00, but HKD 12.34 was authorized")
	shown := s.do(capture("2.34", false), "")
	if got := shown.requests[0].Left(); got != "HKD 10.00 of HKD 12.34" || shown.answers[0].RequestField("isLastCapture") != "" {
		t.Errorf("left %s, sent %s", got, shown.answers[0].Request.AppendJSON(nil))
	}
	s.antom.Advance(time.Minute)
	shown = s.do(capture("", true), "")
	s.wantEvent("capturing what is left: HKD 10.00 of HKD 12.34")
	if shown.answers[0].RequestField("isLastCapture") != "true" {
		t.Errorf("sent %s", shown.answers[0].Request.AppendJSON(nil))
	}
	_, err = s.perform(t.Context(), capture("", false), "")
	wantError(t, err, apperr.Usage, "nothing-left", "nothing is left of payment P1")
	_, _ = s.perform(t.Context(), refundOf("P1", flow.Overlay{Amount: given("1")}), "") // whatever Antom says to it
	s.wantEvent("warning: payment P1 was captured 2 times; name the capture to refund: --capture-id ")
}

// TestUnknownOutcomes: a refund whose end is not known counts, and is asked for before
// another one.
func TestUnknownOutcomes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.antom.Fault("reset,operation=refund,times=1")
	o := refundOf("P1", flow.Overlay{Amount: given("10"), Sets: []string{"refundRequestId=R1"}})
	_, err := s.perform(t.Context(), o, "")
	wantError(t, err, apperr.NoAnswer, "connection", "ask for it: antom inquire-refund R1 --local", "this was refundRequestId R1")
	s.do(refundOf("P1", flow.Overlay{Amount: given("1"), Sets: []string{"refundRequestId=R2"}}), "")
	s.wantEvent("warning: the outcome of refund R1 (HKD 10.00) is not known; inquire before you refund again: antom inquire-refund R1 --local")
}

func TestBothIDs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	file := `{"paymentRequestId":"P1","paymentId":"` + s.antom.Payment("P1").PaymentID + `"}`
	s.do(operation(spec.OpCancel, flow.Options{}), file)
	s.wantEvent("warning: paymentId and paymentRequestId are both given; Antom uses paymentId")
}
