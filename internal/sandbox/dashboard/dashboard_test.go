package dashboard_test

import (
	"bufio"
	"bytes"
	"html"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/clientlib"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestPayments(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want("/", "There are no payments yet")
	page := r.pay("P1", "ALIPAY_HK", "")
	r.pay("P2", "ALIPAY_CN", "")
	r.want("/", "P1", "P2", "HKD 1234.56", "order-P1", page)
	for query, want := range map[string]string{
		"text=p1": "P1", "text=ORDER-P2": "P2", "method=alipay_cn": "P2", "status=PROCESSING&text=P1": "P1",
		"text=" + strings.TrimPrefix(page, "/dashboard/payments/"): "P1",
	} {
		got := r.want("/?"+query, ">"+want+"<")
		if other := map[string]string{"P1": ">P2<", "P2": ">P1<"}[want]; strings.Contains(got, other) {
			t.Errorf("%s finds also %s", query, other)
		}
	}
	r.want("/?text=nothing", "No payment matches the filter")
	r.want("/?status=SUCCESS", "No payment matches the filter")
}

func TestPaymentsHavePages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 51 {
		r.pay("P"+strings.Repeat("x", i+1)+"y", "ALIPAY_HK", "")
	}
	first := r.want("/?method=ALIPAY_HK", "Older")
	next := html.UnescapeString(strings.SplitN(strings.SplitN(first, `<nav class="pager" aria-label="Pages"><a href="`, 2)[1], `"`, 2)[0])
	second := r.want(next, ">Pxy<", "Newest")
	if !strings.Contains(next, "method=ALIPAY_HK") || strings.Contains(second, "Older") || strings.Contains(first, ">Pxy<") {
		t.Errorf("the second page is wrong: %s", next)
	}
}

func TestActOnAPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("P1", "ALIPAY_HK", "")
	if resp, _ := r.act(page, "action", "pay"); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != page {
		t.Errorf("pay: HTTP %d to %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	r.want(page, ">SUCCESS<", "Paid", "Request pay", "Refund", "Notification PAYMENT_RESULT is due")
	if resp, text := r.act(page, "action", "pay"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, `role="alert"`) {
		t.Errorf("paid twice: HTTP %d", resp.StatusCode)
	}
	r.act(page, "action", "refund", "amount", "234.56")
	r.want(page, "Refund made", "HKD 234.56", `value="1000.00"`)
	for amount, want := range map[string]string{"1000.01": "REFUND_AMOUNT_EXCEED", "x": "the amount", "": "the amount", "-1": "the amount", "1.234": "the amount"} {
		resp, text := r.act(page, "action", "refund", "amount", amount)
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, want) {
			t.Errorf("refund of %q: HTTP %d\n%s", amount, resp.StatusCode, text)
		}
	}
	r.act(page, "action", "notify")
	r.want(page, "Notification PAYMENT_RESULT not acknowledged", "connection refused")
	if resp, _ := r.act(page, "action", "steal"); resp.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown action: HTTP %d", resp.StatusCode)
	}
	other := r.pay("P2", "ALIPAY_HK", "")
	if resp, text := r.act(other, "action", "decline", "code", "NONSENSE"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "NONSENSE") {
		t.Errorf("a wrong code: HTTP %d", resp.StatusCode)
	}
	r.act(other, "action", "decline", "code", "RISK_REJECT")
	r.want(other, ">FAIL<", "RISK_REJECT")
	if resp, _ := r.get("/dashboard/payments/nothing"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("no such payment: HTTP %d", resp.StatusCode)
	}
}

func TestCaptureAnAuthorization(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("P1", "CARD", `"paymentFactor":{"isAuthorization":true,"captureMode":"MANUAL"},`)
	r.act(page, "action", "pay")
	r.want(page, "Amount to capture", `value="1234.56"`)
	r.act(page, "action", "capture", "amount", "1000")
	r.want(page, "Capture asked for", "HKD 1000.00")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want("/dashboard/requests", "No request has come yet")
	page := r.pay("P1", "ALIPAY_HK", "")
	r.call(payPath, `{"paymentRequestId": "P9","cardNo":"4111111111111111"}`, func(m *antom.Message) { m.Path += "/" })
	r.want("/dashboard/requests", "INVALID_SIGNATURE", "The signed path ends with a slash", "<strong>Fix:</strong>", "PAYMENT_IN_PROCESS")
	if refused := r.want("/dashboard/requests?refused=1", "INVALID_SIGNATURE"); strings.Contains(refused, "PAYMENT_IN_PROCESS") {
		t.Error("an accepted request is among the refused ones")
	}
	if one := r.want("/dashboard/requests/2", "Why it was refused", "{&#34;paymentRequestId&#34;:·&#34;P9&#34;", "411111******1111"); strings.Contains(one, "4111111111111111") {
		t.Error("a card number is shown")
	}
	r.want("/dashboard/requests/1", page)
	r.want("/dashboard/requests?operation=refund", "No request matches the filter")
	if resp, _ := r.get("/dashboard/requests/99"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("no such request: HTTP %d", resp.StatusCode)
	}
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want("/dashboard/notifications", "There are no notifications yet")
	r.act(r.pay("P1", "ALIPAY_HK", ""), "action", "pay")
	list, err := r.Control().Notifications(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("%d notifications: %v", len(list), err)
	}
	page := "/dashboard/notifications/" + list[0].ID
	r.want("/dashboard/notifications", page, "waiting", "no attempt yet")
	r.want("/dashboard/notifications?state=delivered", "No notification matches the filter")
	r.want(page, "Next attempt", "paymentRequestId")
	if resp, _ := r.act(page); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("send: HTTP %d", resp.StatusCode)
	}
	r.want(page, "Not acknowledged", "connection refused")
	if resp, _ := r.get("/dashboard/notifications/ntf-9"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("no such notification: HTTP %d", resp.StatusCode)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const page = "/dashboard/faults"
	r.act(page, "start", "latency")
	r.act(page, "fault", " http-502,rate=0.5 ")
	r.want(page, "latency=2s", "http-502,rate=0.5", "2 faults active")
	r.act(page, "end", "latency")
	if list := r.Faults().List(); len(list) != 1 || list[0].Kind != fault.HTTP502 {
		t.Errorf("got %v", list)
	}
	for _, text := range []string{"", "nonsense", "latency=x", strings.Repeat("x", 1000)} {
		if resp, _ := r.act(page, "fault", text); resp.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: HTTP %d", text, resp.StatusCode)
		}
	}
}

