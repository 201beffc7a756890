package antomtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

func payRequest(id, description string) *antom.PayRequest {
	amount := &antom.Amount{Currency: "HKD", Value: "1234"}
	return &antom.PayRequest{
		ProductCode: "CASHIER_PAYMENT", PaymentRequestID: id, PaymentAmount: amount,
		Order:              &antom.Order{ReferenceOrderID: "order-" + id, OrderDescription: description, OrderAmount: amount},
		PaymentMethod:      &antom.PaymentMethod{PaymentMethodType: "ALIPAY_HK"},
		SettlementStrategy: &antom.SettlementStrategy{SettlementCurrency: "HKD"},
		PaymentRedirectURL: "https://shop.example/done", PaymentNotifyURL: "https://shop.example/notify?shop=1",
		Env: &antom.Env{TerminalType: "WEB"},
	}
}

// inbox collects verified notifications; fail refuses so many of the first.
type inbox struct {
	mu   sync.Mutex
	fail int
	got  []*antom.Notification
}

func (i *inbox) handle(_ context.Context, n *antom.Notification) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.fail > 0 {
		i.fail--
		return errors.New("not now")
	}
	i.got = append(i.got, n)
	return nil
}

func start(t *testing.T) (*antomtest.Server, *inbox) {
	t.Helper()
	s, in := antomtest.NewServer(t), &inbox{}
	s.HandleNotifications(&antom.NotificationHandler{Verifier: s.Verifier(), Handle: in.handle, OnError: func(*http.Request, *antom.NotificationError) {}})
	return s, in
}

