package antomtest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

// exampleT stands for the *testing.T of a real test.
type exampleT struct{ ends []func() }

func (*exampleT) Helper()                           {}
func (t *exampleT) Cleanup(f func())                { t.ends = append(t.ends, f) }
func (*exampleT) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (t *exampleT) end() {
	for _, f := range t.ends {
		f()
	}
}

func tea(id string) *antom.PayRequest {
	price := &antom.Amount{Currency: "HKD", Value: "1234"}
	return &antom.PayRequest{
		ProductCode: "CASHIER_PAYMENT", PaymentRequestID: id, PaymentAmount: price,
		Order:              &antom.Order{ReferenceOrderID: "order-1", OrderDescription: "Tea", OrderAmount: price},
		PaymentMethod:      &antom.PaymentMethod{PaymentMethodType: "ALIPAY_HK"},
		PaymentRedirectURL: "https://shop.example/result",
		Env:                &antom.Env{TerminalType: "WEB"},
	}
}

// A shop's own code pays and receives the notification; the test is the buyer.
func ExampleNewServer() {
	t := &exampleT{} // the *testing.T
	defer t.end()
	antoms := antomtest.NewServer(t)
	antoms.HandleNotifications(&antom.NotificationHandler{
		Verifier: antoms.Verifier(),
		Handle: func(_ context.Context, n *antom.Notification) error {
			fmt.Println("told:", n.PaymentRequestID, n.Meaning())
			return nil
		},
	})

	if _, err := antoms.Client().Pay(context.Background(), tea("try-1")); err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println("paid:", antoms.Pay("try-1").Status)
	// Output:
	// told: try-1 paid
	// paid: SUCCESS
}

// A quarter of an hour takes no time.
func ExampleServer_Advance() {
	t := &exampleT{} // the *testing.T
	defer t.end()
	antoms := antomtest.NewServer(t)
	if _, err := antoms.Client().Pay(context.Background(), tea("try-1")); err != nil {
		t.Fatalf("%v", err)
	}
	antoms.Advance(15 * time.Minute)
	p := antoms.Payment("try-1")
	fmt.Println(p.Status, p.ResultCode)
	// Output: FAIL ORDER_IS_CLOSED
}

// The gateway fails once, and the client tries again with the same id.
func ExampleServer_Fault() {
	t := &exampleT{} // the *testing.T
	defer t.end()
	antoms := antomtest.NewServer(t)
	antoms.Fault("http-502,times=1")
	client := antoms.Client()
	client.Retries = 2
	if _, err := client.Pay(context.Background(), tea("try-1")); err != nil {
		t.Fatalf("%v", err)
	}
	fmt.Println(len(antoms.Requests()), "requests,", len(antoms.Payments()), "payment")
	// Output: 2 requests, 1 payment
}
