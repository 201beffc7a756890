package flow_test

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestNamesOfOperations(t *testing.T) {
	t.Parallel()
	events := &recorder{}
	for given, want := range map[string]string{
		"pay":                       "/ams/api/v1/payments/pay",
		"/ams/api/v1/payments/pay":  "/ams/api/v1/payments/pay",
		"/v1/payments/pay":          "/ams/api/v1/payments/pay",
		"/ams/api/v9/payments/payy": "/ams/api/v9/payments/payy",
	} {
		c, err := flow.NewAPICall(flow.APIOptions{Name: given, Method: "put"}, events.handle)
		if err != nil || c.Path != want || c.Prepare.Method != "PUT" {
			t.Errorf("%s: %+v, %v", given, c, err)
		}
	}
	if !strings.Contains(events.texts(), "warning: no operation is known at /ams/api/v9/payments/payy; did you mean ") {
		t.Errorf("events:\n%s", events.texts())
	}
	_, err := flow.NewAPICall(flow.APIOptions{Name: "payy"}, nil)
	wantError(t, err, apperr.Usage, "", `there is no operation "payy"`, "did you mean pay")
}

// TestRepeatsOfCalls: a call is tried again by itself only where a repeat is known
// to be safe, or where the user said so.
func TestRepeatsOfCalls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation, body string
		keep            bool
		calls           int
	}{
		"a question":        {spec.OpInquiryPayment, `{"paymentRequestId":"P1"}`, false, 3},
		"with its id":       {spec.OpRefund, `{"refundRequestId":"R1"}`, false, 3},
		"without its id":    {spec.OpRefund, `{}`, false, 1},
		"not known as safe": {spec.OpCreatePaymentSession, `{"paymentRequestId":"P1"}`, false, 1},
		"as the user said":  {spec.OpCreatePaymentSession, `{"paymentRequestId":"P1"}`, true, 3},
	} {
		s := newShop(t)
		s.antom.Fault("http-503")
		call, err := flow.NewAPICall(flow.APIOptions{Name: c.operation}, nil)
		if err != nil {
			t.Fatal(err)
		}
		g := s.gateway()
		g.Client.Retries = 2
		g.FillBytes(call, []byte(c.body), "body.json")
		_, err = g.CallAPI(t.Context(), call, c.keep)
		wantError(t, err, apperr.NoAnswer, "http-status")
		if n := len(s.antom.Requests()); n != c.calls {
			t.Errorf("%s: %d calls", name, n)
		}
	}
}

// TestBodiesOfCalls: a document is completed and checked, bytes are sent as they are.
func TestBodiesOfCalls(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.profile = []flow.ProfileDefault{{Default: flow.Default{Path: "userRegion", Text: "HK"}, Source: "profile shop"}}
	call, err := flow.NewAPICall(flow.APIOptions{Name: "consult"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o := flow.APIOptions{Sets: []string{"paymentAmount.currency=HKD"}}
	err = s.gateway().FillDocument(call, documents(t, "")[0], o)
	wantError(t, err, apperr.Usage, "invalid-request", "paymentAmount.value", "its fields: antom explain consult")
	o.Sets = append(o.Sets, "paymentAmount.value=12", "productCode=CASHIER_PAYMENT", "env.terminalType=WEB")
	if err := s.gateway().FillDocument(call, documents(t, "")[0], o); err != nil || call.Root.Get("userRegion").String() != "HK" {
		t.Errorf("%v: %s", err, call.Body)
	}
	o.Sets = []string{"nonsense"}
	wantError(t, s.gateway().FillDocument(call, documents(t, "")[0], o), apperr.Usage, "invalid-request", "--set")

	body := "{ not JSON"
	g := s.gateway()
	g.FillBytes(call, []byte(body), "-")
	s.wantEvent("warning: standard input is not JSON")
	x, err := g.CallAPI(t.Context(), call, false)
	if err != nil || string(s.antom.Requests()[0].Body) != body {
		t.Fatalf("sent %q, %v", s.antom.Requests()[0].Body, err)
	}
	if got := x.Command(); x.Succeeded() || got != "antom history --limit 1 --local" {
		t.Errorf("succeeded %t, asked for by %q", x.Succeeded(), got)
	}
	_, err = flow.OneDocument(documents(t, "{}\n{}"), "two.yaml", "api")
	wantError(t, err, apperr.Usage, "", "two.yaml contains 2 requests; api takes one")
	_, err = flow.OneFile("a.yaml", []string{"b.yaml"})
	wantError(t, err, apperr.Usage, "", "two request files are given: --file a.yaml and b.yaml")
}