func TestPaidAndNotified(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	answer, err := s.Client().Pay(t.Context(), payRequest("p-1", "Tea"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Payment("p-1").Status != "PROCESSING" || len(in.got) != 0 {
		t.Errorf("before the buyer: %+v, %d notifications", s.Payment("p-1"), len(in.got))
	}
	page, err := http.Get(answer.NormalURL)
	if err != nil {
		t.Fatal(err)
	}
	_ = page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Errorf("the checkout page: HTTP %d", page.StatusCode)
	}
	paid := s.Pay("p-1")
	if paid.Status != "SUCCESS" || paid.PaymentID != answer.PaymentID || paid.OrderID != "order-p-1" || paid.Value != "1234" || paid.Method != "ALIPAY_HK" {
		t.Errorf("the payment is %+v", paid)
	}
	if len(in.got) != 1 || in.got[0].Meaning() != antom.MeaningPaid || in.got[0].PaymentRequestID != "p-1" || in.got[0].Message.Path != "/notify?shop=1" {
		t.Fatalf("notifications: %+v", in.got)
	}
	sent := s.Notifications()
	if len(sent) != 1 || !sent[0].Acknowledged || sent[0].NotifyType != "PAYMENT_RESULT" || sent[0].URL != "https://shop.example/notify?shop=1" || !json.Valid(sent[0].Body) || !sent[0].Next.IsZero() {
		t.Errorf("sent: %+v", sent)
	}
	state, err := s.Client().InquiryPayment(t.Context(), &antom.InquiryPaymentRequest{PaymentRequestID: "p-1"})
	if err != nil || state.PaymentStatus != "SUCCESS" {
		t.Errorf("the inquiry: %+v, %v", state, err)
	}
	got := s.Requests()
	if len(got) != 2 || got[0].Operation != "pay" || got[1].Operation != "inquiryPayment" || got[0].Status != 200 ||
		!strings.Contains(string(got[0].Body), `"p-1"`) || !strings.Contains(string(got[0].Answer), "PAYMENT_IN_PROCESS") || got[0].Header.Get("Signature") == "" {
		t.Errorf("requests: %+v", got)
	}
}

func TestDeclinedAndExpired(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	for _, id := range []string{"p-1", "p-2"} {
		if _, err := s.Client().Pay(t.Context(), payRequest(id, "Tea")); err != nil {
			t.Fatal(err)
		}
	}
	if p := s.Decline("p-1", "RISK_REJECT"); p.Status != "FAIL" || p.ResultCode != "RISK_REJECT" {
		t.Errorf("declined: %+v", p)
	}
	s.Advance(13 * time.Minute)
	if p := s.Payment("p-2"); p.Status != "PROCESSING" {
		t.Errorf("too early: %+v", p)
	}
	s.Advance(2 * time.Minute)
	if p := s.Payment("p-2"); p.Status != "FAIL" || p.ResultCode != "ORDER_IS_CLOSED" {
		t.Errorf("expired: %+v", p)
	}
	if len(in.got) != 2 || in.got[0].Result.ResultCode != "RISK_REJECT" || in.got[1].Result.ResultCode != "ORDER_IS_CLOSED" {
		t.Errorf("notifications: %+v", in.got)
	}
	if list := s.Payments(); len(list) != 2 {
		t.Errorf("payments: %+v", list)
	}
}

func TestRepeatsOfANotification(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	in.fail = 3
	if _, err := s.Client().Pay(t.Context(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	begin := s.Now()
	s.Pay("p-1")
	s.Advance(24 * time.Hour)
	sent := s.Notifications()
	if len(sent) != 1 || len(sent[0].Attempts) != 4 || !sent[0].Acknowledged || len(in.got) != 1 {
		t.Fatalf("sent: %+v, got %d", sent, len(in.got))
	}
	for i, after := range []time.Duration{0, 2 * time.Minute, 12 * time.Minute, 22 * time.Minute} {
		a := sent[0].Attempts[i]
		if a.At.Sub(begin).Truncate(time.Second) != after || (a.Error == "") != (i == 3) {
			t.Errorf("attempt %d came after %s: %+v, want %s", i+1, a.At.Sub(begin), a, after)
		}
	}
	if s.Now().Sub(begin).Truncate(time.Second) != 24*time.Hour {
		t.Errorf("the clock is %s ahead", s.Now().Sub(begin))
	}
}

func TestOutcomeInAdvance(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	if _, err := s.Client().Pay(t.Context(), payRequest("p-1", "sim: pay=success after=3s")); err != nil {
		t.Fatal(err)
	}
	s.Advance(3 * time.Second)
	if len(in.got) != 1 || in.got[0].Meaning() != antom.MeaningPaid {
		t.Errorf("notifications: %+v", in.got)
	}
	_, err := s.Client().Pay(t.Context(), payRequest("p-2", "sim: result=RISK_REJECT"))
	var refused *antom.ResultError
	if !errors.As(err, &refused) || refused.Result.ResultCode != "RISK_REJECT" {
		t.Errorf("got %v", err)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	s.Fault("http-502,times=1", "duplicate-notify")
	client := s.Client()
	client.Retries = 2
	if _, err := client.Pay(t.Context(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	if got := s.Requests(); len(got) != 2 || got[0].Status != 502 || got[1].Status != 200 || string(got[0].Body) != string(got[1].Body) {
		t.Errorf("requests: %+v", got)
	}
	s.Pay("p-1")
	if len(in.got) != 2 {
		t.Errorf("%d notifications, want the same one twice", len(in.got))
	}
	s.ClearFaults()
	s.Fault("reorder-notify")
	for _, id := range []string{"r-1", "r-2"} {
		if _, err := client.Pay(t.Context(), payRequest(id, "sim: pay=success after=1s")); err != nil {
			t.Fatal(err)
		}
	}
	s.Advance(time.Hour)
	if len(in.got) != 4 {
		t.Errorf("%d notifications after an hour", len(in.got))
	}
	s.ClearFaults()
	for _, id := range []string{"r-3", "r-4"} {
		if _, err := client.Pay(t.Context(), payRequest(id, "sim: pay=success")); err != nil {
			t.Fatal(err)
		}
	}
	s.Fault("reorder-notify,times=1")
	s.Deliver()
	if len(in.got) != 6 || in.got[4].PaymentRequestID != "r-4" || in.got[5].PaymentRequestID != "r-3" {
		t.Errorf("the first was not overtaken: %d", len(in.got))
	}
	s.ClearFaults()
	s.Fault("reset")
	client.Retries = 0
	var lost *antom.ResponseError
	if _, err := client.Pay(t.Context(), payRequest("p-2", "Tea")); !errors.As(err, &lost) {
		t.Errorf("got %v", err)
	}
	if got := s.Requests(); got[len(got)-1].Status != 0 || got[len(got)-1].Operation != "pay" {
		t.Errorf("the last request: %+v", got[len(got)-1])
	}
}

func TestNotificationsToAURL(t *testing.T) {
	t.Parallel()
	s, in := antomtest.NewServer(t), &inbox{}
	shop := httptest.NewServer(&antom.NotificationHandler{Verifier: s.Verifier(), Handle: in.handle})
	t.Cleanup(shop.Close)
	here, there := payRequest("p-1", "Tea"), payRequest("p-2", "Tea")
	here.PaymentNotifyURL = shop.URL + "/payNotify"
	for _, request := range []*antom.PayRequest{here, there} {
		if _, err := s.Client().Pay(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		s.Pay(request.PaymentRequestID)
	}
	sent := s.Notifications()
	if len(in.got) != 1 || len(sent) != 2 || !sent[0].Acknowledged || sent[1].Acknowledged || !strings.Contains(sent[1].Attempts[0].Error, "not on this machine") {
		t.Errorf("got %d, sent %+v", len(in.got), sent)
	}
}

func TestTwoServersHaveNothingInCommon(t *testing.T) {
	t.Parallel()
	a, b := antomtest.NewServer(t), antomtest.NewServer(t)
	if _, err := a.Client().Pay(t.Context(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	if len(b.Payments()) != 0 || len(b.Requests()) != 0 || a.URL == b.URL {
		t.Error("the second server knows the payment of the first")
	}
	a.Close()
	a.Close()
}

// broken is a test that notes how it failed.
type broken struct {
	testing.TB
	failed string
}

func (b *broken) Fatalf(format string, args ...any) { b.failed = fmt.Sprintf(format, args...) }

func TestMistakesEndTheTest(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*antomtest.Server){
		"no payment":       func(s *antomtest.Server) { s.Pay("nothing") },
		`no payment with`:  func(s *antomtest.Server) { s.Payment("nothing") },
		"is not a result":  func(s *antomtest.Server) { s.Decline("nothing", "NO_SUCH_CODE") },
		"antomtest: \"flo": func(s *antomtest.Server) { s.Fault("flood") },
	} {
		b := &broken{TB: t}
		do(antomtest.NewServer(b))
		if !strings.Contains(b.failed, name) {
			t.Errorf("got %q, want %q in it", b.failed, name)
		}
	}
}

// A handler may break off the connection, and the notification comes again.
func TestHandlerThatBreaksOff(t *testing.T) {
	t.Parallel()
	s, in := start(t)
	if _, err := s.Client().Pay(t.Context(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	good := &antom.NotificationHandler{Verifier: s.Verifier(), Handle: in.handle}
	s.HandleNotifications(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	s.Pay("p-1")
	if n := s.Notifications()[0]; n.Acknowledged || len(n.Attempts) != 1 || !strings.Contains(n.Attempts[0].Error, "closed without a response") {
		t.Errorf("got %+v", n)
	}
	s.HandleNotifications(good)
	s.Advance(2 * time.Minute)
	if len(in.got) != 1 {
		t.Errorf("%d notifications", len(in.got))
	}
}
