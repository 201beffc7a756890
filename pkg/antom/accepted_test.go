package antom

import (
	"errors"
	"net/http"
	"testing"
)

// Created and not final is no error, and every answer is at hand.
func TestAcceptedIsNoError(t *testing.T) {
	t.Parallel()
	amount := &Amount{Currency: "HKD", Value: "1234"}
	calls := map[string]func(t *testing.T, c *Client) (id string, err error){
		"pay": func(t *testing.T, c *Client) (string, error) {
			c.NoValidate = true
			answer, err := c.Pay(t.Context(), &PayRequest{PaymentRequestID: "p1", PaymentAmount: amount})
			return answer.PaymentID, err
		},
		"refund": func(t *testing.T, c *Client) (string, error) {
			answer, err := c.Refund(t.Context(), &RefundRequest{PaymentID: "2024", RefundRequestID: "r1", RefundAmount: amount})
			return answer.RefundID, err
		},
		"capture": func(t *testing.T, c *Client) (string, error) {
			answer, err := c.Capture(t.Context(), &CaptureRequest{PaymentID: "2024", CaptureRequestID: "c1", CaptureAmount: amount})
			return answer.CaptureID, err
		},
	}
	codes := map[string]ResultCode{"pay": CodePaymentInProcess, "refund": CodeRefundInProcess, "capture": CodeCaptureInProcess}
	ids := map[string]string{"pay": "paymentId", "refund": "refundId", "capture": "captureId"}
	for name, call := range calls {
		for of, code := range codes {
			t.Run(name+" "+string(code), func(t *testing.T) {
				t.Parallel()
				body := `{"result":{"resultCode":"` + string(code) + `","resultStatus":"U","resultMessage":""},"` + ids[name] + `":"id-1","paymentRequestId":"p1",` +
					`"refundRequestId":"r1","captureRequestId":"c1"}`
				client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: body}.write(t, w, r) })
				id, err := call(t, client)
				if id != "id-1" {
					t.Errorf("the response has the id %q", id)
				}
				_, failed := errors.AsType[*ResultError](err)
				if failed == (name == of) || (err == nil) != (name == of) {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

func TestResultAccepted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		result        Result
		accepted, ok  bool
		byRefund, pay bool
	}{
		{Result{CodePaymentInProcess, "U", ""}, true, true, false, true},
		{Result{CodeRefundInProcess, "U", ""}, true, true, true, false},
		{Result{CodeCaptureInProcess, "U", ""}, true, true, false, false},
		{Result{CodeRefundInProcess, "F", ""}, false, false, false, false},
		{Result{"UNKNOWN_EXCEPTION", "U", ""}, false, false, false, false},
		{Result{"", "U", ""}, false, false, false, false},
		{Result{"SUCCESS", "S", ""}, false, true, false, false},
	} {
		r := c.result
		if r.Accepted() != c.accepted || r.OK() != c.ok || r.AcceptedBy("refund") != c.byRefund || r.AcceptedBy("pay") != c.pay || r.AcceptedBy("nothing") {
			t.Errorf("%+v: accepted %t, ok %t, by refund %t, by pay %t", r, r.Accepted(), r.OK(), r.AcceptedBy("refund"), r.AcceptedBy("pay"))
		}
	}
}
