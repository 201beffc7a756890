package websdk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	begin = "SDK_START_OF_LOADING"
	ready = "SDK_END_OF_LOADING"
	paid  = "SDK_PAYMENT_SUCCESSFUL"
	stay  = "{notRedirectAfterComplete: true}"
)

func TestPaidOnAPageOfAnotherOrigin(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.session("p-1", "CARD", ""), "{}", stay)
	b.wantEvents(begin, ready)
	text := browsertest.Eval[string](b.Tab, `inside("dialog").innerText`)
	for _, want := range []string{"SIMULATOR", "No money moves.", "Simulator controls", "HKD\u00a01,234.56", "A bag & <b>more</b>", "Time left: 59:"} {
		if !strings.Contains(text, want) && !strings.Contains(text, strings.Replace(want, "59:", "1:00:00", 1)) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	events := b.wantEvents(begin, ready, paid)
	if got := events[2].Result["paymentResultCode"]; got != "SUCCESS" || len(events[2].Result) != 1 {
		t.Errorf("the result is %v", events[2].Result)
	}
	b.wantStatus("p-1", "SUCCESS", "SUCCESS")
	if owed, err := b.Control().Notifications(t.Context()); err != nil || len(owed) != 1 || owed[0].URL != b.page.URL+"/notify" {
		t.Errorf("notifications: %+v, %v", owed, err)
	}
	browsertest.Eval[bool](b.Tab, `app.unmount(), app.unmount(), true`)
	b.wantNothingLeft()
	b.wantQuiet()
}

// wantQuiet allows what the SDK says itself.
func (b buyer) wantQuiet() {
	b.t.Helper()
	b.WantQuiet(b.hosts()...)
}

func TestTheBuyerIsSentBackAfterPaying(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.session("p-1", "CARD", ""), "{}", "{}")
	if at := b.leave("Pay"); at != b.page.URL+"/done" {
		t.Errorf("the buyer is at %s", at)
	}
	b.wantQuiet()
}

func TestDeclined(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.session("p-1", "CARD", ""), "{}", "{}")
	if got := browsertest.Eval[string](b.Tab, `inside("select").value`); got != "DO_NOT_HONOR" {
		t.Errorf("the usual reason is %s", got)
	}
	browsertest.Eval[bool](b.Tab, `inside("select").value = "RISK_REJECT", press("Decline"), true`)
	events := b.wantEvents(begin, ready, "SDK_PAYMENT_FAIL")
	if got := events[2].Result["paymentResultCode"]; got != "RISK_REJECT" {
		t.Errorf("the result is %v", events[2].Result)
	}
	b.wantStatus("p-1", "FAIL", "RISK_REJECT")
	// Closing what is shown is no event, and frees everything.
	browsertest.Eval[bool](b.Tab, `press("Close"), true`)
	b.wantEvents(begin, ready, "SDK_PAYMENT_FAIL")
	b.wantNothingLeft()
	b.wantQuiet()
}

func TestCancelledAndMountedAgain(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	browsertest.Eval[bool](b.Tab, `document.querySelector("#buy").focus(), true`)
	b.mount(data, "{}", "{}")
	if got := browsertest.Eval[string](b.Tab, `document.activeElement.shadowRoot.activeElement.id`); got != "title" {
		t.Errorf("the focus is on %q", got)
	}
	b.Do(chromedp.KeyEvent(kb.Escape))
	b.wantEvents(begin, ready, "SDK_PAYMENT_CANCEL")
	b.wantNothingLeft()
	if got := browsertest.Eval[string](b.Tab, `document.activeElement.id`); got != "buy" {
		t.Errorf("the focus did not go back to the page but to %q", got)
	}
	b.wantStatus("p-1", "PROCESSING", "PAYMENT_IN_PROCESS")
	// The same session data is still good, and the keyboard is enough.
	b.mount(data, "{}", stay)
	b.Do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	b.wantEvents(begin, ready, "SDK_PAYMENT_CANCEL", begin, ready, paid)
}

