package antom

import (
	"context"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// CreateSubscription creates a subscription. The answer has the address where the
// buyer agrees to it; Antom's id of the subscription comes with notifySubscription.
// The rules of Pay hold for errors.
func (c *Client) CreateSubscription(ctx context.Context, r *SubscriptionsCreateRequest) (*SubscriptionsCreateResponse, error) {
	return do[SubscriptionsCreateResponse](ctx, c, spec.OpSubscriptionsCreate, r)
}

// ChangeSubscription changes the period, the price or the times of a subscription.
func (c *Client) ChangeSubscription(ctx context.Context, r *SubscriptionsChangeRequest) (*SubscriptionsChangeResponse, error) {
	return do[SubscriptionsChangeResponse](ctx, c, spec.OpSubscriptionsChange, r)
}

// UpdateSubscription changes a subscription at once, with a payment or a refund of
// the difference.
func (c *Client) UpdateSubscription(ctx context.Context, r *SubscriptionsUpdateRequest) (*SubscriptionsUpdateResponse, error) {
	return do[SubscriptionsUpdateResponse](ctx, c, spec.OpSubscriptionsUpdate, r)
}

// CancelSubscription ends a subscription with its present period, or at once.
func (c *Client) CancelSubscription(ctx context.Context, r *SubscriptionsCancelRequest) (*SubscriptionsCancelResponse, error) {
	return do[SubscriptionsCancelResponse](ctx, c, spec.OpSubscriptionsCancel, r)
}

// InquirySubscription asks for the state of a subscription.
func (c *Client) InquirySubscription(ctx context.Context, r *SubscriptionsInquiryRequest, expected ...Expected) (*SubscriptionsInquiryResponse, error) {
	return do[SubscriptionsInquiryResponse](ctx, c, spec.OpSubscriptionsInquiry, r, expected...)
}
