package engine

import (
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom"
)

// creation is one kind of call that makes a payment: how a new one is filled in
// and how the call is answered.
type creation struct {
	// complete sets what only this operation knows: the end, the session. The
	// message is not empty when the request cannot be accepted.
	complete func(p *Payment, r Request, now time.Time) (message string, err error)
	// answer is the reply to a payment that is open or paid.
	answer func(p Payment) Reply
}

// create makes the payment of a request, or finds the one that an earlier call
// with the same paymentRequestId made, and answers.
func (e *Engine) create(r Request, c creation) (Reply, error) {
	asked, message := directive(r.Body)
	d := asked
	if message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	fresh := read(r)
	now := e.now()
	if d.counts() {
		err := e.update(func(w *work) (err error) {
			d, err = w.counted(asked, r.Operation, fresh.ClientID, fresh.PaymentRequestID)
			return err
		})
		if err != nil {
			return Reply{}, err
		}
	}
	reply, found, err := e.repeated(fresh, c, now)
	if err == nil && !found {
		reply, err = e.made(fresh, r, d, c, now)
	}
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

// repeated answers a call whose payment exists. It only reads, so that the
// repeats of a client cost no write.
func (e *Engine) repeated(fresh Payment, c creation, now time.Time) (reply Reply, found bool, err error) {
	err = e.store.View(func(tx store.Tx) error {
		earlier, ok, err := findRequest(tx, fresh.ClientID, fresh.PaymentRequestID)
		if found = ok; ok {
			reply = again(earlier, fresh, c, now)
		}
		return err
	})
	return reply, found, err
}

// made makes the payment of a first call. Two first calls may come at the same
// time: the second finds the payment of the first inside the transaction.
func (e *Engine) made(fresh Payment, r Request, d Directive, c creation, now time.Time) (reply Reply, err error) {
	if reply, refused := refusedMethod(fresh); refused {
		return reply, nil
	}
	if no := refusedCard(r.Body, now); no.code != "" {
		return Refusal(r.Operation, documented(r.Operation, no.code), no.message), nil
	}
	if reply, refused, err := e.payToken(&fresh, r.Body); refused || err != nil {
		return reply, err
	}
	if refused := d.Result != "" && !makesPayment(r.Operation, d.Result); refused {
		return Refusal(r.Operation, d.Result, ""), nil
	}
	message, err := e.fill(&fresh, r, d, c, now)
	if err != nil {
		return Reply{}, err
	}
	if message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	err = e.update(func(w *work) error {
		earlier, found, err := findRequest(w, fresh.ClientID, fresh.PaymentRequestID)
		switch {
		case err != nil:
			return err
		case found:
			reply = again(earlier, fresh, c, now)
			return nil
		}
		if err := w.insert(fresh, r.Body.Get("order")); err != nil {
			return err
		}
		reply = first(fresh, c)
		return nil
	})
	return reply, err
}

// makesPayment reports whether a payment comes of a call that is answered with
// a code. A gateway's refusal makes none, and neither does an unknown outcome.
func makesPayment(operation, code string) bool {
	return !gatewayCode(code) && (code == codeInProcess || lookUp(operation, code).Status != string(antom.StatusUnknown))
}

// fill makes a new payment complete: ids, times, and the outcome asked for.
func (e *Engine) fill(p *Payment, r Request, d Directive, c creation, now time.Time) (message string, err error) {
	if p.PaymentID, err = e.newID(now); err != nil {
		return "", err
	}
	if p.Code, err = newCode(e.rand, e.idTime(now)); err != nil {
		return "", err
	}
	p.Status, p.ResultCode = Processing, codeInProcess
	p.Created, p.Updated, p.Later = now, now, d.Later.kept()
	if message, err = c.complete(p, r, now); message != "" || err != nil {
		return message, err
	}
	if message = e.addExtra(p, d); message != "" {
		return message, nil
	}
	switch status := lookUp(r.Operation, d.Result).Status; {
	case d.Pay != "":
		p.Plan = &Plan{Status: d.Pay, Code: planCode(d), At: e.after(now, d.After)}
	case d.Result == "" && p.WithoutBuyer():
		*p = p.settled(Success, codeSuccess, now)
		p.Answer = codeSuccess
	case d.Result == "" || status == string(antom.StatusUnknown):
	case d.Result == codeSuccess && r.Operation == OpSession:
		// SUCCESS says that the session was made, which is what happens anyway.
	case status == string(antom.StatusSuccess):
		*p = p.settled(Success, codeSuccess, now)
		p.Answer = d.Result
	default:
		*p = p.settled(Fail, d.Result, now)
		p.Answer = d.Result
	}
	return "", nil
}

func planCode(d Directive) string {
	switch d.Pay {
	case Success:
		return codeSuccess
	case Fail:
		return d.Code
	}
	return codeInProcess
}

// first answers the call that made a payment.
func first(p Payment, c creation) Reply {
	if p.Answer != "" && p.Status == Fail {
		return Refusal(p.Operation, p.Answer, "")
	}
	return c.answer(p)
}

// again answers a repeat, by the reference of pay on paymentRequestId and on the
// result codes named here: once a payment is final, a repeat has its result.
func again(earlier, fresh Payment, c creation, now time.Time) Reply {
	p := earlier.At(now)
	switch {
	case p.Operation != fresh.Operation:
		return Refusal(fresh.Operation, codeInconsistent, "paymentRequestId: "+fresh.PaymentRequestID+" belongs to a "+p.Operation+" request; use a new one")
	case p.Amount != fresh.Amount:
		return Refusal(fresh.Operation, codeInconsistent, "paymentRequestId: the earlier request with it had paymentAmount "+p.Amount.Currency+" "+p.Amount.Value+", this one has "+fresh.Amount.Currency+" "+fresh.Amount.Value)
	case p.Status == Cancelled:
		return Refusal(fresh.Operation, codeCancelled, "")
	case p.Status == Fail && p.Answer != "":
		return Refusal(fresh.Operation, p.Answer, "")
	case p.Status == Fail:
		return Refusal(fresh.Operation, CodeClosed, "")
	}
	return c.answer(p)
}
