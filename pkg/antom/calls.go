package antom

import (
	"bytes"
	"context"
	"encoding/json"
)

// Paths of the typed calls.
const (
	pathPay                    = "/ams/api/v1/payments/pay"
	pathCreatePaymentSession   = "/ams/api/v1/payments/createPaymentSession"
	pathRetrievePaymentSession = "/ams/api/v1/payments/retrievePaymentSession"
	pathInquiryPayment         = "/ams/api/v1/payments/inquiryPayment"
	pathCancel                 = "/ams/api/v1/payments/cancel"
	pathRefund                 = "/ams/api/v1/payments/refund"
	pathInquiryRefund          = "/ams/api/v1/payments/inquiryRefund"
	pathCapture                = "/ams/api/v1/payments/capture"
	pathConsult                = "/ams/api/v1/payments/consult"
)

// Pay creates a payment. The answer PAYMENT_IN_PROCESS, with an address or a
// code for the buyer, is not an error; any other F or U is a *ResultError. For
// the other errors, of this and of all the typed calls, see Client.Call.
func (c *Client) Pay(ctx context.Context, r *PayRequest) (*PayResponse, error) {
	return do[PayResponse](ctx, c, pathPay, r)
}

// CreatePaymentSession creates a session for the hosted page or for the web
// and mobile SDK.
func (c *Client) CreatePaymentSession(ctx context.Context, r *CreatePaymentSessionRequest) (*CreatePaymentSessionResponse, error) {
	return do[CreatePaymentSessionResponse](ctx, c, pathCreatePaymentSession, r)
}

// RetrievePaymentSession asks for the state of a session.
func (c *Client) RetrievePaymentSession(ctx context.Context, r *RetrievePaymentSessionRequest) (*RetrievePaymentSessionResponse, error) {
	return do[RetrievePaymentSessionResponse](ctx, c, pathRetrievePaymentSession, r)
}

// InquiryPayment asks for the state of a payment. That it returns without an
// error means that the question was answered, not that the payment succeeded:
// see PaymentStatus in the answer.
//
// Give what you know about the payment as expected, above all the amount that
// you asked for: an answer that says otherwise is an *AnswerError.
func (c *Client) InquiryPayment(ctx context.Context, r *InquiryPaymentRequest, expected ...Expected) (*InquiryPaymentResponse, error) {
	return do[InquiryPaymentResponse](ctx, c, pathInquiryPayment, r, expected...)
}

// Cancel closes an unpaid payment, or gives a paid one back in full.
func (c *Client) Cancel(ctx context.Context, r *CancelRequest) (*CancelResponse, error) {
	return do[CancelResponse](ctx, c, pathCancel, r)
}

// Refund gives back all or a part of a paid amount.
func (c *Client) Refund(ctx context.Context, r *RefundRequest) (*RefundResponse, error) {
	return do[RefundResponse](ctx, c, pathRefund, r)
}

// InquiryRefund asks for the state of a refund: see RefundStatus in the answer.
// expected is as in InquiryPayment.
func (c *Client) InquiryRefund(ctx context.Context, r *InquiryRefundRequest, expected ...Expected) (*InquiryRefundResponse, error) {
	return do[InquiryRefundResponse](ctx, c, pathInquiryRefund, r, expected...)
}

// Capture takes the money of an authorized payment.
func (c *Client) Capture(ctx context.Context, r *CaptureRequest) (*CaptureResponse, error) {
	return do[CaptureResponse](ctx, c, pathCapture, r)
}

// Consult lists the payment methods that a buyer can use.
func (c *Client) Consult(ctx context.Context, r *ConsultRequest) (*ConsultResponse, error) {
	return do[ConsultResponse](ctx, c, pathConsult, r)
}

// do makes one typed call: it encodes the request once, calls, and decodes the
// answer if its result lets the caller go on. A nil request is an empty one.
func do[Answer, Request any](ctx context.Context, c *Client, path string, request *Request, expected ...Expected) (*Answer, error) {
	if request == nil {
		request = new(Request)
	}
	body, err := encode(request)
	if err != nil {
		return nil, &ConfigError{Reason: ReasonRequest, Detail: "the request cannot be written as JSON", Err: err}
	}
	response, err := c.CallWith(ctx, path, body, CallOptions{Expected: merge(expected)})
	if err != nil {
		return nil, err
	}
	if !response.Result.OK() {
		return nil, &ResultError{Operation: operationOf(path), Result: response.Result, Response: response}
	}
	answer := new(Answer)
	if err := json.Unmarshal(response.Body, answer); err != nil {
		return nil, &ResponseError{
			Reason: ReasonBadJSON, Response: response, Attempts: response.Attempts,
			Detail: "the answer does not have the form it should have", Err: err,
		}
	}
	return answer, nil
}

// encode writes JSON without the escapes for HTML, which would only make URLs
// hard to read in logs.
func encode(value any) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
