package websdk_test

import (
	"crypto/rsa"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// vaulting makes a vaulting session and returns its data.
func (s *shop) vaulting(id string) string {
	s.t.Helper()
	client := &antom.Client{
		Gateway: s.simulator.URL, ClientID: sandbox.ClientID, Auth: antom.RSA{Key: identity().MerchantKey},
		AntomKeys: []*rsa.PublicKey{&identity().AntomKey.PublicKey},
		Now:       func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) },
	}
	answer, err := client.CreateVaultingSession(s.t.Context(), &antom.VaultsCreateVaultingSessionRequest{
		PaymentMethodType: "CARD", VaultingRequestID: id, VaultingNotificationURL: s.page.URL + "/notify", RedirectURL: s.page.URL + "/done",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.VaultingSessionData
}

func (b buyer) wantVaulting(id string, want string) {
	b.t.Helper()
	v, err := b.Control().Vaulting(b.t.Context(), id)
	if err != nil || v.Status != want {
		b.t.Errorf("the vaulting is %s (%v), want %s", v.Status, err, want)
	}
}

func TestCardStored(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.vaulting("v-1"), "{}", stay)
	b.wantEvents(begin, ready)
	text := browsertest.Eval[string](b.Tab, `inside("dialog").innerText`)
	for _, want := range []string{"No money moves.", "Store a card with " + sandbox.ClientID, "VISA ************1111", "Store the card", "Time left: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	b.Screenshot("open")
	browsertest.Eval[bool](b.Tab, `press("Store the card"), true`)
	b.Wait(`inside("h1")?.textContent.includes("Card stored")`)
	b.Screenshot("stored")
	b.wantVaulting("v-1", "SUCCESS")
	b.wantEvents(begin, ready)
	browsertest.Eval[bool](b.Tab, `press("Close"), true`)
	b.wantNothingLeft()
	b.wantQuiet()
}

func TestCardNotStored(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	data := b.vaulting("v-1")
	b.mount(data, "{}", stay)
	browsertest.Eval[bool](b.Tab, `press("Decline"), true`)
	b.Wait(`inside("h1")?.textContent.includes("Card not stored")`)
	b.wantVaulting("v-1", "FAIL")
	browsertest.Eval[bool](b.Tab, `app.unmount(), true`)
	b.mount(data, "{}", stay)
	b.wantEvents(begin, ready, begin, ready, "SDK_PAYMENT_ERROR")
}

func TestBuyerReturnsWithAStoredCard(t *testing.T) {
	t.Parallel()
	b := newShop(t).visit()
	b.mount(b.vaulting("v-1"), `{locale: "de_DE"}`, "{}")
	if at := b.leave("Karte hinterlegen"); at != b.page.URL+"/done" {
		t.Errorf("the buyer is at %s", at)
	}
}