func TestWrongParameters(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	const parameter, initial = "SDK_CREATEPAYMENT_PARAMETER_ERROR", "SDK_INIT_PARAMETER_ERROR"
	for _, test := range []struct{ options, component, code, log string }{
		{"{environment: undefined}", "{}", parameter, "environment must be sandbox or prod"},
		{"{environment: 'SANDBOX'}", "{}", parameter, "environment must be sandbox or prod"},
		{"{locale: 7}", "{}", parameter, "locale must be a string"},
		{"{analytics: true}", "{}", parameter, "analytics must be an object"},
		{"{}", "{sessionData: undefined}", parameter, "must be the text of paymentSessionData"},
		{"{}", "{sessionData: 5}", parameter, "must be the text of paymentSessionData"},
		{"{}", "{sessionData: ''}", parameter, "must be the text of paymentSessionData"},
		{"{}", "{sessionData: 'abc'}", parameter, "not complete"},
		{"{}", "{sessionData: 'a&&SG&&111'}", parameter, "not complete"},
		{"{}", "{sessionData: " + fmt.Sprintf("%q", data[:len(data)-9]) + "}", parameter, "not complete"},
		{"{}", "{sessionData: 'x' + " + fmt.Sprintf("%q", data) + "}", parameter, "was changed"},
		{"{}", "{sessionData: 'a&&SG&&188&&e30='}", parameter, "not from the simulator"},
		{"{}", "{appearance: 'dark'}", initial, "appearance must be an object"},
		{"{}", "{appearance: {showLoading: 'no'}}", initial, "showLoading must be a boolean"},
		{"{environment: 'prod'}", "{}", "SDK_PAYMENT_ERROR", "made in the environment sandbox"},
	} {
		browsertest.Eval[bool](b.Tab, `events.length = logs.length = errors.length = 0, true`)
		b.mount(data, test.options, test.component)
		got := b.events()
		if len(got) == 0 || got[len(got)-1].Code != test.code {
			t.Errorf("%s %s: events are %v, want %s", test.options, test.component, codesOf(got), test.code)
		}
		logs := browsertest.Eval[[]event](b.Tab, "logs")
		if len(logs) == 0 || !strings.Contains(logs[len(logs)-1].Message, test.log) {
			t.Errorf("%s %s: the log is %+v, want %q", test.options, test.component, logs, test.log)
		}
		if told := browsertest.Eval[int](b.Tab, "errors.length"); (told > 0) != (test.code != "SDK_PAYMENT_ERROR") {
			t.Errorf("%s %s: onError was called %d times", test.options, test.component, told)
		}
		b.wantNothingLeft()
	}
	if got := browsertest.Eval[[]string](b.Tab, `(() => { events.length = 0; new AMSCashierPayment(); return events.map((e) => e.code); })()`); len(got) != 0 {
		t.Errorf("a constructor without options told somebody: %v", got)
	}
}

func TestUnknownOptionsAreToldOnTheConsole(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.session("p-1", "CARD", ""), "{theme: 'dark', locale: 'xx_XX'}", "{mode: 1, appearance: {showSubmitButton: false}}")
	b.wantEvents(begin, ready)
	problems := strings.Join(b.Problems(), "\n")
	for _, want := range []string{"no documented option theme", "locale xx_XX is not documented", "no documented option mode", "no documented option showSubmitButton"} {
		if !strings.Contains(problems, want) {
			t.Errorf("no %q in %q", want, problems)
		}
	}
}

func TestOneComponentAtATime(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	b.mount(data, "{}", "{}")
	b.mount(data, "{}", "{}")
	b.wantEvents(begin, ready, "SDK_CREATECOMPONENT_ERROR")
	if n := browsertest.Eval[int](b.Tab, `document.querySelectorAll("antom-simulator-checkout").length`); n != 1 {
		t.Errorf("%d components are there", n)
	}
}

func TestUnmountWhileSomethingIsUnderWay(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	shut := make(chan struct{})
	b.gate.Store(&shut)
	// While the session is loading.
	browsertest.Eval[bool](b.Tab, fmt.Sprintf(`window.app = shop(), window.done = app.createComponent({sessionData: %q}).then(() => true), true`, data))
	b.Wait(`inside(".spinner")`)
	b.Screenshot("loading")
	browsertest.Eval[bool](b.Tab, `app.unmount(), done`)
	b.wantEvents(begin)
	b.wantNothingLeft()
	// While the payment is on its way.
	b.gate.Store(nil)
	b.mount(data, "{}", "{}")
	again := make(chan struct{}) // not the same variable: the first call may still look at it
	b.gate.Store(&again)
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	b.Wait(`inside("dialog").ariaBusy === "true" && inside(".primary").disabled`)
	b.Do(chromedp.KeyEvent(kb.Escape)) // does not cancel what is on its way
	b.Wait(`inside("dialog").open`)
	browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
	close(again)
	b.gate.Store(nil)
	b.wantNothingLeft()
	b.wantEvents(begin, begin, ready)
	// No animation when it is not wanted, but the events all the same.
	b.mount(b.session("p-2", "CARD", ""), "{}", "{appearance: {showLoading: false}}")
	b.wantEvents(begin, begin, ready, begin, ready)
}

