package engine

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Extra is what a directive says about a payment beyond its outcome.
type Extra struct {
	// NoURL leaves out what the buyer would be sent to: by Antom's reference, the payment
	// was then not created.
	NoURL bool `json:"noUrl,omitempty"`
	// CodeValueType is that of the order code: QRCODE or BARCODE; "" leaves the field out.
	CodeValueType string `json:"codeValueType,omitempty"`
	// Promotion is what the buyer saves, in the smallest unit.
	Promotion int64 `json:"promotion,omitempty"`
	// Late says that the buyer pays when the payment has closed.
	Late bool `json:"late,omitempty"`
}

// The words of a directive that set an Extra, and what stands behind them.
const (
	wordURL       = "url"
	wordCodeType  = "codeValueType"
	wordPromotion = "promotion"
	outcomeLate   = "late"
)

// setExtra reads one of these words.
func (x *Extra) setExtra(key, value string) error {
	switch key {
	case wordURL:
		x.NoURL = true
		if value != "none" {
			return fmt.Errorf("\"url=%s\" is not known; \"url=none\" leaves out all links", value)
		}
	case wordCodeType:
		x.CodeValueType = value
		if value != "QRCODE" && value != "BARCODE" {
			return fmt.Errorf("\"codeValueType=%s\" is not known; write codeValueType=QRCODE or codeValueType=BARCODE", value)
		}
	case wordPromotion:
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < 1 {
			return fmt.Errorf("\"promotion=%s\" is not an amount in the smallest unit of the currency, such as promotion=100", value)
		}
		x.Promotion = n
	}
	return nil
}

// addExtra takes over what the directive says about a new payment.
func (e *Engine) addExtra(p *Payment, d Directive) (message string) {
	if d.Extra == (Extra{}) {
		return ""
	}
	if most := p.Amount.minor() - 1; d.Extra.Promotion > most {
		return fmt.Sprintf("order.orderDescription: the directive \"promotion=%d\" leaves nothing to pay of %s", d.Extra.Promotion, p.Amount)
	}
	extra := d.Extra
	p.Extra = &extra
	if extra.Late {
		after := d.After
		if after == 0 {
			after = processingTime
		}
		p.PaidLate = e.after(p.Expires, after)
	}
	return ""
}

// extra is what a directive said, the zero value when it said nothing.
func (p Payment) extra() Extra {
	if p.Extra == nil {
		return Extra{}
	}
	return *p.Extra
}

// LatePayment is when the buyer paid although the payment had closed, and got the money
// back at once; false when that has not happened at a moment. The payment stays as it
// is, and the merchant is told nothing more than that it closed.
func (p Payment) LatePayment(now time.Time) (at time.Time, happened bool) {
	closed := p.Status == Fail && p.ResultCode == CodeClosed
	return p.PaidLate, closed && !p.PaidLate.IsZero() && !p.PaidLate.After(now)
}

// WithoutURL reports whether the payment has no address that its buyer could know.
func (p Payment) WithoutURL() bool { return p.extra().NoURL }

// actualAmount is what the buyer pays: the amount without what a promotion saves.
func (p Payment) actualAmount() Amount {
	return Amount{Currency: p.Amount.Currency, Value: minorText(p.Amount.minor() - p.extra().Promotion)}
}

// promotions is the list of promotions of a payment; nil when it has none. Its name in
// an inquiry is promotionResults, elsewhere promotionResult.
func (p Payment) promotions() *spec.Node {
	saved := p.extra().Promotion
	if saved == 0 {
		return nil
	}
	amount := Amount{Currency: p.Amount.Currency, Value: minorText(saved)}
	return spec.NewArray(object(
		"promotionType", spec.NewString("DISCOUNT"),
		"discount", object(
			"discountTag", spec.NewString("SIMULATOR"),
			"discountName", spec.NewString("Discount of the simulator"),
			"savingsAmount", amount.node(),
			"estimateSavingsAmount", amount.node(),
		),
	))
}

// walletBuyer is what a wallet tells of the buyer who has paid: by the reference, the
// wallets of Alipay+ can do that. nil for other methods.
func walletBuyer(p Payment) *spec.Node {
	m, known := spec.FindMethod(p.Method)
	if !known || !strings.HasPrefix(m.Kind, "wallet") || strings.Contains(m.Kind, "card based") || p.Status != Success {
		return nil
	}
	id := "2088" + madeUp(p.ClientID+p.Method).digits(12)
	return object(
		"pspName", spec.NewString(m.Name),
		"pspCustomerId", spec.NewString(id),
		"displayCustomerId", spec.NewString(id[:3]+"****"+id[len(id)-4:]),
	)
}

// setPaid adds what an answer or a notification says of a payment that succeeded.
// promotions is the name of their list there.
func setPaid(n *spec.Node, p Payment, promotions string) {
	if list := p.promotions(); list != nil {
		n.Set(promotions, list)
	}
	if buyer := walletBuyer(p); buyer != nil {
		n.Set("pspCustomerInfo", buyer)
	}
	setSettlement(n, p.Amount, p.Settlement, p.Created)
}

// appData is the paymentData of a payment in the merchant's app, for showPaymentSheet of
// Antom's client SDK: opaque for whoever passes it on.
func (e *Engine) appData(p Payment) *spec.Node {
	data := object("paymentId", spec.NewString(p.PaymentID), "normalUrl", spec.NewString(e.CheckoutURL(p)))
	return spec.NewString(base64.StdEncoding.EncodeToString(data.AppendJSON(nil)))
}
