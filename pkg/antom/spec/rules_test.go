package spec

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
)

func TestAmountRules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		currency, value, method string
		want, nearest           string
	}{
		{"HKD", "1", "ALIPAY_HK", "", ""},
		{"HKD", "9999999999999999", "ALIPAY_HK", "", ""},
		{"HKD", "10000000000000000", "ALIPAY_HK", "error amount", ""},
		{"HKD", "0", "ALIPAY_HK", "error amount", ""},
		{"HKD", "0100", "ALIPAY_HK", "error amount", "100"},
		{"HKD", "-5", "ALIPAY_HK", "error amount", ""},
		{"HKD", "+5", "ALIPAY_HK", "error amount", ""},
		{"HKD", "12.34", "ALIPAY_HK", "error amount", "1234"},
		{"JPY", "12.34", "PAYPAY", "error amount", ""},
		{"HKD", "1,000", "ALIPAY_HK", "error amount", ""},
		{"HKD", "1e3", "ALIPAY_HK", "error amount", ""},
		{"HKD", "ten", "ALIPAY_HK", "error amount", ""},
		{"HKD", "105", "OCTOPUS", "error amount-multiple", "110"},
		{"HKD", "110", "OCTOPUS", "", ""},
		{"HKD", "105", "ALIPAY_HK", "", ""},
		{"TWD", "150", "JKOPAY", "error amount-multiple", "200"},
		{"TWD", "150", "LINEPAY", "", ""},
		{"IDR", "1049", "DANA", "error amount-multiple", "1000"},
		{"IDR", "1", "DANA", "error amount-multiple", "100"},
		{"IDR", "1000", "DANA", "", ""},
		{"IDR", "10.49", "DANA", "error amount", "1000"},
		{"IDR", "0.01", "DANA", "error amount", "100"},
		{"IDR", "01049", "DANA", "error amount", "1000"},
		{"IDR", "10.00", "DANA", "error amount", "1000"},
		{"HKD", "1.05", "OCTOPUS", "error amount", "110"},
		{"INR", "100", "UPI", "warning currency-unlisted", ""},
	}
	for _, tt := range tests {
		t.Run(tt.currency+" "+tt.value+" "+tt.method, func(t *testing.T) {
			t.Parallel()
			root := parse(t, goodPay)
			for _, c := range []change{
				{"order.goods", ""},
				{"paymentMethod.paymentMethodType", fmt.Sprintf("%q", tt.method)},
				{"paymentAmount", fmt.Sprintf(`{"currency":%q,"value":%q}`, tt.currency, tt.value)},
				{"order.orderAmount", fmt.Sprintf(`{"currency":%q,"value":%q}`, tt.currency, tt.value)},
			} {
				edit(t, root, c.path, c.value)
			}
			findings := Validate("pay", root, Options{Now: now})
			if tt.want == "" {
				if len(findings) > 0 {
					t.Fatalf("found %v", findings)
				}
				return
			}
			if len(findings) != 2 {
				t.Fatalf("found %v, want one finding for each amount", findings)
			}
			for _, f := range findings {
				if string(f.Severity)+" "+f.Rule != tt.want || f.Nearest != tt.nearest {
					t.Errorf("found %+v", f)
				}
			}
		})
	}
}

