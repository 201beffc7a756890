package engine

import (
	"encoding/base64"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// createSession makes a session and the payment that will come of it, so that
// the merchant can inquire about it from the start.
func (e *Engine) createSession(r Request) (Reply, error) {
	return e.create(r, creation{complete: e.completeSession, answer: e.answerSession})
}

// completeSession sets the two ends: the payment closes at its own, or with the
// session, whichever comes first.
func (e *Engine) completeSession(p *Payment, r Request, now time.Time) (message string, err error) {
	s := &Session{Scene: r.Body.Get("productScene").String(), Methods: methodsOf(r.Body)}
	if s.Expires, message = e.chosenEnd(r.Body, "paymentSessionExpiryTime", now); message != "" {
		return message, nil
	}
	if s.Expires.IsZero() {
		s.Expires = e.after(now, spec.DefaultExpiry(OpSession, p.Method))
	}
	if p.Expires, message = e.chosenEnd(r.Body, "paymentExpiryTime", now); message != "" {
		return message, nil
	}
	if p.Expires.IsZero() || p.Expires.After(s.Expires) {
		p.Expires = s.Expires
	}
	if s.ID, err = newSessionID(e.rand); err != nil {
		return "", err
	}
	token, err := randomBytes(e.rand, sessionTokenBytes)
	if err != nil {
		return "", err
	}
	s.Token = base64.StdEncoding.EncodeToString(token)
	p.Session = s
	return "", nil
}

func (e *Engine) answerSession(p Payment) Reply {
	n := withResult(OpSession, codeSuccess, "")
	n.Set("paymentSessionData", spec.NewString(e.sessionData(p)))
	n.Set("paymentSessionExpiryTime", stamp(p.Session.Expires))
	n.Set("paymentSessionId", spec.NewString(p.Session.ID))
	if p.Hosted() {
		n.Set("normalUrl", spec.NewString(e.CheckoutURL(p)))
	}
	return Reply{Body: n}
}
