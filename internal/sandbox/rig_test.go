package sandbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const payPath = "/ams/sandbox/api/v1/payments/pay"

// shared is one identity for all tests, as making keys takes a while.
var shared = sync.OnceValue(func() sandbox.Identity {
	id, err := sandbox.LoadIdentity("", rand.Reader)
	if err != nil {
		panic(err)
	}
	return id
})

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// rig is a simulator on a real connection.
type rig struct {
	*sandbox.Sandbox
	t      testing.TB
	clock  *clock
	server *httptest.Server
	slept  time.Duration
	sleep  func(context.Context, time.Duration) error // in place of a sleep, when set
}

func newRig(t testing.TB) *rig { return newRigIn(t, "") }

func newRigIn(t testing.TB, dir string) *rig {
	t.Helper()
	return newRigWith(t, dir, httpserve.Limits{})
}

func newRigWith(t testing.TB, dir string, limits httpserve.Limits) *rig {
	t.Helper()
	r := &rig{t: t, clock: newClock()}
	s, err := sandbox.Open(sandbox.Options{
		Dir: dir, Now: r.clock.Now, Identity: shared(), Limits: limits,
		Sleep: func(ctx context.Context, d time.Duration) error {
			if r.sleep != nil {
				return r.sleep(ctx, d)
			}
			r.slept += d
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Sandbox = s
	r.server = httptest.NewServer(s.Handler())
	s.SetBaseURL(r.server.URL)
	t.Cleanup(func() { r.server.Close(); _ = s.Close() })
	return r
}

// signed is a request as a merchant's client sends it.
func (r *rig) signed(path, body string, change func(*antom.Message)) *http.Request {
	r.t.Helper()
	m := antom.Message{Method: http.MethodPost, Path: path, ClientID: sandbox.ClientID, Time: strconv.FormatInt(r.clock.Now().UnixMilli(), 10), Body: []byte(body)}
	if change != nil {
		change(&m)
	}
	s, err := antom.Sign(shared().MerchantKey, "1", m)
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.server.URL+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	req.Header.Set("client-id", m.ClientID)
	req.Header.Set("request-time", m.Time)
	req.Header.Set("signature", s.Header())
	return req
}

// answer is a response that was read.
type answer struct {
	*http.Response
	text string
	node *spec.Node
}

func (a answer) code() string { return a.node.At("result.resultCode").String() }

func (a answer) message() string { return a.node.At("result.resultMessage").String() }

func (r *rig) send(req *http.Request) answer {
	r.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	a := answer{Response: resp, text: string(data)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if a.node, err = spec.ParseJSON(bytes.TrimSpace(data)); err != nil {
			r.t.Fatalf("%v in %s", err, data)
		}
		r.checkAnswer(req.URL.Path, a)
	}
	return a
}

// checkAnswer checks the answer to a signed call against the specification.
func (r *rig) checkAnswer(path string, a answer) {
	r.t.Helper()
	op, ok := spec.FindOperation(strings.Replace(path, "/ams/sandbox/", "/ams/", 1))
	if !ok || !strings.HasPrefix(path, "/ams/") {
		return
	}
	for _, f := range spec.ValidateResponse(op.Name, a.node, spec.Options{}) {
		r.t.Errorf("the answer to %s breaks the specification: %s: %s\n%s", op.Name, f.Path, f.Message, a.text)
	}
}

func (r *rig) call(path, body string) answer { return r.send(r.signed(path, body, nil)) }

// wantSigned checks the answer's signature over the path that was called.
func (r *rig) wantSigned(a answer, path string) {
	r.t.Helper()
	s, err := antom.ParseSignature(a.Header.Get("signature"))
	if err != nil {
		r.t.Fatalf("%v in the answer %s", err, a.text)
	}
	m := antom.Message{Method: http.MethodPost, Path: path, ClientID: a.Header.Get("client-id"), Time: a.Header.Get("response-time"), Body: []byte(a.text)}
	if err := antom.Verify(&shared().AntomKey.PublicKey, m, s); err != nil {
		r.t.Errorf("the answer's signature: %v", err)
	}
}

func (r *rig) wantUnsigned(a answer) {
	r.t.Helper()
	if a.Header.Get("signature") != "" || a.Header.Get("response-time") != "" {
		r.t.Errorf("the answer is signed: %v", a.Header)
	}
}

func payBody(id string) string { return payWith(id, "Two coffees", "https://shop.example/done") }

func payWith(id, description, redirect string) string {
	return fmt.Sprintf(`{"productCode":"CASHIER_PAYMENT","paymentRequestId":%q,
		"paymentAmount":{"currency":"HKD","value":"123456"},
		"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},
		"paymentRedirectUrl":%q,
		"settlementStrategy":{"settlementCurrency":"USD"},
		"order":{"referenceOrderId":"order-1","orderDescription":%q,"orderAmount":{"currency":"HKD","value":"123456"}},
		"env":{"terminalType":"WEB"}}`, id, redirect, description)
}

func sessionBody(id, more string) string {
	return fmt.Sprintf(`{"productCode":"CASHIER_PAYMENT","productScene":"CHECKOUT_PAYMENT","paymentRequestId":%q,
		"paymentAmount":{"currency":"SGD","value":"6000"},
		"paymentRedirectUrl":"https://shop.example/done",
		"settlementStrategy":{"settlementCurrency":"SGD"},%s
		"order":{"referenceOrderId":"order-1","orderDescription":"A bag","orderAmount":{"currency":"SGD","value":"6000"},
			"goods":[{"referenceGoodsId":"g1","goodsName":"Classic bag","goodsQuantity":"2","goodsUnitAmount":{"currency":"SGD","value":"3000"}}],
			"buyer":{"referenceBuyerId":"b1","buyerName":{"fullName":"Ada Lovelace"}}},
		"env":{"terminalType":"WEB"}}`, id, more)
}
