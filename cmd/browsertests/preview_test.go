package browsertests

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/patience"
)

// lockedBuffer takes the output of a command that runs beside the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// previewRun is a session preview and a browser at its page.
type previewRun struct {
	*browsertest.Tab
	out, err lockedBuffer
	page     string
	process  *os.Process
	done     chan error
}

// startPreview runs the command and opens its page.
func startPreview(t *testing.T, args ...string) *previewRun {
	t.Helper()
	return openPreview(t, append([]string{"--local", "--amount", "12.34", "--currency", "HKD"}, args...)...)
}

func openPreview(t *testing.T, args ...string) *previewRun {
	t.Helper()
	run := &previewRun{Tab: browsertest.New(t), done: make(chan error, 1)}
	home := t.TempDir()
	// TestMain has put this test program into PATH under the name of the tool.
	command := exec.CommandContext(t.Context(), "antom", append([]string{"session", "preview", "--open"}, args...)...)
	command.Env = append(os.Environ(), "HOME="+home, "LANG=C.UTF-8", "GORACE=atexit_sleep_ms=0")
	command.Stdout, command.Stderr = &run.out, &run.err
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	run.process = command.Process
	go func() { run.done <- command.Wait() }()
	for run.page == "" {
		select {
		case err := <-run.done:
			t.Fatalf("the command ended: %v, %s", err, run.err.String())
		case <-time.After(10 * time.Millisecond):
			if _, rest, found := strings.Cut(run.err.String(), "browser opens "); found && strings.Contains(rest, "\n") {
				run.page, _, _ = strings.Cut(rest, "\n")
			}
		}
	}
	if status := run.Open(run.page); status != 200 {
		t.Fatalf("the page: HTTP %d", status)
	}
	return run
}

const sdkDialog = `document.querySelector("antom-simulator-checkout")?.shadowRoot`

// pressing is the script that presses a button of the SDK's dialog.
func pressing(text string) string {
	return fmt.Sprintf(`[...%s.querySelectorAll("button")].find((b) => b.textContent.startsWith(%q)).click(), true`, sdkDialog, text)
}

// press presses a button of the SDK's dialog when it is there.
func (r *previewRun) press(text string) {
	r.Wait(sdkDialog + `?.querySelector("#left")`)
	browsertest.Eval[bool](r.Tab, pressing(text))
}

// ends waits for the command.
func (r *previewRun) ends(t *testing.T, want int) string {
	t.Helper()
	select {
	case err := <-r.done:
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != want {
			t.Errorf("exit code %d (%v), want %d: %s", code, err, want, r.err.String())
		}
	case <-time.After(patience.Limit):
		t.Fatalf("the command goes on: %s%s", r.out.String(), r.err.String())
	}
	return r.out.String()
}

// stop sends the command what Ctrl-C sends.
func (r *previewRun) stop(t *testing.T) {
	t.Helper()
	if err := r.process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
}

// wantOrder says that parts come one after the other.
func wantOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("no %q in its place in:\n%s", part, text)
		}
		rest = after
	}
}

func TestPreviewInABrowser(t *testing.T) {
	t.Parallel()
	run := startPreview(t, "--method", "CARD", "--locale", "de_DE")
	u, err := url.Parse(run.page)
	if err != nil {
		t.Fatal(err)
	}
	run.Wait(sdkDialog + `?.querySelector("#left")`)
	for _, width := range []int64{320, 768, 1280} {
		run.Viewport(width, 800)
		run.Screenshot(fmt.Sprintf("sheet-%d", width))
	}
	beside := fmt.Sprintf(`%s.querySelector("dialog").getBoundingClientRect().right <= document.querySelector(".log").getBoundingClientRect().left`, sdkDialog)
	if !browsertest.Eval[bool](run.Tab, beside) {
		t.Error("the payment covers the events")
	}
	run.press("Abbrechen")
	run.Wait(`document.querySelectorAll("#events li").length === 4`)
	for _, width := range []int64{320, 768, 1280} {
		run.Viewport(width, 800)
		for _, dark := range []bool{false, true} {
			run.Dark(dark)
			run.WantAccessible()
			if wide := browsertest.Eval[bool](run.Tab, `document.documentElement.scrollWidth > innerWidth`); wide {
				t.Errorf("at %d pixels the page scrolls sideways", width)
			}
			run.Screenshot(fmt.Sprintf("%d-dark=%t", width, dark))
		}
	}
	// Each mount has a group of its own, and the newest is on top. A page that is loaded again shows the same.
	run.Open(run.page)
	run.Wait(`document.querySelectorAll("#events li").length === 7`)
	run.press("Abbrechen")
	run.Wait(`document.querySelector("#state").textContent.startsWith("The buyer left the payment page")`)
	run.Dark(false)
	run.Screenshot("groups")
	groups := browsertest.Eval[string](run.Tab, `[...document.querySelectorAll("#events section")].map((g) =>
		g.querySelector("h3").textContent + ": " + [...g.querySelectorAll("li")].map((li) => li.querySelector("p").textContent).join(", ")).join("\n")`)
	const cancelled = ": SDK_PAYMENT_CANCEL, SDK_END_OF_LOADING, SDK_START_OF_LOADING, The page was opened"
	if groups != "Mount 2"+cancelled+"\nMount 1"+cancelled {
		t.Errorf("the events are\n%s", groups)
	}
	browsertest.Eval[bool](run.Tab, `document.querySelector("#mount").click(), true`)
	run.press("12,34")
	text := run.ends(t, 0)
	wantOrder(t, text, "page opened", "SDK_START_OF_LOADING", "SDK_END_OF_LOADING", "SDK_PAYMENT_CANCEL", "Meaning:  the buyer left the payment page",
		"page opened", "SDK_PAYMENT_CANCEL", "mounted again", "SDK_START_OF_LOADING", "SDK_END_OF_LOADING", "SDK_PAYMENT_SUCCESSFUL", "Result code:  SUCCESS", "✓ Payment SUCCESS")
	run.Wait(`document.querySelector("#state").textContent.startsWith("The payment is SUCCESS.")`)
	run.Screenshot("over")
	for _, address := range run.Requests() {
		asked, err := url.Parse(address)
		if err != nil || asked.Hostname() != u.Hostname() {
			t.Errorf("the page asked for %s", address)
		}
	}
	for _, problem := range run.Problems() {
		t.Errorf("the console says: %s", problem)
	}
}

