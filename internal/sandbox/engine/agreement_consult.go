package engine

import (
	"fmt"
	"net/url"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ConsentPath begins the path of the page where a buyer decides about an agreement:
// + agreementId. The edge serves it.
const ConsentPath = "/checkout/authorize/"

// ConsentURL is the page where the buyer decides.
func (e *Engine) ConsentURL(a Agreement) string { return e.base() + ConsentPath + a.AgreementID }

// ConsentCodeURL is the text of the code to scan: it opens the same page.
func (e *Engine) ConsentCodeURL(a Agreement) string { return e.base() + CodePath + a.Code }

// authorize answers authorizations.consult: it makes an agreement that waits for the
// buyer. The same authState again means the same agreement.
func (e *Engine) authorize(r Request) (Reply, error) {
	d, message := consultDirective(r.Body)
	if message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	reply, err := e.authorized(r, d)
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

func (e *Engine) authorized(r Request, d Directive) (Reply, error) {
	fresh := readAgreement(r)
	if message := unknownMethod("customerBelongsTo", fresh.Method); message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	if d.Result != "" && d.Result != codeSuccess {
		return Refusal(r.Operation, d.Result, ""), nil
	}
	var reply Reply
	err := e.update(func(w *work) error {
		earlier, found, err := findAgreementBy(w, byState, requestKey(fresh.ClientID, fresh.State))
		if err != nil {
			return err
		}
		if a := earlier.At(w.now); found && a.Status == AgreementWaiting {
			reply = e.sameConsent(r, a, fresh)
			return nil
		} else if found {
			reply = Refusal(r.Operation, codeParam, fmt.Sprintf("authState: %s belongs to an authorization that is %s; use a new one", fresh.State, a.Status))
			return nil
		}
		a, err := w.newAgreement(fresh)
		reply = e.answerConsent(a)
		return err
	})
	return reply, err
}

// sameConsent answers a repeat of a consult request whose buyer has not decided.
func (e *Engine) sameConsent(r Request, earlier, fresh Agreement) Reply {
	if earlier.Method != fresh.Method || !sameAddress(earlier.RedirectURL, fresh.RedirectURL) {
		return Refusal(r.Operation, codeParam, "authState: "+fresh.State+" belongs to an authorization with another customerBelongsTo or authRedirectUrl; use a new one")
	}
	return e.answerConsent(earlier)
}

// readAgreement takes from a valid request what an agreement keeps of it.
func readAgreement(r Request) Agreement {
	b := r.Body
	a := Agreement{
		ClientID: r.ClientID, Method: b.Get("customerBelongsTo").String(), State: b.Get("authState").String(),
		Scopes: texts(b.Get("scopes")), AuthClient: b.Get("authClientId").String(), Terminal: b.At("env.terminalType").String(),
		RedirectURL: b.Get("authRedirectUrl").String(), NotifyURL: b.Get("authNotifyUrl").String(),
	}
	if a.Terminal == "" {
		a.Terminal = b.Get("terminalType").String()
	}
	return a
}

// newAgreement writes a new agreement that waits for the buyer.
func (w *work) newAgreement(a Agreement) (Agreement, error) {
	var err error
	if a.AgreementID, err = w.e.newID(w.now); err != nil {
		return a, err
	}
	if a.Code, err = newCode(w.e.rand, w.now); err != nil {
		return a, err
	}
	a.Status, a.Created, a.Updated = AgreementWaiting, w.now, w.now
	a.Expires = w.e.after(w.now, consentTime)
	if err := w.leadTo(a, byState, requestKey(a.ClientID, a.State)); err != nil {
		return a, err
	}
	if err := w.leadTo(a, byShort, a.Code); err != nil {
		return a, err
	}
	return a, w.saveAgreement(a)
}

// answerConsent says where the buyer decides: on a page, in an app, by a code.
func (e *Engine) answerConsent(a Agreement) Reply {
	n := withResult(OpAuthorize, codeSuccess, "")
	page := spec.NewString(e.ConsentURL(a))
	n.Set("authUrl", page)
	n.Set("normalUrl", page)
	handheld := a.Terminal == terminalWAP || a.Terminal == terminalApp
	if opensApp(a.Method) && handheld {
		n.Set("applinkUrl", spec.NewString(e.ConsentCodeURL(a)))
	}
	if opensApp(a.Method) && (a.Terminal == terminalApp || a.Terminal == terminalMiniApp) {
		n.Set("schemeUrl", spec.NewString("antomsimulator://authorize?link="+url.QueryEscape(e.ConsentCodeURL(a))))
	}
	if handheld {
		n.Set("appIdentifier", spec.NewString(appIdentifier))
	}
	if HasOrderCode(a.Method) && !handheld {
		image := e.base() + ImagePath + a.Code + ".png?size="
		n.Set("authCodeForm", object("codeDetails", spec.NewArray(
			codeDetail(Payment{}, e.ConsentCodeURL(a), "TEXT"),
			codeDetail(Payment{}, image+"L", "BIGIMAGE"),
			codeDetail(Payment{}, image+"M", "MIDDLEIMAGE"),
			codeDetail(Payment{}, image+"S", "SMALLIMAGE"),
		)))
	}
	return Reply{Body: n}
}

// unknownMethod says that a field names no payment method; "" when it does.
func unknownMethod(field, code string) string {
	if _, known := spec.FindMethod(code); known {
		return ""
	}
	message := fmt.Sprintf("%s: %q is not a payment method", field, code)
	if near := spec.NearestMethod(code); near != "" {
		message += " (did you mean " + near + "?)"
	}
	return message
}

// FindAgreement returns an agreement as it stands now. The id is its own, or the
// authState of a client in Options. The error is a *NoAgreementError.
func (e *Engine) FindAgreement(id string) (a Agreement, err error) {
	err = e.store.View(func(tx store.Tx) error {
		a, err = e.anyAgreement(tx, id)
		return err
	})
	return a.At(e.now()), err
}

// FindConsentCode returns the agreement of a code to scan.
func (e *Engine) FindConsentCode(code string) (a Agreement, err error) {
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if a, found, err = findAgreementBy(tx, byShort, code); err == nil && !found {
			return &NoAgreementError{ID: code}
		}
		return err
	})
	return a.At(e.now()), err
}

