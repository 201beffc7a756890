package bundler

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestMain(m *testing.M) { os.Exit(browsertest.M(m).Run()) }

// identity is the same for all tests, as making keys takes a while.
var identity = sync.OnceValues(func() (sandbox.Identity, error) { return sandbox.LoadIdentity("", rand.Reader) })

// shop is a simulator and the server of a merchant.
type shop struct {
	*sandbox.Sandbox
	t         *testing.T
	simulator *httptest.Server
	server    *httptest.Server
	client    *antom.Client
	bundle    []byte
	sessions  atomic.Int32
}

func newShop(t *testing.T, bundle func(simulator string) []byte) *shop {
	t.Helper()
	id, err := identity()
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t}
	if s.Sandbox, err = sandbox.Open(sandbox.Options{Identity: id}); err != nil {
		t.Fatal(err)
	}
	s.simulator = httptest.NewServer(s.Handler())
	s.SetBaseURL(s.simulator.URL)
	s.bundle = bundle(s.simulator.URL)
	s.client = &antom.Client{
		Gateway: s.simulator.URL, ClientID: sandbox.ClientID, Auth: antom.RSA{Key: id.MerchantKey},
		AntomKeys: []*rsa.PublicKey{&id.AntomKey.PublicKey},
	}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { s.server.Close(); s.simulator.Close(); _ = s.Close() })
	return s
}

// serve is what the merchant's server does for the page.
func (s *shop) serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/":
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self' "+s.simulator.URL)
		http.ServeFile(w, r, filepath.Join("front", "index.html"))
	case "/bundle.js":
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(s.bundle)
	case "/session":
		data, err := s.session(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"paymentSessionData": data})
	default:
		http.NotFound(w, r)
	}
}

func (s *shop) session(r *http.Request) (string, error) {
	amount := &antom.Amount{Currency: "HKD", Value: "1234"}
	response, err := s.client.CreatePaymentSession(r.Context(), &antom.CreatePaymentSessionRequest{
		ProductCode: "CASHIER_PAYMENT", PaymentRequestID: fmt.Sprint("tea-", s.sessions.Add(1)), PaymentAmount: amount,
		PaymentMethod: &antom.PaymentMethod{PaymentMethodType: "CARD"}, PaymentRedirectURL: s.server.URL + "/",
		Order: &antom.Order{ReferenceOrderID: "order-1", OrderDescription: "Tea", OrderAmount: amount, Buyer: &antom.Buyer{ReferenceBuyerID: "b1"}},
	})
	if err != nil {
		return "", err
	}
	return response.PaymentSessionData, nil
}

// buys is a buyer who pays on the bundled page.
func (s *shop) buys() {
	s.t.Helper()
	tab := browsertest.New(s.t)
	tab.Open(s.server.URL + "/")
	const sheet = `document.querySelector("antom-simulator-checkout")?.shadowRoot`
	browsertest.Eval[bool](tab, `document.querySelector("#buy").click(), true`)
	tab.Wait(sheet + `?.querySelector("#left")`)
	browsertest.Eval[bool](tab, sheet+`.querySelector(".primary").click(), true`)
	tab.Wait(`document.querySelector("#result").textContent.startsWith("Thank you.")`)
	p, err := s.Control().Get(s.t.Context(), "tea-1")
	if err != nil || p.Status != "SUCCESS" {
		s.t.Errorf("the payment is %s, %v", p.Status, err)
	}
	if global := browsertest.Eval[string](tab, `typeof window.AMSCashierPayment`); global != "undefined" {
		s.t.Errorf("the bundle made a global %s", global)
	}
	for _, problem := range tab.Problems() {
		s.t.Errorf("the console says: %s", problem)
	}
}