func TestMerchants(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.want("/dashboard/merchants", r.server.URL, sandbox.ClientID, "built in", "sha256:", "simulator-key.txt", "trim(file_get_contents(")
	if strings.Contains(page, "PRIVATE KEY") {
		t.Error("a private key is shown")
	}
	for _, l := range clientlib.All() {
		lines, err := l.Lines(clientlib.Simulator{URL: r.server.URL, HTTPSURL: strings.Replace(r.server.URL, "http:", "https:", 1), ClientID: sandbox.ClientID})
		if err != nil {
			t.Fatal(err)
		}
		code, _, _ := strings.Cut(lines.Code, r.server.URL)
		for _, text := range []string{`id="library-` + l.ID + `"`, l.Package, lines.Gateway, html.EscapeString(strings.TrimSpace(lines.Note)), html.EscapeString(strings.Split(code, "\n")[0])} {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page lacks %q", l.ID, text)
			}
		}
	}
}

func TestMerchantsHaveNamesAndLogos(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewRGBA(image.Rect(0, 0, 16, 16))); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Control().AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: sandbox.ClientID, Name: "Café <Zoë>", Logo: logo.Bytes()}); err != nil {
		t.Fatal(err)
	}
	page := r.want("/dashboard/merchants", "Café &lt;Zoë&gt;")
	found := regexp.MustCompile(`<img src="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("there is no logo")
	}
	if resp, _ := r.get(html.UnescapeString(found[1])); resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the logo: HTTP %d", resp.StatusCode)
	}
}

// TestStrangersCannotAct sends the forms that other web pages could make a browser send.
func TestStrangersCannotAct(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page := r.pay("P1", "ALIPAY_HK", "")
	form := url.Values{"token": {r.token(page)}, "action": {"pay"}}
	for name, test := range map[string]struct {
		form   url.Values
		change func(*http.Request)
		status int
	}{
		"no token":      {url.Values{"action": {"pay"}}, nil, http.StatusForbidden},
		"a wrong token": {url.Values{"action": {"pay"}, "token": {strings.Repeat("0", 64)}}, nil, http.StatusForbidden},
		"another site":  {form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"a subdomain":   {form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, http.StatusForbidden},
		"origin":        {form, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, http.StatusForbidden},
		"no origin":     {form, func(r *http.Request) { r.Header.Set("Origin", "null") }, http.StatusForbidden},
		"another name":  {form, func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		"too large":     {url.Values{"x": {strings.Repeat("x", 1<<20)}}, nil, http.StatusBadRequest},
	} {
		if resp, _ := r.post(page, test.form, test.change); resp.StatusCode != test.status {
			t.Errorf("%s: HTTP %d, want %d", name, resp.StatusCode, test.status)
		}
	}
	if p, err := r.Control().Get(t.Context(), "P1"); err != nil || p.Status != "PROCESSING" {
		t.Errorf("the payment is %s: %v", p.Status, err)
	}
	for _, path := range []string{"/", page, "/dashboard/requests", "/dashboard/nothing", "/dashboard/faults"} {
		resp, _ := r.get(path)
		csp := resp.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || resp.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, resp.Header)
		}
	}
}

// TestForeignTextIsText holds that nothing a client sends becomes part of a page.
func TestForeignTextIsText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const evil = `<script>alert(1)</script>"'>`
	page := r.pay("P1", "ALIPAY_HK", "")
	r.call("/ams/api/v1/"+url.PathEscape(evil), `{"paymentRequestId":"<script>alert(1)</script>"}`, nil)
	r.call(payPath, `<script>alert(1)</script>`, nil)
	for _, path := range []string{"/dashboard/requests", "/dashboard/requests/2", "/dashboard/requests/3", "/?text=" + url.QueryEscape(evil), "/dashboard/payments/" + url.PathEscape(evil), page} {
		if _, text := r.get(path); strings.Contains(text, "<script>alert") {
			t.Errorf("%s has foreign markup:\n%s", path, text)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	watch := func() *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.server.URL+"/dashboard/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		return resp
	}
	stream := watch()
	lines := bufio.NewScanner(stream.Body)
	if !lines.Scan() || lines.Text() != ": open" {
		t.Fatalf("the stream begins with %q", lines.Text())
	}
	r.pay("P1", "ALIPAY_HK", "")
	for lines.Scan() && lines.Text() != "event: change" {
	}
	if lines.Text() != "event: change" {
		t.Errorf("nothing was told: %v", lines.Err())
	}
	refused := 0
	for range 20 {
		if watch().StatusCode == http.StatusServiceUnavailable {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("%d of 20 further streams were refused, want 5", refused)
	}
}
