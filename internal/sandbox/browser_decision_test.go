package sandbox_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestDecisionPagesLookGood looks at the pages on which a buyer agrees to something
// other than a payment.
func TestDecisionPagesLookGood(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(r *rig) string{
		"consent":      func(r *rig) string { return r.consult("state-1", "https://shop.example/linked") },
		"vaulting":     func(r *rig) string { return r.vaultingSession("vault-1", "https://shop.example/cards") },
		"consent-hard": func(r *rig) string { return r.consult(strings.Repeat("W", 256), "https://shop.example/linked") },
		"consent-declined": func(r *rig) string {
			page := r.consult("state-1", "https://shop.example/linked")
			r.press(page, "decline")
			return page
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			page := r.absolute(open(r))
			tab := r.browse()
			tab.Open(page)
			wantGoodLooks(t, tab, name)
		})
	}
}

// TestConsentInABrowser agrees by keyboard and comes back to the shop.
func TestConsentInABrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	back := shop(t)
	page := r.consult("state-1", back.URL+"/linked")
	tab := r.browse(host(back))
	tab.Open(page)
	address, _ := tab.Follow(chromedp.Focus(chromedp.CSS(`button[value="agree"]`)), chromedp.KeyEvent(kb.Enter))
	if !strings.HasPrefix(address, back.URL+"/linked?authCode=") {
		t.Errorf("the buyer came to %s", address)
	}
	if a, err := r.Control().Authorization(t.Context(), "state-1"); err != nil || a.Status != "ACCEPTED" {
		t.Errorf("%+v, %v", a, err)
	}
}