func TestDecidedElsewhere(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.session("p-1", "ALIPAY_HK", ""), "{}", stay)
	b.wantEvents(begin, ready)
	if n := browsertest.Eval[int](b.Tab, `inside("svg path").getAttribute("d").length`); n < 1000 {
		t.Errorf("there is no code to scan")
	}
	if _, err := b.Control().Pay(t.Context(), "p-1"); err != nil {
		t.Fatal(err)
	}
	b.wantEvents(begin, ready, paid)
	b.wantQuiet()
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	b.mount(data, "{}", "{}")
	b.ahead.Store(int64(2 * time.Hour))
	events := b.wantEvents(begin, ready, "SDK_PAYMENT_FAIL")
	if got := events[2].Result["paymentResultCode"]; got != "ORDER_IS_CLOSED" {
		t.Errorf("the result is %v", events[2].Result)
	}
	// The data of an expired session leads nowhere any more.
	browsertest.Eval[bool](b.Tab, `app.unmount(), events.length = 0, true`)
	b.mount(data, "{}", "{}")
	events = b.wantEvents(begin, ready, "SDK_PAYMENT_ERROR")
	if got := events[2].Result["paymentResultCode"]; got != "ORDER_IS_CLOSED" {
		t.Errorf("the result is %v", events[2].Result)
	}
	b.wantNothingLeft()
}

func TestPaidAlready(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	if _, err := b.Control().Pay(t.Context(), "p-1"); err != nil {
		t.Fatal(err)
	}
	b.mount(data, "{}", stay)
	b.wantEvents(begin, ready, paid)
}

func TestNotFinalYet(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	b := s.visit()
	browsertest.Eval[bool](b.Tab, `document.title = "pending", true`)
	data := s.directed("p-1", "sim: pay=pending")
	b.mount(data, "{}", stay)
	b.wantEvents(begin, ready, "SDK_PAYMENT_PROCESSING")
	if _, err := b.Control().Decline(t.Context(), "p-1", ""); err != nil {
		t.Fatal(err)
	}
	b.wantEvents(begin, ready, "SDK_PAYMENT_PROCESSING", "SDK_PAYMENT_FAIL")
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ method, scene, press, page string }{
		{redirecting, "", "Continue to", "/checkout/"},
		{"", spec.SceneHosted, "Continue to the payment page", "/checkout/session/"},
	} {
		b := newShop(t).visit()
		b.mount(b.session("p-1", test.method, test.scene), "{}", "{}")
		if at := b.leave(test.press); !strings.HasPrefix(at, b.simulator.URL+test.page) {
			t.Errorf("%s%s: the buyer is at %s", test.method, test.scene, at)
		}
		if test.scene != "" {
			continue
		}
		if at, _ := b.Follow(chromedp.Click(chromedp.CSS(`button[value="pay"]`))); at != b.page.URL+"/done" {
			t.Errorf("after paying the buyer is at %s", at)
		}
		b.wantStatus("p-1", "SUCCESS", "SUCCESS")
	}
}

func TestSimulatorGone(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	b.mount(data, "{}", "{}")
	b.simulator.Close()
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	b.wantEvents(begin, ready, "SDK_PAYMENT_ERROR")
	b.Wait(`inside("[role=status]").textContent.includes("Try again") && !inside(".primary").disabled`)
	browsertest.Eval[bool](b.Tab, `app.unmount(), events.length = 0, true`)
	b.mount(data, "{}", "{}")
	b.wantEvents(begin, ready, "SDK_PAYMENT_ERROR")
	b.wantNothingLeft()
}

func TestAccessibleInAllLanguagesAndSizes(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "ALIPAY_HK", "")
	for _, locale := range spec.SDKLocales() {
		b.mount(data, fmt.Sprintf("{locale: %q}", locale), "{}")
		text := browsertest.Eval[string](b.Tab, `inside("dialog").innerText`)
		if strings.Contains(text, "undefined") || strings.Contains(text, "{") {
			t.Errorf("%s: a text is missing in %q", locale, text)
		}
		browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
	}
	for _, method := range []string{"CARD", "ALIPAY_HK", redirecting} {
		data := b.session("p-"+method, method, "")
		for _, dark := range []bool{false, true} {
			b.Dark(dark)
			for _, width := range []int64{320, 768, 1280} {
				b.Viewport(width, 800)
				b.mount(data, "{}", stay)
				b.WantAccessible()
				if wide := browsertest.Eval[bool](b.Tab, `inside("dialog").scrollWidth > inside("dialog").clientWidth`); wide {
					t.Errorf("%s at %d pixels: the dialog scrolls sideways", method, width)
				}
				b.Screenshot(fmt.Sprintf("%s-%d-dark=%t", method, width, dark))
				browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
			}
		}
	}
	b.Viewport(320, 640)
	b.mount(b.session("p-x", "CARD", ""), "{}", stay)
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	b.Wait(`inside(".good")`)
	b.WantAccessible()
	b.Screenshot("paid")
}
