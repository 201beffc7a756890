package checkout

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// subscriptionForm names the token of the form.
const subscriptionForm = "subscription"

// openSubscription shows the page of a subscription in whatever state it is.
func (p *Pages) openSubscription(w http.ResponseWriter, r *http.Request) {
	s, err := p.engine.FindSubscription(r.PathValue("id"))
	switch {
	case err != nil:
		p.noSubscription(w, err)
	case s.Status != engine.Unsigned:
		p.message(w, subscriptionStatus(s), subscriptionOutcome(p.english, s))
	default:
		p.subscriptionPage(w, r, s)
	}
}

func (p *Pages) subscriptionPage(w http.ResponseWriter, r *http.Request, s engine.Subscription) {
	l, now := p.english, p.now()
	d := decision{
		Action: r.URL.Path, Token: p.tokenFor(subscriptionForm, s.SubscriptionID),
		Merchant:  p.merchantOf(engine.Payment{ClientID: s.ClientID, Merchant: s.Merchant}),
		Heading:   "Subscribe for " + money(l, s.Amount) + " every " + s.Rule.String(),
		Lead:      shorten(s.Description, maxDescription),
		ListTitle: "Your plan", List: planFacts(l, s, now),
		Agree: "Agree", Decline: "Decline", Back: linkTo(s.RedirectURL),
	}
	d.setMethod(s.Method)
	d.setTime(l, s.Expires, now)
	until := "until you or the merchant end the subscription"
	if !s.End.IsZero() {
		until += ", or until " + day(s.End)
	}
	d.Note = "You agree that " + d.Merchant.Name + " charges this method every " + s.Rule.String() + " " + until + "."
	due := "nothing"
	if !s.Start.After(now) {
		due = money(l, s.Price(1))
		d.Agree = "Agree and pay " + due
	}
	d.Total = fact{Name: "Due now", Value: due}
	p.decision(w, http.StatusOK, d, subscriptionDrawer(s))
}

// planFacts are the parts of a plan: its trials, its price, its times.
func planFacts(l *language.Language, s engine.Subscription, now time.Time) []fact {
	var list []fact
	for _, t := range s.Trials {
		name := fmt.Sprintf("Period %d", t.First)
		if t.Last > t.First {
			name = fmt.Sprintf("Periods %d to %d", t.First, t.Last)
		}
		list = append(list, fact{Name: name, Value: money(l, t.Amount)})
	}
	name := "Price"
	if len(list) > 0 {
		name = "All other periods"
	}
	begins := "now"
	if s.Start.After(now) {
		begins = day(s.Start)
	}
	list = append(list, fact{Name: name, Value: money(l, s.Amount) + " every " + s.Rule.String()}, fact{Name: "Begins", Value: begins})
	if !s.End.IsZero() {
		list = append(list, fact{Name: "Ends", Value: day(s.End)})
	}
	return list
}

// day is a date as the pages write it.
func day(t time.Time) string { return t.Format("2 January 2006") }

// submitSubscription carries out what the buyer decided and sends him back to the merchant.
func (p *Pages) submitSubscription(w http.ResponseWriter, r *http.Request) {
	s, err := p.engine.FindSubscription(r.PathValue("id"))
	if err != nil {
		p.noSubscription(w, err)
		return
	}
	if !p.readForm(w, r, p.tokenFor(subscriptionForm, s.SubscriptionID)) {
		return
	}
	switch r.PostForm.Get("action") {
	case "agree":
		s, err = p.engine.Accept(s.SubscriptionID)
	case "decline":
		s, err = p.engine.Refuse(s.SubscriptionID)
	default:
		p.message(w, http.StatusBadRequest, badForm())
		return
	}
	var state *engine.SubscriptionError
	switch {
	case errors.As(err, &state) && !state.Missing():
		p.message(w, http.StatusConflict, subscriptionOutcome(p.english, s))
	case err != nil:
		p.noSubscription(w, err)
	default:
		p.leaveSubscription(w, r, s)
	}
}

// leaveSubscription sends the buyer to the merchant's page, or to the page of the
// subscription when the merchant's address is one that only an app can open.
func (p *Pages) leaveSubscription(w http.ResponseWriter, r *http.Request, s engine.Subscription) {
	target, kind := returnAddress(s.RedirectURL)
	if kind != webAddress || p.isOwnResult(target) {
		target = engine.SubscriptionPath + url.PathEscape(s.SubscriptionID)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// subscriptionOutcome tells what became of a subscription.
func subscriptionOutcome(l *language.Language, s engine.Subscription) message {
	m := message{Tone: "good", Sign: "check", Heading: "Subscribed", Lead: "Thank you. You can close this page."}
	switch {
	case s.Status == engine.Canceled:
		m = message{Tone: "plain", Sign: "undo", Heading: "Canceled", Lead: "This subscription ends with its present period, on " + day(s.PeriodEnd) + "."}
	case s.Reason == engine.EndDeclined:
		m = message{Tone: "bad", Sign: "cross", Heading: "Declined", Lead: "You did not agree to this subscription. Nothing is charged."}
	case s.Reason == engine.EndExpired:
		m = message{Tone: "bad", Sign: "clock", Heading: "Too late", Lead: "The time to agree to this subscription is over. Go back to the merchant to start again."}
	case s.Status == engine.Terminated:
		m = message{Tone: "plain", Sign: "cross", Heading: "Ended", Lead: "This subscription has ended: " + s.Reason + "."}
	}
	m.Amount = money(l, s.Amount) + " every " + s.Rule.String()
	m.Facts = []fact{
		{Name: "Merchant", Value: shorten(s.Merchant, maxName)},
		{Name: "Method", Value: methodName(s.Method)},
	}
	if s.Phase > 0 && s.Status != engine.Terminated {
		m.Facts = append(m.Facts, fact{Name: "Next period", Value: day(s.PeriodEnd)})
	}
	m.Facts = append(m.Facts, fact{Name: "Subscription", Value: s.SubscriptionID})
	m.Back = linkTo(s.RedirectURL)
	return m
}

// subscriptionStatus is "gone" for a subscription that is over.
func subscriptionStatus(s engine.Subscription) int {
	if s.Status == engine.Terminated {
		return http.StatusGone
	}
	return http.StatusOK
}

func (p *Pages) noSubscription(w http.ResponseWriter, err error) {
	var missing *engine.SubscriptionError
	if errors.As(err, &missing) {
		err = engine.ErrNotFound
	}
	p.notThere(w, err, "subscription")
}
