package engine

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// VaultingPath begins the path of the page where a buyer stores a card: + vaultingId.
// The edge serves it.
const VaultingPath = "/checkout/vault/"

// VaultingURL is the page where the buyer decides.
func (e *Engine) VaultingURL(v Vaulting) string { return e.base() + VaultingPath + v.VaultingID }

// createVaultingSession answers vaults.createVaultingSession: it makes a vaulting that
// waits for the buyer.
func (e *Engine) createVaultingSession(r Request) (Reply, error) {
	fresh := readVaulting(r)
	fresh.Card = testStoredCard()
	return e.vault(r, fresh, vaultingSessionTime)
}

// testStoredCard is the card that a buyer stores in a session, where nobody types a
// number.
func testStoredCard() StoredCard { return StoredCard{Brand: "VISA", LastFour: "1111"} }

// vaultPaymentMethod answers vaults.vaultPaymentMethod: it stores the card at once, or
// lets the buyer confirm it first when the request asks for 3-D Secure.
func (e *Engine) vaultPaymentMethod(r Request) (Reply, error) {
	detail := r.Body.Get("paymentMethodDetail")
	d, err := parseDirective(detail.Get("extendInfo").String(), consultWords())
	if err != nil {
		return Refusal(r.Operation, codeParam, fmt.Sprintf("paymentMethodDetail.extendInfo: the directive %q was not understood: %v", directivePrefix, err)), nil
	}
	reply, err := e.vaultCard(r, d)
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

func (e *Engine) vaultCard(r Request, d Directive) (Reply, error) {
	card := r.Body.At("paymentMethodDetail.card")
	if code, message := unusableCard(card, e.now()); code != "" {
		return Refusal(r.Operation, code, message), nil
	}
	verify := card.Get("is3DSAuthentication").String() == "true" || d.Result == codeVerifying
	if d.Result != "" && d.Result != codeSuccess && d.Result != codeVerifying {
		return Refusal(r.Operation, d.Result, ""), nil
	}
	fresh := readVaulting(r)
	number := card.Get("cardNo").String()
	fresh.Card = StoredCard{Brand: schemeOf(number, card.Get("brand").String()), LastFour: number[len(number)-4:]}
	if verify {
		return e.vault(r, fresh, verificationTime)
	}
	return e.vault(r, fresh, 0)
}

// unusableCard says why a card cannot be stored; code is "" when it can.
func unusableCard(card *spec.Node, now time.Time) (code, message string) {
	const at = "paymentMethodDetail.card"
	number := card.Get("cardNo").String()
	month, merr := strconv.Atoi(card.Get("expiryMonth").String())
	year, yerr := strconv.Atoi(card.Get("expiryYear").String())
	switch {
	case card == nil:
		return codeParam, at + ": is missing; paymentMethodType CARD needs it"
	case len(number) < 12 || len(number) > 19 || strings.Trim(number, "0123456789") != "":
		return codeParam, at + ".cardNo: is not the number of a card, which has 12 to 19 digits"
	case merr != nil || month < 1 || month > 12:
		return codeParam, at + ".expiryMonth: is not a month from 01 to 12"
	case yerr != nil || year < 0 || year > 99:
		return codeParam, at + ".expiryYear: is not the last two digits of a year"
	case !now.Before(time.Date(2000+year, time.Month(month)+1, 1, 12, 0, 0, 0, time.UTC)):
		return codeUnverified, fmt.Sprintf("%s.expiryYear: the card expired in %02d/%02d", at, month, year)
	}
	return "", ""
}

// schemeOf is the scheme of a card: the one given, or what the number begins with.
func schemeOf(number, given string) string {
	if given != "" {
		return cut(strings.ToUpper(given), maxScheme)
	}
	for _, s := range []struct{ from, to, scheme string }{
		{"34", "34", "AMEX"}, {"37", "37", "AMEX"}, {"36", "36", "DINERS"}, {"38", "39", "DINERS"}, {"3528", "3589", "JCB"},
		{"51", "55", "MASTERCARD"}, {"2221", "2720", "MASTERCARD"}, {"6011", "6011", "DISCOVER"}, {"644", "659", "DISCOVER"}, {"62", "62", "CUP"},
	} {
		if start := number[:len(s.from)]; start >= s.from && start <= s.to {
			return s.scheme
		}
	}
	return "VISA"
}

// maxScheme is the longest name of a scheme that is kept, in characters.
const maxScheme = 20

// readVaulting takes from a valid request what a vaulting keeps of it.
func readVaulting(r Request) Vaulting {
	b := r.Body
	return Vaulting{
		ClientID: r.ClientID, RequestID: b.Get("vaultingRequestId").String(), Operation: r.Operation,
		RedirectURL: b.Get("redirectUrl").String(), NotifyURL: b.Get("vaultingNotificationUrl").String(), Metadata: b.Get("metadata").String(),
	}
}

// vault makes the vaulting of a request, or finds that of an earlier one with the same
// vaultingRequestId, and answers. The buyer has so much time to decide; zero stores the
// card at once.
func (e *Engine) vault(r Request, fresh Vaulting, wait time.Duration) (reply Reply, err error) {
	err = e.update(func(w *work) error {
		v, found, err := findVaultingBy(w, vaultingByRequest, requestKey(fresh.ClientID, fresh.RequestID))
		switch {
		case err != nil:
			return err
		case found && !v.sameRequest(fresh):
			reply = Refusal(r.Operation, codeInconsistent, "vaultingRequestId: "+fresh.RequestID+" belongs to another request; use a new one")
			return nil
		case !found:
			if v, err = w.newVaulting(fresh, wait); err != nil {
				return err
			}
		}
		reply = e.answerVaulting(v.At(w.now))
		return nil
	})
	return reply, err
}

// sameRequest reports whether a repeat asks for the same.
func (v Vaulting) sameRequest(fresh Vaulting) bool {
	return v.Operation == fresh.Operation && sameAddress(v.RedirectURL, fresh.RedirectURL) && sameAddress(v.NotifyURL, fresh.NotifyURL) &&
		v.Card.Brand == fresh.Card.Brand && v.Card.LastFour == fresh.Card.LastFour
}

func (w *work) newVaulting(v Vaulting, wait time.Duration) (Vaulting, error) {
	var err error
	if v.VaultingID, err = w.e.newID(w.now); err != nil {
		return v, err
	}
	v.Status, v.Created, v.Updated, v.Expires = VaultingProcessing, w.now, w.now, w.e.after(w.now, wait)
	if v.Operation == OpVaultingSession {
		if v.SessionID, err = newSessionID(w.e.rand); err != nil {
			return v, err
		}
		part, err := randomBytes(w.e.rand, sessionTokenBytes)
		if err != nil {
			return v, err
		}
		v.SessionPart = base64.StdEncoding.EncodeToString(part)
	}
	if err := w.leadToVaulting(v, vaultingByRequest, requestKey(v.ClientID, v.RequestID)); err != nil {
		return v, err
	}
	if err := w.leadToVaulting(v, vaultingBySession, v.SessionID); err != nil {
		return v, err
	}
	if wait == 0 {
		return w.storeCard(Vaulting{}, v)
	}
	return v, w.saveVaulting(Vaulting{}, v)
}

// answerVaulting answers a call that made a vaulting, or a repeat of it.
func (e *Engine) answerVaulting(v Vaulting) Reply {
	if v.Operation == OpVaultingSession {
		n := withResult(v.Operation, codeSuccess, "")
		n.Set("vaultingSessionData", spec.NewString(e.vaultingSessionData(v)))
		n.Set("vaultingSessionId", spec.NewString(v.SessionID))
		n.Set("vaultingSessionExpiryTime", stamp(v.Expires))
		n.Set("normalUrl", spec.NewString(e.VaultingURL(v)))
		return Reply{Body: n}
	}
	n := withResult(v.Operation, v.resultCode(), "")
	n.Set("vaultingRequestId", spec.NewString(v.RequestID))
	e.setVaulting(n, v)
	return Reply{Body: n}
}

// resultCode is the result of vaultPaymentMethod and of the notification.
func (v Vaulting) resultCode() string {
	switch v.Status {
	case VaultingSuccess:
		return codeSuccess
	case VaultingFail:
		return codeUnverified
	}
	return codeVerifying
}

// setVaulting adds the stored card, or the page where the buyer decides.
func (e *Engine) setVaulting(n *spec.Node, v Vaulting) {
	switch v.Status {
	case VaultingSuccess:
		n.Set("paymentMethodDetail", v.detail())
	case VaultingProcessing:
		n.Set("normalUrl", spec.NewString(e.VaultingURL(v)))
	}
}

// detail is the stored card for the merchant.
func (v Vaulting) detail() *spec.Node {
	return object(
		"paymentMethodType", spec.NewString(methodCard),
		"card", object(
			"brand", spec.NewString(v.Card.Brand),
			"cardToken", spec.NewString(v.Card.Token),
			"maskedCardNo", spec.NewString(v.Card.Masked()),
		),
	)
}

// vaultingSessionData has the form of the data of a payment session.
func (e *Engine) vaultingSessionData(v Vaulting) string {
	config := object(
		"paymentSessionConfig", object("paymentMethodCategoryType", spec.NewString(methodCard), "productScene", spec.NewString("VAULTING")),
		"simulator", object("url", spec.NewString(e.base()), "vaultingSessionId", spec.NewString(v.SessionID)),
	)
	return v.SessionPart + "&&SG&&188&&" + base64.StdEncoding.EncodeToString(config.AppendJSON(nil))
}

// inquireVaulting answers vaults.inquireVaulting.
func (e *Engine) inquireVaulting(r Request) (Reply, error) {
	if err := e.settleDue(); err != nil {
		return Reply{}, err
	}
	id := r.Body.Get("vaultingRequestId").String()
	v, found, err := e.vaultingOf(vaultingByRequest, requestKey(r.ClientID, id))
	if err != nil || !found {
		return Refusal(r.Operation, codeNoVaulting, ""), err
	}
	n := withResult(r.Operation, codeSuccess, "")
	n.Set("vaultingRequestId", spec.NewString(v.RequestID))
	n.Set("vaultingStatus", spec.NewString(string(v.Status)))
	e.setVaulting(n, v)
	return Reply{Body: n}, nil
}
