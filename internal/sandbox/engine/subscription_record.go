package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// SubscriptionStatus is the state of a subscription, in the words of
// subscriptions.inquiry as far as they are known.
type SubscriptionStatus string

// The states of a subscription.
const (
	Unsigned   SubscriptionStatus = "PENDING"    // the buyer has not agreed yet
	Active     SubscriptionStatus = "ACTIVE"     // periods are charged
	Canceled   SubscriptionStatus = "CANCELLED"  // it ends with its present period
	Terminated SubscriptionStatus = "TERMINATED" // it has ended, or never began
)

// The reasons of an end, in Subscription.Reason.
const (
	EndDeclined   = "declined by the buyer"
	EndExpired    = "not accepted in time"
	EndTerminated = "terminated by the merchant"
	EndCanceled   = "canceled by the merchant"
	EndCompleted  = "completed"
	EndLimit      = "the simulator's limit of periods is reached"
)

// Subscription is one subscription as the store keeps it. Times that the merchant
// named are those of the calendar, whatever the time scale; Created, Expires,
// Updated, Accepted and Next are those of the clock.
type Subscription struct {
	Version          int                `json:"v"`
	SubscriptionID   string             `json:"subscriptionId"`
	RequestID        string             `json:"subscriptionRequestId"`
	ClientID         string             `json:"clientId"`
	Status           SubscriptionStatus `json:"status"`
	Reason           string             `json:"reason,omitempty"` // why it ended
	Description      string             `json:"description,omitempty"`
	Merchant         string             `json:"merchant,omitempty"`
	Method           string             `json:"method,omitempty"`
	Terminal         string             `json:"terminal,omitempty"`
	Amount           Amount             `json:"amount"`
	Rule             PeriodRule         `json:"periodRule"`
	Trials           []Trial            `json:"trials,omitempty"`
	Retries          bool               `json:"retries,omitempty"` // a charge that failed is tried again
	Floor            Amount             `json:"maxAmountFloor,omitzero"`
	RedirectURL      string             `json:"redirectUrl,omitempty"`
	NotifyURL        string             `json:"notifyUrl,omitempty"`
	PaymentNotifyURL string             `json:"paymentNotifyUrl,omitempty"`
	Start            time.Time          `json:"start"`
	End              time.Time          `json:"end,omitzero"` // zero: it has none

	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"` // until when the buyer can agree
	Updated  time.Time `json:"updated"`
	Accepted time.Time `json:"accepted,omitzero"`

	Phase       int       `json:"phase,omitempty"` // number of the present period, 0 before the first
	PeriodStart time.Time `json:"periodStart,omitzero"`
	PeriodEnd   time.Time `json:"periodEnd,omitzero"`
	// Anchor is where the calendar counts from: the period AnchorPhase+1 begins there.
	Anchor      time.Time `json:"anchor,omitzero"`
	AnchorPhase int       `json:"anchorPhase,omitempty"`
	// The calendar stood at CalendarAt when the clock stood at ClockAt.
	CalendarAt time.Time `json:"calendarAt,omitzero"`
	ClockAt    time.Time `json:"clockAt,omitzero"`

	Tries    int       `json:"tries,omitempty"` // charges of the present period
	RetryAt  time.Time `json:"retryAt,omitzero"`
	LastPaid string    `json:"lastPaid,omitempty"` // paymentId of the newest charge that succeeded
	Charges  int       `json:"charges,omitempty"`  // all charges, for their ids

	// Asked is what the request for it named, once a change made it different.
	Asked *Terms `json:"asked,omitempty"`
	// Change is a change that takes effect later.
	Change *PlanChange `json:"change,omitempty"`
	// Script is what a directive says about the consent and the charges.
	Script *Script `json:"script,omitempty"`
	// Next is when the clock changes it by itself; zero when it does not.
	Next time.Time `json:"next,omitzero"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// Terms are the price and the rhythm of a subscription.
type Terms struct {
	Amount Amount     `json:"amount"`
	Rule   PeriodRule `json:"periodRule"`
}

// Trial is a stretch of periods with a price of its own.
type Trial struct {
	First  int    `json:"first"`
	Last   int    `json:"last"`
	Amount Amount `json:"amount"`
}

// Phase says which period of which subscription a payment is for.
type Phase struct {
	SubscriptionID string    `json:"subscriptionId"`
	RequestID      string    `json:"subscriptionRequestId"`
	No             int       `json:"no"`
	Start          time.Time `json:"start"`
	End            time.Time `json:"end"`
}

// Price is what a period costs.
func (s Subscription) Price(phase int) Amount {
	for _, t := range s.Trials {
		if t.First <= phase && phase <= t.Last {
			return t.Amount
		}
	}
	return s.Amount
}

// running reports whether periods are charged or were paid for.
func (s Subscription) running() bool { return s.Status == Active || s.Status == Canceled }

// ended is the subscription at its end.
func (s Subscription) ended(reason string, at time.Time) Subscription {
	s.Status, s.Reason, s.Updated, s.RetryAt, s.Change = Terminated, reason, at, time.Time{}, nil
	return s
}

func decodeSubscription(data []byte) (s Subscription, err error) {
	if err = decode("subscription", data, &s); err == nil {
		err = known("subscription", s.SubscriptionID, s.Version)
	}
	return s, err
}

func findSubscription(tx store.Tx, id string) (Subscription, bool, error) {
	data := tx.Get(store.Subscriptions, id)
	if id == "" || data == nil {
		return Subscription{}, false, nil
	}
	s, err := decodeSubscription(data)
	return s, err == nil, err
}

func findSubscriptionRequest(tx store.Tx, clientID, requestID string) (Subscription, bool, error) {
	return findSubscription(tx, string(tx.Get(store.SubscriptionRequests, requestKey(clientID, requestID))))
}

// merchantSubscription finds a subscription of one client; Antom's id wins when both
// are given.
func merchantSubscription(tx store.Tx, clientID, id, requestID string) (s Subscription, found bool, err error) {
	if id != "" {
		s, found, err = findSubscription(tx, id)
	} else {
		s, found, err = findSubscriptionRequest(tx, clientID, requestID)
	}
	if s.ClientID != clientID {
		return Subscription{}, false, err
	}
	return s, found, err
}

// anySubscription finds a subscription by either of its ids.
func (w *work) anySubscription(id string) (s Subscription, found bool, err error) {
	return w.e.anySubscription(w, id)
}

func (e *Engine) anySubscription(tx store.Tx, id string) (s Subscription, found bool, err error) {
	if s, found, err = findSubscription(tx, id); found || err != nil {
		return s, found, err
	}
	for _, client := range e.clients() {
		if s, found, err = findSubscriptionRequest(tx, client, id); found || err != nil {
			break
		}
	}
	return s, found, err
}

// insertSubscription writes a new subscription with what leads to it.
func (w *work) insertSubscription(s Subscription) error {
	if w.Get(store.Subscriptions, s.SubscriptionID) != nil {
		return fmt.Errorf("making a subscription: its new id %s exists already", s.SubscriptionID)
	}
	if err := w.Put(store.SubscriptionRequests, requestKey(s.ClientID, s.RequestID), []byte(s.SubscriptionID)); err != nil {
		return err
	}
	return w.saveSubscription(Subscription{}, s)
}

// saveSubscription writes a subscription in place of what it was before.
func (w *work) saveSubscription(before, s Subscription) error {
	return w.putSubscription(before, s, w.e.dueSubscription(s))
}

// putSubscription is saveSubscription with the moment at which the clock shall change
// it next.
func (w *work) putSubscription(before, s Subscription, next time.Time) error {
	s.Version, s.Next = recordVersion, next
	data, err := encode("subscription", s.SubscriptionID, s)
	if err != nil {
		return err
	}
	if err := w.setAlarm(kindSubscription, s.SubscriptionID, before.Next, s.Next); err != nil {
		return err
	}
	return w.Put(store.Subscriptions, s.SubscriptionID, data)
}
