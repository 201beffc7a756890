package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// Subscription is a subscription as those who control the simulator see it.
type Subscription struct {
	SubscriptionID string    `json:"subscriptionId"`
	RequestID      string    `json:"subscriptionRequestId"`
	Status         string    `json:"status"`           // PENDING, ACTIVE, CANCELLED or TERMINATED
	Reason         string    `json:"reason,omitempty"` // why it ended
	Description    string    `json:"description,omitempty"`
	Currency       string    `json:"currency"`
	Value          string    `json:"value"` // in the smallest unit
	Every          string    `json:"every"` // the length of a period in words, such as "month"
	Method         string    `json:"method"`
	Phase          int       `json:"phaseNo"` // of the present period; 0 before the first
	PeriodStart    time.Time `json:"periodStartTime,omitzero"`
	PeriodEnd      time.Time `json:"periodEndTime,omitzero"`
	Next           time.Time `json:"next,omitzero"` // when the clock changes it next
	Created        time.Time `json:"created"`
	Expires        time.Time `json:"expires"`
	Updated        time.Time `json:"updated"`
	URL            string    `json:"url,omitempty"` // where the buyer agrees
}

// SubscriptionDetails is a subscription with the payments of its periods, oldest
// first.
type SubscriptionDetails struct {
	Subscription
	Payments []Charge `json:"payments"`
}

// Charge is the payment of a period of a subscription.
type Charge struct {
	Phase      int       `json:"phaseNo"`
	PaymentID  string    `json:"paymentId"`
	Status     string    `json:"status"`
	ResultCode string    `json:"resultCode"`
	Currency   string    `json:"currency"`
	Value      string    `json:"value"` // in the smallest unit
	Created    time.Time `json:"created"`
}

// SubscriptionError says why something cannot be done with a subscription.
type SubscriptionError = engine.SubscriptionError

// SubscriptionControl decides on subscriptions in the buyer's place. An id is a
// subscriptionRequestId or a subscriptionId. The errors are *SubscriptionError where
// they apply.
type SubscriptionControl interface {
	// Subscriptions lists all subscriptions, newest first.
	Subscriptions(ctx context.Context) ([]Subscription, error)
	// Subscription returns one with the payments of its periods.
	Subscription(ctx context.Context, id string) (SubscriptionDetails, error)
	// AcceptSubscription agrees to one, DeclineSubscription does not.
	AcceptSubscription(ctx context.Context, id string) (Subscription, error)
	DeclineSubscription(ctx context.Context, id string) (Subscription, error)
	// RenewSubscription begins the next period of one now.
	RenewSubscription(ctx context.Context, id string) (Subscription, error)
}

func (s *Sandbox) subscription(x engine.Subscription) Subscription {
	sum := Subscription{
		SubscriptionID: x.SubscriptionID, RequestID: x.RequestID, Status: string(x.Status), Reason: x.Reason, Description: x.Description,
		Currency: x.Amount.Currency, Value: x.Amount.Value, Every: x.Rule.String(), Method: x.Method, Phase: x.Phase,
		PeriodStart: x.PeriodStart.UTC(), PeriodEnd: x.PeriodEnd.UTC(), Next: x.Next.UTC(),
		Created: x.Created.UTC(), Expires: x.Expires.UTC(), Updated: x.Updated.UTC(),
	}
	if x.Status == engine.Unsigned {
		sum.URL = s.engine.SubscriptionURL(x)
	}
	return sum
}

func (s *Sandbox) subscriptionPage(before string) (page[Subscription], error) {
	found, next, err := s.engine.Subscriptions(before, pageSize)
	list := make([]Subscription, 0, len(found))
	for _, x := range found {
		list = append(list, s.subscription(x))
	}
	return page[Subscription]{list, next}, err
}

func (l local) Subscriptions(ctx context.Context) ([]Subscription, error) {
	return allPages(ctx, l.s.subscriptionPage)
}

func (l local) Subscription(_ context.Context, id string) (d SubscriptionDetails, err error) {
	x, err := l.s.engine.FindSubscription(id)
	if err != nil {
		return d, err
	}
	d = SubscriptionDetails{Subscription: l.s.subscription(x), Payments: []Charge{}}
	payments, err := l.s.engine.PhasePayments(x)
	for _, p := range payments {
		d.Payments = append(d.Payments, Charge{
			Phase: p.Phase.No, PaymentID: p.PaymentID, Status: string(p.Status), ResultCode: p.ResultCode,
			Currency: p.Amount.Currency, Value: p.Amount.Value, Created: p.Created.UTC(),
		})
	}
	return d, err
}

func (l local) AcceptSubscription(_ context.Context, id string) (Subscription, error) {
	defer l.s.changes.tell()
	x, err := l.s.engine.Accept(id)
	return l.s.subscription(x), err
}

func (l local) DeclineSubscription(_ context.Context, id string) (Subscription, error) {
	defer l.s.changes.tell()
	x, err := l.s.engine.Refuse(id)
	return l.s.subscription(x), err
}

func (l local) RenewSubscription(_ context.Context, id string) (Subscription, error) {
	defer l.s.changes.tell()
	x, err := l.s.engine.Renew(id)
	return l.s.subscription(x), err
}

// subscriptionRoutes adds the control of subscriptions to the control interface.
func subscriptionRoutes(s *Sandbox, mux *http.ServeMux, c Control) {
	mux.HandleFunc("GET "+controlPrefix+"subscriptions", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.subscriptionPage(r.URL.Query().Get("id"))
		answer(w, list, err)
	})
	mux.HandleFunc("GET "+controlPrefix+"subscription", func(w http.ResponseWriter, r *http.Request) {
		d, err := c.Subscription(r.Context(), r.URL.Query().Get("id"))
		answer(w, d, err)
	})
	for path, decide := range map[string]func(context.Context, string) (Subscription, error){
		"accept": c.AcceptSubscription, "decline": c.DeclineSubscription, "renew": c.RenewSubscription,
	} {
		post(mux, "subscription/"+path, func(ctx context.Context, id string, _ nothing) (any, error) { return decide(ctx, id) })
	}
}

// Subscriptions lists all subscriptions, newest first.
func (r *Remote) Subscriptions(ctx context.Context) ([]Subscription, error) {
	return allPages(ctx, remotePage[Subscription](ctx, r, "subscriptions"))
}

// Subscription returns a subscription with the payments of its periods.
func (r *Remote) Subscription(ctx context.Context, id string) (d SubscriptionDetails, err error) {
	err = r.do(ctx, http.MethodGet, withID("subscription", id), nil, &d)
	return d, err
}

// AcceptSubscription agrees to a subscription.
func (r *Remote) AcceptSubscription(ctx context.Context, id string) (Subscription, error) {
	return r.decideSubscription(ctx, "accept", id)
}

// DeclineSubscription declines a subscription.
func (r *Remote) DeclineSubscription(ctx context.Context, id string) (Subscription, error) {
	return r.decideSubscription(ctx, "decline", id)
}

// RenewSubscription begins the next period of a subscription now.
func (r *Remote) RenewSubscription(ctx context.Context, id string) (Subscription, error) {
	return r.decideSubscription(ctx, "renew", id)
}

func (r *Remote) decideSubscription(ctx context.Context, what, id string) (s Subscription, err error) {
	err = r.do(ctx, http.MethodPost, withID("subscription/"+what, id), nothing{}, &s)
	return s, err
}
