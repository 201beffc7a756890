package engine

import (
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Notify makes a notification due now, also one that was delivered or given up.
// The id is its own, or that of a payment, a session, a refund, a capture or a dispute,
// whose latest notification is meant; one that is not kept any more is made
// again. The error is a *NotFoundError when nothing has the id, or a
// *NothingToNotifyError.
func (e *Engine) Notify(id string) (n Notification, err error) {
	if err := e.settleDue(); err != nil {
		return n, err
	}
	err = e.update(func(w *work) error {
		own, err := w.notificationOf(id)
		if err != nil {
			return err
		}
		before, found, err := findNotification(w, own)
		switch {
		case err != nil:
			return err
		case !found:
			return &NothingToNotifyError{ID: id, Reason: "neither the request nor the simulator has an address for notifications"}
		}
		n = before.again(w.now)
		return w.saveNotification(before, n)
	})
	return n, err
}

// notificationOf finds the notification that an id means, or makes it anew.
func (w *work) notificationOf(id string) (string, error) {
	if _, found, err := findNotification(w, id); found || err != nil {
		return id, err
	}
	if r, found, err := w.anyRefund(id); found || err != nil {
		return w.refundNotification(id, r, err)
	}
	if c, found, err := w.anyCapture(id); found || err != nil {
		return w.captureNotification(id, c, err)
	}
	if d, found, err := findDispute(w, id); found || err != nil {
		return w.disputeNotification(id, d, err)
	}
	if s, found, err := w.anySubscription(id); found || err != nil {
		return w.subscriptionNotification(id, s, err)
	}
	p, err := w.e.findAny(w, id)
	if a, aerr := w.e.anyAgreement(w, id); err != nil && aerr == nil {
		return w.agreementNotification(id, a)
	}
	if v, verr := w.e.anyVaulting(w, id); err != nil && verr == nil {
		return w.vaultingNotification(id, v)
	}
	if err != nil {
		return "", err
	}
	return w.paymentNotification(id, p)
}

func (w *work) paymentNotification(id string, p Payment) (string, error) {
	if w.kept(p.Notified) {
		return p.Notified, nil
	}
	if p.Status == Processing || p.Status == Cancelled {
		return "", &NothingToNotifyError{ID: id, Reason: "the payment is " + string(p.Status)}
	}
	after, err := w.notifyPayment(p, w.now)
	if err != nil {
		return "", err
	}
	return after.Notified, w.save(p, after)
}

func (w *work) refundNotification(id string, r Refund, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case w.kept(r.Notified):
		return r.Notified, nil
	case r.Status == Processing:
		return "", &NothingToNotifyError{ID: id, Reason: "the refund is " + string(r.Status)}
	}
	after, err := w.notifyRefund(r, w.now)
	if err != nil {
		return "", err
	}
	return after.Notified, w.saveRefund(r, after)
}

func (w *work) captureNotification(id string, c Capture, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case w.kept(c.Notified):
		return c.Notified, nil
	case c.Status == Processing:
		return "", &NothingToNotifyError{ID: id, Reason: "the capture is " + string(c.Status)}
	}
	after, err := w.notifyCapture(c, w.now)
	if err != nil {
		return "", err
	}
	return after.Notified, w.saveCapture(c, after)
}

func (w *work) kept(id string) bool {
	return strings.HasPrefix(id, notificationPrefix) && w.Get(store.Notifications, id) != nil
}

// anyRefund finds a refund by either of its ids.
func (w *work) anyRefund(id string) (r Refund, found bool, err error) {
	if r, found, err = findRefund(w, id); found || err != nil {
		return r, found, err
	}
	for _, client := range w.e.clients() {
		if r, found, err = findRefundRequest(w, client, id); found || err != nil {
			break
		}
	}
	return r, found, err
}

// anyCapture finds a capture by either of its ids.
func (w *work) anyCapture(id string) (c Capture, found bool, err error) {
	if c, found, err = findCapture(w, id); found || err != nil {
		return c, found, err
	}
	for _, client := range w.e.clients() {
		if c, found, err = findCaptureRequest(w, client, id); found || err != nil {
			break
		}
	}
	return c, found, err
}
