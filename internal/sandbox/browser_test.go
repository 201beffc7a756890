package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
)

// browse opens a tab that must stay quiet: nothing in the console, and no
// request to anybody but the simulator and the hosts given.
func (r *rig) browse(hosts ...string) *browsertest.Tab {
	r.t.Helper()
	tab := browsertest.New(r.t)
	u, err := url.Parse(r.server.URL)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { tab.WantQuiet(append(hosts, u.Host)...) })
	return tab
}

// shop is a merchant's site, whose pages all say "Back in the shop".
func shop(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><main><h1>Back in the shop</h1></main>`)
	}))
	t.Cleanup(server.Close)
	return server
}

func host(server *httptest.Server) string { return strings.TrimPrefix(server.URL, "http://") }

func click(selector string) browsertest.Action { return chromedp.Click(chromedp.CSS(selector)) }

// openControls opens the drawer of the simulator's bar.
func openControls() browsertest.Action { return click(".drawer > summary") }

// pressPay and pressDecline are the buttons of an open payment; that to decline is
// among the controls.
func pressPay() browsertest.Action     { return click(`button[value="pay"]`) }
func pressDecline() browsertest.Action { return click(`button[value="decline"]`) }

// wantGoodLooks looks at the open page in all sizes and colours: nothing is
// wider than the screen, nothing keeps anybody out, and somebody may want to
// see the pictures.
func wantGoodLooks(t *testing.T, tab *browsertest.Tab, name string) {
	t.Helper()
	for _, size := range []struct{ width, height int64 }{{320, 640}, {768, 1024}, {1280, 800}} {
		tab.Viewport(size.width, size.height)
		if wide := browsertest.Eval[int64](tab, "document.documentElement.scrollWidth"); wide > size.width {
			t.Errorf("%s: %d pixels wide on a screen of %d", name, wide, size.width)
		}
		for _, scheme := range []string{"light", "dark"} {
			tab.Dark(scheme == "dark")
			tab.Screenshot(fmt.Sprintf("%s-%d-%s", name, size.width, scheme))
			// Colours are the same in all sizes, and what is left out is the slowest part.
			if size.width == 320 || size.width == 1280 && scheme == "light" {
				tab.WantAccessible()
			}
		}
	}
}

func heading(tab *browsertest.Tab) string {
	return browsertest.Eval[string](tab, `document.querySelector("h1").innerText.replace(/\s+/g, " ").trim()`)
}

const hardOrder = `"order":{"referenceOrderId":"注文-2024-0001","orderDescription":%q,"orderAmount":{"currency":"JPY","value":"9999999999999999"},
	"merchant":{"referenceMerchantId":"m","merchantName":"مقهى القاهرة ☕ 咖啡店"},
	"goods":[%s],"buyer":{"referenceBuyerId":"b1","buyerName":{"fullName":"Ada"}}},"env":{"terminalType":"WEB"}}`

func TestPagesLookGood(t *testing.T) {
	t.Parallel()
	var goods []string
	goods = append(goods, `{"referenceGoodsId":"g","goodsName":"The rest","goodsQuantity":"1","goodsUnitAmount":{"currency":"JPY","value":"9999999999787599"}}`)
	for i := range 59 {
		goods = append(goods, fmt.Sprintf(`{"referenceGoodsId":"g%d","goodsName":"Tasse №%d – porcelaine peinte à la main 🫖 والقهوة","goodsQuantity":"3","goodsUnitAmount":{"currency":"JPY","value":"1200"}}`, i, i))
	}
	pages := map[string]func(r *rig) string{
		"qr":     func(r *rig) string { return r.pay("pay-1", "Two coffees", "https://shop.example/done") },
		"hosted": func(r *rig) string { return r.session("s-1", `"userRegion":"SG",`) },
		"german": func(r *rig) string { return r.session("s-1", `"locale":"de_DE",`) },
		"branded": func(r *rig) string {
			if _, err := r.Control().AddMerchant(r.t.Context(), sandbox.NewMerchant{ClientID: sandbox.ClientID, Name: "Café Zoë", Logo: smallLogo(r.t)}); err != nil {
				r.t.Fatal(err)
			}
			page := r.pay("pay-1", "Two coffees", "https://shop.example/done")
			r.clock.pass(10 * time.Minute) // little time is left
			return page
		},
		"hard": func(r *rig) string {
			body := `{"productCode":"CASHIER_PAYMENT","paymentRequestId":"pay-1","paymentAmount":{"currency":"JPY","value":"9999999999999999"},
				"paymentMethod":{"paymentMethodType":"PAYPAY"},"paymentRedirectUrl":"https://shop.example/done","settlementStrategy":{"settlementCurrency":"USD"},` +
				fmt.Sprintf(hardOrder, strings.Repeat("Donaudampfschifffahrtsgesellschaft ", 4)+strings.Repeat("W", 100), strings.Join(goods, ","))
			a := r.call(payPath, body)
			if a.code() != "PAYMENT_IN_PROCESS" {
				r.t.Fatalf("%s: %s", a.code(), a.message())
			}
			return a.node.Get("normalUrl").String()
		},
		"paid": func(r *rig) string {
			page := r.pay("pay-1", "x", "https://shop.example/done")
			r.press(page, "pay")
			return page
		},
		"declined": func(r *rig) string {
			page := r.pay("pay-1", "x", "https://shop.example/done")
			r.press(page, "decline")
			return page
		},
		"late": func(r *rig) string {
			page := r.pay("pay-1", "x", "https://shop.example/done")
			r.clock.pass(time.Hour)
			return page
		},
		"authorize": func(r *rig) string { page, _ := r.authorize("pay-1", "MANUAL"); return page },
		"refunded": func(r *rig) string {
			a := r.call(payPath, payBody("pay-1"))
			page := a.node.Get("normalUrl").String()
			r.press(page, "pay")
			r.done(refundPath, `{"refundRequestId":"r-1","paymentId":"`+a.node.Get("paymentId").String()+`","refundAmount":{"currency":"HKD","value":"100"}}`)
			r.clock.pass(time.Minute)
			return page
		},
		"pending": func(r *rig) string { return r.pay("pay-1", "sim: pay=pending", "https://shop.example/done") },
		"unknown": func(r *rig) string { return r.server.URL + "/checkout/nothing" },
		"home":    func(r *rig) string { return r.server.URL },
	}
	for name, make := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			tab := r.browse()
			tab.Open(make(r))
			wantGoodLooks(t, tab, name)
			tab.Viewport(320, 640)
			if wide := browsertest.Eval[int](tab, `document.querySelectorAll("details").forEach((d) => d.open = true), document.documentElement.scrollWidth`); wide > 320 {
				t.Errorf("unfolded it is %d pixels wide on a screen of 320", wide)
			}
		})
	}
}

func TestBrowserPays(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	tab := r.browse(host(shop))
	tab.Open(r.pay("pay-1", "Two coffees", shop.URL+"/done?order=1"))
	if got := heading(tab); got != "Pay HKD 1,234.56" {
		t.Errorf("the page is headed %q", got)
	}
	if address, _ := tab.Follow(pressPay()); address != shop.URL+"/done?order=1" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := heading(tab); got != "Back in the shop" {
		t.Errorf("the buyer sees %q", got)
	}
	wantStatus(t, r, "pay-1", "SUCCESS")
}

func TestBrowserDeclinesWithAReason(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	page := r.pay("pay-1", "x", shop.URL+"/done")
	tab := r.browse(host(shop))
	tab.Open(page)
	if !browsertest.Eval[bool](tab, `!document.querySelector("button[value=decline]").checkVisibility()`) {
		t.Error("the controls of the simulator are in sight")
	}
	tab.Do(openControls(), chromedp.SetValue(chromedp.CSS("#code"), "RISK_REJECT"))
	if address, _ := tab.Follow(pressDecline()); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := r.status("pay-1").Get("paymentResultCode").String(); got != "RISK_REJECT" {
		t.Errorf("paymentResultCode is %s", got)
	}
	if status := tab.Open(page); status != http.StatusGone || heading(tab) != "Not paid" {
		t.Errorf("HTTP %d, %q", status, heading(tab))
	}
	if address, _ := tab.Follow(click("a.primary")); address != shop.URL+"/done" {
		t.Errorf("the way back leads to %s", address)
	}
}

func TestControlsLookGood(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	tab := r.browse()
	tab.Open(r.pay("pay-1", "x", "https://shop.example/done"))
	tab.Do(openControls())
	wantGoodLooks(t, tab, "controls")
}

func TestBrowserSeesThePaymentExpire(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	r.clock.pass(14*time.Minute - 900*time.Millisecond)
	tab := r.browse()
	tab.Open(page)
	if got := browsertest.Eval[string](tab, `document.querySelector("time").textContent`); got != "0:01" {
		t.Errorf("the countdown shows %q", got)
	}
	r.clock.pass(time.Second)
	tab.Do(chromedp.WaitVisible(chromedp.CSS(".message.bad")))
	if got := heading(tab); got != "Too late" {
		t.Errorf("the page is headed %q", got)
	}
}

// TestCountdownIsSpokenSeldom looks at what a screen reader is told: nothing at
// first, and then only at the round moments.
func TestCountdownIsSpokenSeldom(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	r.clock.pass(13*time.Minute - 500*time.Millisecond)
	wantParts(t, r.get(page), http.StatusOK, `role="status" id="news"></p>`) // nothing is said when the page begins
	tab := r.browse()
	tab.Open(page)
	const news = `document.querySelector("[role=status]").textContent`
	tab.Wait(news + ` === "Time left: 1 minute"`)
	if !browsertest.Eval[bool](tab, `document.querySelector("[role=timer]").classList.contains("short")`) {
		t.Error("the last minute does not look like it")
	}
}

func TestBrowserChoosesAMethod(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	body := strings.Replace(sessionBody("s-1", `"userRegion":"SG",`), "https://shop.example", shop.URL, 1)
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", body)
	tab := r.browse(host(shop))
	tab.Open(a.node.Get("normalUrl").String())

	if address, status := tab.Follow(pressPay()); status != http.StatusUnprocessableEntity {
		t.Errorf("a form without a choice: HTTP %d at %s", status, address)
	}
	tab.Wait(`document.activeElement.innerText === "Choose one of the payment methods first."`)
	tab.WantAccessible()
	tab.Screenshot("error")
	tab.Do(click(`input[value="PAYNOW"] + label`))
	wantGoodLooks(t, tab, "chosen")
	tab.Do(click(`input[value="GRABPAY_SG"] + label`))
	if got := browsertest.Eval[string](tab, `["GRABPAY_SG", "PAYNOW"].map((code) => document.querySelector("[value=" + code + "] ~ .hint").checkVisibility()).join(" ")`); got != "true false" {
		t.Errorf("what comes after the methods is shown: %s", got)
	}
	if address, _ := tab.Follow(pressPay()); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := r.status("s-1").Get("paymentMethodType").String(); got != "GRABPAY_SG" {
		t.Errorf("paymentMethodType is %s", got)
	}
}

// TestKeyboardPays uses the hosted page without a mouse.
func TestKeyboardPays(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	body := strings.Replace(sessionBody("s-1", `"userRegion":"SG",`), "https://shop.example", shop.URL, 1)
	a := r.call("/ams/sandbox/api/v1/payments/createPaymentSession", body)
	tab := r.browse(host(shop))
	tab.Viewport(320, 640)
	tab.Open(a.node.Get("normalUrl").String())
	const focus = `(document.activeElement.value || document.activeElement.id || document.activeElement.textContent).trim().split("\n")[0]`
	var stops []string
	for range 8 {
		tab.Do(chromedp.KeyEvent(kb.Tab))
		stops = append(stops, browsertest.Eval[string](tab, focus))
		wantSeen(t, tab)
	}
	if got, want := strings.Join(stops, " | "), "Simulator No money moves here. Controls | find | GRABPAY_SG | Wallets (6) | Pay later (3) | Other methods (1) | pay | Back to the merchant"; got != want {
		t.Errorf("the focus goes through %s, want %s", got, want)
	}
	back := chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	tab.Do(back, back, back, back, back, chromedp.KeyEvent(kb.ArrowDown))
	if got := browsertest.Eval[string](tab, focus); got != "PAYNOW" {
		t.Errorf("the arrow leads to %s", got)
	}
	tab.Screenshot("focus")
	if address, _ := tab.Follow(chromedp.KeyEvent(kb.Enter)); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	if got := r.status("s-1").Get("paymentMethodType").String(); got != "PAYNOW" {
		t.Errorf("paymentMethodType is %s", got)
	}
}

// wantSeen lets the test fail when what has the focus does not look like it, or
// is covered by something else.
func wantSeen(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	fault := browsertest.Eval[string](tab, `(() => {
		const active = document.activeElement;
		const shown = active.type === "radio" ? active.nextElementSibling : active;
		if (getComputedStyle(shown).outlineStyle === "none") return "has no outline";
		const box = active.getBoundingClientRect();
		const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		return active.contains(top) || shown.contains(top) ? "" : "is covered by " + top?.outerHTML.slice(0, 80);
	})()`)
	if fault != "" {
		t.Errorf("%s %s", browsertest.Eval[string](tab, `document.activeElement.outerHTML.slice(0, 80)`), fault)
	}
}

func TestNoScriptIsNeededToPay(t *testing.T) {
	t.Parallel()
	r, shop := newRig(t), shop(t)
	tab := r.browse(host(shop))
	tab.Scripts(false)
	page := r.pay("pay-1", "Two coffees", shop.URL+"/done")
	tab.Open(page)
	text := browsertest.Eval[string](tab, "document.body.innerText")
	for _, want := range []string{"14 minutes", "Paid there? Look again"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the page:\n%s", want, text)
		}
	}
	if address, _ := tab.Follow(click("figcaption a")); address != page {
		t.Errorf("looking again leads to %s", address)
	}
	tab.Do(openControls())
	if !browsertest.Eval[bool](tab, `document.querySelector("button[value=decline]").checkVisibility() && !document.querySelector(".copy")`) {
		t.Error("the controls cannot be opened, or have buttons that do nothing")
	}
	if address, _ := tab.Follow(pressPay()); address != shop.URL+"/done" {
		t.Errorf("the buyer came to %s", address)
	}
	wantStatus(t, r, "pay-1", "SUCCESS")
}

// TestPaidOnThePhone pays with another device while the page with the code is open.
func TestPaidOnThePhone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	tab := r.browse()
	tab.Open(page)
	if !browsertest.Eval[bool](tab, `document.querySelector(".qr img").naturalWidth > 100`) {
		t.Error("the code is not drawn")
	}
	r.press(page, "pay")
	tab.Do(chromedp.WaitVisible(chromedp.CSS(".message.good")))
	if got := heading(tab); got != "Paid" {
		t.Errorf("the page is headed %q", got)
	}
}

func TestPageSaysThatTheSimulatorStopped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("pay-1", "x", "https://shop.example/done")
	tab := browsertest.New(t) // the console is full of it
	tab.Open(page)
	r.server.Close()
	tab.Wait(`document.querySelector(".left").textContent.startsWith("The simulator has stopped.")`)
}

func wantStatus(t *testing.T, r *rig, id, want string) {
	t.Helper()
	if got := r.status(id).Get("paymentStatus").String(); got != want {
		t.Errorf("paymentStatus is %s, want %s", got, want)
	}
}
