package websdk_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ask calls an endpoint of the script, as a page of another origin does.
func (s *shop) ask(method, path, body string, change func(*http.Request)) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.simulator.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Origin", "https://shop.example")
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer, string(text)
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	data, card := s.session("p-1", "CARD", ""), s.vaulting("v-1")
	with := func(data string) string { return fmt.Sprintf(`{"sessionData":%q}`, data) }
	for _, test := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		status                   int
		part                     string
	}{
		{"a session", "POST", "/sdk/session", with(data), nil, 200, `"paymentStatus":"PROCESSING"`},
		{"no session data", "POST", "/sdk/session", `{}`, nil, 400, "not complete"},
		{"of nobody", "POST", "/sdk/session", with("a&&SG&&188&&eyJzaW11bGF0b3IiOnsicGF5bWVudFNlc3Npb25JZCI6InMxIn19"), nil, 404, "no payment"},
		{"changed", "POST", "/sdk/pay", with("A" + data[1:] + "="), nil, 400, "not"},
		{"another token", "POST", "/sdk/pay", with("x" + data[1:]), nil, 400, "was changed"},
		{"no such code", "POST", "/sdk/decline", strings.Replace(with(data), "}", `,"code":"NOPE"}`, 1), nil, 422, "not a result code"},
		{"a card of nobody", "POST", "/sdk/session", with("a&&SG&&188&&eyJzaW11bGF0b3IiOnsidmF1bHRpbmdTZXNzaW9uSWQiOiJ2MSJ9fQ=="), nil, 404, "no vaulting"},
		{"a card with another token", "POST", "/sdk/pay", with("x" + card[1:]), nil, 400, "was changed"},
		{"a card to store", "POST", "/sdk/session", with(card), nil, 200, `"card":"VISA ************1111"`},
		{"a card that is stored", "POST", "/sdk/pay", with(card), nil, 200, `"paymentStatus":"SUCCESS"`},
		{"a card declined too late", "POST", "/sdk/decline", with(card), nil, 200, `"paymentStatus":"SUCCESS"`},
		{"as a form", "POST", "/sdk/pay", with(data), func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415, "application/json"},
		{"no JSON", "POST", "/sdk/pay", "pay", nil, 400, "sessionData"},
		{"too large", "POST", "/sdk/pay", with(strings.Repeat("x", 40_000)), nil, 413, "too large"},
		{"by GET", "GET", "/sdk/pay", "", nil, 405, ""},
		{"nowhere", "POST", "/sdk/steal", with(data), nil, 404, ""},
		{"by a stranger's name", "POST", "/sdk/session", with(data), func(r *http.Request) { r.Host = "evil.example" }, 421, "host name"},
		{"paid", "POST", "/sdk/pay", with(data), nil, 200, `"paymentStatus":"SUCCESS"`},
		{"declined too late", "POST", "/sdk/decline", with(data), nil, 200, `"paymentStatus":"SUCCESS"`},
	} {
		answer, text := s.ask(test.method, test.path, test.body, test.change)
		if answer.StatusCode != test.status || !strings.Contains(text, test.part) {
			t.Errorf("%s: HTTP %d %s, want %d with %q", test.name, answer.StatusCode, text, test.status, test.part)
		}
	}
}

func TestOtherOriginsMayAsk(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	answer, _ := s.ask("OPTIONS", "/sdk/pay", "", func(r *http.Request) { r.Header.Set("Access-Control-Request-Method", "POST") })
	for header, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type",
		"Access-Control-Allow-Credentials": "", "Access-Control-Allow-Private-Network": "",
	} {
		if got := answer.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	// The pages and the control interface stay closed to them.
	for _, path := range []string{"/", "/checkout/result", "/_antom/payments"} {
		if answer, _ := s.ask("GET", path, "", nil); answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s is open to every origin", path)
		}
	}
}

// Every code that the script fires is one that the specification knows.
func TestScriptSpeaksOfKnownCodes(t *testing.T) {
	t.Parallel()
	answer, source := newShop(t).ask("GET", "/sdk/ams-checkout.min.js", "", nil)
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || answer.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("HTTP %d, %v", answer.StatusCode, answer.Header)
	}
	_, code, found := strings.Cut(source, "const KEYS") // what comes before is the table itself
	if !found {
		t.Fatal("the script has no code")
	}
	fired := map[string]bool{}
	for _, match := range regexp.MustCompile(`"(SDK_[A-Z_]+)"`).FindAllStringSubmatch(code, -1) {
		fired[match[1]] = true
		if _, known := spec.FindSDKEvent(match[1]); !known {
			t.Errorf("%s is no code of the SDK", match[1])
		}
	}
	for _, e := range spec.SDKEvents() {
		if !fired[e.Code] {
			t.Errorf("%s is never fired", e.Code)
		}
	}
	for _, outside := range regexp.MustCompile(`https?://[a-z][^\s"'`+"`"+`]*`).FindAllString(source, -1) {
		if outside != "http://www.w3.org/2000/svg" {
			t.Errorf("the script names %s", outside)
		}
	}
}
