package sandbox_test

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestAnsweredSignedOnBothPaths(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i, path := range []string{payPath, "/ams/api/v1/payments/pay", payPath + "?merchant=a%2Fb&x=1"} {
		a := r.call(path, payBody(fmt.Sprintf("pay-%d", i)))
		if a.code() != "PAYMENT_IN_PROCESS" || a.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d, %s: %s", path, a.StatusCode, a.code(), a.message())
		}
		r.wantSigned(a, path)
		if got := a.Header.Get("Content-Type"); got != "application/json; charset=UTF-8" {
			t.Errorf("%s: Content-Type is %q", path, got)
		}
		if a.Header.Get("client-id") != sandbox.ClientID {
			t.Errorf("%s: client-id is %q", path, a.Header.Get("client-id"))
		}
	}
}

func TestTheClientLibraryAccepts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	client := &antom.Client{
		Gateway: r.server.URL, ClientID: sandbox.ClientID,
		Auth: antom.RSA{Key: shared().MerchantKey}, AntomKeys: []*rsa.PublicKey{&shared().AntomKey.PublicKey}, Now: r.clock.Now,
	}
	resp, err := client.Call(t.Context(), "/ams/api/v1/payments/pay", []byte(payBody("pay-1")))
	if err != nil || resp.Trust != antom.TrustVerified || resp.Result.ResultCode != "PAYMENT_IN_PROCESS" {
		t.Fatalf("got %+v, %v", resp, err)
	}
	client.HTTPClient = &http.Client{Transport: r.Transport()}
	client.Gateway = "https://simulator.invalid"
	again, err := client.Call(t.Context(), "/ams/api/v1/payments/pay", []byte(payBody("pay-1")))
	if err != nil || string(again.Body) != string(resp.Body) {
		t.Errorf("without a network: %v, %v", again, err)
	}
}

func TestFormsOfRequestTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i, test := range []struct {
		time string
		ok   bool
	}{
		{"1705281646000", true},
		{"2024-01-15T01:20:46+00:00", true},
		{"2024-01-15T09:20:46+08:00", true},
		{"2024-01-15T01:20:46+0000", true},
		{"2024-01-15T01:20:46.1234567Z", true},
		{"2019-01-01T00:00:00Z", true},
		{"now", false},
		{"17", false},
		{"", false},
	} {
		a := r.send(r.signed(payPath, payBody(fmt.Sprintf("pay-%d", i)), func(m *antom.Message) { m.Time = test.time }))
		want := "PAYMENT_IN_PROCESS"
		if !test.ok {
			want = "PARAM_ILLEGAL"
		}
		if a.code() != want {
			t.Errorf("%q: got %s (%s), want %s", test.time, a.code(), a.message(), want)
		}
	}
}

func TestHeaderNamesInAnyCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i, names := range [][3]string{{"client-id", "request-time", "signature"}, {"CLIENT-ID", "REQUEST-TIME", "SIGNATURE"}, {"Client-Id", "Request-Time", "Signature"}, {"cLiEnT-iD", "request-Time", "sIgnature"}} {
		req := r.signed(payPath, payBody(fmt.Sprintf("pay-%d", i)), nil)
		for k, old := range []string{"Client-Id", "Request-Time", "Signature"} {
			value := req.Header.Get(old)
			delete(req.Header, old)
			req.Header[names[k]] = []string{value} //nolint:staticcheck // the case is the point
		}
		if a := r.send(req); a.code() != "PAYMENT_IN_PROCESS" {
			t.Errorf("%v: %s: %s", names, a.code(), a.message())
		}
	}
}

