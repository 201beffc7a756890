package debuglog

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

var ended = time.Date(2026, 11, 20, 12, 0, 1, 250e6, time.UTC)

// prepared signs a body with a new key.
func prepared(t *testing.T, body string) *antom.Prepared {
	t.Helper()
	key, err := keys.Generate(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := antom.Client{
		Gateway: "https://gateway.example", ClientID: "SANDBOX_1", Auth: antom.RSA{Key: key, KeyVersion: "1"},
		AgentToken: antom.NewAgentToken("agent-secret"), Now: func() time.Time { return ended },
	}
	p, err := c.Prepare(context.Background(), "/ams/api/v1/payments/pay", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func logged(t *testing.T, a antom.Attempt) string {
	t.Helper()
	var text bytes.Buffer
	if err := Attempt(&text, a, ended); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestAttempt(t *testing.T) {
	t.Parallel()
	p := prepared(t, `{"paymentRequestId":"P1","x":"`+"\u202e"+`"}`)
	text := logged(t, antom.Attempt{
		Number: 2, Request: p, Duration: 250 * time.Millisecond,
		Response: &antom.Response{
			HTTPStatus: 200, Proto: "HTTP/1.1", Header: http.Header{"Response-Time": {"2026-11-20T12:00:01Z"}, "X-Evil": {"a\x1b[31mb"}},
			Body: []byte("{\n\"result\":{}}"), Trust: antom.TrustVerified, KeyFingerprint: "sha256:ab", Checked: []string{"signature", "paymentRequestId"},
		},
	})
	for _, want := range []string{
		"* 12:00:01.000 attempt 2\n",
		"> POST https://gateway.example/ams/sandbox/api/v1/payments/pay\n",
		"> client-id: SANDBOX_1\n",
		"> agent-token: [redacted]\n",
		`* POST /ams/sandbox/api/v1/payments/pay\nSANDBOX_1.`,
		`"x":"\u202e"}`,
		"* 12:00:01.250 after 250ms\n",
		"< HTTP/1.1 200 OK\n",
		`< x-evil: a\x1b[31mb`,
		"<\n< {\n< \"result\":{}}\n",
		"* trust: verified\n",
		"* verified with the key sha256:ab\n",
		"* checks passed: signature, paymentRequestId\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "agent-secret") || strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("a secret or a hidden character is in:\n%s", text)
	}
}

func TestAttemptThatFailed(t *testing.T) {
	t.Parallel()
	text := logged(t, antom.Attempt{
		Number: 1, Request: prepared(t, "{}"), Wait: 300 * time.Millisecond,
		Err: &antom.ResponseError{Reason: antom.ReasonTimeout, Detail: "no answer", Err: errors.New("slow")},
	})
	for _, want := range []string{"* not accepted (timeout): ", "* next attempt in 300ms\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func TestCardDataIsMasked(t *testing.T) {
	t.Parallel()
	body := `{"order":{"buyer":{"referenceBuyerId":"B1","buyerName":{"fullName":"Ann Lee"},"buyerEmail":"ann@example"}},"paymentMethod":{"paymentMethodId":"281-token","paymentMethodMetaData":{"cardNo":"4111111111111111","cvv":737,"expiryYear":"30"}},"list":[{"cardToken":"tok"}]}`
	text := logged(t, antom.Attempt{
		Number: 1, Request: prepared(t, body),
		Response: &antom.Response{HTTPStatus: 200, Body: []byte(`{"cardNo":"411111******1111","accessToken":"secret-token"}`)},
	})
	for _, secret := range []string{"4111111111111111", "737", `"30"`, `"tok"`, "secret-token", "Ann Lee", "ann@example", "281-token"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in:\n%s", secret, text)
		}
	}
	for _, want := range []string{`"referenceBuyerId":"B1"`, "411111******1111", "card and buyer data is masked here; the exact bytes were sent"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func TestMaskLeavesOtherBodiesAlone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "no JSON", `{ "a" : "b" }`, `{"cvv":""}`, `{"cvv":{}}`} {
		if got, masked, _ := MaskBody([]byte(body)); masked || string(got) != body {
			t.Errorf("%q became %q", body, got)
		}
	}
}

func TestMaskKeepsTheOtherBytes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{"{\n  \"cvv\" : 737,\n  \"a\": 1.0\n}\n", "{\n  \"cvv\" : \"***\",\n  \"a\": 1.0\n}\n"},
		{`{"email":"a\"b\\", "x":"\u00e9"}`, `{"email":"***", "x":"\u00e9"}`},
		{`{"buyer":{"names":["Ann",{"n":true}],"referenceBuyerId":"B1"}}`, `{"buyer":{"names":["***",{"n":"***"}],"referenceBuyerId":"B1"}}`},
		{`{"passThrough":"{\"email\": \"a@b\"}"}`, `{"passThrough":"{\"email\": \"***\"}"}`},
	} {
		if got, masked, isJSON := MaskBody([]byte(c.body)); !masked || !isJSON || string(got) != c.want {
			t.Errorf("%q became %q", c.body, got)
		}
	}
	for _, body := range []string{`"{\"email\":\"a@b\"}"`, `{"email":"a@b"} more`, "{'email': 'a@b'}", "12"} {
		if _, _, isJSON := MaskBody([]byte(body)); isJSON {
			t.Errorf("%s is taken for JSON", body)
		}
	}
}

func TestPersonal(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]bool{
		"paymentAmount.value": false, "paymentId": false, "": false, "buyer.referenceBuyerId": false,
		"buyer.buyerName.fullName": true, "pspCustomerInfo.pspCustomerId": true, "list[0].email": true, "passengers[1]": true,
		"pspCustomerInfo": true, "cardNo": true,
	} {
		if Personal(member) != want {
			t.Errorf("%s", member)
		}
	}
}

func TestHeadersAreHidden(t *testing.T) {
	t.Parallel()
	p := prepared(t, "no JSON, 4111111111111111")
	p.Header.Set("X-Own", "secret-of-the-user")
	text := logged(t, antom.Attempt{
		Number: 1, Request: p, Response: &antom.Response{HTTPStatus: 502, Header: http.Header{"Set-Cookie": {"session=secret"}}, Body: []byte("<h1>Bad gateway</h1>")},
	})
	for _, want := range []string{"> x-own: [redacted]\n", "> [25 bytes that are not JSON]\n", "< set-cookie: [redacted]\n", "< <h1>Bad gateway</h1>\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret-of-the-user") || strings.Contains(text, "4111111111111111") || strings.Contains(text, "session=") {
		t.Errorf("a secret is in:\n%s", text)
	}
	if p.Header.Get("X-Own") != "secret-of-the-user" {
		t.Error("the request was changed")
	}
}