func TestRulesOfPay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		changes []change
		want    string
		nearest string
	}{
		{"WAP without osType", []change{{"env.terminalType", `"WAP"`}}, "error env.osType os-type", ""},
		{"APP without osType", []change{{"env.terminalType", `"APP"`}}, "error env.osType os-type", ""},
		{"WAP with osType", []change{{"env", `{"terminalType":"WAP","osType":"IOS"}`}}, "", ""},
		{"MINI_APP without appId", []change{{"env.terminalType", `"MINI_APP"`}}, "error appId mini-app", ""},
		{"MINI_APP with appId", []change{{"env.terminalType", `"MINI_APP"`}, {"appId", `"1"`}}, "", ""},
		{"CARD without factor", []change{{"paymentMethod.paymentMethodType", `"CARD"`}}, "error paymentFactor card-factor", ""},
		{"CARD with factor", []change{{"paymentMethod.paymentMethodType", `"CARD"`}, {"paymentFactor", `{"isAuthorization":"true"}`}}, "", ""},
		{"goods do not add up", []change{{"order.goods[0].goodsQuantity", `"3"`}}, "error order.goods goods-sum", ""},
		{"half a good", []change{{"order.goods[0].goodsQuantity", `"1.5"`}}, "warning order.goods[0].goodsQuantity goods-quantity", ""},
		{"a word for a number of goods", []change{{"order.goods[1].goodsQuantity", `"two"`}}, "warning order.goods[1].goodsQuantity goods-quantity", ""},
		{"goods in another currency", []change{{"order.goods[1].goodsUnitAmount.currency", `"USD"`}},
			"error order.goods[1].goodsUnitAmount.currency goods-sum", "HKD"},
		{"goods without price are not added up", []change{{"order.goods[1].goodsUnitAmount", ""}}, "", ""},
		{"shipping completes the sum", []change{{"order.goods[1].goodsUnitAmount.value", `"150"`},
			{"order.shipping", `{"shippingFee":{"currency":"HKD","value":"50"}}`}}, "", ""},
		{"discount completes the sum", []change{{"order.goods[1].goodsUnitAmount.value", `"300"`},
			{"order.orderDiscountAmount", `{"currency":"HKD","value":"100"}`}}, "", ""},
		{"order amount differs", []change{{"paymentAmount.value", `"1100"`}}, "warning order.orderAmount order-amount", ""},
		{"order currency differs", paidBy("ALIPAY_CN", "HKD", change{"paymentAmount.currency", `"USD"`}), "warning order.orderAmount order-amount", ""},
		{"free goods", []change{{"order.goods[1].goodsUnitAmount.value", `"0"`}, {"order.goods[0].goodsUnitAmount.value", `"600"`}},
			"warning order.goods[1].goodsUnitAmount.value amount", ""},
		{"expired", []change{{"paymentExpiryTime", `"2025-03-01T12:00:00+08:00"`}}, "error paymentExpiryTime expiry-past", ""},
		{"ten minutes", []change{{"paymentExpiryTime", `"2025-03-01T12:10:00+08:00"`}}, "", ""},
		{"documents disagree", []change{{"paymentExpiryTime", `"2025-03-01T12:14:00+08:00"`}}, "warning paymentExpiryTime expiry-limit", ""},
		{"bank transfer within", paidBy("BANKTRANSFER_BNI", "IDR",
			change{"paymentExpiryTime", `"2025-03-03T04:00:00Z"`}), "", ""},
		{"bank transfer beyond", paidBy("BANKTRANSFER_BNI", "IDR",
			change{"paymentExpiryTime", `"2025-03-03T04:00:01Z"`}), "warning paymentExpiryTime expiry-limit", ""},
		{"long default", paidBy("KONBINI", "JPY",
			change{"paymentExpiryTime", `"2025-03-05T04:00:00Z"`}), "", ""},
		{"beyond a long default", paidBy("KONBINI", "JPY",
			change{"paymentExpiryTime", `"2025-03-09T04:00:00Z"`}), "warning paymentExpiryTime expiry-limit", ""},
		{"address needs a region", []change{{"order.shipping", `{"shippingAddress":{"city":"Hong Kong"}}`}},
			"error order.shipping.shippingAddress.region required", ""},
		{"transit without type", []change{{"order.transit", `{"legs":[` + leg + `]}`}}, "error order.transit.transitType transit", ""},
		{"transit without legs", []change{{"order.goods", ""}, {"order.transit", `{"transitType":"FLIGHT"}`}}, "error order.transit.legs transit", ""},
		{"train without legs", []change{{"order.transit", `{"transitType":"TRAIN"}`}}, "warning order.transit.legs transit", ""},
		{"instalments without number", append(card(), change{"creditPayPlan", `{"interval":"MONTH"}`}), "error creditPayPlan.installmentNum installment-number", ""},
		{"instalments without fee", append(card(), change{"creditPayPlan", `{"installmentNum":"3","creditPayFeeType":"PERCENTAGE"}`}),
			"error creditPayPlan.feePercentage installment-fee", ""},
		{"card number without expiry", []change{{"paymentMethod.paymentMethodMetaData", `{"cardNo":"4","expiryYear":"30"}`}},
			"warning paymentMethod.paymentMethodMetaData.expiryMonth card-expiry", ""},
		{"ticket without trip outside the hosted page", []change{{"order.goods[0].goodsName", `"ticket-20250401-HX1-SZX-HKG"`}},
			"warning order.transit transit-missing", ""},
		{"concert ticket", []change{{"order.goods[0].goodsName", `"ticket-front row"`}}, "", ""},
		{"instalments of a wallet", []change{{"creditPayPlan", `{"installmentNum":"3"}`}}, "warning creditPayPlan installment-method", ""},
		{"instalments of a card", append(card(), change{"creditPayPlan", `{"installmentNum":"3"}`}), "", ""},
		{"instalments of a wallet with cards", []change{{"creditPayPlan", `{"installmentNum":"3"}`}, {"paymentMethod.paymentMethodType", `"APPLEPAY"`}}, "", ""},
		{"instalments of a method that is not known", []change{{"creditPayPlan", `{"installmentNum":"3"}`}, {"paymentMethod.paymentMethodType", `"NEWPAY"`}},
			"warning paymentMethod.paymentMethodType payment-method", "MERPAY"},
		{"subscription instead of an order", []change{{"order", ""}, {"paymentAmount", ""}, {"subscriptionId", `"s"`}}, "", ""},
		{"one declaration field", []change{{"order.declaration", `{"declarationBizScene":"HOTEL"}`}},
			"warning order.declaration.declarationBeneficiaryId declaration-pair", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, "pay", goodPay, tt.changes, tt.want, tt.nearest)
		})
	}
}

