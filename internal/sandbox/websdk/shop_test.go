package websdk_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestMain(m *testing.M) { os.Exit(browsertest.M(m).Run()) }

// identity is the same for all tests, as making keys takes a while.
var identity = sync.OnceValue(func() sandbox.Identity {
	id, err := sandbox.LoadIdentity("", rand.Reader)
	if err != nil {
		panic(err)
	}
	return id
})

// shop is a simulator and a merchant's page on another origin.
type shop struct {
	*sandbox.Sandbox
	t         testing.TB
	simulator *httptest.Server
	page      *httptest.Server
	ahead     atomic.Int64 // of the simulator's clock, in nanoseconds
	gate      atomic.Pointer[chan struct{}]
}

// shopPage has a style that would spoil every dialog it reaches, and a policy
// that allows the simulator's script and its endpoints and nothing else.
const shopPage = `<!doctype html><html lang="en"><head><title>A shop</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css"><script src="/watch.js"></script><script src="%s/sdk/ams-checkout.min.js"></script></head>
<body><header><p>The tea house</p></header><main><h1>A shop</h1><button id="buy">Buy</button></main></body></html>`

const shopStyle = `* { display: none !important; font-size: 40px !important; color: lime !important }
html, body, main, h1, button { display: block !important; color: black !important }`

// watchScript counts the timers of the SDK and lets them run thirty times as fast.
const watchScript = `
window.events = []; window.logs = []; window.errors = []; window.timers = new Set();
const set = window.setTimeout, clear = window.clearTimeout;
window.setTimeout = (f, ms) => { if (!new Error().stack.includes("ams-checkout")) return set(f, ms); const id = set(() => { timers.delete(id); f(); }, ms / 30); timers.add(id); return id; };
window.clearTimeout = (id) => { timers.delete(id); clear(id); };
window.shop = (options) => new AMSCashierPayment({environment: "sandbox", locale: "en_US",
	onEventCallback: (e) => events.push(e), onLog: (l) => logs.push(l), onError: (e) => errors.push(e), ...options});
window.inside = (selector) => document.querySelector("antom-simulator-checkout")?.shadowRoot.querySelector(selector);
window.press = (text) => [...document.querySelector("antom-simulator-checkout").shadowRoot.querySelectorAll("button, a")].find((b) => b.textContent.startsWith(text)).click();
`

func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t}
	var err error
	s.Sandbox, err = sandbox.Open(sandbox.Options{Identity: identity(), Now: func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	s.simulator = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gate := s.gate.Load(); gate != nil && r.URL.Path != "/sdk/ams-checkout.min.js" {
			select {
			case <-*gate:
			case <-r.Context().Done():
			}
		}
		s.Handler().ServeHTTP(w, r)
	}))
	s.SetBaseURL(s.simulator.URL)
	s.page = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { s.page.Close(); s.simulator.Close(); _ = s.Close() })
	return s
}

func (s *shop) serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/style.css":
		w.Header().Set("Content-Type", "text/css")
		_, _ = io.WriteString(w, shopStyle)
	case "/watch.js":
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, watchScript)
	case "/", "/done":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'self'; script-src 'self' "+s.simulator.URL+"; connect-src "+s.simulator.URL)
		_, _ = fmt.Fprintf(w, shopPage, s.simulator.URL)
	default:
		http.NotFound(w, r)
	}
}

// hosts are those that the pages may talk to.
func (s *shop) hosts() []string {
	return []string{strings.TrimPrefix(s.simulator.URL, "http://"), strings.TrimPrefix(s.page.URL, "http://")}
}

// redirecting is a method that leads the buyer away from the merchant's page.
const redirecting = "ONLINEBANKING_FPX"

// session makes a session and returns its data.
func (s *shop) session(id, method, scene string) string {
	s.t.Helper()
	return s.make(id, method, scene, "A bag & <b>more</b>")
}

// directed is a session that the simulator itself decides.
func (s *shop) directed(id, directive string) string {
	s.t.Helper()
	return s.make(id, "CARD", "", directive)
}

