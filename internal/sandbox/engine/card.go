package engine

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	codeCardNumber = "INVALID_CARD_NUMBER"
	codeCardExpiry = "INVALID_EXPIRATION_DATE"
	codeRisk       = "RISK_REJECT"
)

// Card is what is kept of the card of a request: never its number, its security code
// or its expiry.
type Card struct {
	Brand    string `json:"brand,omitempty"`
	LastFour string `json:"lastFour,omitempty"`
	// CVV and Address say that the request had a security code and a billing address
	// to check.
	CVV     bool `json:"cvv,omitempty"`
	Address bool `json:"address,omitempty"`
	// Plain says that the request did without 3-D Secure.
	Plain bool `json:"plain,omitempty"`
}

// cardOf reads the card of a request; nil when it has none. A number that is not
// digits is encrypted or masked, and nothing is known of its card.
func cardOf(b *spec.Node) *Card {
	data := b.At("paymentMethod.paymentMethodMetaData")
	number := data.Get("cardNo").String()
	if b.At("paymentMethod.paymentMethodType").String() != methodCard || !isDigits(number) || len(number) < 8 {
		return nil
	}
	return &Card{
		Brand: brandOf(number), LastFour: number[len(number)-4:], CVV: data.Get("cvv").String() != "",
		Address: data.Get("billingAddress") != nil, Plain: data.Get("is3DSAuthentication").String() == "false",
	}
}

// brandOf finds the brand of a card number by its beginning; "" when it is not known.
func brandOf(number string) string {
	for _, c := range spec.TestCards() {
		if c.Number == number {
			return c.Brand
		}
	}
	for _, b := range []struct{ from, to, brand string }{
		{"34", "34", "AMEX"}, {"37", "37", "AMEX"}, {"36", "36", "DINERS"}, {"38", "39", "DINERS"}, {"3528", "3589", "JCB"},
		{"4", "4", "VISA"}, {"51", "55", "MASTERCARD"}, {"2221", "2720", "MASTERCARD"},
		{"6011", "6011", "DISCOVER"}, {"644", "659", "DISCOVER"}, {"62", "62", "UNIONPAY"},
	} {
		if start := number[:min(len(b.from), len(number))]; start >= b.from && start <= b.to {
			return b.brand
		}
	}
	return ""
}

// testCard finds the test card of Antom's that a payment was made with. Of a payment
// whose card nobody typed it is the first of them.
func (p Payment) testCard() (spec.TestCard, bool) {
	cards := spec.TestCards()
	if p.Card == nil {
		return cards[0], true
	}
	i := slices.IndexFunc(cards, func(c spec.TestCard) bool {
		return c.LastFour() == p.Card.LastFour && c.Brand == p.Card.Brand
	})
	if i < 0 {
		return spec.TestCard{}, false
	}
	return cards[i], true
}

// declinedCard is the result code with which a card payment fails although its buyer
// pays: by Antom's test cards, and by the amount that stands for risk control.
func (p Payment) declinedCard() (code string, declined bool) {
	if p.Method != methodCard {
		return "", false
	}
	if p.Amount.Value == spec.RiskTestValue() {
		return codeRisk, true
	}
	card, found := p.testCard()
	return codeCard, found && card.Fails
}

// refusedCard checks a card that was typed in. Antom's page of test cards has an
// impossible month and a security code that is too short as mistakes to try.
func refusedCard(b *spec.Node, now time.Time) refusal {
	const at = "paymentMethod.paymentMethodMetaData."
	data := b.At("paymentMethod.paymentMethodMetaData")
	number, cvv := data.Get("cardNo").String(), data.Get("cvv").String()
	month, year := data.Get("expiryMonth").String(), data.Get("expiryYear").String()
	switch {
	case b.At("paymentMethod.paymentMethodType").String() != methodCard || !isDigits(number):
		return refusal{}
	case !spec.Luhn(number) || len(number) < 12:
		return refuse(codeCardNumber, "%scardNo: is not the number of a card: its check digit is wrong", at)
	case month != "" && !isMonth(month):
		return refuse(codeCardExpiry, "%sexpiryMonth: %q is not a month from 01 to 12", at, month)
	case isMonth(month) && isDigits(year) && expired(year, month, now):
		return refuse(codeCardExpiry, "%sexpiryYear: the card expired in %s/%s", at, month, year)
	case isDigits(cvv) && len(cvv) < 3:
		return refuse(codeParam, "%scvv: has %d digits; the security code of a card has three, or four on American Express", at, len(cvv))
	}
	return refusal{}
}

