package requestlog

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/pkg/antom"
)

func exchange(refused bool, body string) *gateway.Exchange {
	answer := `{"result":{"resultStatus":"U","resultCode":"PAYMENT_IN_PROCESS","resultMessage":"payment in process"},"paymentId":"A1"}`
	if refused {
		answer = `{"result":{"resultStatus":"F","resultCode":"PARAM_ILLEGAL","resultMessage":"env: it is missing"}}`
	}
	return &gateway.Exchange{
		Time: time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC), Operation: "pay", Status: 200, Failed: refused, Response: []byte(answer),
		Message: antom.Message{Method: "POST", Path: "/ams/api/v1/payments/pay", ClientID: "C", Time: "1", Body: []byte(body)},
	}
}

const pay = `{"paymentRequestId":"P1","paymentAmount":{"currency":"HKD","value":"100"}}`

func ids(calls []Call) string {
	var list []string
	for _, c := range calls {
		list = append(list, c.ID)
	}
	return strings.Join(list, " ")
}

func TestList(t *testing.T) {
	t.Parallel()
	l := New()
	l.Add(exchange(false, pay))
	l.Add(exchange(true, `{"paymentRequestId":"P2"}`))
	other := exchange(true, "")
	other.Operation, other.Message.Path = "", "/ams/x?y"
	l.Add(other)
	l.Add(exchange(false, pay))
	for _, test := range []struct {
		f    Filter
		want string
	}{
		{Filter{}, "4 3 2 1"},
		{Filter{Refused: true}, "3 2"},
		{Filter{Operation: "pay"}, "4 2 1"},
		{Filter{Operation: "/ams/x"}, "3"},
		{Filter{Subject: "P1"}, "4 1"},
		{Filter{Subject: "A1"}, "4 1"},
		{Filter{Before: "4", Most: 2}, "3 2"},
		{Filter{Before: "1"}, ""},
		{Filter{Before: "x"}, "4 3 2 1"},
	} {
		if got := ids(l.List(test.f)); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.f, got, test.want)
		}
	}
	for id, want := range map[string]bool{"1": true, "2": true, "4": true, "5": false, "0": false, "-1": false, "": false, "x": false} {
		if e, found := l.Find(id); found != want || found && e.Call().ID != id {
			t.Errorf("%q: found %v", id, found)
		}
	}
}

func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	l := New()
	l.Add(exchange(true, pay))
	for range 3 * MaxCalls {
		l.Add(exchange(false, pay))
	}
	if got := len(l.List(Filter{})); got != MaxCalls+1 {
		t.Errorf("%d calls are kept", got)
	}
	if got := ids(l.List(Filter{Refused: true})); got != "1" {
		t.Errorf("accepted calls pushed out the refused one: %q", got)
	}
	large := strings.Repeat(" ", 1<<20)
	for range 10 {
		l.Add(exchange(false, large))
	}
	if l.accepted.bytes > MaxBytes || len(l.accepted.entries) == 0 {
		t.Errorf("%d calls take %d bytes", len(l.accepted.entries), l.accepted.bytes)
	}
}

func TestManyMayAddAndLook(t *testing.T) {
	t.Parallel()
	l := New()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 100 {
				l.Add(exchange(i%2 == 0, pay))
				l.List(Filter{Most: 3})
			}
		})
	}
	wg.Wait()
	if got := len(l.List(Filter{})); got != 400 {
		t.Errorf("%d calls are kept", got)
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		change     func(*gateway.Exchange)
		cause, fix string
	}{
		{"a field", func(*gateway.Exchange) {}, "env: it is missing", "antom explain pay"},
		{"a refusal", func(x *gateway.Exchange) { x.Refusal = &gateway.Refusal{Cause: "the whole cause", Fix: "the fix"} }, "the whole cause", "the fix"},
		{"a fault", func(x *gateway.Exchange) { x.Fault, x.Status, x.Response = fault.Reset, 0, nil }, "the fault reset is active", "antom sandbox fault clear reset"},
		{"dropped", func(x *gateway.Exchange) { x.Dropped, x.Status, x.Response = true, 0, nil }, "asks for no response", "sim: drop"},
		{"gone", func(x *gateway.Exchange) { x.Status, x.Response = 0, nil }, "the client closed the connection", "longer"},
		{"failed", func(x *gateway.Exchange) { x.Status, x.Response = 500, []byte("the simulator failed: no space left") }, "the simulator failed: no space left", "disk"},
		{"a code", func(x *gateway.Exchange) {
			x.Response = []byte(`{"result":{"resultStatus":"F","resultCode":"ORDER_NOT_EXIST","resultMessage":"none"}}`)
			x.Operation = "inquiryPayment"
		}, "none", "check the id"},
		{"a strange code", func(x *gateway.Exchange) {
			x.Response = []byte(`{"result":{"resultStatus":"F","resultCode":"STRANGE"}}`)
		}, "STRANGE", "antom codes STRANGE"},
	} {
		x := exchange(true, pay)
		test.change(x)
		c := New().Add(x).Call()
		if !strings.Contains(c.Cause, test.cause) || !strings.Contains(c.Fix, test.fix) {
			t.Errorf("%s: got %q, %q", test.name, c.Cause, c.Fix)
		}
	}
	if c := New().Add(exchange(false, pay)).Call(); c.Cause != "" || c.Fix != "" || c.Refused {
		t.Errorf("an accepted call: got %+v", c)
	}
}

func TestRequestsAreMasked(t *testing.T) {
	t.Parallel()
	x := exchange(false, "{\"cardNo\":\"4111111111111111\",\"x\":\t\"ü\"}")
	x.Header = http.Header{"Authorization": {"Bearer secret"}, "Cookie": {"a=secret"}, "X-Api-Key": {"secret"}, "Signature": {"shown"}, "Client-Id": {"C"}}
	r := New().Add(x).Request()
	all := r.Body + r.SignedContent + r.Response
	for _, h := range r.Headers {
		all += h.Name + ": " + h.Value + "\n"
	}
	if strings.Contains(all, "secret") || strings.Contains(all, "4111111111111111") {
		t.Errorf("a secret is shown: %s", all)
	}
	for _, want := range []string{"411111******1111", "signature: shown", "POST·/ams/api/v1/payments/pay␊\nC.1.{", `"x":→"ü"`, "authorization: ***"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in %s", want, all)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte(pay), "/ams/api/v1/payments/pay", "value")
	f.Add([]byte("card 4111 1111 1111 1111 or 4111111111111111"), "", "")
	f.Add([]byte("{\"a\":\"\\ud800\"}\xff"), "\x00", "\n")
	f.Fuzz(func(t *testing.T, body []byte, path, value string) {
		x := exchange(true, string(body))
		x.Operation, x.Message.Path, x.Response, x.Header = "", path, body, http.Header{"Authorization": {value}}
		r := New().Add(x).Request()
		if value != "" && value != hiddenValue && r.Headers[0].Value == value {
			t.Errorf("the header's value %q is shown", value)
		}
		for _, c := range r.SignedContent {
			if c < ' ' && c != '\n' {
				t.Errorf("the signed content has the control character %q", c)
			}
		}
	})
}

func TestMaskDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "",
		"4111111111111111":             "***",
		"a=4111111111111111&b=1":       "a=***&b=1",
		"12345678901":                  "12345678901",
		"x 123456789012 y 13 and \xff": "x *** y 13 and \xff",
	} {
		if got := string(maskDigits([]byte(text))); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
