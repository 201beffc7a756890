package antom_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// An endpoint for the notify URL. In a program of its own the last line is
// log.Fatal(http.ListenAndServe(":8080", nil)) with http.Handle above; here a
// notification is sent to it instead.
func ExampleNotificationHandler() {
	antomKeys := []*rsa.PublicKey{&testKey("antom").PublicKey} // from keys.ParsePublic
	mux := http.NewServeMux()
	mux.Handle("/payNotify", &antom.NotificationHandler{
		Verifier: antom.Verifier{Keys: antomKeys},
		Handle: func(ctx context.Context, n *antom.Notification) error {
			fmt.Println(n.Kind, n.PaymentRequestID, n.Meaning())
			return nil // acknowledged only now
		},
	})

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, notification(`{"notifyType":"PAYMENT_PENDING","result":{"resultStatus":"S"},"paymentRequestId":"order-1"}`))
	fmt.Println(w.Code, w.Body)
	// Output:
	// notifyPayment order-1 pending
	// 200 {"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success"}}
}

// Everything that the handler can be told. What Handle does must do no harm
// when the same notification comes again.
func ExampleNotificationHandler_complete() {
	delivered := map[string]bool{} // a table of the database in real life
	handler := &antom.NotificationHandler{
		Verifier: antom.Verifier{
			Keys:     []*rsa.PublicKey{&testKey("antom").PublicKey},
			ClientID: "SANDBOX_5X00000000000000",
		},
		Handle: func(ctx context.Context, n *antom.Notification) error {
			switch n.Meaning() {
			case antom.MeaningPaid, antom.MeaningCaptured:
				if !delivered[n.PaymentID] {
					delivered[n.PaymentID] = true
					fmt.Println("deliver", n.PaymentID, "for", n.Amount.Value, n.Amount.Currency)
				}
			case antom.MeaningFailed:
				fmt.Println("close", n.PaymentRequestID)
			}
			return nil // also for what does not matter here, or it comes again
		},
		OnError: func(r *http.Request, err *antom.NotificationError) {
			fmt.Println("not acknowledged:", err.Reason)
		},
	}
	paid := `{"notifyType":"PAYMENT_RESULT","result":{"resultStatus":"S"},"paymentId":"p1","paymentAmount":{"currency":"HKD","value":"1000"}}`
	handler.ServeHTTP(httptest.NewRecorder(), notification(paid))
	handler.ServeHTTP(httptest.NewRecorder(), notification(paid))
	forged := notification(paid)
	forged.Header.Set("client-id", "SANDBOX_5X00000000000001")
	handler.ServeHTTP(httptest.NewRecorder(), forged)
	// Output:
	// deliver p1 for 1000 HKD
	// not acknowledged: bad-signature
}

// Verify inside a handler or middleware of one's own.
func ExampleVerifier_Request() {
	verifier := &antom.Verifier{
		Keys: []*rsa.PublicKey{&testKey("antom").PublicKey},
		// A proxy takes /shop away before the request arrives.
		Path: func(r *http.Request) string { return "/shop" + r.URL.RequestURI() },
	}
	r := notification(`{"notifyType":"PAYMENT_RESULT"}`)
	_, err := verifier.Request(r)
	if refused, ok := errors.AsType[*antom.NotificationError](err); ok {
		fmt.Println(refused.Reason)
		fmt.Println(refused)
	}
	// Output:
	// bad-signature
	// the notification is not accepted: the signature does not verify: it was made with another key or over other content
}

// Verify what a serverless function gets: texts instead of a request.
func ExampleVerifier_Message() {
	r := notification(`{"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS","refundRequestId":"refund-1"}`)
	event := struct {
		method, path string
		headers      map[string]string
		body         string
	}{"POST", "/payNotify", map[string]string{}, `{"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS","refundRequestId":"refund-1"}`}
	for _, name := range []string{"client-id", "request-time", "signature"} {
		event.headers[name] = r.Header.Get(name)
	}

	verifier := &antom.Verifier{Keys: []*rsa.PublicKey{&testKey("antom").PublicKey}}
	n, err := verifier.Message(antom.Message{
		Method:   event.method,
		Path:     event.path, // with the query, if there is one
		ClientID: event.headers["client-id"],
		Time:     event.headers["request-time"],
		Body:     []byte(event.body), // decoded first if the event has it in Base64
	}, event.headers["signature"])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n.Meaning(), n.RequestTime.Format(time.DateOnly))
	// Output:
	// refunded 2024-01-01
}

// Get at every field.
func ExampleNotification_Decode() {
	n, err := antom.ParseNotification([]byte(`{"notifyType":"CAPTURE_RESULT","result":{"resultStatus":"S"},"captureId":"c1","new":true}`))
	if err != nil {
		log.Fatal(err)
	}
	typed, err := n.Decode()
	if err != nil {
		log.Fatal(err)
	}
	switch typed := typed.(type) {
	case *antom.CaptureNotification:
		fmt.Println("capture", typed.CaptureID, string(typed.Extra["new"]))
	default:
		fmt.Println("something else:", n.NotifyType)
	}
	// Output:
	// capture c1 true
}

// notification is a request as Antom sends it to /payNotify.
func notification(body string) *http.Request {
	m := antom.Message{
		Method: "POST", Path: "/payNotify", ClientID: "SANDBOX_5X00000000000000", Time: "2024-01-01T00:01:03Z", Body: []byte(body),
	}
	signature, err := antom.Sign(testKey("antom"), "1", m)
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(m.Method, m.Path, bytes.NewReader(m.Body))
	r.Header.Set("client-id", m.ClientID)
	r.Header.Set("request-time", m.Time)
	r.Header.Set("signature", signature.Header())
	return r
}
