package engine_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	base   = "http://127.0.0.1:8964"
	client = "SANDBOX_LOCAL"
)

// start is when every test begins.
func start() time.Time { return time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC) }

// bench is an engine with a clock that stands still until it is moved.
type bench struct {
	*engine.Engine
	t       *testing.T
	now     time.Time
	store   store.Store
	changed atomic.Int64
	damaged bool // the test spoils records on purpose
}

// List returns all payments, newest first.
func (b *bench) List() ([]engine.Payment, error) {
	list, _, err := b.Page("", math.MaxInt)
	return list, err
}

// Notifications returns all notifications, newest first.
func (b *bench) Notifications() ([]engine.Notification, error) {
	list, _, err := b.Engine.Notifications("", math.MaxInt)
	return list, err
}

func newBench(t *testing.T) *bench { return newScaled(t, 1) }

func newScaled(t *testing.T, scale float64) *bench { return newDelayed(t, scale, 0) }

func newDelayed(t *testing.T, scale float64, delay time.Duration) *bench {
	b := &bench{t: t, now: start(), store: store.NewMemory()}
	b.Engine = engine.New(engine.Options{
		NotifyDelay: delay,
		Store:       b.store, ClientID: client, BaseURL: func() string { return base }, Now: func() time.Time { return b.now },
		Rand: rand.NewChaCha8([32]byte{1}), TimeScale: scale, Changed: func() { b.changed.Add(1) },
		DefaultNotifyURL: func(string) string { return "https://shop.example/dashboard" },
	})
	t.Cleanup(b.checkNotifications)
	return b
}

// checkNotifications checks every notification that the test left behind against
// the specification.
func (b *bench) checkNotifications() {
	_ = b.store.View(func(tx store.Tx) error {
		for id, data := range tx.Ascend(store.Notifications, "", "") {
			n, err := b.FindNotification(id)
			if err != nil {
				if !b.damaged {
					b.t.Errorf("%v in %s", err, data)
				}
				continue
			}
			b.checkNotification(n)
		}
		return nil
	})
}

func (b *bench) checkNotification(n engine.Notification) {
	b.t.Helper()
	root, err := spec.ParseJSON(n.Body)
	if err != nil {
		b.t.Errorf("%v in %s", err, n.Body)
		return
	}
	for _, f := range spec.ValidateNotification(n.Name, root, spec.Options{}) {
		b.t.Errorf("%s breaks the specification: %s: %s\n%s", n.Name, f.Path, f.Message, n.Body)
	}
}

func (b *bench) pass(d time.Duration) { b.now = b.now.Add(d) }

// do makes a call and checks its answer against the specification.
func (b *bench) do(operation, body string) *spec.Node {
	b.t.Helper()
	return b.reply(operation, body).Body
}

func (b *bench) reply(operation, body string) engine.Reply {
	b.t.Helper()
	node, err := spec.ParseJSON([]byte(body))
	if err != nil {
		b.t.Fatalf("%v in %s", err, body)
	}
	reply, err := b.Do(engine.Request{Operation: operation, ClientID: client, Body: node})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range spec.ValidateResponse(operation, reply.Body, spec.Options{}) {
		b.t.Errorf("the answer to %s breaks the specification: %s: %s\n%s", operation, f.Path, f.Message, reply.Body.AppendJSON(nil))
	}
	return reply
}

// code is the result code of an answer.
func code(n *spec.Node) string { return n.At("result.resultCode").String() }

func message(n *spec.Node) string { return n.At("result.resultMessage").String() }

func (b *bench) wantCode(n *spec.Node, want string) {
	b.t.Helper()
	if got := code(n); got != want {
		b.t.Errorf("got %s (%s), want %s", got, message(n), want)
	}
}

// payBody is a request to pay with changes: pairs of a path of one or two names
// and the JSON text of its new value, "" to leave it out.
func payBody(changes ...string) string {
	return body(`{"productCode":"CASHIER_PAYMENT","paymentRequestId":"pay-1",
		"paymentAmount":{"currency":"HKD","value":"100"},
		"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},
		"paymentRedirectUrl":"https://shop.example/done","paymentNotifyUrl":"https://shop.example/notify",
		"settlementStrategy":{"settlementCurrency":"USD"},
		"order":{"referenceOrderId":"order-1","orderDescription":"Two coffees","orderAmount":{"currency":"HKD","value":"100"}},
		"env":{"terminalType":"WEB"}}`, changes)
}

