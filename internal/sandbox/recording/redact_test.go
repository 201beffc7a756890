package recording

import (
	"net/http"
	"strings"
	"testing"
)

func TestRedactedBodies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, body, want string }{
		{"ids, amounts and results", `{"result":{"resultStatus":"S","resultCode":"SUCCESS"},"paymentId":"20260101190000000000000000000000001","paymentRequestId":"4111111111111111","paymentAmount":{"currency":"IDR","value":"4111111111111111"}}`,
			`{"result":{"resultStatus":"S","resultCode":"SUCCESS"},"paymentId":"20260101190000000000000000000000001","paymentRequestId":"4111111111111111","paymentAmount":{"currency":"IDR","value":"4111111111111111"}}`},
		{"a card", `{"paymentMethod":{"paymentMethodType":"CARD","paymentMethodMetaData":{"cardNo":"4111111111111111","cvv":"123"}}}`,
			`{"paymentMethod":{"paymentMethodType":"CARD","paymentMethodMetaData":{"cardNo":"***","cvv":"***"}}}`},
		{"a card in a text", `{"note":"paid with 4111 1111-1111 1111 today"}`, `{"note":"paid with *** today"}`},
		{"digits that are no card", `{"note":"parcel 4111111111111112"}`, `{"note":"parcel 4111111111111112"}`},
		{"persons", `{"payer":{"firstName":"Zoe","email":"a@b.example","phoneNo":85212345678},"shippingAddress":{"city":"X","zipCode":"1"}}`,
			`{"payer":{"firstName":"***","email":"***","phoneNo":"***"},"shippingAddress":{"city":"***","zipCode":"***"}}`},
		{"the buyer's references stay", `{"order":{"buyer":{"referenceBuyerId":"b1","buyerName":{"fullName":"Zoe"}}}}`, `{"order":{"buyer":{"referenceBuyerId":"b1","buyerName":{"fullName":"***"}}}}`},
		{"tokens", `{"accessToken":"x","paymentSessionData":"x","tokenType":"CARD","accessTokenExpiryTime":"2026"}`,
			`{"accessToken":"***","paymentSessionData":"***","tokenType":"CARD","accessTokenExpiryTime":"2026"}`},
		{"URLs", `{"paymentNotifyUrl":"https://user:pw@shop.example/n?key=abc&x#part"}`, `{"paymentNotifyUrl":"https://shop.example/n?key=***&***#***"}`},
		{"a URL in a text", `{"note":"see https://shop.example/n?key=abc now"}`, `{"note":"see https://shop.example/n?key=*** now"}`},
		{"JSON in a text", `{"form":"{\"firstName\":\"Zoe\",\"paymentId\":\"1\"}"}`, `{"form":"{\"firstName\":\"***\",\"paymentId\":\"1\"}"}`},
		{"an e-mail as an id", `{"referenceOrderId":"zoe@shop.example"}`, `{"referenceOrderId":"***"}`},
		{"a list of names", `{"guestNames":["Zoe"],"userName":[{"a":"b"},1]}`, `{"guestNames":["***"],"userName":[{"a":"***"},"***"]}`},
	} {
		m := newMessage(http.Header{}, []byte(test.body))
		if m.Body == nil {
			t.Errorf("%s: the body was not kept", test.name)
			continue
		}
		if got := string(m.Body.AppendJSON(nil)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestBodiesThatAreNotKept(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing": "", "HTML": "<html>secret</html>", "a list": `["secret"]`, "a text": `"secret"`, "half of it": `{"a":"secret`,
		"a name twice": `{"a":"secret","a":"secret"}`, "too many values": `{"a":["secret"` + strings.Repeat(",1", maxValues) + "]}",
		"too deep": strings.Repeat(`{"a":`, 62) + `"secret"` + strings.Repeat("}", 62),
	} {
		e := Exchange{Operation: "pay", Request: newMessage(nil, []byte(body)), Response: newMessage(nil, []byte(body))}
		if e.Request.Body != nil || e.Request.Size != len(body) {
			t.Errorf("%s: kept as %v, size %d", name, e.Request.Body, e.Request.Size)
		}
		if file := string(e.Encode()); strings.Contains(file, "secret") {
			t.Errorf("%s is in the file: %s", name, file)
		}
		if e.Replayable() {
			t.Errorf("%s can be replayed", name)
		}
	}
}

func TestRedactedHeaders(t *testing.T) {
	t.Parallel()
	h := http.Header{
		"Client-Id": {"SANDBOX_1"}, "Request-Time": {"4111111111111111"}, "response-time": {"2026-01-02T03:04:05+00:00"},
		"Signature": {"algorithm=RSA256,keyVersion=2,signature=QUJD"}, "Authorization": {"Bearer secret"}, "Agent-Token": {"secret"},
		"Cookie": {"secret"}, "X-Api-Key": {"secret"}, "Content-Type": {"application/json"},
	}
	want := map[string]string{
		"client-id": "SANDBOX_1", "request-time": "4111111111111111", "response-time": "2026-01-02T03:04:05+00:00",
		"signature": "algorithm=RSA256,keyVersion=2,signature=***", "authorization": "***", "agent-token": "***", "content-type": "application/json",
	}
	got := keptHeaders(h)
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s: got %q, want %q", name, got[name], value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("kept %v", got)
	}
	if got := keptHeaders(http.Header{"Signature": {"secret"}})["signature"]; got != "***" {
		t.Errorf("a signature in another form is kept as %q", got)
	}
	if got, want := keptPath("/ams/api/v1/payments/pay?token=abc&x"), "/ams/api/v1/payments/pay?token=***&***"; got != want {
		t.Errorf("path: got %s, want %s", got, want)
	}
}
