package spec

import (
	"testing"
)

// TestTestCards holds that the numbers can be typed into a form that checks them, and
// that the last digits tell them apart.
func TestTestCards(t *testing.T) {
	t.Parallel()
	seen, fails := map[string]bool{}, 0
	for _, c := range TestCards() {
		if !Luhn(c.Number) {
			t.Errorf("%s has no right check digit", c.Number)
		}
		if seen[c.LastFour()] {
			t.Errorf("two cards end in %s", c.LastFour())
		}
		seen[c.LastFour()] = true
		if c.Fails {
			fails++
		}
	}
	if len(seen) != 9 || fails != 2 {
		t.Errorf("%d cards, %d of them fail", len(seen), fails)
	}
	if RiskTestValue() != "11" || TestCardSource() == "" {
		t.Errorf("the value is %q, the source %q", RiskTestValue(), TestCardSource())
	}
}

func TestLuhn(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"4111111111111111": true, "4111111111111112": false, "378282246310005": true, "": false, "0": true,
		"4111 1111 1111 1111": false, "١٢": false, "79927398713": true, "79927398710": false,
	} {
		if Luhn(number) != want {
			t.Errorf("Luhn(%q) is %t", number, !want)
		}
	}
}
