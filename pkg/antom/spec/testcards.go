package spec

import "slices"

// TestCard is a card number that Antom's sandbox knows.
type TestCard struct {
	Number string // digits only
	Brand  string // such as "VISA"
	Region string // country of the issuer, "global" when Antom names none
	Fails  bool   // a payment with it fails; else it succeeds
}

// LastFour returns the last four digits of the number, by which the test cards can be
// told apart.
func (c TestCard) LastFour() string { return c.Number[max(len(c.Number)-4, 0):] }

// TestCards returns the card numbers of Antom's sandbox, those that succeed first. No
// money moves with them, and live client ids cannot use them.
func TestCards() []TestCard { return slices.Clone(testCards) }

// RiskTestValue returns the paymentAmount.value that risk control of Antom's sandbox
// refuses in card payments, in the smallest unit of any currency.
func RiskTestValue() string { return riskTestValue }

// TestCardSource returns where Antom documents its test cards.
func TestCardSource() string { return testCardSource }

// Luhn reports whether a card number has the right check digit. A text with anything
// but digits has not.
func Luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if digit < 0 || digit > 9 {
			return false
		}
		if i%2 == 1 {
			digit = digit*2%10 + digit/5
		}
		sum += digit
	}
	return number != "" && sum%10 == 0
}
