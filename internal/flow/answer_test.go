package flow_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestLinksAndExpiry(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	x := s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1")).answers[0]
	if x.Link() == "" || x.Link() != x.LinkIn("normalUrl") || x.LinkIn("noSuchUrl") != "" || x.CodeText() == "" {
		t.Errorf("link %q, code %q", x.Link(), x.CodeText())
	}
	if got := x.Expiry(s.antom.Now()); got.At.Before(s.antom.Now()) || got.At.After(s.antom.Now().Add(24*time.Hour)) {
		t.Errorf("expiry %+v", got)
	}
	// An address that must not be opened is no link, and that is said.
	x.Body.Set("normalUrl", spec.NewString("javascript:alert(1)"))
	if x.LinkIn("normalUrl") != "" || strings.HasPrefix(x.Link(), "javascript:") {
		t.Errorf("link %q", x.Link())
	}
	x.WarnOfLinks()
	s.wantEvent("warning: the normalUrl of the response is not shown as a link, and must not be opened: it is a javascript: address")

	in := 10 * time.Minute
	o := operation(spec.OpPay, flow.Options{Overlay: flow.Overlay{ExpiresIn: &in, ExpiryPath: "paymentExpiryTime"}})
	x = s.do(o, tea("P2", "O2")).answers[0]
	if got := x.Expiry(s.antom.Now()); got.Assumed || got.At.Sub(s.antom.Now()) > in {
		t.Errorf("expiry %+v", got)
	}
}

// TestHints: what an answer means comes with the exact command.
func TestHints(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	inquire := func() *flow.Answer {
		t.Helper()
		call, err := flow.Inquiry{RequestID: "P1"}.Call()
		if err != nil {
			t.Fatal(err)
		}
		x, err := s.gateway().Send(t.Context(), call)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	wantError(t, inquire().Err(), apperr.Pending, "PROCESSING", "payment P1 is not final: PROCESSING", "wait until it is final: antom inquire P1 --local --wait")
	s.antom.Decline("P1", "RISK_REJECT")
	wantError(t, inquire().Err(), apperr.Failed, "FAIL", "payment P1 ended with FAIL (RISK_REJECT)", ": antom pay --retry-of P1 --local")
	s.adjust = func(g *flow.Gateway) { g.Commands = flow.Commands{Flags: " --profile eu"} }
	wantError(t, inquire().Err(), apperr.Failed, "FAIL", ": antom pay FILE --retry-of P1 --profile eu")
}

func TestWordsOfInquiries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		q           flow.Inquiry
		name, words string
		operation   string
	}{
		{flow.Inquiry{RequestID: "P1"}, "payment P1", "inquire P1", spec.OpInquiryPayment},
		{flow.Inquiry{RequestID: "a b"}, "payment a b", "inquire 'a b'", spec.OpInquiryPayment},
		{flow.Inquiry{AntomID: "2026"}, "payment 2026", "inquire --payment-id 2026", spec.OpInquiryPayment},
		{flow.Inquiry{About: outcome.Refund, RequestID: "R1", AntomID: "9"}, "refund R1", "inquire-refund --refund-id 9", spec.OpInquiryRefund},
		{flow.Inquiry{About: outcome.Capture, AntomID: "2026", CaptureID: "C1"}, "capture C1", "inquire --payment-id 2026", spec.OpInquiryPayment},
		{flow.Inquiry{}, "payment ", "", spec.OpInquiryPayment},
	} {
		if c.q.Name() != c.name || c.q.Words() != c.words || c.q.Operation().Name != c.operation {
			t.Errorf("%+v: %q, %q, %s", c.q, c.q.Name(), c.q.Words(), c.q.Operation().Name)
		}
	}
}

// TestErrorsOfSettings: what the library says of keys and settings has the category
// of the configuration; anything else is no such error.
func TestErrorsOfSettings(t *testing.T) {
	t.Parallel()
	wantError(t, flow.SettingError(&antom.ConfigError{Reason: antom.ReasonGateway}), apperr.Config, string(antom.ReasonGateway))
	wantError(t, flow.SettingError(&antom.SignError{Reason: antom.ReasonSigner}), apperr.Config, string(antom.ReasonSigner))
	if e := flow.SettingError(errors.New("x")); e != nil {
		t.Errorf("got %v", e)
	}
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.Client.ClientID = "with blank" }
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	wantError(t, err, apperr.Config, string(antom.ReasonClientID), "this was paymentRequestId P1, order O1")
	own := apperr.New(apperr.Internal, "the disk is full", nil)
	s.adjust = func(g *flow.Gateway) { g.Failure = func(error) *apperr.Error { return own } }
	s.antom.Close()
	_, err = s.perform(t.Context(), operation(spec.OpPay, flow.Options{}), tea("P2", "O2"))
	wantError(t, err, apperr.Internal, "", "the disk is full")
}

// TestAnswersThatCannotBeUsed: the hint never leads to a second payment.
func TestAnswersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for reason, c := range map[antom.Reason]struct {
		kind  apperr.Kind
		words string
	}{
		antom.ReasonOwnKey:          {apperr.Signature, "antom-public-key is your own public key"},
		antom.ReasonBadSignature:    {apperr.Signature, "the outcome is not known for certain: ASK"},
		antom.ReasonUnsignedSuccess: {apperr.Signature, "do not treat it as paid; ask again: ASK"},
		antom.ReasonTimeout:         {apperr.NoAnswer, "the outcome is unknown; ask for it: ASK"},
	} {
		wantError(t, flow.ResponseError(&antom.ResponseError{Reason: reason}, "ASK", neterr.Place{}), c.kind, string(reason), c.words)
	}
	claimed := &antom.Response{Result: antom.Result{ResultStatus: "S", ResultCode: "SUCCESS", ResultMessage: "fine"}}
	wantError(t, flow.ResponseError(&antom.ResponseError{Reason: antom.ReasonBadSignature, Response: claimed}, "ASK", neterr.Place{}),
		apperr.Signature, "bad-signature", `the response says S SUCCESS "fine", which is not verified`)
}
