package antom_test

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// testKey reads one of the key pairs that the tests use.
func testKey(name string) *rsa.PrivateKey {
	data, err := os.ReadFile("../../internal/vectors/signing.json")
	if err != nil {
		log.Fatal(err)
	}
	var file struct {
		Keys map[string]struct{ PKCS8 string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		log.Fatal(err)
	}
	key, err := keys.ParsePrivate([]byte(file.Keys[name].PKCS8), nil)
	if err != nil {
		log.Fatal(err)
	}
	return key.Private
}

// Sign a request by hand, as a program in need of nothing but the headers does.
func ExampleSign() {
	m := antom.Message{
		Method:   "POST",
		Path:     antom.Path("SANDBOX_5X00000000000000", "/ams/api/v1/payments/inquiryPayment"),
		ClientID: "SANDBOX_5X00000000000000",
		Time:     "1685599933871",
		Body:     []byte(`{"paymentRequestId":"paymentRequestId01"}`),
	}
	signature, err := antom.Sign(testKey("merchant"), "1", m)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", m.Content())
	fmt.Println(signature.Header()[:49] + "…")
	// Output:
	// POST /ams/sandbox/api/v1/payments/inquiryPayment
	// SANDBOX_5X00000000000000.1685599933871.{"paymentRequestId":"paymentRequestId01"}
	// algorithm=RSA256,keyVersion=1,signature=RFeRyr3Ri…
}

// Say what an inquiry must be answered with: a recorded answer about another
// payment has a good signature, too.
func ExampleExpected() {
	body := `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentStatus":"SUCCESS",` +
		`"paymentRequestId":"ORDER42A","paymentId":"2026","paymentAmount":{"currency":"JPY","value":"1"}}`
	gateway := httptest.NewServer(signedAnswer(body))
	defer gateway.Close()
	client := &antom.Client{
		Gateway: gateway.URL, ClientID: "SANDBOX_5X00000000000000",
		Auth: antom.RSA{Key: testKey("merchant")}, AntomKeys: []*rsa.PublicKey{&testKey("antom").PublicKey},
	}
	_, err := client.InquiryPayment(context.Background(), &antom.InquiryPaymentRequest{PaymentRequestID: "ORDER42A"},
		antom.Expected{Amounts: map[string]antom.Amount{"paymentAmount": {Currency: "HKD", Value: "1234"}}})
	if wrong, ok := errors.AsType[*antom.AnswerError](err); ok {
		fmt.Println(wrong.Reason, wrong.Field, "expected", wrong.Expected, "got", wrong.Got)
	}
	// Output: answer-amount paymentAmount expected HKD 1234 got JPY 1
}

// signedAnswer is a gateway that signs one answer to everything.
func signedAnswer(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := antom.Message{
			Method: r.Method, Path: r.URL.RequestURI(), ClientID: r.Header.Get("client-id"), Time: time.Now().Format(time.RFC3339), Body: []byte(body),
		}
		signature, err := antom.Sign(testKey("antom"), "1", m)
		if err != nil {
			log.Fatal(err)
		}
		w.Header().Set("client-id", m.ClientID)
		w.Header().Set("response-time", m.Time)
		w.Header().Set("signature", signature.Header())
		_, _ = w.Write(m.Body)
	}
}

// Create a payment. The gateway here is a stand-in that signs its answer.
func ExampleClient_Pay() {
	gateway := httptest.NewServer(signedAnswer(
		`{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"paymentId":"2023","normalUrl":"https://pay.example/1"}`))
	defer gateway.Close()

	client := &antom.Client{
		Gateway:   gateway.URL,
		ClientID:  "SANDBOX_5X00000000000000",
		Auth:      antom.RSA{Key: testKey("merchant")},
		AntomKeys: []*rsa.PublicKey{&testKey("antom").PublicKey},
		Retries:   2,
	}
	answer, err := client.Pay(context.Background(), &antom.PayRequest{
		ProductCode:      "CASHIER_PAYMENT",
		PaymentRequestID: "order-1-try-1",
		Order: &antom.Order{
			ReferenceOrderID: "order-1",
			OrderDescription: "Two cups of coffee",
			OrderAmount:      &antom.Amount{Currency: "HKD", Value: "1234"},
		},
		PaymentAmount:      &antom.Amount{Currency: "HKD", Value: "1234"},
		PaymentMethod:      &antom.PaymentMethod{PaymentMethodType: "ALIPAY_HK"},
		PaymentRedirectURL: "https://shop.example/result",
		Env:                &antom.Env{TerminalType: "WEB"},
	})
	if refused, ok := errors.AsType[*antom.ResultError](err); ok {
		log.Fatal("Antom says no: ", refused.Result.ResultCode)
	}
	if err != nil && antom.Sent(err) {
		log.Fatal("the outcome is unknown, inquire: ", err)
	}
	if err != nil {
		log.Fatal("nothing was sent: ", err)
	}
	fmt.Println("send the buyer to", answer.NormalURL)
	// Output:
	// send the buyer to https://pay.example/1
}

// Look at the exact request before it is sent.
func ExampleClient_Prepare() {
	client := &antom.Client{
		Gateway:  "https://open-sea-global.alipay.com",
		ClientID: "SANDBOX_5X00000000000000",
		Auth:     antom.RSA{Key: testKey("merchant")},
	}
	request, err := client.Prepare(context.Background(), "/ams/api/v1/payments/cancel", []byte(`{"paymentRequestId":"p1"}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(request.Method, request.URL)
	fmt.Println("client-id:", request.Header.Get("client-id"))
	// Output:
	// POST https://open-sea-global.alipay.com/ams/sandbox/api/v1/payments/cancel
	// client-id: SANDBOX_5X00000000000000
}

// Verify a notification as it came over the network, and then acknowledge it.
func ExampleVerify() {
	notify := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "cannot read the body", http.StatusBadRequest)
			return
		}
		signature, err := antom.ParseSignature(r.Header.Get("signature"))
		if err == nil {
			err = antom.Verify(&testKey("antom").PublicKey, antom.Message{
				Method:   r.Method,
				Path:     r.URL.RequestURI(), // with the query
				ClientID: r.Header.Get("client-id"),
				Time:     r.Header.Get("request-time"),
				Body:     body, // the bytes that came, never JSON written again
			}, signature)
		}
		if err != nil {
			fmt.Println("refused:", err)
			http.Error(w, "bad signature", http.StatusUnauthorized)
			return
		}
		fmt.Println("verified")
		_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success"}}`)
	}

	// What Antom sends, and the same with another amount.
	body := `{"notifyType":"PAYMENT_RESULT","paymentAmount":{"currency":"SGD","value":"4200"}}`
	m := antom.Message{Method: "POST", Path: "/payNotify?shop=1", ClientID: "SANDBOX_5X00000000000000", Time: "2024-01-01T00:01:03Z", Body: []byte(body)}
	signature, err := antom.Sign(testKey("antom"), "1", m)
	if err != nil {
		log.Fatal(err)
	}
	for _, received := range []string{body, strings.Replace(body, "4200", "1", 1)} {
		r := httptest.NewRequest(m.Method, m.Path, strings.NewReader(received))
		r.Header.Set("client-id", m.ClientID)
		r.Header.Set("request-time", m.Time)
		r.Header.Set("signature", signature.Header())
		notify(httptest.NewRecorder(), r)
	}
	// Output:
	// verified
	// refused: the signature does not verify: it was made with another key or over other content
}
