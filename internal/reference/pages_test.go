package reference_test

import (
	"net/url"
	"testing"

	"github.com/antom-cli/antom/internal/reference"
)

// Every page has a topic of its own and an address on a host of Antom's.
func TestPages(t *testing.T) {
	t.Parallel()
	hosts := map[string]bool{"docs.antom.com": true, "dashboard.antom.com": true}
	for _, pages := range [][]reference.Page{append(reference.DocsPages(), reference.DocsHome()), reference.DashboardPages()} {
		seen := map[string]bool{}
		for _, p := range pages {
			u, err := url.Parse(p.URL)
			if err != nil || u.Scheme != "https" || !hosts[u.Host] || p.About == "" {
				t.Errorf("%+v: %v", p, err)
			}
			if seen[p.Topic] {
				t.Errorf("%s is there twice", p.Topic)
			}
			seen[p.Topic] = true
			if found, _, ok := reference.FindPage(pages, p.Topic); !ok || found != p {
				t.Errorf("%s leads to %+v", p.Topic, found)
			}
		}
	}
}

func TestFindPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ topic, want, near string }{
		{"pay", "pay", ""}, {"PAY", "pay", ""}, {"session", "createPaymentSession", ""}, {"create-payment-session", "createPaymentSession", ""},
		{"invalid_signature", "invalid-signature", ""}, {"webhooks", "notifyPayment", ""}, {"signatur", "", "signature"}, {"qqqqqq", "", ""},
	} {
		page, near, ok := reference.FindPage(reference.DocsPages(), c.topic)
		if page.Topic != c.want || near != c.near || ok != (c.want != "") {
			t.Errorf("%s: %q, near %q, %v", c.topic, page.Topic, near, ok)
		}
	}
	if page, _, ok := reference.FindPage(reference.DashboardPages(), "notifications"); !ok || page.Topic != "notifications" {
		t.Errorf("the Dashboard's notifications: %+v", page)
	}
}