func TestRefusedBeforeTheSignature(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, test := range []struct {
		name   string
		change func(*http.Request)
		path   string
		code   string
		says   string
	}{
		{"no signature", func(q *http.Request) { q.Header.Del("signature") }, "", "INVALID_SIGNATURE", "header signature is missing"},
		{"an API key", func(q *http.Request) {
			q.Header.Del("signature")
			q.Header.Del("request-time")
			q.Header.Set("Authorization", "Bearer sk_1")
		}, "", "ACCESS_DENIED", "has no API key in the simulator"},
		{"unreadable signature", func(q *http.Request) { q.Header.Set("signature", "algorithm=RSA256") }, "", "INVALID_SIGNATURE", "header signature"},
		{"other body", func(q *http.Request) { setBody(q, "{}") }, "", "INVALID_SIGNATURE", "other text was signed"},
		{"other time", func(q *http.Request) { q.Header.Set("request-time", "1705281646001") }, "", "INVALID_SIGNATURE", "take the time once"},
		{"body with a blank more", func(q *http.Request) { setBody(q, payBody("pay-1")+" ") }, "", "INVALID_SIGNATURE", "White space was added around the body"},
		{"other path than signed", func(q *http.Request) { q.URL.Path = "/ams/api/v1/payments/pay" }, "", "INVALID_SIGNATURE", "sign /ams/api/v1/payments/pay"},
		{"query not signed", func(q *http.Request) { q.URL.RawQuery = "a=1" }, "", "INVALID_SIGNATURE", "query was left out"},
		{"unknown client", func(q *http.Request) { q.Header.Set("client-id", "SANDBOX_X") }, "", "CLIENT_INVALID", "SANDBOX_X"},
		{"no client", func(q *http.Request) { q.Header.Del("client-id") }, "", "CLIENT_INVALID", "client-id is missing"},
		{"other key version", func(q *http.Request) {
			q.Header.Set("signature", strings.Replace(q.Header.Get("signature"), "keyVersion=1", "keyVersion=7", 1))
		}, "", "KEY_NOT_FOUND", "version 7"},
		{"get", func(q *http.Request) { q.Method = http.MethodGet }, "", "METHOD_NOT_SUPPORTED", "use POST"},
		{"form", func(q *http.Request) { q.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, "", "MEDIA_TYPE_NOT_ACCEPTABLE", "application/json"},
		{"other charset", func(q *http.Request) { q.Header.Set("Content-Type", "application/json; charset=GBK") }, "", "MEDIA_TYPE_NOT_ACCEPTABLE", "UTF-8"},
		{"too large", func(q *http.Request) { setBody(q, strings.Repeat(" ", 1<<20+1)) }, "", "PARAM_ILLEGAL", "1 MiB"},
		{"unknown path", nil, "/ams/api/v1/payments/nothing", "NO_INTERFACE_DEF", "/ams/api/v1/payments/nothing"},
		{"not served", nil, "/ams/api/v1/vaults/deleteToken", "NO_INTERFACE_DEF", "deleteToken"},
		{"doubled slash", nil, "/ams/api//v1/payments/pay", "NO_INTERFACE_DEF", "//v1"},
		{"sandbox twice", nil, "/ams/sandbox/sandbox/api/v1/payments/pay", "NO_INTERFACE_DEF", "sandbox"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := test.path
			if path == "" {
				path = payPath
			}
			req := r.signed(path, payBody("pay-1"), nil)
			if test.change != nil {
				test.change(req)
			}
			a := r.send(req)
			if a.StatusCode != http.StatusOK || a.code() != test.code || !strings.Contains(a.message(), test.says) {
				t.Errorf("got HTTP %d, %s: %s; want %s with %q", a.StatusCode, a.code(), a.message(), test.code, test.says)
			}
			if a.node.At("result.resultStatus").String() != "F" {
				t.Errorf("resultStatus is not F: %s", a.text)
			}
			r.wantUnsigned(a)
		})
	}
	if list, err := r.Control().List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a refused request made a payment: %v, %v", list, err)
	}
}

func setBody(q *http.Request, body string) {
	q.Body = io.NopCloser(strings.NewReader(body))
	q.ContentLength = int64(len(body))
	q.GetBody = nil
}

func TestMistakesInTheBodyAreAnsweredSigned(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for body, says := range map[string]string{
		`{`:             "not JSON",
		`{"a":1,"a":2}`: "not JSON",
		``:              "not JSON",
		`[]`:            "JSON object",
		`{}`:            "productCode",
	} {
		a := r.call(payPath, body)
		if a.code() != "PARAM_ILLEGAL" || !strings.Contains(a.message(), says) {
			t.Errorf("%q: %s: %s", body, a.code(), a.message())
		}
		r.wantSigned(a, payPath)
	}
}

func TestAReplayGivesTheSameAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.call(payPath, payBody("pay-1"))
	r.clock.pass(time.Minute)
	if again := r.call(payPath, payBody("pay-1")); again.text != first.text {
		t.Errorf("the answers differ:\n%s\n%s", first.text, again.text)
	}
}

func TestDelayAndDropHappenOnTheConnection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if a := r.call(payPath, payWith("pay-1", "sim: delay=12s", "https://shop.example/")); a.code() != "PAYMENT_IN_PROCESS" || r.slept != 12*time.Second {
		t.Errorf("got %s after %v, want the answer after 12s", a.code(), r.slept)
	}
	dropped := payWith("pay-2", "sim: drop", "https://shop.example/")
	if resp, err := http.DefaultClient.Do(r.signed(payPath, dropped, nil)); err == nil {
		t.Errorf("got HTTP %d, want a broken connection", resp.StatusCode)
		_ = resp.Body.Close()
	}
	if resp, err := r.Transport().RoundTrip(r.signed(payPath, dropped, nil)); err == nil {
		t.Errorf("without a network: got HTTP %d, want an error", resp.StatusCode)
	}
	if p, err := r.Control().Get(t.Context(), "pay-2"); err != nil || p.Status != "PROCESSING" {
		t.Errorf("the payment behind the lost answer: %+v, %v", p, err)
	}
}

func TestHeaderNamesOfAnswersAreInLowerCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := httptest.NewRecorder()
	req := r.signed(payPath, payBody("pay-1"), nil)
	req.RequestURI = payPath
	r.Handler().ServeHTTP(w, req)
	for _, name := range []string{"client-id", "response-time", "signature"} {
		if len(w.Header()[name]) != 1 { //nolint:staticcheck // the case is the point
			t.Errorf("no header %q in %v", name, w.Header())
		}
	}
}

func TestManyAtOnceMakeOnePayment(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	const callers = 100
	client := &http.Client{Transport: r.Transport()}
	answers := make([]string, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			resp, err := client.Do(r.signed(payPath, payBody("pay-1"), nil))
			if err != nil {
				return
			}
			data, _ := io.ReadAll(resp.Body)
			answers[i] = string(data)
		})
	}
	wg.Wait()
	for i, a := range answers {
		if a == "" || a != answers[0] {
			t.Fatalf("caller %d got %q, the first %q", i, a, answers[0])
		}
	}
	if list, err := r.Control().List(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%d payments were made, %v", len(list), err)
	}
}

func TestAFailureOfTheSimulatorIsNoAnswer(t *testing.T) {
	t.Parallel()
	r := newRigIn(t, t.TempDir())
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	a := r.call(payPath, payBody("pay-1"))
	if a.StatusCode != http.StatusInternalServerError || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/plain") || !strings.Contains(a.text, "the simulator failed: database not open") {
		t.Errorf("over HTTP: %d, %v, %q", a.StatusCode, a.Header, a.text)
	}
	r.wantUnsigned(a)
	resp, err := r.Transport().RoundTrip(r.signed(payPath, payBody("pay-1"), nil))
	var failure *sandbox.FailureError
	if !errors.As(err, &failure) || err.Error() != "simulator: database not open" {
		t.Errorf("in the same process: %v, %v; want a *FailureError", resp, err)
	}
	if page := r.get("/checkout/1"); page.StatusCode != http.StatusInternalServerError {
		t.Errorf("a page: HTTP %d, want 500", page.StatusCode)
	}
}

// The library for Java has a doubled slash in one path, and signs it.
func TestDoubledSlashOfTheJavaLibrary(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, path := range []string{"/ams/api//v1/payments/retrievePaymentSession", "/ams/sandbox/api//v1/payments/retrievePaymentSession"} {
		a := r.call(path, `{"paymentRequestId":"nobody"}`)
		if a.code() != "ORDER_NOT_EXIST" {
			t.Errorf("%s: %s", path, a.text)
		}
		r.wantSigned(a, path)
	}
}
