package verify

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

// bodies are bodies of notifications; those that begin with ! are too odd for
// the fast way.
func bodies() []string {
	pay := func(old, new string) string { return strings.Replace(payBody, old, new, 1) }
	return []string{
		payBody,
		benchBody(7),
		pay("PAYMENT_RESULT", "PAYMENT_PENDING"),
		pay(`"S"`, `"F"`),
		strings.NewReplacer("PAYMENT_RESULT", "PAYMENT_PENDING", `"S"`, `"F"`).Replace(payBody),
		strings.NewReplacer("PAYMENT_RESULT", "CAPTURE_RESULT", "paymentAmount", "captureAmount").Replace(payBody),
		strings.NewReplacer("PAYMENT_RESULT", "REFUND_RESULT", "paymentAmount", "refundAmount").Replace(payBody),
		pay("PAYMENT_RESULT", "REFUND_RESULT"), // no refundAmount
		pay("PAYMENT_RESULT", "UPDATE_AMOUNT_RESULT"),
		pay("PAY1", "PAY/支付😀é"),
		pay("PAY1", ""),
		pay("PAY1", "PAY\u009b2J\u202e\u200b\u2028\ufeff"),
		pay(`"paymentId"`, `"a":true,"b":[1,"x",{"c":null,"d":[]},[[]],{}],"n":false,"paymentId"`),
		pay(`"SUCCESS"`, `""`),
		`{"notifyType":"PAYMENT_RESULT"}`,
		`{"notifyType":"PAYMENT_RESULT","result":{}}`,
		`!` + pay("PAY1", `PAY\"1`),
		`!` + pay("PAY1", `PAY\u0031`),
		`!` + pay("{", "{ "),
		`!` + pay("{", "{\n"),
		`!` + payBody + "\n",
		`!` + pay("PAYMENT_RESULT", "SOMETHING_ELSE"),
		`!` + pay(`"notifyType":"PAYMENT_RESULT",`, ""),
		`!` + pay(`"notifyType"`, `"NotifyType"`),
		`!` + pay(`"paymentId"`, `"paymentID":"2","paymentId"`),
		`!` + pay(`"paymentId"`, `"refundStatus":"","refundStatus":"","paymentId"`),
		`!` + pay(`"resultCode"`, `"resultcode":"FAIL","resultCode"`),
		`!` + pay(`"value":"1234"`, `"value":1234`),
		`!` + pay(`"value":"1234"`, `"value":"1234","value":"1"`),
		`!` + pay(`"value":"1234"`, `"value":"1234","more":"1"`),
		`!` + pay(`,"value":"1234"`, ``),
		`!` + pay(`"PAY1"`, `1`),
		`!` + pay(`"PAY1"`, `null`),
		`!` + pay(`"paymentId"`, `"a":01,"paymentId"`),
		`!` + pay(`"paymentId"`, `"a":nul,"paymentId"`),
		`!` + pay(`"paymentId"`, `"a":-1.5e3,"paymentId"`),
		`!` + pay("}}", "}},"),
		`!` + pay("}}", "}}}"),
		`!` + pay("}}", "}"),
		`!` + pay("{", "["),
		`!` + pay("PAY1", "PAY\uFFFD"),
		`!` + pay("PAY1", "PAY\x80"),
		`!` + pay("PAY1", "PAY\x01"),
		`!`, `!{}`, `![]`, `!"x"`, `!null`, `!{"notifyType":"PAYMENT_RESULT","result":null}`,
		`!{"notifyType":"PAYMENT_RESULT","notifyType":"PAYMENT_PENDING"}`,
		`!{"a":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `,"notifyType":"PAYMENT_RESULT"}`,
	}
}

// TestFastIsGeneral: what the fast way takes it takes with the same result.
func TestFastIsGeneral(t *testing.T) {
	t.Parallel()
	for _, body := range bodies() {
		body, odd := strings.CutPrefix(body, "!")
		line := record(body)
		fast, general := options(), options()
		fast.JSON = true
		a, _ := collect(t, fast, source("x", line))
		b, _ := collect(t, general, source("x", line))
		if got, want := jsonOf(a), jsonOf(b); got != want {
			t.Errorf("%s\n fast    %s general %s", body, got, want)
		}
		if taken := len(a) == 1 && a[0].rest != nil; taken == odd {
			t.Errorf("the fast way is taken: %t\n%s", taken, body)
		}
		if !json.Valid([]byte(jsonOf(a))) {
			t.Errorf("not JSON: %s", jsonOf(a))
		}
	}
}

// TestFastLine: lines that are no plain records go the general way, and the
// result is the same.
func TestFastLine(t *testing.T) {
	t.Parallel()
	plain := strings.TrimSuffix(record(payBody), "\n")
	change := func(old, new string) string {
		if !strings.Contains(plain, old) {
			t.Fatalf("%s is not there", old)
		}
		return strings.Replace(plain, old, new, 1)
	}
	tests := []struct {
		line string
		fast bool
	}{
		{plain, true},
		{plain + " \t\r", true},
		{change("{", `{"id":"x","schema":1,"verified":true,"receivedAt":"2026-01-18T07:11:43.25Z",`), true},
		{change(`"client-id"`, `"Host":"shop.example","Client-ID"`), true},
		{change("{", `{"receivedAt":"2026-13-18T07:11:43Z",`), false},
		{change("{", `{"receivedAt":"2026-01-31T07:11:43Z",`), false},
		{change("{", `{"receivedAt":"2026-01-18T07:11:43+08:00",`), false},
		{change("{", `{"receivedAt":null,`), false},
		{change("{", `{"more":{"a":[1]},`), false},
		{change("{", `{ `), false},
		{change("{", `{"path":"/other",`), false},
		{change("}", "} "), false},
		{change(`"POST"`, `"post"`), false},
		{change(`"POST"`, `"\u0050OST"`), false},
		{change(`"/payNotify`, `"https://shop.example/payNotify`), false},
		{change(`/payNotify`, `/pay Notify`), false},
		{change(`"client-id"`, `"content-encoding":"gzip","client-id"`), false},
		{change(`"client-id"`, `"Client-Id":"other","client-id"`), false},
		{change(`"signature"`, `"Signature":"other","signature"`), false},
		{change(clientID, clientID+" "), false},
		{change(clientID, "a.b"), false},
		{change(`"`+clientID+`"`, `["`+clientID+`"]`), false},
		{change(`"`+sentAt+`"`, `1768720302000`), false},
		{change("keyVersion=1,", ""), false},
		{change("algorithm=RSA256,", ""), false},
		{change("algorithm=RSA256,", "algorithm=RSA256, "), true},
		{change("algorithm=RSA256", "algorithm=none"), false},
		{change("%2", "%252"), false},
		{change("PAY1", "PAY2"), false},
		{change("PAY1", `PAY\ud83d`), false},
		{change(`"body"`, `"bodyBase64":"e30=","body"`), false},
		{plain + plain, false},
		{plain[:len(plain)-1], false},
		{"", false},
	}
	for _, test := range tests {
		fast, general := options(), options()
		fast.JSON = true
		a, _ := collect(t, fast, source("x", test.line))
		b, _ := collect(t, general, source("x", test.line))
		if got, want := jsonOf(a), jsonOf(b); got != want {
			t.Errorf("%s\n fast    %s general %s", test.line, got, want)
		}
		if taken := len(a) == 1 && a[0].rest != nil; taken != test.fast {
			t.Errorf("the fast way is taken: %t\n%s", taken, test.line)
		}
	}
}

// FuzzLine: a line that the fast way reads is one that package capture reads
// in the same way, with nothing to note.
func FuzzLine(f *testing.F) {
	f.Add([]byte(record(payBody)))
	f.Add([]byte(`{"method":"POST","path":"/","headers":{"client-id":"a","request-time":"1","signature":"x"},"body":"a\"b\u00e9\/\n"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var l line
		if _, ok := l.read(data, make([]byte, 0, len(data)+8)); !ok {
			return
		}
		n := 0
		for c, err := range capture.Read("x", bytes.NewReader(data), capture.Options{Format: capture.FormatCapture}) {
			if n++; n > 1 || err != nil {
				t.Fatalf("item %d, error %v", n, err)
			}
			if len(c.Notes) > 0 || !bytes.Equal(c.Body, l.body.text) || c.Method != string(l.method) || c.Path != string(l.path) ||
				c.Header("client-id") != string(l.clientID) || c.Header("request-time") != string(l.time) || c.Header("signature") != string(l.signature) {
				t.Fatalf("read as %q %q %q, want %+v", l.path, l.time, l.body.text, c)
			}
		}
	})
}

// FuzzFields: fields that the fast way finds are those of the library.
func FuzzFields(f *testing.F) {
	for _, body := range bodies() {
		f.Add([]byte(strings.TrimPrefix(body, "!")))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		quoted := (&capture.Capture{Body: body}).AppendJSON(nil)
		_, quoted, found := bytes.Cut(quoted, []byte(`"body":`))
		if !found {
			return
		}
		var text bodyText
		if _, _, ok := text.unquote(make([]byte, 0, len(quoted)+8), quoted, 0); !ok || !bytes.Equal(text.text, body) {
			if ok {
				t.Fatalf("unquoted to %q", text.text)
			}
			return
		}
		var r fieldReader
		got, ok := r.read(&text)
		if !ok {
			return
		}
		n, err := antom.ParseNotification(body)
		if err != nil {
			t.Fatal(err)
		}
		want := Result{}
		want.tell(n)
		have := Result{
			NotifyType: string(got.notifyType), PaymentRequestID: string(got.paymentRequestID), PaymentID: string(got.paymentID),
			Result: antom.Result{ResultCode: antom.ResultCode(got.resultCode), ResultStatus: antom.ResultStatus(got.resultStatus), ResultMessage: n.Result.ResultMessage},
		}
		if got.currency != nil {
			have.Amount = &antom.Amount{Currency: string(got.currency), Value: string(got.value)}
		}
		if a, b := string(have.AppendJSON(nil)), string(want.AppendJSON(nil)); a != b {
			t.Fatalf("\n fast    %s\n general %s", a, b)
		}
	})
}

// FuzzHeader: a signature header that the fast way reads is read alike.
func FuzzHeader(f *testing.F) {
	f.Add(signed(antomKey(), message(payBody)).Header("signature"))
	f.Add("algorithm=RSA256, keyVersion=12, signature=YWJj")
	f.Add("algorithm=RSA256,keyVersion=1,signature=YWI%3D")
	h := newHeaderReader()
	f.Fuzz(func(t *testing.T, header string) {
		got, ok := h.read([]byte(header))
		if !ok {
			return
		}
		want, err := antom.ParseSignature(header)
		if err != nil || !bytes.Equal(got.Value, want.Value) || got.Algorithm != want.Algorithm {
			t.Fatalf("%q: %x, want %x, %v", header, got.Value, want.Value, err)
		}
	})
}
