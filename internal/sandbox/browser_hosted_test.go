package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// everyMethod is a session whose merchant names all methods.
func everyMethod(r *rig, redirect string) string {
	r.t.Helper()
	var all []string
	for _, m := range spec.Methods() {
		all = append(all, `{"paymentMethodType":"`+m.Code+`"}`)
	}
	body := sessionBody("s-1", `"availablePaymentMethod":{"paymentMethodTypeList":[`+strings.Join(all, ",")+`]},`)
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", strings.Replace(body, "https://shop.example", redirect, 1))
	if a.code() != "SUCCESS" {
		r.t.Fatalf("%s: %s", a.code(), a.message())
	}
	return a.node.Get("normalUrl").String()
}

const (
	// shownMethods are the methods in sight.
	shownMethods = `[...document.querySelectorAll(".method input")].filter((i) => i.checkVisibility()).map((i) => i.value).join(" ")`
	emptyFilter  = `document.querySelector("#find").value = ""`
	// payInSight says whether the button to pay is on the screen.
	payInSight = `(() => { const b = document.querySelector("button[value=pay]").getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight })()`
)

func TestBrowserFiltersMethods(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	tab := r.browse(host(shop))
	tab.Open(everyMethod(r, shop.URL))
	for _, width := range []int64{320, 1280} {
		tab.Viewport(width, 700)
		if !browsertest.Eval[bool](tab, payInSight) {
			t.Errorf("at a width of %d the button to pay is out of reach", width)
		}
	}
	all := browsertest.Eval[string](tab, shownMethods)
	filter := func(text string) string {
		browsertest.Eval[string](tab, emptyFilter)
		tab.Do(chromedp.SendKeys(chromedp.CSS("#find"), text+kb.Enter))
		return browsertest.Eval[string](tab, shownMethods)
	}
	for text, want := range map[string]string{
		"paynow": "PAYNOW", "GRABPAY_SG": "GRABPAY_SG", "grab sing": "GRABPAY_SG", "no such thing": "", "MALAYSIA grab": "GRABPAY_MY",
	} {
		if got := filter(text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
		wantNone := map[bool]string{true: "No payment method matches.", false: ""}[want == ""]
		if got := browsertest.Eval[string](tab, `document.querySelector(".none").textContent`); got != wantNone {
			t.Errorf("%q: the page says %q", text, got)
		}
	}
	wantStatus(t, r, "s-1", "PROCESSING") // Enter in the filter does not pay
	filter("paynow")
	wantGoodLooks(t, tab, "filtered")
	tab.Do(click(`input[value="PAYNOW"] + label`))
	browsertest.Eval[string](tab, emptyFilter)
	tab.Do(chromedp.SendKeys(chromedp.CSS("#find"), "x"+kb.Backspace))
	if got := browsertest.Eval[string](tab, shownMethods); got != all {
		t.Errorf("without a filter the page shows %s, want %s", got, all)
	}
	if address, _ := tab.Follow(pressPay()); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := r.status("s-1").Get("paymentMethodType").String(); got != "PAYNOW" {
		t.Errorf("paymentMethodType is %s", got)
	}
}

// TestHostedPageNeedsNoScript chooses a method of a group that is folded.
func TestHostedPageNeedsNoScript(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	body := strings.Replace(sessionBody("s-1", ""), "https://shop.example", shop.URL, 1)
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", body)
	tab := r.browse(host(shop))
	tab.Scripts(false)
	if status := tab.Open(a.node.Get("normalUrl").String()); status != http.StatusOK {
		t.Fatalf("HTTP %d", status)
	}
	if browsertest.Eval[bool](tab, `document.querySelector("#find").checkVisibility()`) {
		t.Error("a filter is in sight that does nothing")
	}
	tab.Do(click("form details summary"), click(".more .method label"))
	want := browsertest.Eval[string](tab, `document.querySelector("input:checked").value`)
	if address, _ := tab.Follow(pressPay()); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := r.status("s-1").Get("paymentMethodType").String(); got != want || got == "" {
		t.Errorf("paymentMethodType is %q, want %q", got, want)
	}
}

// TestIDsAreCopied presses the buttons of the controls. A tab without a window may
// not write to the clipboard: the text is selected in any case.
func TestIDsAreCopied(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	tab := r.browse()
	tab.Open(page)
	tab.Do(openControls(), click(`[aria-label="Copy paymentId"]`))
	tab.Wait(`["Copied", "Selected"].includes(document.querySelector("[aria-label='Copy paymentId']").textContent)`)
	if got := browsertest.Eval[string](tab, "getSelection().toString()"); !strings.HasSuffix(page, "/"+got) || got == "" {
		t.Errorf("%q is selected on %s", got, page)
	}
}

func TestPageIsOneColumnWithoutGoods(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	tab := r.browse()
	tab.Viewport(1280, 800)
	const beside = `document.querySelector(".summary").getBoundingClientRect().bottom > document.querySelector(".panel").getBoundingClientRect().top`
	tab.Open(r.pay("pay-1", "x", "https://shop.example/done"))
	if browsertest.Eval[bool](tab, beside) {
		t.Error("without goods the page has two columns")
	}
	tab.Open(r.session("s-1", ""))
	if !browsertest.Eval[bool](tab, beside) {
		t.Error("with goods the page has one column")
	}
}
