package engine

import (
	"strconv"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The values of subscriptionNotificationType.
const (
	notifySubscribed = "CREATE"
	notifyChanged    = "CHANGE"
	notifyUpdated    = "UPDATE"
	notifyCanceled   = "CANCEL"
	notifyTerminated = "TERMINATE"
)

// notifySubscription queues the notification of what happened to a subscription.
func (w *work) notifySubscription(s Subscription, kind string, at time.Time) (Subscription, error) {
	err := w.queue(Notification{
		Name: antom.KindSubscription, NotifyType: kind, ClientID: s.ClientID, SubscriptionID: s.SubscriptionID, SubscriptionRequestID: s.RequestID,
		URL: s.NotifyURL, Body: bodyOf(subscriptionBody(s, kind)), Created: at,
	}, &s.Notified)
	return s, err
}

// subscriptionBody knows two states only, as the reference does.
func subscriptionBody(s Subscription, kind string) *spec.Node {
	status := Active
	if s.Status == Terminated {
		status = Terminated
	}
	n := object(
		"subscriptionRequestId", spec.NewString(s.RequestID),
		"subscriptionId", spec.NewString(s.SubscriptionID),
		"subscriptionStatus", spec.NewString(string(status)),
		"subscriptionNotificationType", spec.NewString(kind),
		"subscriptionStartTime", stamp(s.Start),
		"periodRule", s.Rule.node(),
	)
	if !s.End.IsZero() {
		n.Set("subscriptionEndTime", stamp(s.End))
	}
	return n
}

// notifyPhase queues the notification of the payment of a period.
func (w *work) notifyPhase(p Payment, at time.Time) (Payment, error) {
	n := withResult(OpPay, p.ResultCode, "")
	n.Set("paymentId", spec.NewString(p.PaymentID))
	n.Set("paymentAmount", p.Amount.node())
	n.Set("paymentCreateTime", stamp(p.Created))
	if p.Status == Success {
		n.Set("paymentTime", stamp(p.Paid))
	}
	n.Set("subscriptionRequestId", spec.NewString(p.Phase.RequestID))
	n.Set("subscriptionId", spec.NewString(p.Phase.SubscriptionID))
	n.Set("periodStartTime", stamp(p.Phase.Start))
	n.Set("periodEndTime", stamp(p.Phase.End))
	n.Set("phaseNo", spec.NewString(strconv.Itoa(p.Phase.No)))
	err := w.queue(Notification{
		Name: antom.KindSubscriptionPayment, NotifyType: "", ClientID: p.ClientID, SubscriptionID: p.Phase.SubscriptionID, SubscriptionRequestID: p.Phase.RequestID,
		PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID, URL: p.NotifyURL, Body: bodyOf(n), Created: at,
	}, &p.Notified)
	return p, err
}

// subscriptionNotification is the latest notification of a subscription, made again
// when it is not kept any more.
func (w *work) subscriptionNotification(id string, s Subscription, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case w.kept(s.Notified):
		return s.Notified, nil
	case s.Status == Unsigned:
		return "", &NothingToNotifyError{ID: id, Reason: "the buyer has not agreed yet"}
	}
	kind := notifySubscribed
	if s.Status == Terminated {
		kind = notifyTerminated
	}
	after, err := w.notifySubscription(s, kind, w.now)
	if err != nil {
		return "", err
	}
	return after.Notified, w.saveSubscription(s, after)
}
