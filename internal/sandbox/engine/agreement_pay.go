package engine

import (
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// productAgreement is the productCode of a payment by agreement.
const productAgreement = "AGREEMENT_PAYMENT"

// readByAgreement takes from a request to pay what ties the payment to an agreement.
func readByAgreement(p *Payment, b *spec.Node) {
	if b.Get("productCode").String() != productAgreement {
		return
	}
	p.AuthState = b.At("agreementInfo.authState").String()
}

// payToken checks the token that a request pays with. p becomes a payment without
// the buyer when it is good.
func (e *Engine) payToken(p *Payment, b *spec.Node) (reply Reply, refused bool, err error) {
	token := b.At("paymentMethod.paymentMethodId").String()
	switch {
	case p.Method == methodCard:
		return e.payCard(p, b)
	case b.Get("productCode").String() != productAgreement:
		return Reply{}, false, nil
	case token == "" && p.AuthState == "":
		return Refusal(p.Operation, codeParam, "paymentMethod.paymentMethodId: is missing; AGREEMENT_PAYMENT needs the access token of an authorization, or agreementInfo.authState to get one with the payment"), true, nil
	case token == "":
		return Reply{}, false, nil // EasySafePay: the buyer agrees while paying
	}
	a, found, err := e.agreementByToken(token)
	if err != nil {
		return Reply{}, false, err
	}
	if message := unusable(a, found, *p, e.now()); message != "" {
		return Refusal(p.Operation, codeInvalidToken, message), true, nil
	}
	p.Agreement, p.AuthState = a.AgreementID, ""
	return Reply{}, false, nil
}

// unusable says why a payment cannot be made by an agreement; "" when it can.
func unusable(a Agreement, found bool, p Payment, now time.Time) string {
	const field = "paymentMethod.paymentMethodId: "
	switch {
	case !found || a.ClientID != p.ClientID:
		return field + "there is no such access token of this client id"
	case a.Status == AgreementRevoked:
		return field + "the authorization was revoked"
	case a.Access.Over(now):
		return field + "the access token ended at " + stamp(a.Access.Expires).Text
	case a.Method != p.Method:
		return field + "the access token is of " + a.Method + ", not of " + p.Method
	case !a.Usable(now):
		return field + "the access token cannot be used"
	}
	return ""
}

// WithoutBuyer reports whether the payment is made by what the buyer permitted
// before, so that nobody has to be asked.
func (p Payment) WithoutBuyer() bool { return p.Agreement != "" || p.VaultedCard != "" }

// agreeByPayment makes the agreement of a paid payment by which the buyer also
// permitted the payments to come (EasySafePay), and notifies the merchant.
func (w *work) agreeByPayment(p Payment) (Payment, error) {
	if p.Status != Success || p.AuthState == "" || p.Agreement != "" {
		return p, nil
	}
	a, found, err := findAgreementBy(w, byState, requestKey(p.ClientID, p.AuthState))
	if err != nil || found {
		return p, err // the merchant has the token already
	}
	a, err = w.newAgreement(Agreement{
		ClientID: p.ClientID, Method: p.Method, State: p.AuthState, Scopes: []string{"AGREEMENT_PAY"},
		Terminal: p.Terminal, RedirectURL: p.RedirectURL, PaymentID: p.PaymentID,
	})
	if err != nil {
		return p, err
	}
	a.Status, a.AuthCode.Used = AgreementAccepted, true
	if a, err = w.issueTokens(a); err != nil {
		return p, err
	}
	if a, err = w.notifyAgreement(a, tokenCreated, "", w.now); err != nil {
		return p, err
	}
	p.Agreement = a.AgreementID
	return p, w.saveAgreement(a)
}