func isMonth(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && isDigits(text) && n >= 1 && n <= 12
}

// expired reports whether the last day of a month has passed everywhere on earth.
func expired(year, month string, now time.Time) bool {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	if y < 100 {
		y += 2000
	}
	return !now.Before(time.Date(y, time.Month(m)+1, 1, 12, 0, 0, 0, time.UTC))
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// cardInfo is the paymentResultInfo of a card payment that is decided. What the
// simulator does not know of the card is made up, the same for each payment every time.
func cardInfo(p Payment) *spec.Node {
	card, number := p.Card, "000000000000"
	test, isTest := p.testCard()
	if isTest {
		number = test.Number
	}
	if card == nil {
		card = &Card{Brand: test.Brand, LastFour: test.LastFour(), CVV: true}
	}
	made := madeUp(p.PaymentID)
	n := object(
		"cardNo", spec.NewString(strings.Repeat("*", 12)+card.LastFour),
		"cardBrand", text(card.Brand),
		"lastFour", spec.NewString(card.LastFour),
		"funding", spec.NewString("CREDIT"),
		"paymentMethodRegion", spec.NewString("GLOBAL"),
		"avsResultRaw", spec.NewString(rawCheck(card.Address, p.Status, "Y", "N", "U")),
		"cvvResultRaw", spec.NewString(rawCheck(card.CVV, p.Status, "M", "N", "P")),
		"networkTransactionId", spec.NewString(made.digits(15)),
		"rrn", spec.NewString(made.digits(12)),
	)
	if isTest {
		n.Set("cardBin", spec.NewString(number[:6]))
		if test.Region != "global" {
			n.Set("issuingCountry", spec.NewString(test.Region))
			n.Set("paymentMethodRegion", spec.NewString(test.Region))
		}
	}
	if !card.Plain {
		n.Set("threeDSResult", threeDS(card.Brand, p.Status == Success, made))
	}
	if p.Status == Success {
		n.Set("authorizationCode", spec.NewString(made.digits(6)))
		return n
	}
	n.Set("refusalCodeRaw", spec.NewString("05"))
	n.Set("refusalReasonRaw", spec.NewString(shorten(lookUp(OpPay, p.ResultCode).Message)))
	return n
}

// rawCheck is the letter of a check, as the card schemes write it: passed, failed, or
// not made because the request had nothing to check.
func rawCheck(given bool, status Status, passed, failed, none string) string {
	switch {
	case !given:
		return none
	case status == Success:
		return passed
	}
	return failed
}

// threeDS is the result of 3-D Secure: the buyer was asked, and passed or not.
func threeDS(brand string, passed bool, made madeUpBytes) *spec.Node {
	eci, missed := "05", "07"
	if brand == "MASTERCARD" {
		eci, missed = "02", "00"
	}
	if !passed {
		return object("threeDSVersion", spec.NewString("2.2.0"), "eci", spec.NewString(missed), "challenged", boolean(true), "threeDSOffered", boolean(true))
	}
	return object(
		"threeDSVersion", spec.NewString("2.2.0"),
		"eci", spec.NewString(eci),
		"cavv", spec.NewString(base64.StdEncoding.EncodeToString(made[:20])),
		"dsTransactionId", spec.NewString(made.uuid()),
		"challenged", boolean(true),
		"threeDSOffered", boolean(true),
	)
}

func boolean(b bool) *spec.Node { return &spec.Node{Kind: spec.Bool, Text: strconv.FormatBool(b)} }

// madeUpBytes are values that belong to a payment and mean nothing.
type madeUpBytes [sha256.Size]byte

func madeUp(id string) madeUpBytes { return sha256.Sum256([]byte("card of " + id)) }

func (m madeUpBytes) digits(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = '0' + m[i]%10
	}
	return string(text)
}

func (m madeUpBytes) uuid() string {
	h := hex.EncodeToString(m[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