// paidBy is a payment with another method, in its currency.
func paidBy(method, currency string, more ...change) []change {
	return append([]change{
		{"order.goods", ""},
		{"paymentMethod.paymentMethodType", fmt.Sprintf("%q", method)},
		{"paymentAmount.currency", fmt.Sprintf("%q", currency)},
		{"order.orderAmount.currency", fmt.Sprintf("%q", currency)},
	}, more...)
}

// card makes a payment one by card.
func card() []change {
	return []change{{"paymentMethod.paymentMethodType", `"CARD"`}, {"paymentFactor", `{"isAuthorization":"true"}`}}
}

const leg = `{"departureTime":"2025-04-01T12:01:01+08:00","departureAddress":{"city":"SZX"},"arrivalAddress":{"city":"HKG"},"carrierNo":"1"}`

func TestRulesOfTheHostedPage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		changes []change
		want    string
		nearest string
	}{
		{"good", nil, "", ""},
		{"no goods", []change{{"order.goods", ""}}, "error order.goods hosted-order", ""},
		{"no buyer id", []change{{"order.buyer.referenceBuyerId", ""}}, "error order.buyer.referenceBuyerId hosted-order", ""},
		{"no buyer name", []change{{"order.buyer.buyerName", ""}}, "error order.buyer.buyerName.fullName hosted-order", ""},
		{"goods without id", []change{{"order.goods[0].referenceGoodsId", ""}}, "error order.goods[0].referenceGoodsId hosted-goods", ""},
		{"goods without price", []change{{"order.goods[0].goodsUnitAmount", ""}}, "error order.goods[0].goodsUnitAmount hosted-goods", ""},
		{"goods without quantity", []change{{"order.goods[0].goodsQuantity", ""}}, "error order.goods[0].goodsQuantity hosted-goods", ""},
		{"payment differs", []change{{"paymentAmount.value", `"999"`}}, "error order.orderAmount order-amount", "999"},
		{"goods do not add up", []change{{"order.goods[0].goodsQuantity", `"1"`}}, "error order.goods goods-sum", ""},
		{"leg without time", []change{{"order.transit.legs[0].departureTime", ""}}, "error order.transit.legs[0].departureTime transit", ""},
		{"leg without city", []change{{"order.transit.legs[0].arrivalAddress", ""}}, "error order.transit.legs[0].arrivalAddress.city transit", ""},
		{"leg without carrier", []change{{"order.transit.legs[0].carrierNo", ""}}, "error order.transit.legs[0].carrierNo transit", ""},
		{"city by name", []change{{"order.transit.legs[0].departureAddress.city", `"Shenzhen"`}},
			"warning order.transit.legs[0].departureAddress.city transit-city", ""},
		{"ticket without trip", []change{{"order.transit", ""}}, "error order.transit transit-missing", ""},
		{"concert ticket without trip", []change{{"order.transit", ""}, {"order.goods[0].goodsName", `"ticket-front row"`}},
			"warning order.transit transit-missing", ""},
		{"trip without legs", []change{{"order.transit.legs", "[]"}}, "error order.transit.legs transit", ""},
		{"neither scene nor method", []change{{"productScene", ""}}, "warning paymentMethod session-method", ""},
		{"session is over", []change{{"paymentSessionExpiryTime", `"2025-03-01T03:59:00Z"`}}, "error paymentSessionExpiryTime expiry-past", ""},
		{"bad scene", []change{{"productScene", `"CHECKOUT"`}, {"paymentMethod", `{"paymentMethodType":"CARD"}`}},
			"error productScene enum", "CHECKOUT_PAYMENT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, "createPaymentSession", goodHosted, tt.changes, tt.want, tt.nearest)
		})
	}
}

