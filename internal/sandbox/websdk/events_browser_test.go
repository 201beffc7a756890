package websdk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	callURL = "SDK_CALL_URL_ERROR"
	openIt  = `inside("details").open = true, true`
)

// The description of an order asks for each failure of the SDK.
func TestFailuresByDirective(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	for i, code := range engine.SDKFailures() {
		id := fmt.Sprint("p-", i)
		browsertest.Eval[bool](b.Tab, `events.length = logs.length = errors.length = 0, true`)
		b.mount(b.directed(id, "sim: sdk="+code), "{}", "{}")
		if code == callURL {
			b.wantEvents(begin, ready)
			browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
			b.wantEvents(begin, ready, callURL)
			b.Wait(`inside("[role=status]").textContent === "The page of Credit or debit card (all brands) could not be opened."`)
			browsertest.Eval[bool](b.Tab, `press("Pay"), app.unmount(), true`)
			b.wantEvents(begin, ready, callURL, callURL)
		} else {
			b.wantEvents(begin, ready, code)
		}
		b.wantNothingLeft()
		known, _ := spec.FindSDKEvent(code)
		if told := browsertest.Eval[int](b.Tab, "errors.length"); (told > 0) != (known.Kind == spec.SDKError) {
			t.Errorf("%s: onError was called %d times", code, told)
		}
		if logs := browsertest.Eval[[]event](b.Tab, "logs"); len(logs) == 0 || logs[0].Code != code || !strings.Contains(logs[0].Message, "asked for") {
			t.Errorf("%s: the log is %+v", code, logs)
		}
		b.wantStatus(id, "PROCESSING", "PAYMENT_IN_PROCESS") // a failure of the SDK is none of the payment
	}
}

func TestFailuresByTheControls(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", redirecting, "")
	b.mount(data, "{}", "{}")
	if n := browsertest.Eval[int](b.Tab, `inside("dialog").querySelectorAll("#reason").length`); n != 0 {
		t.Error("a payment that is decided on another page can be declined here")
	}
	choose := func(code string) {
		browsertest.Eval[bool](b.Tab, fmt.Sprintf(`%s; inside("#event").value = %q, press("Fire"), true`, openIt, code))
	}
	choose(callURL)
	b.wantEvents(begin, ready, callURL)
	b.Wait(`inside("[role=status]").className === "bad" && inside("dialog").open`)
	choose("SDK_INTERNAL_ERROR")
	b.wantEvents(begin, ready, callURL, "SDK_INTERNAL_ERROR")
	b.wantNothingLeft()
	// The session is as good as before.
	b.mount(data, "{}", "{}")
	b.wantEvents(begin, ready, callURL, "SDK_INTERNAL_ERROR", begin, ready)
}

// A page that shows its own animation does so between two events.
func TestOwnLoadingAnimation(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	shut := make(chan struct{})
	b.gate.Store(&shut)
	browsertest.Eval[bool](b.Tab, fmt.Sprintf(`window.app = shop(), app.createComponent({sessionData: %q, appearance: {showLoading: false}}), true`, data))
	b.wantEvents(begin)
	if n := browsertest.Eval[int](b.Tab, `document.querySelectorAll("antom-simulator-checkout").length`); n != 0 {
		t.Error("the SDK shows an animation of its own")
	}
	close(shut)
	b.wantEvents(begin, ready)
}

func TestReasonsInEveryLanguage(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	languages := language.NewSet()
	for i, in := range spec.SDKLocales() {
		texts, err := languages.Get(in)
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprint("p-", i)
		b.mount(b.session(id, "CARD", ""), fmt.Sprintf("{locale: %q}", in), "{}")
		text := browsertest.Eval[string](b.Tab, openIt+`; inside("details").innerText`)
		for _, code := range engine.UsualFailures() {
			if want := code + " – " + texts.Reason(code); !strings.Contains(text, want) {
				t.Errorf("%s: no %q in %q", in, want, text)
			}
		}
		// What the reason is for comes after the reason.
		if !browsertest.Eval[bool](b.Tab, `[...inside("details").children].map((e) => e.localName).join() === "summary,label,select,button,label,select,button"`) {
			t.Errorf("%s: the order of the controls", in)
		}
		browsertest.Eval[bool](b.Tab, `inside("details").querySelector("button").click(), true`)
		b.Wait(`inside(".bad")`)
		if got := browsertest.Eval[string](b.Tab, `inside("dialog").innerText`); !strings.Contains(got, texts.Reason("DO_NOT_HONOR")) {
			t.Errorf("%s: the reason is not told: %q", in, got)
		}
		browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
	}
}

