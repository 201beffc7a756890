package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestHostedPageOffersMethods(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.session("s-1", `"userRegion":"SG",`)
	a := r.get(page)
	wantParts(t, a, http.StatusOK, "Classic bag", "2 ×", "SGD 30.00", "SGD 60.00", "In your region", "PayNow", "Credit or debit card", "Pay later", `title="PAYNOW"`)
	if sg, card := strings.Index(a.text, `value="PAYNOW"`), strings.Index(a.text, `value="CARD"`); sg < 0 || card < sg {
		t.Errorf("the buyer's region is not first: %d, %d", sg, card)
	}
	if strings.Contains(a.text, "ALIPAY_HK") {
		t.Error("a method of another currency is offered")
	}
	for _, more := range [][]string{nil, {"method", "NOT_OFFERED"}, {"method", "ALIPAY_HK"}} {
		wantParts(t, r.press(page, "pay", more...), http.StatusUnprocessableEntity, "Choose one of the payment methods", `role="alert"`)
	}
	if got := r.status("s-1").Get("paymentStatus").String(); got != "PROCESSING" {
		t.Errorf("paymentStatus is %s", got)
	}
	if a := r.press(page, "pay", "method", "PAYNOW"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("HTTP %d", a.StatusCode)
	}
	if got := r.status("s-1").Get("paymentMethodType").String(); got != "PAYNOW" {
		t.Errorf("paymentMethodType is %s", got)
	}
}

func TestHostedPageKeepsToTheMerchantsChoice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	chosen := r.get(r.session("s-1", `"paymentMethod":{"paymentMethodType":"ANTOM_BIZ_ACCOUNT"},`))
	wantParts(t, chosen, http.StatusOK, "Suggested by the merchant", `value="ANTOM_BIZ_ACCOUNT" checked`)
	only := r.session("s-2", `"availablePaymentMethod":{"paymentMethodTypeList":[{"paymentMethodType":"PAYNOW"}]},`)
	if a := r.get(only); !strings.Contains(a.text, `value="PAYNOW"`) || strings.Contains(a.text, `value="CARD"`) {
		t.Errorf("the page offers other methods:\n%s", a.text)
	}
	if a := r.press(only, "pay", "method", "CARD"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a method that is not offered: HTTP %d", a.StatusCode)
	}
}

// The SDK opens the page of the payment where its method has one elsewhere.
func TestSessionsOfClientSDKsHaveThePageOfTheirPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := strings.Replace(sessionBody("s-1", ""), `"productScene":"CHECKOUT_PAYMENT",`, "", 1)
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", body)
	wantParts(t, r.get("/checkout/session/"+a.node.Get("paymentSessionId").String()), http.StatusNotFound, "client SDK")
	p, err := r.Control().Get(t.Context(), "s-1")
	if err != nil || p.URL != "" {
		t.Errorf("got %+v, %v", p, err)
	}
	wantParts(t, r.get("/checkout/"+p.PaymentID), http.StatusOK, "Pay SGD 60.00")
	hosted := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", sessionBody("s-2", ""))
	if hosted.code() != "SUCCESS" {
		t.Fatal(hosted.text)
	}
	if p, err = r.Control().Get(t.Context(), "s-2"); err != nil {
		t.Fatal(err)
	}
	wantParts(t, r.get("/checkout/"+p.PaymentID), http.StatusNotFound, "No such payment")
}

func TestMethodsWithOddCodes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.session("s-1", `"availablePaymentMethod":{"paymentMethodTypeList":[{"paymentMethodType":"PAYNOW"},{"paymentMethodType":"a b\"><script>"},{"paymentMethodType":"NEW_ONE"}]},`)
	a := r.get(page)
	wantParts(t, a, http.StatusOK, `a b"><script>`, "NEW_ONE", "#i-other", "You confirm the payment with NEW_ONE.")
	if strings.Contains(a.text, "<script>") {
		t.Errorf("a code became part of the page:\n%s", a.text)
	}
	if a := r.press(page, "pay", "method", `a b"><script>`); a.StatusCode != http.StatusSeeOther {
		t.Errorf("HTTP %d", a.StatusCode)
	}
}
