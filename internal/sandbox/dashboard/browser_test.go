package dashboard_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

// browse opens a tab that must stay quiet: nothing in the console, and no request to
// anybody but the simulator.
func (r *rig) browse() *browsertest.Tab {
	r.t.Helper()
	tab := browsertest.New(r.t)
	u, err := url.Parse(r.server.URL)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { tab.WantQuiet(u.Host) })
	return tab
}

func click(selector string) browsertest.Action { return chromedp.Click(chromedp.CSS(selector)) }

// fill makes the simulator look as it does in use, and returns the pages to look at.
func (r *rig) fill() map[string]string {
	r.t.Helper()
	c := r.Control()
	paid := r.pay("PAY20261129120001AAAAAAAA", "ALIPAY_HK", "")
	if _, err := c.Pay(r.t.Context(), "PAY20261129120001AAAAAAAA"); err != nil {
		r.t.Fatal(err)
	}
	if _, err := c.Refund(r.t.Context(), "PAY20261129120001AAAAAAAA", "4500"); err != nil {
		r.t.Fatal(err)
	}
	if _, err := c.Notify(r.t.Context(), "PAY20261129120001AAAAAAAA"); err != nil {
		r.t.Fatal(err)
	}
	r.pay("PAY20261129120002BBBBBBBB", "ALIPAY_CN", "")
	if _, err := c.Decline(r.t.Context(), "PAY20261129120002BBBBBBBB", ""); err != nil {
		r.t.Fatal(err)
	}
	open := r.pay("PAY20261129120003CCCCCCCC", "ALIPAY_HK", "")
	r.pay(strings.Repeat("W", 58), "ALIPAY_CN", "")
	r.call(payPath, `{"paymentRequestId": "P9",	"cardNo": "4111111111111111"}`, func(m *antom.Message) { m.Body = []byte(`{"paymentRequestId":"P9"}`) })
	r.call("/ams/api/v1/payments/inquiryPayment", `{"paymentRequestId":"NOPE"}`, nil)
	r.Faults().Add(fault.Fault{Kind: fault.Latency, Latency: time.Second, Rate: 0.5, Operation: "pay"})
	notifications, err := c.Notifications(r.t.Context())
	if err != nil || len(notifications) == 0 {
		r.t.Fatalf("no notification: %v", err)
	}
	if _, err := c.AdvanceClock(r.t.Context(), 3*time.Minute); err != nil {
		r.t.Fatal(err)
	}
	for _, name := range []string{"before-refund", "after-refund"} {
		if _, err := c.SaveSnapshot(r.t.Context(), name, false); err != nil {
			r.t.Fatal(err)
		}
	}
	return map[string]string{
		"clock": "/dashboard/clock", "more": morePage, "state": "/dashboard/state",
		"payments": "/", "paid": paid, "open": open, "requests": "/dashboard/requests", "refused": "/dashboard/requests/5",
		"notifications": "/dashboard/notifications", "notification": "/dashboard/notifications/" + notifications[len(notifications)-1].ID,
		"faults": "/dashboard/faults", "merchants": "/dashboard/merchants", "none": "/dashboard/nothing", "empty": "/?text=nothing",
	}
}

func TestPagesLookGood(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"payments", "paid", "open", "requests", "refused", "notifications", "notification", "faults", "clock", "state", "more", "merchants", "none", "empty"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			path := r.fill()[name]
			if name == "more" {
				r.fillMore()
			}
			tab := r.browse()
			tab.Open(r.server.URL + path)
			tab.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((one) => { one.open = true; })`))
			for _, size := range []struct{ width, height int64 }{{320, 640}, {768, 1024}, {1280, 800}} {
				tab.Viewport(size.width, size.height)
				if wide := browsertest.Eval[int64](tab, "document.documentElement.scrollWidth"); wide > size.width {
					t.Errorf("%d pixels wide on a screen of %d", wide, size.width)
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
		})
	}
}

func TestAPageKeepsItselfUpToDate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	tab := r.browse()
	tab.Open(r.server.URL)
	tab.Wait(`document.querySelector(".empty") !== null`)
	page := r.pay("P1", "ALIPAY_HK", "")
	tab.Wait(`document.body.innerText.includes("P1")`)

	// A page somebody fills in stays as it is until that is done.
	tab.Open(r.server.URL + page)
	tab.Do(chromedp.Focus(chromedp.CSS("#code")))
	if _, err := r.Control().Pay(t.Context(), "P1"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond) // the page would have changed by then
	if !browsertest.Eval[bool](tab, `document.querySelector("#pay") !== null`) {
		t.Error("the form was taken away while it was in use")
	}
	tab.Do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	tab.Wait(`document.querySelector("#pay") === null && document.querySelector("#refund") !== null`)
}

func TestPayByKeyboard(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			page := r.pay("P1", "ALIPAY_HK", "")
			tab := r.browse()
			tab.Scripts(scripts)
			tab.Open(r.server.URL + page)
			for range 30 {
				if browsertest.Eval[string](tab, "document.activeElement.id") == "pay" {
					break
				}
				tab.Do(chromedp.KeyEvent(kb.Tab))
			}
			tab.Follow(chromedp.KeyEvent(kb.Enter))
			tab.Wait(`document.querySelector("h1").innerText.includes("SUCCESS")`)
		})
	}
}

func TestAMistakeIsToldWhereTheFormIs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	tab := r.browse()
	tab.Open(r.server.URL + "/dashboard/faults")
	tab.Do(chromedp.SendKeys(chromedp.CSS("#fault"), "latenzy=2s"))
	tab.Follow(click("#add"))
	if text := browsertest.Eval[string](tab, "document.activeElement.innerText"); !strings.Contains(text, "latenzy") {
		t.Errorf("the error is not where one looks: %q", text)
	}
	if text := browsertest.Eval[string](tab, `document.querySelector("#fault").value`); text != "latenzy=2s" {
		t.Errorf("what was typed is gone: %q", text)
	}
	tab.WantAccessible()
}