func TestControlsAreAccessible(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	for _, dark := range []bool{false, true} {
		b.Dark(dark)
		for _, width := range []int64{320, 768, 1280} {
			b.Viewport(width, 800)
			b.mount(data, "{locale: 'de_DE'}", stay)
			browsertest.Eval[bool](b.Tab, openIt)
			b.WantAccessible()
			if wide := browsertest.Eval[bool](b.Tab, `inside("dialog").scrollWidth > inside("dialog").clientWidth`); wide {
				t.Errorf("at %d pixels the dialog scrolls sideways", width)
			}
			b.Screenshot(fmt.Sprintf("controls-%d-dark=%t", width, dark))
			browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
		}
	}
	b.Viewport(1280, 800)
	b.mount(data, "{locale: 'de_DE'}", stay)
	browsertest.Eval[bool](b.Tab, `inside("#reason").value = "RISK_REJECT", press("Ablehnen"), true`)
	b.Wait(`inside(".bad")`)
	b.WantAccessible()
	b.Screenshot("declined")
}

// The ES module finds its simulator by its own address, and exports what the script
// makes global.
func TestModuleInABrowser(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	mounted := browsertest.Eval[string](b.Tab, fmt.Sprintf(`(async () => {
		const {AMSCashierPayment: Payment, ...rest} = await import(%q);
		if (Payment === window.AMSCashierPayment) return "the module is the script";
		window.app = new Payment({environment: "sandbox", locale: "en_US", onEventCallback: (e) => events.push(e), notRedirectAfterComplete: true});
		await app.createComponent({sessionData: %q});
		return Object.keys(rest).join();
	})()`, b.simulator.URL+"/sdk/ams-checkout.mjs", data))
	if mounted != "" {
		t.Errorf("got %s", mounted)
	}
	b.wantEvents(begin, ready)
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	b.wantEvents(begin, ready, paid)
	b.wantStatus("p-1", "SUCCESS", "SUCCESS")
}

func TestVersionedScript(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	browsertest.Eval[bool](b.Tab, fmt.Sprintf(`(async () => {
		delete window.AMSCashierPayment;
		await new Promise((resolve, reject) => {
			document.head.append(Object.assign(document.createElement("script"), {src: %q, onload: resolve, onerror: reject}));
		});
		return true;
	})()`, b.simulator.URL+"/package/ams-checkout/1.13.0/dist/umd/ams-checkout.min.js"))
	b.mount(b.session("p-1", "CARD", ""), "{}", stay)
	browsertest.Eval[bool](b.Tab, `press("Pay"), true`)
	b.wantEvents(begin, ready, paid)
	b.wantQuiet()
}

// ANTOM_SIMULATOR_URL comes before everything else that tells where the simulator is.
func TestAddressOfTheSimulator(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.session("p-1", "CARD", "")
	browsertest.Eval[bool](b.Tab, `window.ANTOM_SIMULATOR_URL = "http://127.0.0.1:9", true`)
	b.mount(data, "{}", "{}")
	b.wantEvents(begin, ready, "SDK_PAYMENT_ERROR")
	if logs := browsertest.Eval[[]event](b.Tab, "logs"); len(logs) != 1 || !strings.Contains(logs[0].Message, "the simulator at http://127.0.0.1:9 cannot be reached") {
		t.Errorf("the log is %+v", logs)
	}
	for _, wrong := range []string{`"javascript:1"`, `"nowhere"`, `7`} {
		browsertest.Eval[bool](b.Tab, fmt.Sprintf(`window.ANTOM_SIMULATOR_URL = %s, events.length = 0, true`, wrong))
		b.mount(data, "{}", "{}")
		b.wantEvents(begin, ready)
		browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
	}
	if problems := strings.Join(b.Problems(), "\n"); strings.Count(problems, "ANTOM_SIMULATOR_URL must be an address") != 3 {
		t.Errorf("the console says %s", problems)
	}
}
