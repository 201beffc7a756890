package engine

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// SubscriptionPath, with a subscriptionId, is the page where the buyer agrees.
const SubscriptionPath = CheckoutPath + "subscription/"

// codeNoSubscription says that no subscription has an id.
const codeNoSubscription = "SUBSCRIPTION_NOT_EXIST"

// SubscriptionURL is the page where the buyer agrees to a subscription.
func (e *Engine) SubscriptionURL(s Subscription) string {
	return e.base() + SubscriptionPath + s.SubscriptionID
}

// createSubscription makes a subscription that waits for its buyer, or finds the one
// that an earlier call with the same subscriptionRequestId made.
func (e *Engine) createSubscription(r Request) (Reply, error) {
	d, err := ParseSubscriptionDirective(r.Body.Get("subscriptionDescription").String())
	if err != nil {
		return Refusal(r.Operation, codeParam, fmt.Sprintf("subscriptionDescription: the directive %q was not understood: %v", directivePrefix, err)), nil
	}
	now := e.now()
	fresh, no := e.readSubscription(r, now)
	var reply Reply
	err = e.update(func(w *work) error {
		earlier, found, err := findSubscriptionRequest(w, fresh.ClientID, fresh.RequestID)
		switch {
		case err != nil:
			return err
		case found:
			reply = e.subscribeAgain(earlier, fresh)
			return nil
		case no.code != "":
			reply = Refusal(r.Operation, no.code, no.message)
			return nil
		case d.Result != "" && lookUp(r.Operation, d.Result).Status != string(antom.StatusSuccess):
			reply = Refusal(r.Operation, d.Result, "")
			return nil
		}
		if fresh.SubscriptionID, err = e.newID(now); err != nil {
			return err
		}
		fresh = e.scripted(fresh, d, now)
		reply = e.answerSubscription(fresh)
		return w.insertSubscription(fresh)
	})
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

// scripted adds to a new subscription what its directive says.
func (e *Engine) scripted(s Subscription, d SubscriptionDirective, now time.Time) Subscription {
	if d.Script == (Script{}) {
		return s
	}
	script := d.Script
	if script.Consent != "" {
		script.At = e.after(now, d.After)
	}
	s.Script = &script
	return s
}

// subscribeAgain answers a repeat.
func (e *Engine) subscribeAgain(earlier, fresh Subscription) Reply {
	asked := Terms{Amount: earlier.Amount, Rule: earlier.Rule}
	if earlier.Asked != nil { // it was changed since
		asked = *earlier.Asked
	}
	if asked != (Terms{Amount: fresh.Amount, Rule: fresh.Rule}) || earlier.Method != fresh.Method {
		return Refusal(spec.OpSubscriptionsCreate, codeInconsistent, fmt.Sprintf(
			"subscriptionRequestId: the earlier request with it was for %s every %s with %s; use a new one", asked.Amount, asked.Rule, earlier.Method))
	}
	return e.answerSubscription(earlier)
}

// readSubscription takes from a valid request what a subscription keeps of it.
func (e *Engine) readSubscription(r Request, now time.Time) (Subscription, refusal) {
	b := r.Body
	s := Subscription{
		ClientID: r.ClientID, RequestID: b.Get("subscriptionRequestId").String(), Status: Unsigned,
		Description: b.Get("subscriptionDescription").String(), Merchant: r.ClientID,
		Method: b.At("paymentMethod.paymentMethodType").String(), Terminal: b.At("env.terminalType").String(),
		Amount: amountOf(b.Get("paymentAmount")), Floor: amountOf(b.Get("maxAmountFloor")),
		Retries:          b.Get("allowRetry").String() == "true",
		RedirectURL:      b.Get("subscriptionRedirectUrl").String(),
		NotifyURL:        b.Get("subscriptionNotificationUrl").String(),
		PaymentNotifyURL: b.Get("paymentNotificationUrl").String(),
		Created:          now, Updated: now,
	}
	var no refusal
	if s.Rule, no = periodRuleOf(b); no.code != "" {
		return s, no
	}
	if s.Trials, no = trialsOf(b); no.code != "" {
		return s, no
	}
	reply, refused := refusedMethod(Payment{Operation: r.Operation, Method: s.Method, Amount: s.Amount, Terminal: s.Terminal})
	if refused {
		return s, refusal{code: reply.Body.At("result.resultCode").String(), message: reply.Body.At("result.resultMessage").String()}
	}
	return e.readTimes(s, b, now)
}

func (e *Engine) readTimes(s Subscription, b *spec.Node, now time.Time) (Subscription, refusal) {
	var ok bool
	if s.Start, ok = ParseTime(b.Get("subscriptionStartTime").String()); !ok {
		return s, refuse(codeParam, "subscriptionStartTime: it is not a date and time with an offset, such as 2026-01-20T08:51:06+08:00")
	}
	var no refusal
	if s.End, no = endOf(b, "subscriptionEndTime", now); no.code != "" {
		return s, no
	}
	expires, message := e.chosenEnd(b, "subscriptionExpiryTime", now)
	if message != "" {
		return s, refusal{code: codeParam, message: message}
	}
	if given, _ := ParseTime(b.Get("subscriptionExpiryTime").String()); given.Sub(now) > spec.ConsentLimit {
		return s, refuse(codeParam, "subscriptionExpiryTime: it is more than 48 hours ahead")
	}
	s.Expires = expires
	if expires.IsZero() {
		s.Expires = e.after(now, spec.DefaultExpiry(spec.OpSubscriptionsCreate, s.Method))
	}
	return s, refusal{}
}

// endOf reads a time that must not have passed; zero when it is not given.
func endOf(b *spec.Node, field string, now time.Time) (time.Time, refusal) {
	text := b.Get(field).String()
	if text == "" {
		return time.Time{}, refusal{}
	}
	at, ok := ParseTime(text)
	switch {
	case !ok:
		return at, refuse(codeParam, "%s: %q is not a date and time with an offset, such as 2026-01-20T08:51:06+08:00", field, text)
	case !at.After(now):
		return at, refuse(codeParam, "%s: %s has passed; it is now %s", field, text, stamp(now).Text)
	}
	return at, refusal{}
}

// periodRuleOf reads the rule of the periods; the zero value when there is none.
func periodRuleOf(b *spec.Node) (PeriodRule, refusal) {
	n := b.Get("periodRule")
	if n == nil {
		return PeriodRule{}, refusal{}
	}
	count, err := strconv.Atoi(n.Get("periodCount").String())
	if err != nil || count < 1 || count > maxPeriodCount {
		return PeriodRule{}, refuse(codeParam, "periodRule.periodCount: it must be from 1 to %d", maxPeriodCount)
	}
	r := PeriodRule{Unit: n.Get("periodType").String(), Count: count}
	if !r.known() {
		return r, refuse(codeParam, "periodRule.periodType: %q is not DAY, WEEK, MONTH, QUARTER, HALF_YEAR or YEAR", r.Unit)
	}
	return r, refusal{}
}

// maxTrials is how many stretches of periods can have a price of their own.
const maxTrials = 100

func trialsOf(b *spec.Node) ([]Trial, refusal) {
	list := b.Get("trials")
	if list == nil || list.Kind != spec.Array {
		return nil, refusal{}
	}
	if len(list.Items) > maxTrials {
		return nil, refuse(codeParam, "trials: %d are given; the simulator takes at most %d", len(list.Items), maxTrials)
	}
	var trials []Trial
	for i, item := range list.Items {
		first, err := strconv.Atoi(item.Get("trialStartPeriod").String())
		if err != nil || first < 1 {
			return nil, refuse(codeParam, "trials[%d].trialStartPeriod: it must be a number from 1 on", i)
		}
		last := first
		if text := item.Get("trialEndPeriod").String(); text != "" {
			if last, err = strconv.Atoi(text); err != nil || last < first {
				return nil, refuse(codeParam, "trials[%d].trialEndPeriod: it must be a number from %d on", i, first)
			}
		}
		trials = append(trials, Trial{First: first, Last: last, Amount: amountOf(item.Get("trialAmount"))})
	}
	return trials, refusal{}
}

// answerSubscription has the addresses for the buyer as long as they are of use.
func (e *Engine) answerSubscription(s Subscription) Reply {
	n := withResult(spec.OpSubscriptionsCreate, codeSuccess, "")
	if s.Status != Unsigned {
		return Reply{Body: n}
	}
	page := e.SubscriptionURL(s)
	handheld := s.Terminal == terminalWAP || s.Terminal == terminalApp
	if opensApp(s.Method) && (s.Terminal == terminalApp || s.Terminal == terminalMiniApp) {
		n.Set("schemeUrl", spec.NewString("antomsimulator://subscribe?link="+url.QueryEscape(page)))
	}
	if opensApp(s.Method) && handheld {
		n.Set("applinkUrl", spec.NewString(page))
	}
	n.Set("normalUrl", spec.NewString(page))
	if handheld {
		n.Set("appIdentifier", spec.NewString(appIdentifier))
	}
	return Reply{Body: n}
}

// inquireSubscription tells the state of a subscription. As in the client libraries,
// the answer does not have Antom's id of it.
func (e *Engine) inquireSubscription(r Request) (Reply, error) {
	s, no, err := e.namedSubscription(r)
	if no.code != "" || err != nil {
		return Refusal(r.Operation, no.code, no.message), err
	}
	if at := e.dueSubscription(s); !at.IsZero() && !at.After(e.now()) {
		err := e.update(func(w *work) (err error) {
			s, err = w.upToDate(s)
			return err
		})
		if err != nil {
			return Reply{}, err
		}
	}
	n := withResult(r.Operation, codeSuccess, "")
	n.Set("subscriptionStatus", spec.NewString(string(s.Status)))
	n.Set("subscriptionRequestId", spec.NewString(s.RequestID))
	n.Set("subscriptionStartTime", stamp(s.Start))
	if !s.End.IsZero() {
		n.Set("subscriptionEndTime", stamp(s.End))
	}
	n.Set("periodRule", s.Rule.node())
	n.Set("paymentAmount", s.Amount.node())
	n.Set("allowRetry", spec.NewString(strconv.FormatBool(s.Retries)))
	if s.Floor != (Amount{}) {
		n.Set("maxAmountFloor", s.Floor.node())
	}
	return Reply{Body: n}, nil
}

// namedSubscription finds the subscription that a request names.
func (e *Engine) namedSubscription(r Request) (s Subscription, no refusal, err error) {
	id, requestID := r.Body.Get("subscriptionId").String(), r.Body.Get("subscriptionRequestId").String()
	if id == "" && requestID == "" {
		return s, refuse(codeParam, "subscriptionRequestId: give subscriptionRequestId or subscriptionId"), nil
	}
	var found bool
	err = e.store.View(func(tx store.Tx) (err error) {
		s, found, err = merchantSubscription(tx, r.ClientID, id, requestID)
		return err
	})
	if err == nil && !found {
		no = noSubscription(id, requestID)
	}
	return s, no, err
}

func noSubscription(id, requestID string) refusal {
	field := "subscriptionRequestId"
	if id != "" {
		field = "subscriptionId"
	}
	return refuse(codeNoSubscription, "there is no subscription with the %s %s", field, cmp.Or(id, requestID))
}

func (r PeriodRule) node() *spec.Node {
	return object("periodType", spec.NewString(r.Unit), "periodCount", spec.NewString(strconv.Itoa(r.Count)))
}
