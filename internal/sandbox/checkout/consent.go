package checkout

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// consentForm names the token of the form.
const consentForm = "consent"

// openConsent shows the page on which the buyer permits debits, in whatever state
// that is.
func (p *Pages) openConsent(w http.ResponseWriter, r *http.Request) {
	a, err := p.engine.FindAgreement(r.PathValue("id"))
	switch {
	case err != nil:
		p.notThere(w, err, "authorization")
	case a.Status != engine.AgreementWaiting:
		p.decided(w, a)
	default:
		p.consent(w, r, a)
	}
}

func (p *Pages) consent(w http.ResponseWriter, r *http.Request, a engine.Agreement) {
	d := decision{
		Action: r.URL.Path, Token: p.tokenFor(consentForm, a.AgreementID),
		Merchant:  p.merchantOf(engine.Payment{ClientID: a.ClientID, Merchant: cmp.Or(a.AuthClient, a.ClientID)}),
		ListTitle: "The merchant may", List: permits(a.Scopes),
		Agree: "Agree", Decline: "Do not agree", Back: linkTo(a.RedirectURL),
		Note: "You can end this at any time in the app of the payment method.",
	}
	d.setMethod(a.Method)
	d.setTime(p.english, a.Expires, p.now())
	d.Heading = "Link your " + d.Method + " account to " + d.Merchant.Name
	p.decision(w, http.StatusOK, d, consentDrawer(a))
}

// permits are the scopes of a consult request in words for the buyer.
func permits(scopes []string) []fact {
	words := map[string]string{
		"AGREEMENT_PAY":  "Debit your account without asking you each time",
		"BASE_USER_INFO": "Recognize you by an id",
		"USER_INFO":      "See your name and picture",
		"USER_LOGIN_ID":  "See the login of your account",
		"HASH_LOGIN_ID":  "See the login of your account in a form that cannot be read",
		"SEND_OTP":       "Send you one-time passwords",
		"TAOBAO_REBIND":  "Link your account again",
	}
	var list []fact
	for _, scope := range scopes {
		list = append(list, fact{Name: cmp.Or(words[scope], shorten(scope, maxName))})
	}
	return list
}

// submitConsent carries out what the buyer decided and sends him back to the
// merchant.
func (p *Pages) submitConsent(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !p.readForm(w, r, p.tokenFor(consentForm, id)) {
		return
	}
	var decide func(string) (engine.Agreement, error)
	switch r.PostForm.Get("action") {
	case "agree":
		decide = p.engine.AcceptConsent
	case "decline":
		decide = p.engine.DeclineConsent
	default:
		p.message(w, http.StatusBadRequest, badForm())
		return
	}
	a, err := decide(id)
	var state *engine.AgreementError
	switch {
	case errors.As(err, &state):
		p.decided(w, a)
	case err != nil:
		p.notThere(w, err, "authorization")
	default:
		p.away(w, r, a.ReturnURL(p.now()), consentMessage(a))
	}
}

// decided tells what became of an authorization.
func (p *Pages) decided(w http.ResponseWriter, a engine.Agreement) {
	m := consentMessage(a)
	m.Back = linkTo(a.ReturnURL(p.now()))
	m.Facts = []fact{
		{Name: "Merchant", Value: shorten(cmp.Or(a.AuthClient, a.ClientID), maxName)},
		{Name: "Method", Value: methodName(a.Method)},
		{Name: "Authorization", Value: a.AgreementID},
	}
	status := http.StatusOK
	if a.Status != engine.AgreementAccepted {
		status = http.StatusGone
	}
	p.message(w, status, m)
}

func consentMessage(a engine.Agreement) message {
	switch a.Status {
	case engine.AgreementAccepted:
		return message{Tone: "good", Sign: "check", Heading: "Account linked", Lead: "The merchant can debit the account from now on. You can close this page."}
	case engine.AgreementDeclined:
		return message{Tone: "bad", Sign: "cross", Heading: "Not linked", Lead: "You did not agree, so the merchant cannot debit the account."}
	case engine.AgreementRevoked:
		return message{Tone: "plain", Sign: "undo", Heading: "Link removed", Lead: "This authorization was ended. The merchant can no longer debit the account."}
	}
	return message{Tone: "bad", Sign: "clock", Heading: "Too late", Lead: "The time to decide is over. Go back to the merchant to start again."}
}
