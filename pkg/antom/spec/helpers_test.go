package spec

import (
	"testing"
	"time"
)

// now is the time of every validation in these tests.
var now = time.Date(2025, 3, 1, 4, 0, 0, 0, time.UTC)

const goodPay = `{
  "productCode": "CASHIER_PAYMENT",
  "paymentRequestId": "req-1",
  "order": {
    "referenceOrderId": "order-1",
    "orderDescription": "A bag",
    "orderAmount": {"currency": "HKD", "value": "1200"},
    "goods": [
      {"referenceGoodsId": "g1", "goodsName": "Bag", "goodsUnitAmount": {"currency": "HKD", "value": "500"}, "goodsQuantity": "2"},
      {"referenceGoodsId": "g2", "goodsName": "Belt", "goodsUnitAmount": {"currency": "HKD", "value": "200"}, "goodsQuantity": "1"}
    ],
    "buyer": {"referenceBuyerId": "b1", "buyerEmail": "kim@example.com", "isAccountVerified": "true"}
  },
  "paymentAmount": {"currency": "HKD", "value": "1200"},
  "paymentMethod": {"paymentMethodType": "ALIPAY_HK"},
  "paymentRedirectUrl": "https://shop.example.com/result?order=1",
  "paymentNotifyUrl": "https://shop.example.com/notify",
  "settlementStrategy": {"settlementCurrency": "USD"},
  "env": {"terminalType": "WEB", "clientIp": "203.0.113.7"}
}`

const goodHosted = `{
  "productCode": "CASHIER_PAYMENT",
  "productScene": "CHECKOUT_PAYMENT",
  "paymentRequestId": "req-1",
  "order": {
    "referenceOrderId": "order-1",
    "orderDescription": "A flight",
    "orderAmount": {"currency": "CNY", "value": "1000"},
    "goods": [{"referenceGoodsId": "g1", "goodsName": "ticket-20250401-HX1-SZX-HKG",
      "goodsUnitAmount": {"currency": "CNY", "value": "500"}, "goodsQuantity": "2"}],
    "buyer": {"referenceBuyerId": "b1", "buyerName": {"fullName": "Kim Lee"}},
    "transit": {"transitType": "FLIGHT", "legs": [{"departureTime": "2025-04-01T12:01:01+08:00",
      "departureAddress": {"city": "SZX"}, "arrivalAddress": {"city": "HKG"}, "carrierNo": "111"}]}
  },
  "paymentAmount": {"currency": "CNY", "value": "1000"},
  "paymentRedirectUrl": "https://shop.example.com/result"
}`

func parse(t testing.TB, text string) *Node {
	t.Helper()
	n, err := ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return n
}

// edit sets the value at a path, given as JSON, or removes it when it is "".
// Objects on the way are created.
func edit(t testing.TB, root *Node, path, value string) {
	t.Helper()
	steps, err := ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	n := root
	for _, s := range steps[:len(steps)-1] {
		next := n.Get(s.Name)
		if s.Index >= 0 {
			next = n.Items[s.Index]
		}
		if next == nil {
			next = NewObject()
			n.Set(s.Name, next)
		}
		n = next
	}
	last := steps[len(steps)-1]
	switch {
	case last.Index >= 0:
		n.Items[last.Index] = parse(t, value)
	case value == "":
		n.remove(last.Name)
	default:
		n.Set(last.Name, parse(t, value))
	}
}

func (n *Node) remove(name string) {
	for i, m := range n.Members {
		if m.Name == name {
			n.Members = append(n.Members[:i], n.Members[i+1:]...)
			return
		}
	}
}
