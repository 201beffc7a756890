package antomtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

// TestSampleNotification: every type verifies and says what it is about.
func TestSampleNotification(t *testing.T) {
	t.Parallel()
	antoms := antomtest.NewServer(t)
	verifier := antoms.Verifier()
	types := antomtest.NotificationTypes()
	if len(types) < 10 {
		t.Errorf("only %d types: %v", len(types), types)
	}
	for _, name := range types {
		n, err := verifier.Request(antoms.SampleNotification(antomtest.Sample{Type: name}))
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case n.Meaning() == antom.MeaningUnknown, n.NotifyType != typeInBody(name):
			t.Errorf("%s: %s %s", name, n.NotifyType, n.Meaning())
		}
	}
	n, err := verifier.Request(antoms.SampleNotification(antomtest.Sample{
		URL: "https://shop.example/pay?order=7", Failed: true,
		Fields: map[string]string{"paymentRequestId": "try-1", "paymentAmount.value": "1234"},
	}))
	if err != nil {
		t.Fatal(err)
	}
	if n.PaymentRequestID != "try-1" || n.Meaning() != antom.MeaningFailed || n.Message.Path != "/pay?order=7" || !strings.Contains(string(n.Raw), `"value":"1234"`) {
		t.Errorf("%+v: %s", n.Message, n.Raw)
	}
}

// typeInBody is the type that the body of a sample has, "" for one without a type.
func typeInBody(name string) string {
	switch name {
	case "VAULTING", "DEFENSE_DOCUMENT", "SUBSCRIPTION_PAYMENT":
		return ""
	}
	return strings.TrimPrefix(name, "SUBSCRIPTION_")
}

// TestDefects: none of them verifies.
func TestDefects(t *testing.T) {
	t.Parallel()
	antoms := antomtest.NewServer(t)
	verifier := antoms.Verifier()
	for _, defect := range antomtest.Defects() {
		_, err := verifier.Request(antoms.SampleNotification(antomtest.Sample{Defect: defect}))
		want := antom.ReasonBadSignature
		if defect == antomtest.DefectHeader {
			want = antom.ReasonNoSignature
		}
		if refused, ok := errors.AsType[*antom.NotificationError](err); !ok || refused.Reason != want {
			t.Errorf("%s: %v, want %s", defect, err, want)
		}
	}
}

// TestSampleThatCannotBeMade ends the test and says why.
func TestSampleThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sample antomtest.Sample
		want   string
	}{
		"type":    {antomtest.Sample{Type: "REFUND_RESULTS"}, "did you mean REFUND_RESULT?"},
		"failure": {antomtest.Sample{Type: "PAYMENT_PENDING", Failed: true}, "reports no failure"},
		"field":   {antomtest.Sample{Fields: map[string]string{"paymentAmont.value": "1"}}, "paymentAmont"},
		"defect":  {antomtest.Sample{Defect: "colour"}, "colour"},
		"URL":     {antomtest.Sample{URL: "ftp://shop.example"}, "http://"},
	} {
		fake := &exampleT{}
		antoms := antomtest.NewServer(fake)
		func() {
			defer fake.end()
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, test.want) {
					t.Errorf("%s: got %q, want %q", name, got, test.want)
				}
			}()
			antoms.SampleNotification(test.sample)
		}()
	}
}

func TestTestHandler(t *testing.T) {
	t.Parallel()
	antoms := antomtest.NewServer(t)
	calls := 0
	good := &antom.NotificationHandler{
		Verifier: antoms.Verifier(),
		Handle:   func(context.Context, *antom.Notification) error { calls++; return nil },
	}
	router := http.NewServeMux()
	router.Handle("/payNotify", good)
	if err := antoms.TestHandler(router, "https://shop.example/payNotify?shop=1"); err != nil {
		t.Errorf("a good handler: %v", err)
	}
	if calls < 40 {
		t.Errorf("it was called %d times", calls)
	}

	credulous := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(antom.Acknowledgement())
	})
	err := antoms.TestHandler(credulous, "", "wrong-*")
	if err == nil || !strings.Contains(err.Error(), "tampered-amount: the amount was changed after signing: acknowledged") {
		t.Errorf("a handler that verifies nothing: %v", err)
	}
	if strings.Contains(err.Error(), "wrong-key") || !strings.Contains(err.Error(), "missing-signature") {
		t.Errorf("skipped: %v", err)
	}
	if err := antoms.TestHandler(credulous, "", "no-such-case"); err == nil || !strings.Contains(err.Error(), "no-such-case") {
		t.Errorf("an unknown case: %v", err)
	}
	if err := antoms.TestHandler(credulous, "nowhere"); err == nil {
		t.Error("a URL that is none is taken")
	}
	if err := antoms.TestHandler(http.NotFoundHandler(), ""); err == nil || !strings.Contains(err.Error(), "valid") {
		t.Errorf("no handler: %v", err)
	}
}

// A handler is tested with all that Antom sends, and with all that it does not.
func ExampleServer_TestHandler() {
	t := &exampleT{} // the *testing.T
	defer t.end()
	antoms := antomtest.NewServer(t)
	handler := &antom.NotificationHandler{
		Verifier: antoms.Verifier(),
		Handle:   func(context.Context, *antom.Notification) error { return nil },
	}
	fmt.Println(antoms.TestHandler(handler, "https://shop.example/payNotify"))
	// Output: <nil>
}

// A notification without a payment before it.
func ExampleServer_SampleNotification() {
	t := &exampleT{} // the *testing.T
	defer t.end()
	antoms := antomtest.NewServer(t)
	handler := &antom.NotificationHandler{
		Verifier: antoms.Verifier(),
		Handle: func(_ context.Context, n *antom.Notification) error {
			fmt.Println(n.NotifyType, n.Meaning())
			return nil
		},
	}
	genuine := antomtest.Sample{Type: "REFUND_RESULT", Fields: map[string]string{"refundRequestId": "refund-1"}}
	forged := antomtest.Sample{Type: "REFUND_RESULT", Defect: antomtest.DefectBody}
	for _, sample := range []antomtest.Sample{genuine, forged} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, antoms.SampleNotification(sample))
		fmt.Println(w.Code)
	}
	// Output:
	// REFUND_RESULT refunded
	// 200
	// 401
}
