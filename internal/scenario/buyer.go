package scenario

import (
	"context"
	"errors"

	"github.com/antom-cli/antom/internal/sandbox"
)

// acted compares the status of what the buyer decided on.
func (r *runner) acted(s Step, what, status string, err error) {
	if r.failOn(s, err); err == nil {
		r.compare(s.Expect.places["status"], "the status of the "+what, status, s.Expect.Status)
	}
}

// accept agrees to the subscription or the authorization with an id.
func (r *runner) accept(ctx context.Context, s Step) {
	id := r.fill(s.Accept)
	subscription, err := r.target.Control.AcceptSubscription(ctx, id)
	if !noSubscription(err) {
		r.acted(s, "subscription", string(subscription.Status), err)
		return
	}
	authorization, err := r.target.Control.AcceptAuthorization(ctx, id)
	var missing *sandbox.NoAuthorizationError
	if errors.As(err, &missing) {
		r.fail(s.At, "the simulator has no subscription and no authorization %q", id)
		return
	}
	r.acted(s, "authorization", string(authorization.Status), err)
}

// decline declines the payment, the subscription or the authorization with an id.
func (r *runner) decline(ctx context.Context, s Step) {
	id := r.fill(s.Decline)
	payment, err := r.target.Control.Decline(ctx, id, r.fill(s.Code))
	var missing *sandbox.NotFoundError
	if !errors.As(err, &missing) {
		r.acted(s, "payment", payment.Status, err)
		return
	}
	if subscription, other := r.target.Control.DeclineSubscription(ctx, id); !noSubscription(other) {
		r.acted(s, "subscription", string(subscription.Status), other)
		return
	}
	authorization, other := r.target.Control.DeclineAuthorization(ctx, id)
	var none *sandbox.NoAuthorizationError
	if errors.As(other, &none) {
		r.failOn(s, err) // an id of nothing is most likely that of a payment
		return
	}
	r.acted(s, "authorization", string(authorization.Status), other)
}

// noSubscription reports whether there is no subscription with the id.
func noSubscription(err error) bool {
	var state *sandbox.SubscriptionError
	return errors.As(err, &state) && state.Missing()
}
