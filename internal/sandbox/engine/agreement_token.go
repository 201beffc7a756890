package engine

import (
	"encoding/hex"
	"io"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The result codes of applyToken and revoke.
const (
	codeInvalidCode = "INVALID_CODE"
	codeExpiredCode = "EXPIRED_CODE"
	codeUsedCode    = "USED_CODE"

	codeInvalidRefresh = "INVALID_REFRESH_TOKEN"
	codeExpiredRefresh = "EXPIRED_REFRESH_TOKEN"
	codeUsedRefresh    = "USED_REFRESH_TOKEN"

	codeInvalidToken = "INVALID_ACCESS_TOKEN"
)

// The values of authorizationNotifyType.
const (
	authCodeCreated = "AUTHCODE_CREATED"
	tokenCreated    = "TOKEN_CREATED"
	tokenCancelled  = "TOKEN_CANCELED"
)

// The forms of tokens in Antom's samples: digits, then the secret part.
const (
	accessPrefix  = "28101003"
	refreshPrefix = "28101103"
	// secretBytes is the size of the secret part.
	secretBytes = 16
)

// secretText makes a text that nobody can guess.
func secretText(random io.Reader, prefix string) (string, error) {
	b, err := randomBytes(random, secretBytes)
	return prefix + strings.ToUpper(hex.EncodeToString(b)), err
}

// applyToken exchanges an authCode or a refresh token for new tokens.
func (e *Engine) applyToken(r Request) (Reply, error) {
	d, message := consultDirective(r.Body)
	if message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	reply := Refusal(r.Operation, d.Result, "")
	var err error
	if d.Result == "" || d.Result == codeSuccess {
		err = e.update(func(w *work) error {
			reply, err = w.applyToken(r)
			return err
		})
	}
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

func (w *work) applyToken(r Request) (Reply, error) {
	find := w.byAuthCode
	if r.Body.Get("grantType").String() == "REFRESH_TOKEN" {
		find = w.byRefreshToken
	}
	a, code, message, err := find(r)
	if err != nil {
		return Reply{}, err
	}
	if method := r.Body.Get("customerBelongsTo").String(); code == "" && a.Method != method {
		code, message = codeParam, "customerBelongsTo: the authorization is of "+a.Method+", not of "+method
	}
	if code != "" {
		return Refusal(r.Operation, code, message), nil
	}
	first := !a.AuthCode.Used
	a.AuthCode.Used = true
	if a, err = w.issueTokens(a); err != nil {
		return Reply{}, err
	}
	if first {
		if a, err = w.notifyAgreement(a, tokenCreated, "", w.now); err != nil {
			return Reply{}, err
		}
	}
	return tokenAnswer(a), w.saveAgreement(a)
}

// byAuthCode finds the agreement of the authCode of a request; code and message say
// why there is none.
func (w *work) byAuthCode(r Request) (a Agreement, code, message string, err error) {
	given := r.Body.Get("authCode").String()
	if given == "" {
		return a, codeParam, "authCode: is missing; grantType AUTHORIZATION_CODE needs it", nil
	}
	a, found, err := findAgreementBy(w, byCode, given)
	switch {
	case err != nil:
	case !found || a.ClientID != r.ClientID:
		code = codeInvalidCode
	case a.AuthCode.Used:
		code = codeUsedCode
	case a.Status != AgreementAccepted:
		code = codeInvalidCode
	case a.AuthCode.Over(w.now):
		code = codeExpiredCode
	}
	return a, code, "", err
}

// byRefreshToken does the same for a refresh token.
func (w *work) byRefreshToken(r Request) (a Agreement, code, message string, err error) {
	given := r.Body.Get("refreshToken").String()
	if given == "" {
		return a, codeParam, "refreshToken: is missing; grantType REFRESH_TOKEN needs it", nil
	}
	a, found, err := findAgreementBy(w, byRefresh, given)
	switch {
	case err != nil:
	case !found || a.ClientID != r.ClientID || a.Status != AgreementAccepted:
		code = codeInvalidRefresh
	case a.Refresh.Text != given:
		code = codeUsedRefresh
	case a.Refresh.Over(w.now):
		code = codeExpiredRefresh
	}
	return a, code, "", err
}

// issueTokens gives an agreement new tokens. The access token before them cannot be
// used any more, and of the refresh tokens only the last one is remembered.
func (w *work) issueTokens(a Agreement) (Agreement, error) {
	if err := w.forget(byAccess, a.Access.Text); err != nil {
		return a, err
	}
	if err := w.forget(byRefresh, a.Spent); err != nil {
		return a, err
	}
	a.Spent = a.Refresh.Text
	access, err := secretText(w.e.rand, accessPrefix)
	if err != nil {
		return a, err
	}
	refresh, err := secretText(w.e.rand, refreshPrefix)
	if err != nil {
		return a, err
	}
	a.Access = Secret{Text: access, Expires: w.e.after(w.now, accessTokenTime)}
	a.Refresh = Secret{Text: refresh, Expires: w.e.after(w.now, refreshTokenTime)}
	a.Updated = w.now
	if err := w.leadTo(a, byAccess, access); err != nil {
		return a, err
	}
	return a, w.leadTo(a, byRefresh, refresh)
}

func tokenAnswer(a Agreement) Reply {
	n := withResult(OpApplyToken, codeSuccess, "")
	n.Set("accessToken", spec.NewString(a.Access.Text))
	n.Set("accessTokenExpiryTime", stamp(a.Access.Expires))
	n.Set("refreshToken", spec.NewString(a.Refresh.Text))
	n.Set("refreshTokenExpiryTime", stamp(a.Refresh.Expires))
	return Reply{Body: n}
}

// revoke ends an agreement for the merchant. A repeat is answered like the first
// call, as the guide asks for one when there was no answer.
func (e *Engine) revoke(r Request) (Reply, error) {
	d, message := consultDirective(r.Body)
	if message != "" {
		return Refusal(r.Operation, codeParam, message), nil
	}
	reply := Refusal(r.Operation, d.Result, "")
	var err error
	if d.Result == "" || d.Result == codeSuccess {
		err = e.update(func(w *work) error {
			a, found, err := findAgreementBy(w, byAccess, r.Body.Get("accessToken").String())
			if err != nil {
				return err
			}
			if !found || a.ClientID != r.ClientID {
				reply = Refusal(r.Operation, codeInvalidToken, "")
				return nil
			}
			reply = Refusal(r.Operation, codeSuccess, "")
			return w.end(a, "revoked by the merchant")
		})
	}
	reply.Delay, reply.Drop = d.Delay, d.Drop
	return reply, err
}

// Revoke ends an accepted agreement for the buyer, as in the app of the method. The
// error is a *NoAgreementError or an *AgreementError.
func (e *Engine) Revoke(id string) (a Agreement, err error) {
	err = e.update(func(w *work) error {
		if a, err = e.anyAgreement(w, id); err != nil {
			return err
		}
		if a = a.At(w.now); a.Status != AgreementAccepted {
			return &AgreementError{ID: a.AgreementID, Status: a.Status}
		}
		if err := w.end(a, "revoked by the buyer"); err != nil {
			return err
		}
		a, _, err = findAgreement(w, a.AgreementID)
		return err
	})
	return a, err
}

// end ends an agreement, once, and notifies the merchant if there is a token to
// speak of.
func (w *work) end(a Agreement, reason string) error {
	if a.Status == AgreementRevoked {
		return nil
	}
	a.Status, a.Updated = AgreementRevoked, w.now
	var err error
	if a.Access.Text != "" {
		if a, err = w.notifyAgreement(a, tokenCancelled, reason, w.now); err != nil {
			return err
		}
	}
	return w.saveAgreement(a)
}

// notifyAgreement queues notifyAuthorization.
func (w *work) notifyAgreement(a Agreement, kind, reason string, at time.Time) (Agreement, error) {
	n := withResult(OpAuthorize, codeSuccess, "")
	n.Set("authorizationNotifyType", spec.NewString(kind))
	if kind != authCodeCreated {
		n.Set("accessToken", spec.NewString(a.Access.Text))
	}
	if kind != tokenCancelled {
		n.Set("authState", spec.NewString(a.State))
	}
	if kind == authCodeCreated {
		n.Set("authCode", spec.NewString(a.AuthCode.Text))
	}
	setText(n, "reason", reason)
	setText(n, "authClientId", a.AuthClient)
	err := w.queue(Notification{
		Name: antom.KindAuthorization, NotifyType: kind, ClientID: a.ClientID,
		PaymentID: a.PaymentID, AuthorizationID: a.AgreementID, AuthState: a.State,
		URL: a.NotifyURL, Body: bodyOf(n), Created: at,
	}, &a.Notified)
	return a, err
}

// agreementNotification is the latest notification of an agreement, if it is still
// kept: a code or a token that was replaced since must not be sent again.
func (w *work) agreementNotification(id string, a Agreement) (string, error) {
	if w.kept(a.Notified) {
		return a.Notified, nil
	}
	return "", &NothingToNotifyError{ID: id, Reason: "the authorization is " + string(a.At(w.now).Status)}
}
