// Package antomtest lets tests run against Antom's gateway without a network: the
// simulator of the command antom, as a server like those of [httptest].
//
// # Payments
//
//	func TestCheckout(t *testing.T) {
//		antoms := antomtest.NewServer(t)
//		shop := NewShop(antoms.Client())
//		antoms.HandleNotifications(shop)
//
//		order := shop.Buy("tea")
//		antoms.Pay(order.PaymentRequestID)
//		if !shop.Delivered(order) {
//			t.Error("it was paid and is not delivered")
//		}
//	}
//
// The server verifies what it is sent, as Antom's gateway does, and signs its
// answers and notifications. [Server.Pay] and [Server.Decline] are the buyer.
//
// A server has a clock of its own that stands still until [Server.Advance]: the
// expiry of a payment or the repeats of a notification that was not acknowledged
// take no time. Notifications are delivered before Pay, Decline, Advance and
// Deliver return, so no test has to wait for them.
//
// An order description that begins with "sim:" tells the server what shall
// happen, such as "sim: result=RISK_REJECT" or "sim: pay=success after=3s", as
// the guide to the simulator says.
//
// # Notification handlers
//
// [Server.TestHandler] sends a handler everything that it must acknowledge and
// everything that it must refuse, as the command antom webhook test does. For a
// test of your own, [Server.SampleNotification] makes one signed notification of
// any type, genuine or with a [Defect]:
//
//	for _, defect := range antomtest.Defects() {
//		w := httptest.NewRecorder()
//		shop.ServeHTTP(w, antoms.SampleNotification(antomtest.Sample{Defect: defect}))
//		if w.Code == http.StatusOK {
//			t.Errorf("%s: it was acknowledged", defect)
//		}
//	}
package antomtest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// NotifyURL is where notifications of requests without paymentNotifyUrl go.
const NotifyURL = "http://merchant.example/notify"

// TB is what a server needs of a [testing.TB].
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// Server is a gateway for one test. Its methods may be called by several
// goroutines, but those that can fail end the test and so belong into its own.
type Server struct {
	// URL is the address of the gateway: the Gateway of a client.
	URL string
	// ClientID and MerchantKey are what to call with.
	ClientID    string
	MerchantKey *rsa.PrivateKey
	// AntomKey verifies answers and notifications.
	AntomKey *rsa.PublicKey

	t        TB
	signer   *rsa.PrivateKey // the private half of AntomKey
	sandbox  *sandbox.Sandbox
	server   *httptest.Server
	clock    clock
	delivery sync.Mutex // one round of deliveries at a time

	mu       sync.Mutex
	notify   http.Handler
	requests []Request
}

// identity is made once, as keys take a while. It is the same for all servers of
// a test program.
var identity = sync.OnceValues(func() (sandbox.Identity, error) { return sandbox.LoadIdentity("", rand.Reader) })

// NewServer starts a gateway that ends with the test. Everything is in memory.
func NewServer(t TB) *Server {
	t.Helper()
	s := &Server{t: t}
	id, err := identity()
	if err != nil {
		t.Fatalf("antomtest: making keys: %v", err)
	}
	s.clock.at = time.Now().Truncate(time.Second)
	s.sandbox, err = sandbox.Open(sandbox.Options{
		Identity: id, Now: s.clock.tick, NotifyURL: NotifyURL, NotifyTransport: transport{s}, Timer: noTimer,
	})
	if err != nil {
		t.Fatalf("antomtest: %v", err)
	}
	s.server = httptest.NewServer(s.recorded(s.sandbox.Handler()))
	if network, ok := s.server.Client().Transport.(*http.Transport); ok {
		network.DisableCompression = true // the simulator's own deliveries ask for none
	}
	s.sandbox.SetBaseURL(s.server.URL)
	s.URL, s.ClientID, s.MerchantKey, s.AntomKey = s.server.URL, id.ClientID, id.MerchantKey, &id.AntomKey.PublicKey
	s.signer = id.AntomKey
	t.Cleanup(s.Close)
	return s
}

// noTimer never fires: deliveries take as long as they take.
func noTimer(time.Duration) (<-chan time.Time, func() bool) {
	return nil, func() bool { return true }
}

// Close ends the server. The end of the test does it too, and twice is no harm.
func (s *Server) Close() {
	s.server.Close()
	_ = s.sandbox.Close() // it keeps nothing
}

// Client returns a client of the server, ready to call. Its time is the server's:
// a pause, between two tries or two inquiries of a wait, ends at once and moves
// the server's clock by as much. Fields may be changed before the first call.
func (s *Server) Client() *antom.Client {
	return &antom.Client{
		Gateway: s.URL, ClientID: s.ClientID, Auth: antom.RSA{Key: s.MerchantKey}, AntomKeys: []*rsa.PublicKey{s.AntomKey},
		Now: s.Now, Sleep: s.sleep,
	}
}

// sleep moves the clock alone. Notifications that become due are delivered by the
// test, as a client may be called by the handler of one.
func (s *Server) sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() == nil {
		s.clock.set(s.Now().Add(d))
	}
	return ctx.Err()
}

// Verifier returns a verifier of the server's notifications, for a
// [antom.NotificationHandler].
func (s *Server) Verifier() antom.Verifier {
	return antom.Verifier{Keys: []*rsa.PublicKey{s.AntomKey}, ClientID: s.ClientID, MerchantKey: &s.MerchantKey.PublicKey, Now: s.Now}
}