func TestPreviewOfARedirectComesBack(t *testing.T) {
	t.Parallel()
	run := openPreview(t, "--local", "--amount", "12.34", "--currency", "MYR", "--method", "ONLINEBANKING_FPX", "-o", "json")
	run.Wait(sdkDialog + `?.querySelector("#left")`)
	if at, _ := run.Follow(chromedp.Evaluate[chromedp.Void](pressing("Continue to") + ", undefined")); !strings.Contains(at, "/checkout/") {
		t.Errorf("the buyer is at %s", at)
	}
	run.Do(chromedp.Click(chromedp.CSS(".drawer > summary"))) // the simulator's controls
	if at, _ := run.Follow(chromedp.Click(chromedp.CSS(`button[value="decline"]`))); at != run.page+"return" {
		t.Errorf("the buyer comes back to %s", at)
	}
	run.Wait(`document.querySelectorAll("#events li").length === 4`)
	run.Screenshot("returned")
	text := run.ends(t, 7)
	wantOrder(t, text, `"event":"ready"`, `"event":"opened"`, `"code":"SDK_END_OF_LOADING"`, `"event":"returned"`, `"event":"final"`, `"paymentStatus":"FAIL"`)
}

// otherSDK is a script that behaves as one of a stranger may: it styles what it
// adds, loads more from elsewhere, and hands over odd events.
const otherSDK = `window.AMSCashierPayment = class {
	constructor(options) { this.options = options; }
	async createComponent({sessionData, appearance}) {
		const box = document.createElement("div");
		box.id = "box";
		box.innerHTML = "<style>#box { color: rgb(1, 2, 3) }</style><p>" + sessionData + appearance.showLoading + "</p>";
		document.body.append(box);
		const loop = {}; loop.self = loop;
		this.options.onLog({code: 7, message: new Error("odd")});
		this.options.onEventCallback({code: "SDK_PAYMENT_PROCESSING", result: loop});
		this.options.onEventCallback();
		const more = document.createElement("script");
		more.src = location.protocol + "//localhost:9/more.js";
		more.onerror = () => this.options.onEventCallback({code: "SDK_PAYMENT_SUCCESSFUL", result: {paymentResultCode: this.options.environment + (this.options.locale || "")}});
		document.head.append(more);
	}
	unmount() { throw new Error("it does not go"); }
};`

func TestPreviewOfAnotherSDK(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		if r.URL.Path == "/sdk.js" {
			_, _ = io.WriteString(w, otherSDK)
		}
	}))
	t.Cleanup(server.Close)
	const data = "a<b>&&SG&&111"
	run := openPreview(t, "--session-data", data, "--sdk-url", server.URL+"/sdk.js", "--show-loading=false", "-o", "json")
	run.Wait(`document.querySelector("#box")`)
	if got := browsertest.Eval[string](run.Tab, `getComputedStyle(document.querySelector("#box")).color`); got != "rgb(1, 2, 3)" {
		t.Errorf("the SDK's style does not work: %s", got)
	}
	text := run.ends(t, 0)
	wantOrder(t, text, `"event":"ready"`, `"event":"opened"`, `"event":"log"`, `"code":"7","message":"Error: odd"`,
		`"code":"SDK_PAYMENT_PROCESSING"`, `cannot be written as JSON`, `"event":"sdk"`)
	wantOrder(t, text, `"event":"blocked"`, `"code":"script-src-elem","message":"http://localhost:9/more.js"`)
	wantOrder(t, text, `"code":"SDK_PAYMENT_SUCCESSFUL","result":{"paymentResultCode":"sandbox"}`)
	wantOrder(t, run.err.String(), "only the page reports that it was paid")
}

func TestPreviewOfNoSDK(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	run := openPreview(t, "--session-data", "a&&SG&&111", "--sdk-url", server.URL+"/sdk.js")
	run.Wait(`document.querySelector("#state").textContent.startsWith("The script could not be loaded")`)
	run.Wait(`document.querySelectorAll("#events li").length === 2`)
	run.WantAccessible()
	run.stop(t)
	wantOrder(t, run.ends(t, 130), "page opened", "the SDK could not be used", "The script could not be loaded: "+server.URL)
}
