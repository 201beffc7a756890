package checkout

import (
	"errors"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// vaultingForm names the token of the form.
const vaultingForm = "vaulting"

// openVaulting shows the page on which the buyer stores a card, in whatever state that
// is. Nobody has to type a number: a test card is stored, or that of the request.
func (p *Pages) openVaulting(w http.ResponseWriter, r *http.Request) {
	v, err := p.engine.FindVaulting(r.PathValue("id"))
	switch {
	case err != nil:
		p.notThere(w, err, "request to store a card")
	case v.Status != engine.VaultingProcessing:
		p.vaulted(w, v)
	default:
		p.vaulting(w, r, v)
	}
}

func (p *Pages) vaulting(w http.ResponseWriter, r *http.Request, v engine.Vaulting) {
	d := decision{
		Action: r.URL.Path, Token: p.tokenFor(vaultingForm, v.VaultingID),
		Merchant:  p.merchantOf(engine.Payment{ClientID: v.ClientID, Merchant: v.ClientID}),
		ListTitle: "The merchant may", List: []fact{{Name: "Keep the card for later payments, without seeing its number"}},
		Agree: "Store the card", Decline: "Do not store", Back: linkTo(v.RedirectURL),
		Note: "Test card " + cardName(v.Card) + " is stored. No number is asked for.",
	}
	d.setMethod(methodCard)
	d.setTime(p.english, v.Expires, p.now())
	d.Heading = "Store a card with " + d.Merchant.Name
	if !v.HasSession() {
		d.Heading, d.Agree, d.Decline = "Confirm your card for "+d.Merchant.Name, "Confirm", "Do not confirm"
		d.Note = "3-D Secure of the card " + cardName(v.Card) + ". No code is asked for."
	}
	p.decision(w, http.StatusOK, d, drawer{
		Facts: []fact{
			{Name: "Vaulting", Value: v.VaultingID},
			{Name: "Vaulting request", Value: shorten(v.RequestID, maxName)},
			{Name: "Open until", Value: moment(v.Expires)},
		},
		Commands: []string{"antom sandbox vaulting accept " + v.VaultingID, "antom sandbox vaulting decline " + v.VaultingID},
	})
}

// methodCard is the method of all cards.
const methodCard = "CARD"

// cardName tells buyers which card it is.
func cardName(c engine.StoredCard) string {
	return shorten(c.Brand, maxName) + " ending in " + c.LastFour
}

// submitVaulting carries out what the buyer decided and sends him back to the merchant.
func (p *Pages) submitVaulting(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !p.readForm(w, r, p.tokenFor(vaultingForm, id)) {
		return
	}
	var decide func(string) (engine.Vaulting, error)
	switch r.PostForm.Get("action") {
	case "agree":
		decide = p.engine.AcceptVaulting
	case "decline":
		decide = p.engine.DeclineVaulting
	default:
		p.message(w, http.StatusBadRequest, badForm())
		return
	}
	v, err := decide(id)
	var state *engine.VaultingError
	switch {
	case errors.As(err, &state):
		p.vaulted(w, v)
	case err != nil:
		p.notThere(w, err, "request to store a card")
	default:
		p.away(w, r, v.RedirectURL, vaultingMessage(v))
	}
}

// vaulted tells what became of a vaulting.
func (p *Pages) vaulted(w http.ResponseWriter, v engine.Vaulting) {
	m := vaultingMessage(v)
	m.Back = linkTo(v.RedirectURL)
	m.Facts = []fact{
		{Name: "Merchant", Value: shorten(v.ClientID, maxName)},
		{Name: "Card", Value: cardName(v.Card)},
		{Name: "Vaulting", Value: v.VaultingID},
	}
	status := http.StatusOK
	if v.Status != engine.VaultingSuccess {
		status = http.StatusGone
	}
	p.message(w, status, m)
}

func vaultingMessage(v engine.Vaulting) message {
	switch {
	case v.Status == engine.VaultingSuccess:
		return message{Tone: "good", Sign: "check", Heading: "Card stored", Lead: "The merchant can charge the card from now on. You can close this page."}
	case v.Updated.Before(v.Expires):
		return message{Tone: "bad", Sign: "cross", Heading: "Card not stored", Lead: "You did not agree, so the merchant cannot charge the card."}
	}
	return message{Tone: "bad", Sign: "clock", Heading: "Too late", Lead: "The time to store the card is over. Go back to the merchant to start again."}
}
