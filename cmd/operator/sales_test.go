package operator

import (
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
)

// TestNotificationsOfAnAccount holds that the simulator's notifications and those of real
// accounts, which are in one store, are not mixed.
func TestNotificationsOfAnAccount(t *testing.T) {
	t.Parallel()
	const shop, other = "5Y0000000000000", "5Y0000000000001"
	for name, c := range map[string]struct {
		of                     account
		simulator, shop, other bool
	}{
		"the simulator":      {account{local: true}, true, false, false},
		"every real account": {account{}, false, true, true},
		"one account":        {account{clientID: shop}, false, true, false},
	} {
		if s, a, b := c.of.has(sandbox.ClientID), c.of.has(shop), c.of.has(other); s != c.simulator || a != c.shop || b != c.other {
			t.Errorf("%s has those of the simulator: %v, the shop: %v, another one: %v", name, s, a, b)
		}
	}
}
