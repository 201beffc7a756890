package spec

import (
	"fmt"
	"math/big"
	"strings"
)

// The ids of the rules about amounts that belong together.
const (
	ruleGoodsSum    = "goods-sum"
	ruleQuantity    = "goods-quantity"
	ruleOrderAmount = "order-amount"
	ruleCity        = "transit-city"
	ruleSubscribe   = "subscription"
)

const (
	hostedGuide  = "docs.antom.com, guide to the hosted checkout page"
	payReference = "docs.antom.com/ac/ams/payment_cashier"
	libraries    = "official client libraries"
)

// SceneHosted is the productScene of createPaymentSession for Antom's hosted
// payment page.
const SceneHosted = "CHECKOUT_PAYMENT"

// hosted reports whether the request is for Antom's hosted page.
func (c *checker) hosted() bool {
	return c.operation == OpCreatePaymentSession && c.root.Get("productScene").String() == SceneHosted
}

// orderRules compares the amounts of the order, of its goods and of the payment.
func (c *checker) orderRules() {
	order := c.root.Get("order")
	if order == nil || order.Kind != Object {
		return
	}
	orderAmount, okOrder := moneyAt(order, "orderAmount")
	payment, okPayment := moneyAt(c.root, "paymentAmount")
	if okOrder && okPayment && !orderAmount.equal(payment) {
		c.orderAmount(orderAmount, payment)
	}
	if okOrder {
		c.goodsSum(order, orderAmount)
	}
	c.quantities(order)
	c.goodsNames(order)
	c.cities(order)
}

// orderAmount reports an order amount that is not what is paid. The gateway does
// not compare them; only the hosted page wants them equal.
func (c *checker) orderAmount(order, payment money) {
	if c.hosted() {
		c.reportAt("order.orderAmount", ruleOrderAmount, Error,
			fmt.Sprintf("is %s, but paymentAmount is %s; the hosted page needs both equal", order, payment),
			payment.value.String(), hostedGuide)
		return
	}
	c.reportAt("order.orderAmount", ruleOrderAmount, Warning,
		fmt.Sprintf("is %s, but paymentAmount is %s; Antom does not compare them", order, payment), "", payReference)
}

// goodsSum reports goods that do not add up to the order amount. Goods without
// price or quantity cannot be added up.
func (c *checker) goodsSum(order *Node, total money) {
	goods := order.Get("goods")
	if goods == nil || goods.Kind != Array || len(goods.Items) == 0 {
		return
	}
	sum := new(big.Int)
	for i, item := range goods.Items {
		price, ok := moneyAt(item, "goodsUnitAmount")
		quantity, okQuantity := quantityOf(item)
		if !ok || !okQuantity {
			return
		}
		if price.currency != total.currency {
			c.reportAt(itemPath("order.goods", i)+".goodsUnitAmount.currency", ruleGoodsSum, Error,
				fmt.Sprintf("is %s, but the order is in %s", price.currency, total.currency), total.currency, hostedGuide)
			return
		}
		sum.Add(sum, quantity.Mul(quantity, price.value))
	}
	if sum.Cmp(total.value) == 0 || adjusted(order, sum, total).Cmp(total.value) == 0 {
		return
	}
	c.reportAt("order.goods", ruleGoodsSum, Error,
		fmt.Sprintf("add up to %s, but the order amount is %s", total.in(sum), total), "", hostedGuide)
}

// quantities warns about goods that are not counted in whole pieces. Only the
// hosted page documents it, and what Antom does about others is not known.
func (c *checker) quantities(order *Node) {
	goods := order.Get("goods")
	if goods == nil {
		return
	}
	for i, item := range goods.Items {
		if text := item.Get("goodsQuantity").String(); text != "" && !integer(text) {
			c.reportAt(itemPath("order.goods", i)+".goodsQuantity", ruleQuantity, Warning,
				fmt.Sprintf("is %q; a quantity is a whole number of at least 1", text), "", hostedGuide)
		}
	}
}

// quantityOf reads a quantity of at least one.
func quantityOf(item *Node) (*big.Int, bool) {
	text := item.Get("goodsQuantity").String()
	if text == "" || !digitsOnly(text) || len(text) > maxDigits {
		return nil, false
	}
	v, ok := new(big.Int).SetString(text, 10)
	return v, ok && v.Sign() > 0
}

// adjusted adds shipping to the sum of the goods and takes discounts away.
func adjusted(order *Node, sum *big.Int, total money) *big.Int {
	result := new(big.Int).Set(sum)
	if fee, ok := moneyAt(order, "shipping.shippingFee"); ok && fee.currency == total.currency {
		result.Add(result, fee.value)
	}
	if off, ok := moneyAt(order, "orderDiscountAmount"); ok && off.currency == total.currency {
		result.Sub(result, off.value)
	}
	for _, item := range order.Get("goods").Items {
		if off, ok := moneyAt(item, "goodsDiscountAmount"); ok && off.currency == total.currency {
			result.Sub(result, off.value)
		}
	}
	return result
}

// cities warns about flight legs whose cities are not IATA codes.
func (c *checker) cities(order *Node) {
	if order.At("transit.transitType").String() != "FLIGHT" {
		return
	}
	legs := order.At("transit.legs")
	if legs == nil {
		return
	}
	for i, leg := range legs.Items {
		for _, end := range []string{"departureAddress", "arrivalAddress"} {
			city := leg.Get(end).Get("city").String()
			if city == "" || iata(city) {
				continue
			}
			c.reportAt(itemPath("order.transit.legs", i)+"."+end+".city", ruleCity, Warning,
				fmt.Sprintf("%q is not an IATA code of three letters such as HKG", city), "", hostedGuide)
		}
	}
}

func iata(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// subscriptionRule warns when two ways of starting a subscription are mixed.
func (c *checker) subscriptionRule() {
	if c.operation != OpPay || !given(c.root.Get("subscriptionId")) {
		return
	}
	for _, name := range []string{"subscriptionInfo", "paymentAmount", "order"} {
		if given(c.root.Get(name)) {
			c.reportAt(name, ruleSubscribe, Warning, "is left out when subscriptionId is given", "", libraries)
		}
	}
}
