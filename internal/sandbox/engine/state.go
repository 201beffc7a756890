package engine

import "time"

const (
	// authorizationPeriod is how long an authorization can be captured. Source:
	// the reference of capture.
	authorizationPeriod = 7 * 24 * time.Hour
	// processingTime is how long refunds and captures take that do not end at
	// once, among them the captures that the gateway makes by itself.
	processingTime = 3 * time.Second
)

// currentPayment brings a stored payment to the present moment and writes what
// the clock did to it.
func (w *work) currentPayment(p Payment) (Payment, error) {
	now := p.At(w.now)
	if now.Status == p.Status {
		return p, nil
	}
	return w.turn(p, now)
}

// turn writes a payment in a new state, with everything that comes of it: the
// authorization, its capture, the notification.
func (w *work) turn(before, p Payment) (Payment, error) {
	capture := false
	if p.Status == Success && p.Authorized() {
		a := *p.Authorization
		a.Expires = w.e.after(p.Paid, authorizationPeriod)
		p.Authorization = &a
		capture = !a.Manual
	}
	var err error
	if capture {
		if p, err = w.captureBySelf(p); err != nil {
			return p, err
		}
	}
	if p, err = w.agreeByPayment(p); err != nil {
		return p, err
	}
	if p, err = w.notifyPayment(p, p.Updated); err != nil {
		return p, err
	}
	return p, w.save(before, p)
}
