package engine

import (
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// read takes from a valid request what a payment keeps of it.
func read(r Request) Payment {
	b := r.Body
	p := Payment{
		ClientID:         r.ClientID,
		Operation:        r.Operation,
		PaymentRequestID: b.Get("paymentRequestId").String(),
		Amount:           amountOf(b.Get("paymentAmount")),
		Method:           b.At("paymentMethod.paymentMethodType").String(),
		Merchant:         merchantOf(b, r.ClientID),
		OrderID:          b.At("order.referenceOrderId").String(),
		Description:      b.At("order.orderDescription").String(),
		Goods:            goodsOf(b.At("order.goods")),
		Terminal:         terminalOf(b),
		Region:           b.Get("userRegion").String(),
		Locale:           localeOf(b),
		RedirectURL:      b.Get("paymentRedirectUrl").String(),
		NotifyURL:        b.Get("paymentNotifyUrl").String(),
		Metadata:         b.Get("metadata").String(),
		Authorization:    authorizationOf(b),
		Card:             cardOf(b),
		Settlement:       settlementOf(b),
	}
	readByAgreement(&p, b)
	return p
}

// authorizationOf reads whether the payment shall be captured afterwards, and by whom.
func authorizationOf(b *spec.Node) *Authorization {
	if b.At("paymentFactor.isAuthorization").String() != "true" && b.Get("isAuthorization").String() != "true" {
		return nil
	}
	return &Authorization{Manual: b.At("paymentFactor.captureMode").String() == "MANUAL"}
}

func amountOf(n *spec.Node) Amount {
	return Amount{Currency: n.Get("currency").String(), Value: n.Get("value").String()}
}

func merchantOf(b *spec.Node, clientID string) string {
	for _, path := range []string{"order.merchant.merchantDisplayName", "order.merchant.merchantName", "merchant.merchantName"} {
		if name := b.At(path).String(); name != "" {
			return name
		}
	}
	return clientID
}

func goodsOf(list *spec.Node) []Good {
	if list == nil || list.Kind != spec.Array {
		return nil
	}
	var goods []Good
	for _, g := range list.Items {
		goods = append(goods, Good{
			Name:     g.Get("goodsName").String(),
			Quantity: g.Get("goodsQuantity").String(),
			Unit:     amountOf(g.Get("goodsUnitAmount")),
		})
	}
	return goods
}

func terminalOf(b *spec.Node) string {
	if t := b.At("env.terminalType").String(); t != "" {
		return t
	}
	return b.At("order.env.terminalType").String()
}

// maxLocale is the longest locale that is kept, in characters: the limit of
// env.browserInfo.language.
const maxLocale = 32

// localeOf is the language of the hosted page, or that of the buyer's browser.
func localeOf(b *spec.Node) string {
	for _, path := range []string{"locale", "env.browserInfo.language"} {
		if locale := b.At(path).String(); locale != "" {
			return cut(locale, maxLocale)
		}
	}
	return ""
}

// methodsOf is the merchant's own choice of methods for the hosted page.
func methodsOf(b *spec.Node) []string {
	list := b.At("availablePaymentMethod.paymentMethodTypeList")
	if list == nil || list.Kind != spec.Array {
		return nil
	}
	var codes []string
	for _, item := range list.Items {
		code := item.Get("paymentMethodType").String()
		if code == "" {
			code = item.String()
		}
		if code != "" {
			codes = append(codes, code)
		}
	}
	return codes
}

// directive reads what the order description asks for, as a message for the
// merchant when it cannot be understood.
func directive(b *spec.Node) (Directive, string) {
	d, err := ParseDirective(b.At("order.orderDescription").String())
	if err != nil {
		return Directive{}, fmt.Sprintf("order.orderDescription: the directive %q was not understood: %v", directivePrefix, err)
	}
	return d, ""
}

// refundDirective reads what the reason of a refund asks for.
func refundDirective(b *spec.Node) (Directive, string) {
	d, err := ParseRefundDirective(b.Get("refundReason").String())
	if err != nil {
		return Directive{}, fmt.Sprintf("refundReason: the directive %q was not understood: %v", directivePrefix, err)
	}
	return d, ""
}

// consultDirective reads what the extendInfo of a consult request asks for.
func consultDirective(b *spec.Node) (Directive, string) {
	d, err := parseDirective(b.Get("extendInfo").String(), consultWords())
	if err != nil {
		return Directive{}, fmt.Sprintf("extendInfo: the directive %q was not understood: %v", directivePrefix, err)
	}
	return d, ""
}

// chosenEnd reads the end that the merchant chose in a field, and stretches it
// by the time scale. The message is not empty when it has passed already.
func (e *Engine) chosenEnd(b *spec.Node, field string, now time.Time) (end time.Time, message string) {
	chosen := b.Get(field).String()
	if chosen == "" {
		return time.Time{}, ""
	}
	end, ok := ParseTime(chosen)
	switch {
	case !ok:
		return end, fmt.Sprintf("%s: %q is not a date and time with an offset, such as 2024-01-20T08:51:06+08:00", field, chosen)
	case !end.After(now):
		return end, fmt.Sprintf("%s: %s has passed; it is now %s", field, chosen, stamp(now).Text)
	}
	return e.after(now, end.Sub(now)), ""
}

// timeLayouts are the ISO 8601 forms that are in use: the reference writes the
// offset with a colon, the client library for PHP without.
func timeLayouts() []string {
	return []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700"}
}

// ParseTime reads a date and time with an offset in any form that Antom's own
// client libraries send.
func ParseTime(s string) (time.Time, bool) {
	for _, layout := range timeLayouts() {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
