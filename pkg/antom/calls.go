package antom

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Pay creates a payment. The answer PAYMENT_IN_PROCESS, with an address or a
// code for the buyer, is not an error: the payment is created and not final.
// Any other F or U is a *ResultError, and the answer is returned beside it, as
// far as it could be read.
//
// This holds for all the typed calls: what was accepted and is still running
// is no error. A request that Antom would refuse is not sent but a
// *RequestError, unless NoValidate is set. For the other errors see Client.Call.
func (c *Client) Pay(ctx context.Context, r *PayRequest) (*PayResponse, error) {
	return do[PayResponse](ctx, c, spec.OpPay, r)
}

// CreatePaymentSession creates a session for the hosted page or for the web
// and mobile SDK.
func (c *Client) CreatePaymentSession(ctx context.Context, r *CreatePaymentSessionRequest) (*CreatePaymentSessionResponse, error) {
	return do[CreatePaymentSessionResponse](ctx, c, spec.OpCreatePaymentSession, r)
}

// RetrievePaymentSession asks for the state of a session.
func (c *Client) RetrievePaymentSession(ctx context.Context, r *RetrievePaymentSessionRequest) (*RetrievePaymentSessionResponse, error) {
	return do[RetrievePaymentSessionResponse](ctx, c, spec.OpRetrievePaymentSession, r)
}

// InquiryPayment asks for the state of a payment. That it returns without an
// error means that the question was answered, not that the payment succeeded:
// see PaymentStatus in the answer.
//
// Give what you know about the payment as expected, above all the amount that
// you asked for: an answer that says otherwise is an *AnswerError.
func (c *Client) InquiryPayment(ctx context.Context, r *InquiryPaymentRequest, expected ...Expected) (*InquiryPaymentResponse, error) {
	return do[InquiryPaymentResponse](ctx, c, spec.OpInquiryPayment, r, expected...)
}

// Cancel closes an unpaid payment, or refunds a paid one in full.
func (c *Client) Cancel(ctx context.Context, r *CancelRequest) (*CancelResponse, error) {
	return do[CancelResponse](ctx, c, spec.OpCancel, r)
}

// Refund pays back all or a part of a paid amount. The answer REFUND_IN_PROCESS
// is not an error: the refund is accepted and not final. The outcome comes with
// an inquiry, see WaitRefund, or with a notification.
func (c *Client) Refund(ctx context.Context, r *RefundRequest) (*RefundResponse, error) {
	return do[RefundResponse](ctx, c, spec.OpRefund, r)
}

// InquiryRefund asks for the state of a refund: see RefundStatus in the answer.
// expected is as in InquiryPayment.
func (c *Client) InquiryRefund(ctx context.Context, r *InquiryRefundRequest, expected ...Expected) (*InquiryRefundResponse, error) {
	return do[InquiryRefundResponse](ctx, c, spec.OpInquiryRefund, r, expected...)
}

// Capture takes the money of an authorized payment. The answer CAPTURE_IN_PROCESS
// is not an error: the capture is accepted and not final. The outcome is among
// the payment's transactions, see WaitCapture, or in a notification.
func (c *Client) Capture(ctx context.Context, r *CaptureRequest) (*CaptureResponse, error) {
	return do[CaptureResponse](ctx, c, spec.OpCapture, r)
}

// Consult returns the payment methods that a buyer can use.
func (c *Client) Consult(ctx context.Context, r *ConsultRequest) (*ConsultResponse, error) {
	return do[ConsultResponse](ctx, c, spec.OpConsult, r)
}

// do makes one typed call: it encodes the request once, checks it, calls, and
// decodes the answer, which is there beside a *ResultError too.
func do[Answer, Request any](ctx context.Context, c *Client, operation string, request *Request, expected ...Expected) (*Answer, error) {
	body, err := c.requestBody(operation, request == nil, request)
	if err != nil {
		return nil, err
	}
	response, err := c.CallWith(ctx, pathOf(operation), body, CallOptions{Expected: merge(expected)})
	if err != nil {
		return nil, err
	}
	answer := new(Answer)
	unreadable := json.Unmarshal(response.Body, answer)
	switch r := response.Result; {
	case r.ResultStatus != StatusSuccess && !r.AcceptedBy(operation):
		return answer, &ResultError{Operation: operation, Result: r, Response: response}
	case unreadable != nil:
		return nil, &ResponseError{
			Reason: ReasonBadJSON, Response: response, Attempts: response.Attempts,
			Detail: "the response does not have the expected form", Err: unreadable,
		}
	default:
		return answer, nil
	}
}

// encode writes JSON without the escapes for HTML, which would only make URLs
// hard to read in logs.
func encode(value any) ([]byte, error) {
	var buf bytes.Buffer
	if err := encodeValue(&buf, value); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