func (s *shop) make(id, method, scene, description string) string {
	s.t.Helper()
	client := &antom.Client{
		Gateway: s.simulator.URL, ClientID: sandbox.ClientID, Auth: antom.RSA{Key: identity().MerchantKey},
		AntomKeys: []*rsa.PublicKey{&identity().AntomKey.PublicKey},
		Now:       func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) },
	}
	amount := &antom.Amount{Currency: "HKD", Value: "123456"}
	if method == redirecting {
		amount.Currency = "MYR" // the one currency that it takes
	}
	request := &antom.CreatePaymentSessionRequest{
		ProductCode: "CASHIER_PAYMENT", ProductScene: scene, PaymentRequestID: id, PaymentAmount: amount,
		PaymentRedirectURL: s.page.URL + "/done", PaymentNotifyURL: s.page.URL + "/notify",
		Order: &antom.Order{
			ReferenceOrderID: "order-1", OrderDescription: description, OrderAmount: amount,
			Buyer: &antom.Buyer{ReferenceBuyerID: "b1", BuyerName: &antom.UserName{FullName: "Ada"}},
			Goods: []antom.Goods{{ReferenceGoodsID: "1", GoodsName: "Bag", GoodsQuantity: "1", GoodsUnitAmount: amount}},
		},
		Env: &antom.Env{TerminalType: "WEB"},
	}
	if method != "" {
		request.PaymentMethod = &antom.PaymentMethod{PaymentMethodType: method}
	}
	answer, err := client.CreatePaymentSession(s.t.Context(), request)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.PaymentSessionData
}

// event is what a page is told.
type event struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Result  map[string]string `json:"result"`
}

// buyer is a browser on the shop's page.
type buyer struct {
	*browsertest.Tab
	*shop
}

func (s *shop) visit() buyer {
	s.t.Helper()
	b := buyer{browsertest.New(s.t), s}
	b.Open(s.page.URL + "/")
	b.Wait("window.AMSCashierPayment")
	return b
}

// mount calls createComponent and waits until it is done.
func (b buyer) mount(data, options, more string) {
	b.t.Helper()
	text, err := json.Marshal(data)
	if err != nil {
		b.t.Fatal(err)
	}
	browsertest.Eval[bool](b.Tab, fmt.Sprintf(`(async () => { window.app = shop(%s); await app.createComponent({sessionData: %s, ...%s}); return true; })()`, options, text, more))
}

func (b buyer) events() []event { return browsertest.Eval[[]event](b.Tab, "events") }

func codesOf(events []event) []string {
	codes := []string{}
	for _, e := range events {
		codes = append(codes, e.Code)
	}
	return codes
}

// wantEvents waits for so many events and compares their codes.
func (b buyer) wantEvents(codes ...string) []event {
	b.t.Helper()
	b.Wait(fmt.Sprintf("events.length >= %d", len(codes)))
	events := b.events()
	if got := codesOf(events); !reflect.DeepEqual(got, codes) {
		b.t.Errorf("events are %v, want %v", got, codes)
	}
	for _, e := range events {
		if e.Message == "" {
			b.t.Errorf("%s has no message", e.Code)
		}
	}
	return events
}

// wantStatus asks the simulator.
func (b buyer) wantStatus(id, status, code string) {
	b.t.Helper()
	p, err := b.Control().Get(b.t.Context(), id)
	if err != nil || string(p.Status) != status || p.ResultCode != code {
		b.t.Errorf("the payment is %s %s (%v), want %s %s", p.Status, p.ResultCode, err, status, code)
	}
}

// leave presses a button that leads to another page and returns its address.
func (b buyer) leave(button string) string {
	b.t.Helper()
	address, _ := b.Follow(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`press(%q), undefined`, button)))
	return address
}

// wantNothingLeft says that the SDK took everything back.
func (b buyer) wantNothingLeft() {
	b.t.Helper()
	if n := browsertest.Eval[int](b.Tab, `document.querySelectorAll("antom-simulator-checkout").length + timers.size`); n != 0 {
		b.t.Errorf("%d elements and timers are left", n)
	}
}
