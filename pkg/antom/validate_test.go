package antom

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func goodRefund() *RefundRequest {
	return &RefundRequest{PaymentID: "2024", RefundRequestID: "r1", RefundAmount: &Amount{Currency: "HKD", Value: "1234"}}
}

func TestInvalidRequestsAreNotSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *RefundRequest)
		paths  []string // of the findings
	}{
		"nothing in it":     {func(r *RefundRequest) { *r = RefundRequest{} }, []string{"refundRequestId", "paymentId", "refundAmount"}},
		"a decimal point":   {func(r *RefundRequest) { r.RefundAmount.Value = "12.34" }, []string{"refundAmount.value"}},
		"no currency":       {func(r *RefundRequest) { r.RefundAmount.Currency = "" }, []string{"refundAmount.currency"}},
		"an id of 65 signs": {func(r *RefundRequest) { r.RefundRequestID = strings.Repeat("x", 65) }, []string{"refundRequestId"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient("https://gateway.example")
			client.HTTPClient = failOnUse(t)
			request := goodRefund()
			c.change(request)
			answer, err := client.Refund(t.Context(), request)
			invalid, ok := errors.AsType[*RequestError](err)
			if !ok || answer != nil || Sent(err) || invalid.Reason != ReasonInvalidRequest || invalid.Operation != "refund" {
				t.Fatalf("%+v, %v", answer, err)
			}
			if len(invalid.Findings) != len(c.paths) {
				t.Fatalf("findings: %+v", invalid.Findings)
			}
			for i, f := range invalid.Findings {
				if f.Path != c.paths[i] || f.Severity != spec.Error || !strings.Contains(err.Error(), f.Path+": ") {
					t.Errorf("finding %+v, error %v", f, err)
				}
			}
		})
	}
}

func TestNilRequestsAreNotSent(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.HTTPClient, client.NoValidate = failOnUse(t), true
	_, pay := client.Pay(t.Context(), nil)
	_, cancel := client.Cancel(t.Context(), nil)
	for _, err := range []error{pay, cancel} {
		if wrong, ok := errors.AsType[*ConfigError](err); !ok || wrong.Reason != ReasonRequest || Sent(err) {
			t.Errorf("error %v", err)
		}
	}
}

// What is only unwise, what the rules do not know, and everything with
// NoValidate goes out.
func TestValidateLetsThrough(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(c *Client, r *RefundRequest)
	}{
		"a good request":       {func(*Client, *RefundRequest) {}},
		"a field that is new":  {func(_ *Client, r *RefundRequest) { r.Extra = map[string]json.RawMessage{"new": json.RawMessage("1")} }},
		"an http notify URL":   {func(_ *Client, r *RefundRequest) { r.RefundNotifyURL = "http://shop.example/n" }},
		"an unlisted currency": {func(_ *Client, r *RefundRequest) { r.RefundAmount.Currency = "XAF" }},
		"NoValidate":           {func(c *Client, r *RefundRequest) { c.NoValidate, r.PaymentID = true, "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			came := 0
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				came++
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				reply{body: `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"refundRequestId":"r1","refundId":"1"}`}.write(t, w, r)
			})
			request := goodRefund()
			c.change(client, request)
			if _, err := client.Refund(t.Context(), request); err != nil || came != 1 {
				t.Errorf("%d requests, %v", came, err)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	for _, path := range []string{"/ams/api/v1/payments/cancel", "/ams/sandbox/api/v1/payments/cancel"} {
		if err := client.Validate(path, []byte(`{"paymentRequestId":"p1"}`)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if _, ok := errors.AsType[*RequestError](client.Validate(path, []byte(`{}`))); !ok {
			t.Errorf("%s: an empty cancel is let through", path)
		}
	}
	if _, ok := errors.AsType[*ConfigError](client.Validate(testPath, []byte("{"))); !ok {
		t.Error("broken JSON is let through")
	}
	if err := client.Validate("/ams/api/v1/no/such", []byte("{")); err != nil {
		t.Error(err)
	}
}