func TestRulesOfTheOtherOperations(t *testing.T) {
	t.Parallel()
	const refund = `{"refundRequestId":"r","paymentId":"p","refundAmount":{"currency":"IDR","value":"1000"}}`
	longMetadata := `{"refundRequestId":"r","paymentId":"p","refundAmount":{"currency":"HKD","value":"1"},"metadata":"` + strings.Repeat("m", 65) + `"}`
	tests := []struct {
		operation, document string
		want                string
	}{
		{"refund", longMetadata, "warning metadata too-long"},
		{"inquiryPayment", `{"paymentRequestId":"x"}`, ""},
		{"inquiryPayment", `{"paymentId":"x","paymentRequestId":"y"}`, ""},
		{"inquiryPayment", `{}`, "error paymentRequestId payment-id"},
		{"cancel", `{"merchantAccountId":"m"}`, "error paymentRequestId payment-id"},
		{"inquiryRefund", `{}`, "error refundRequestId refund-id"},
		{"refund", refund, ""},
		{"refund", `{"refundRequestId":"r","paymentId":"p","refundAmount":{"currency":"IDR","value":"1001"}}`, "error refundAmount.value amount-multiple"},
		{"refund", `{"paymentId":"p","refundAmount":{"currency":"HKD","value":"1"}}`, "error refundRequestId required"},
		{"capture", `{"captureRequestId":"c","paymentId":"p","captureAmount":{"currency":"HKD","value":"0"}}`, "error captureAmount.value amount"},
		{"consult", `{"productCode":"CASHIER_PAYMENT","paymentAmount":{"currency":"HKD","value":"1"},"env":{"terminalType":"WAP"}}`, "error env.osType os-type"},
	}
	for _, tt := range tests {
		t.Run(tt.operation+" "+tt.document, func(t *testing.T) {
			t.Parallel()
			expect(t, tt.operation, tt.document, nil, tt.want, findOnly(t, tt.operation, tt.document))
		})
	}
}

// findOnly returns the nearest value of the only finding: these cases are not
// about suggestions.
func findOnly(t *testing.T, operation, document string) string {
	t.Helper()
	f := Validate(operation, parse(t, document), Options{Now: now})
	if len(f) != 1 {
		return ""
	}
	return f[0].Nearest
}

func TestMessagesShowAmountsAndTimesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		changes []change
		want    string
	}{
		{"goods", []change{{"order.goods", `[{"referenceGoodsId":"g","goodsName":"Bag","goodsUnitAmount":{"currency":"HKD","value":"100"},"goodsQuantity":"2"}]`}, {"order.orderAmount.value", `"500"`}, {"paymentAmount.value", `"500"`}},
			"add up to HKD 2.00 (value 200), but the order amount is HKD 5.00 (value 500)"},
		{"order", []change{{"paymentAmount.value", `"1100"`}},
			"is HKD 12.00 (value 1200), but paymentAmount is HKD 11.00 (value 1100); Antom does not compare them"},
		{"offset", []change{{"paymentExpiryTime", `"2025-03-01T12:05:00+0800"`}},
			`"2025-03-01T12:05:00+0800" has an offset without a colon; write 2025-03-01T12:05:00+08:00`},
		{"quantity", []change{{"order.goods[0].goodsQuantity", `"1.5"`}},
			`is "1.5"; a quantity is a whole number of at least 1`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := parse(t, goodPay)
			for _, c := range tt.changes {
				edit(t, root, c.path, c.value)
			}
			findings := Validate("pay", root, Options{Now: now})
			if len(findings) != 1 || findings[0].Message != tt.want {
				t.Errorf("found %v, want %q", findings, tt.want)
			}
		})
	}
	if got := (money{currency: "XXQ", value: big.NewInt(7)}).String(); got != "XXQ (value 7)" {
		t.Errorf("an unknown currency: %q", got)
	}
}
