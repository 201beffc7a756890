package checkout

import (
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// drawer is what the developer has to know and to decide. It is folded into the
// simulator's bar, apart from what a buyer sees, and is in English like all that
// the program tells developers.
type drawer struct {
	Action, Token string   // where a decline is sent; empty when nothing is open
	Codes         []reason // of a decline
	Asks          string
	Facts         []fact // to copy
	Commands      []string
}

// reason is a result code with which the developer can let the payment fail.
type reason struct {
	Code, Text string
	Usual      bool
}

// openDrawer is that of a payment that waits for its buyer.
func (p *Pages) openDrawer(action string, payment engine.Payment) (*drawer, error) {
	english, err := p.languages.Get(language.Default)
	if err != nil {
		return nil, err
	}
	d := &drawer{
		Action: action, Token: p.token(payment), Codes: reasons(english, payment.Method),
		Facts:    append(identifiers(payment), fact{Name: "Open until", Value: moment(payment.Expires)}),
		Commands: []string{"antom sandbox pay " + payment.PaymentID, "antom sandbox show " + payment.PaymentID},
	}
	if payment.Hosted() {
		d.Commands[0] += " --method CARD"
	} else {
		d.Asks = asks(payment.Method)
	}
	return d, nil
}

// settledDrawer is that of a payment whose page only tells.
func settledDrawer(payment engine.Payment) *drawer {
	d := &drawer{Facts: append(identifiers(payment), fact{Name: "Result code", Value: payment.ResultCode})}
	if a := payment.Authorization; payment.Authorized() && a.Manual && !a.Expires.IsZero() {
		d.Facts = append(d.Facts, fact{Name: "Capture until", Value: moment(a.Expires)})
	}
	if payment.Status.Open() {
		d.Commands = []string{"antom sandbox pay " + payment.PaymentID, "antom sandbox decline " + payment.PaymentID}
	}
	d.Commands = append(d.Commands, "antom sandbox show "+payment.PaymentID)
	return d
}

// consentDrawer is that of an authorization that waits for its buyer.
func consentDrawer(a engine.Agreement) drawer {
	return drawer{
		Facts: []fact{
			{Name: "Authorization ID", Value: a.AgreementID},
			{Name: "authState", Value: shorten(a.State, maxName)},
			{Name: "Open until", Value: moment(a.Expires)},
		},
		Commands: []string{"antom sandbox authorization accept " + a.AgreementID, "antom sandbox authorization decline " + a.AgreementID},
	}
}

// subscriptionDrawer is that of a subscription that waits for its buyer.
func subscriptionDrawer(s engine.Subscription) drawer {
	return drawer{
		Facts: []fact{
			{Name: "subscriptionId", Value: s.SubscriptionID},
			{Name: "subscriptionRequestId", Value: shorten(s.RequestID, maxName)},
			{Name: "Open until", Value: moment(s.Expires)},
		},
		Commands: []string{
			"antom sandbox subscription accept " + s.SubscriptionID,
			"antom sandbox subscription decline " + s.SubscriptionID,
			"antom sandbox subscription show " + s.SubscriptionID,
		},
	}
}

// identifiers are the names that a payment has in requests and notifications.
func identifiers(payment engine.Payment) []fact {
	facts := []fact{
		{Name: "paymentId", Value: payment.PaymentID},
		{Name: "paymentRequestId", Value: shorten(payment.PaymentRequestID, maxName)},
	}
	if payment.OrderID != "" {
		facts = append(facts, fact{Name: "referenceOrderId", Value: shorten(payment.OrderID, maxName)})
	}
	if payment.Session != nil {
		facts = append(facts, fact{Name: "paymentSessionId", Value: payment.Session.ID})
	}
	if payment.Method != "" {
		facts = append(facts, fact{Name: "paymentMethodType", Value: shorten(payment.Method, maxName)})
	}
	return facts
}

// reasons are the ways to fail that a shop should try, the usual one marked.
func reasons(l *language.Language, method string) []reason {
	var list []reason
	for _, code := range engine.UsualFailures() {
		list = append(list, reason{Code: code, Text: l.Reason(code), Usual: code == engine.DeclineCode(method)})
	}
	return list
}
