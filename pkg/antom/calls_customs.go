package antom

import (
	"context"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// DeclareCustoms declares a payment, or a part of it, at customs. The rules of Pay
// hold for errors.
func (c *Client) DeclareCustoms(ctx context.Context, r *CustomsDeclareRequest) (*CustomsDeclareResponse, error) {
	return do[CustomsDeclareResponse](ctx, c, spec.OpCustomsDeclare, r)
}

// InquiryDeclarations asks what became of at most ten declarations at customs.
func (c *Client) InquiryDeclarations(ctx context.Context, r *CustomsInquiryDeclarationRequestsRequest) (*CustomsInquiryDeclarationRequestsResponse, error) {
	return do[CustomsInquiryDeclarationRequestsResponse](ctx, c, spec.OpCustomsInquiryDeclarationRequests, r)
}

// InquireExchangeRate asks for exchange rates.
func (c *Client) InquireExchangeRate(ctx context.Context, r *InquireExchangeRateRequest) (*InquireExchangeRateResponse, error) {
	return do[InquireExchangeRateResponse](ctx, c, spec.OpInquireExchangeRate, r)
}
