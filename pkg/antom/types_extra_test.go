package antom

import (
	"encoding/json"
	"testing"
)

func TestMessageKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	const in = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},` +
		`"paymentId":123,"paymentAmount":{"currency":"HKD","value":100,"hint":"x"},` +
		`"promotionResult":{"not":"a list"},"normalUrl":"https://x/?a=1&b=2","brandNew":[1,2]}`
	var r PayResponse
	if err := json.Unmarshal([]byte(in), &r); err != nil {
		t.Fatal(err)
	}
	if r.Result.ResultCode != "SUCCESS" || r.PaymentID != "123" || r.PaymentAmount.Value != "100" {
		t.Errorf("decoded %+v", r)
	}
	if got := string(r.Extra["brandNew"]); got != "[1,2]" {
		t.Errorf("Extra[brandNew] = %s", got)
	}
	if got := string(r.Extra["promotionResult"]); got != `{"not":"a list"}` || r.PromotionResult != nil {
		t.Errorf("Extra[promotionResult] = %s", got)
	}
	out, err := r.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},` +
		`"paymentId":"123","paymentAmount":{"currency":"HKD","value":"100","hint":"x"},` +
		`"normalUrl":"https://x/?a=1&b=2","brandNew":[1,2],"promotionResult":{"not":"a list"}}`
	if string(out) != want {
		t.Errorf("encoded\n%s\nwant\n%s", out, want)
	}
}

func TestMessageLeavesEmptyMembersOut(t *testing.T) {
	t.Parallel()
	req := PayRequest{
		ProductCode:   "CASHIER_PAYMENT",
		PaymentAmount: &Amount{Currency: "SGD", Value: "4200"},
		Order:         &Order{Goods: []Goods{{GoodsName: "Bag", CrossSell: &Goods{GoodsName: "Strap"}}}},
	}
	out, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"productCode":"CASHIER_PAYMENT","order":{"goods":[{"goodsName":"Bag","crossSell":{"goodsName":"Strap"}}]},` +
		`"paymentAmount":{"currency":"SGD","value":"4200"}}`
	if string(out) != want {
		t.Errorf("encoded\n%s\nwant\n%s", out, want)
	}
}

func TestMessageRefusesOtherThanAnObject(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`[]`, `"x"`, `1`} {
		if err := json.Unmarshal([]byte(in), new(PayResponse)); err == nil {
			t.Errorf("%s was accepted", in)
		}
	}
}