// payWith is a payment with a method, in a currency that it takes.
func payWith(method string, changes ...string) string {
	currency := "HKD"
	if m, ok := spec.FindMethod(method); ok && len(m.Currencies) > 0 {
		currency = m.Currencies[0]
	}
	return payBody(append([]string{
		"paymentMethod.paymentMethodType", `"` + method + `"`,
		"paymentAmount", `{"currency":"` + currency + `","value":"100"}`,
	}, changes...)...)
}

func sessionBody(changes ...string) string {
	return body(`{"productCode":"CASHIER_PAYMENT","productScene":"CHECKOUT_PAYMENT","paymentRequestId":"session-1",
		"paymentAmount":{"currency":"SGD","value":"6000"},
		"paymentRedirectUrl":"https://shop.example/done",
		"settlementStrategy":{"settlementCurrency":"SGD"},
		"order":{"referenceOrderId":"order-1","orderDescription":"A bag","orderAmount":{"currency":"SGD","value":"6000"},
			"goods":[{"referenceGoodsId":"g1","goodsName":"Classic bag","goodsQuantity":"2","goodsUnitAmount":{"currency":"SGD","value":"3000"}}],
			"buyer":{"referenceBuyerId":"b1","buyerName":{"fullName":"Ada Lovelace"}}},
		"env":{"terminalType":"WEB"}}`, changes)
}

func body(text string, changes []string) string {
	root, err := spec.ParseJSON([]byte(text))
	if err != nil {
		panic(err)
	}
	for i := 0; i < len(changes); i += 2 {
		parent, name := root, changes[i]
		if before, after, ok := strings.Cut(name, "."); ok {
			parent, name = root.Get(before), after
			if parent == nil {
				parent = spec.NewObject()
				root.Set(before, parent)
			}
		}
		if changes[i+1] == "" {
			remove(parent, name)
			continue
		}
		value, err := spec.ParseJSON([]byte(changes[i+1]))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", changes[i+1], err))
		}
		parent.Set(name, value)
	}
	return string(root.AppendJSON(nil))
}

func remove(n *spec.Node, name string) {
	for i, m := range n.Members {
		if m.Name == name {
			n.Members = append(n.Members[:i], n.Members[i+1:]...)
			return
		}
	}
}

// describe is a request to pay whose description is a directive.
func describe(directive string) string {
	return payBody("order.orderDescription", `"`+directive+`"`)
}

func inquiry(requestID string) string { return `{"paymentRequestId":"` + requestID + `"}` }

func (b *bench) wantStatus(requestID, status, resultCode string) *spec.Node {
	b.t.Helper()
	n := b.do(engine.OpInquiry, inquiry(requestID))
	b.wantCode(n, "SUCCESS")
	if got := n.Get("paymentStatus").String(); got != status {
		b.t.Errorf("paymentStatus is %s, want %s", got, status)
	}
	if got := n.Get("paymentResultCode").String(); got != resultCode {
		b.t.Errorf("paymentResultCode is %s, want %s", got, resultCode)
	}
	return n
}

// paid makes a payment that the buyer has paid, and returns its paymentId.
func (b *bench) paid(request string) string {
	b.t.Helper()
	id := b.do(engine.OpPay, request).Get("paymentId").String()
	if _, err := b.Pay(id, ""); err != nil {
		b.t.Fatalf("paying %s: %v", request, err)
	}
	return id
}

// messages are the notifications of a payment, oldest first.
func (b *bench) messages(paymentID string) []engine.Notification {
	b.t.Helper()
	all, err := b.Notifications()
	if err != nil {
		b.t.Fatal(err)
	}
	var list []engine.Notification
	for _, n := range slices.Backward(all) {
		if n.PaymentID == paymentID {
			list = append(list, n)
		}
	}
	return list
}

// wantMessages checks the notifications of a payment: their types, each with its
// result code.
func (b *bench) wantMessages(paymentID string, want ...string) {
	b.t.Helper()
	var got []string
	for _, n := range b.messages(paymentID) {
		root, err := spec.ParseJSON(n.Body)
		if err != nil {
			b.t.Fatal(err)
		}
		got = append(got, n.NotifyType+" "+code(root))
	}
	if !slices.Equal(got, want) {
		b.t.Errorf("the notifications are %q, want %q", got, want)
	}
}

// wantFields checks members of an answer by their paths.
func wantFields(t *testing.T, n *spec.Node, want map[string]string) {
	t.Helper()
	for path, value := range want {
		if got := n.At(path).String(); got != value {
			t.Errorf("%s is %q, want %q in\n%s", path, got, value, n.AppendJSON(nil))
		}
	}
}
