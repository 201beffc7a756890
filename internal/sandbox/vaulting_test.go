package sandbox_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
)

const vaultsPath = "/ams/sandbox/api/v1/vaults/"

// vaultingSession makes a vaulting session and returns the address of its page.
func (r *rig) vaultingSession(id, redirect string) string {
	r.t.Helper()
	a := r.call(vaultsPath+"createVaultingSession", `{"paymentMethodType":"CARD","vaultingRequestId":"`+id+`",
		"vaultingNotificationUrl":"https://shop.example/vaulted","redirectUrl":"`+redirect+`"}`)
	if a.code() != "SUCCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String()
}

func TestVaultingPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.vaultingSession("v1", "https://shop.example/cards?x=1")
	wantParts(t, r.get(page), http.StatusOK, "Store a card with SANDBOX_LOCAL", "Test card VISA ending in 1111", "1 hour",
		`href="https://shop.example/cards?x=1"`, `value="agree"`, `value="decline"`)
	if back := r.press(page, "agree"); back.StatusCode != http.StatusSeeOther || back.Header.Get("Location") != "https://shop.example/cards?x=1" {
		t.Errorf("HTTP %d to %q", back.StatusCode, back.Header.Get("Location"))
	}
	wantParts(t, r.get(page), http.StatusOK, "Card stored")
	asked := r.call(vaultsPath+"inquireVaulting", `{"vaultingRequestId":"v1"}`)
	if asked.code() != "SUCCESS" || asked.node.At("paymentMethodDetail.card.cardToken").String() == "" {
		t.Errorf("%s: %s", asked.code(), asked.text)
	}
}

func TestVaultingPageInOtherStates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	declined := r.call(vaultsPath+"createVaultingSession", `{"paymentMethodType":"CARD","vaultingRequestId":"declined",
		"vaultingNotificationUrl":"https://shop.example/vaulted"}`).node.Get("normalUrl").String()
	wantParts(t, r.press(declined, "decline"), http.StatusOK, "Card not stored")
	wantParts(t, r.get(declined), http.StatusGone, "Card not stored")
	wantParts(t, r.post(declined, url.Values{"action": {"agree"}}, nil), http.StatusForbidden, "Not from this page")

	late := r.vaultingSession("late", "https://shop.example/cards")
	form := url.Values{"token": {token(t, r.get(late).text)}, "action": {"agree"}}
	wantParts(t, r.post(late, url.Values{"token": form["token"], "action": {"buy"}}, nil), http.StatusBadRequest, "Not understood")
	wantParts(t, r.post(late, form, func(q *http.Request) { q.Header.Set("Sec-Fetch-Site", "cross-site") }), http.StatusForbidden)
	r.clock.pass(time.Hour)
	wantParts(t, r.post(late, form, nil), http.StatusGone, "Too late")
	wantParts(t, r.get("/checkout/vault/none"), http.StatusNotFound, "No such request to store a card")

	secure := r.call(vaultsPath+"vaultPaymentMethod", `{"vaultingRequestId":"3ds","vaultingNotificationUrl":"https://shop.example/vaulted",
		"redirectUrl":"https://shop.example/cards","env":{"terminalType":"WEB"},"paymentMethodDetail":{"paymentMethodType":"CARD",
		"card":{"cardNo":"5454545454545454","expiryYear":"40","expiryMonth":"08","is3DSAuthentication":"true"}}}`)
	wantParts(t, r.get(secure.node.Get("normalUrl").String()), http.StatusOK, "Confirm your card for SANDBOX_LOCAL", "MASTERCARD ending in 5454")
}

func TestVaultingControl(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.vaultingSession("v1", "https://shop.example/cards")
	c := r.Control()
	v, err := c.Vaulting(t.Context(), "v1")
	if err != nil || v.Status != "PROCESSING" || v.ReturnURL != "" || v.MaskedCardNo != "************1111" {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err = c.AcceptVaulting(t.Context(), v.VaultingSessionID); err != nil || v.Status != "SUCCESS" || v.ReturnURL != "https://shop.example/cards" {
		t.Errorf("%+v, %v", v, err)
	}
	var state *sandbox.VaultingError
	if _, err := c.DeclineVaulting(t.Context(), "v1"); !errors.As(err, &state) || state.Status != "SUCCESS" {
		t.Errorf("declined afterwards: %v", err)
	}
	var missing *sandbox.NoVaultingError
	if _, err := c.AcceptVaulting(t.Context(), "nothing"); !errors.As(err, &missing) || !errors.Is(err, sandbox.ErrNotFound) {
		t.Errorf("nothing: %v", err)
	}
	if list, err := c.Vaultings(t.Context()); err != nil || len(list) != 1 || list[0].VaultingRequestID != "v1" {
		t.Errorf("%+v, %v", list, err)
	}
}
