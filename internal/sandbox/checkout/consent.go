package checkout

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// consent is the page where a buyer agrees to a subscription.
type consent struct {
	Action, Token      string
	Initial, Merchant  string
	Description        string
	Currency, Number   string
	LongAmount         bool
	Every, Ends        string // "every month", the end of the plan
	DueNow, Verb       string
	Plan               []fact
	Method, MethodCode string
	Logo               string
	Until, Left        string
	Back               template.URL
	Facts              []fact
}

// openConsent shows the page of a subscription in whatever state it is.
func (p *Pages) openConsent(w http.ResponseWriter, r *http.Request) {
	s, err := p.engine.FindSubscription(r.PathValue("id"))
	switch {
	case err != nil:
		p.noSubscription(w, err)
	case s.Status != engine.Unsigned:
		p.message(w, consentStatus(s), consentOutcome(s))
	default:
		p.consentPage(w, r, s)
	}
}

func (p *Pages) consentPage(w http.ResponseWriter, r *http.Request, s engine.Subscription) {
	now := p.now()
	c := consent{
		Action: r.URL.Path, Token: p.token(consentToken(s)),
		Description: shorten(s.Description, maxDescription), Merchant: shorten(s.Merchant, maxName),
		Currency: s.Amount.Currency, Number: number(s.Amount), LongAmount: len(money(s.Amount)) >= longAmount,
		Every: "every " + s.Rule.String(), Method: methodName(s.Method), MethodCode: shorten(s.Method, maxName), Logo: logoOf(s.Method),
		Until: s.Expires.UTC().Format(time.RFC3339), Left: left(s.Expires.Sub(now)), Back: back(s.RedirectURL),
		Plan: planFacts(s, now),
		Facts: []fact{
			{Name: "Subscription request", Value: shorten(s.RequestID, maxName)},
			{Name: "Subscription", Value: s.SubscriptionID, ID: true},
			{Name: "Open until", Value: moment(s.Expires)},
		},
	}
	c.Initial = initial(c.Merchant)
	if !s.End.IsZero() {
		c.Ends = day(s.End)
	}
	c.Verb, c.DueNow = "Agree", "nothing"
	if !s.Start.After(now) {
		c.DueNow = money(s.Price(1))
		c.Verb = "Agree and pay " + c.DueNow
	}
	p.page.write(w, http.StatusOK, view{Title: "Subscribe to " + c.Merchant, Consent: &c})
}

// planFacts are the parts of a plan: its trials, its price, its times.
func planFacts(s engine.Subscription, now time.Time) []fact {
	var list []fact
	for _, t := range s.Trials {
		name := fmt.Sprintf("Period %d", t.First)
		if t.Last > t.First {
			name = fmt.Sprintf("Periods %d to %d", t.First, t.Last)
		}
		list = append(list, fact{Name: name, Value: money(t.Amount)})
	}
	name := "Price"
	if len(list) > 0 {
		name = "All other periods"
	}
	begins := "now"
	if s.Start.After(now) {
		begins = day(s.Start)
	}
	list = append(list, fact{Name: name, Value: money(s.Amount) + " every " + s.Rule.String()}, fact{Name: "Begins", Value: begins})
	if !s.End.IsZero() {
		list = append(list, fact{Name: "Ends", Value: day(s.End)})
	}
	return list
}

// day is a date as the pages write it.
func day(t time.Time) string { return t.Format("2 January 2006") }

// consentToken is what the form's token is made for: a subscription has an id like a
// payment's.
func consentToken(s engine.Subscription) engine.Payment {
	return engine.Payment{PaymentID: "subscription " + s.SubscriptionID}
}

// submitConsent carries out what the buyer decided and sends him back to the merchant.
func (p *Pages) submitConsent(w http.ResponseWriter, r *http.Request) {
	s, err := p.engine.FindSubscription(r.PathValue("id"))
	if err != nil {
		p.noSubscription(w, err)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.message(w, http.StatusBadRequest, badForm())
		return
	}
	if !p.ownForm(r, consentToken(s)) {
		p.message(w, http.StatusForbidden, foreignForm())
		return
	}
	switch r.PostForm.Get("action") {
	case "accept":
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
		p.message(w, http.StatusConflict, consentOutcome(s))
	case err != nil:
		p.noSubscription(w, err)
	default:
		p.leaveConsent(w, r, s)
	}
}

// leaveConsent sends the buyer to the merchant's page, or to the page of the
// subscription when the merchant's address is one that only an app can open.
func (p *Pages) leaveConsent(w http.ResponseWriter, r *http.Request, s engine.Subscription) {
	target, kind := returnAddress(s.RedirectURL)
	if kind != webAddress || p.isOwnResult(target) {
		target = engine.SubscriptionPath + url.PathEscape(s.SubscriptionID)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// consentOutcome tells what became of a subscription.
func consentOutcome(s engine.Subscription) message {
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
	m.Amount = money(s.Amount) + " every " + s.Rule.String()
	m.Facts = []fact{
		{Name: "Merchant", Value: shorten(s.Merchant, maxName)},
		{Name: "Method", Value: methodName(s.Method)},
	}
	if s.Phase > 0 && s.Status != engine.Terminated {
		m.Facts = append(m.Facts, fact{Name: "Next period", Value: day(s.PeriodEnd)})
	}
	m.Facts = append(m.Facts, fact{Name: "Subscription", Value: s.SubscriptionID, ID: true})
	m.Back = back(s.RedirectURL)
	return m
}

// consentStatus is "gone" for a subscription that is over.
func consentStatus(s engine.Subscription) int {
	if s.Status == engine.Terminated {
		return http.StatusGone
	}
	return http.StatusOK
}

func (p *Pages) noSubscription(w http.ResponseWriter, err error) {
	var missing *engine.SubscriptionError
	if !errors.As(err, &missing) {
		p.missing(w, err)
		return
	}
	p.message(w, http.StatusNotFound, message{
		Tone: "plain", Sign: "question", Heading: "No such subscription", Home: true,
		Lead: "The simulator has no page for this subscription. It may have been reset, or the link belongs to another state directory.",
	})
}

// back is a merchant's address for a link, see backLink.
func back(address string) template.URL { return backLink(engine.Payment{RedirectURL: address}) }