func (e *Engine) anyAgreement(tx store.Tx, id string) (Agreement, error) {
	a, found, err := findAgreement(tx, id)
	for _, client := range e.clients() {
		if found || err != nil {
			break
		}
		a, found, err = findAgreementBy(tx, byState, requestKey(client, id))
	}
	if !found && err == nil {
		err = &NoAgreementError{ID: id}
	}
	return a, err
}

// Agreements returns at most max agreements as they stand now, newest first. Those
// that nobody can read are not among them.
func (e *Engine) Agreements(max int) ([]Agreement, error) {
	list, now := []Agreement{}, e.now()
	err := e.store.View(func(tx store.Tx) error {
		for _, data := range tx.Descend(store.Agreements, "") {
			var a Agreement
			if decode("authorization", data, &a) != nil || known("authorization", a.AgreementID, a.Version) != nil {
				continue
			}
			if list = append(list, a.At(now)); len(list) == max {
				return nil
			}
		}
		return nil
	})
	return list, err
}

// AcceptConsent lets the buyer agree: an authCode is made, and the merchant is notified.
// The error is a *NoAgreementError or an *AgreementError.
func (e *Engine) AcceptConsent(id string) (Agreement, error) {
	return e.decide(id, func(w *work, a Agreement) (Agreement, error) {
		code, err := secretText(w.e.rand, "")
		if err != nil {
			return a, err
		}
		a.Status, a.AuthCode = AgreementAccepted, Secret{Text: code, Expires: w.e.after(w.now, authCodeTime)}
		if err := w.leadTo(a, byCode, code); err != nil {
			return a, err
		}
		return w.notifyAgreement(a, authCodeCreated, "", w.now)
	})
}

// DeclineConsent lets the buyer not agree.
func (e *Engine) DeclineConsent(id string) (Agreement, error) {
	return e.decide(id, func(_ *work, a Agreement) (Agreement, error) {
		a.Status = AgreementDeclined
		return a, nil
	})
}

// decide changes an agreement that waits for the buyer. It returns the agreement as
// it is also when its state forbids that.
func (e *Engine) decide(id string, f func(*work, Agreement) (Agreement, error)) (a Agreement, err error) {
	err = e.update(func(w *work) error {
		if a, err = e.anyAgreement(w, id); err != nil {
			return err
		}
		if a = a.At(w.now); a.Status != AgreementWaiting {
			return &AgreementError{ID: a.AgreementID, Status: a.Status}
		}
		a.Updated = w.now
		if a, err = f(w, a); err != nil {
			return err
		}
		return w.saveAgreement(a)
	})
	return a, err
}

// ReturnURL is where the buyer goes back to: the authRedirectUrl with authState and,
// when the buyer agreed, with authCode. "" when the address cannot be read.
func (a Agreement) ReturnURL(now time.Time) string {
	u, err := url.Parse(a.RedirectURL)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("authState", a.State)
	if a.Status == AgreementAccepted && !a.AuthCode.Used && !a.AuthCode.Over(now) {
		q.Set("authCode", a.AuthCode.Text)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
