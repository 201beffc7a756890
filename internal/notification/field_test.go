package notification

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestSet(t *testing.T) {
	t.Parallel()
	cases := []struct{ kind, path, value, want string }{
		{"payment", "paymentRequestId", "R 1", `"paymentRequestId":"R 1"`},
		{"payment", "result.resultCode", "X", `"result":{"resultCode":"X"`},
		{"payment", "promotionResult[0].promotionType", "DISCOUNT", `"promotionResult":[{"promotionType":"DISCOUNT"}]`},
		{"payment", "paymentResultInfo.threeDSResult.challenged", "true", `"paymentResultInfo":{"threeDSResult":{"challenged":true}}`},
		{"payment", "settlementQuote.quotePrice", "1.250", `"quotePrice":1.250`},
		{"payment", "retryInfo.availableRetries", "2", `"availableRetries":2`},
		{"dispute", "defendable", "false", `"defendable":false`},
		{"vaulting", "paymentMethodDetail.card.brand", "JCB", `"card":{"brand":"JCB","cardToken"`},
		{"vaulting", "paymentMethodDetail.card.any.list[0].x", "1", `"any":{"list":[{"x":"1"}]}`},
	}
	for _, c := range cases {
		b := mustMake(t, c.kind, Fields{})
		if err := b.Set(c.path, c.value); err != nil {
			t.Errorf("%s: %v", c.path, err)
		}
		if got := string(b.Bytes()); !strings.Contains(got, c.want) {
			t.Errorf("%s: want %s in %s", c.path, c.want, got)
		}
	}
}

func TestSetReplacesAnItemAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	b := mustMake(t, "payment", Fields{})
	for _, s := range [][2]string{
		{"promotionResult[0].promotionType", "A"}, {"promotionResult[1].promotionType", "B"},
		{"promotionResult[2].promotionType", "C"}, {"promotionResult[1].promotionType", "D"},
		{"promotionResult[1].discount.discountName", "E"},
	} {
		if err := b.Set(s[0], s[1]); err != nil {
			t.Fatal(err)
		}
	}
	const want = `[{"promotionType":"A"},{"promotionType":"D","discount":{"discountName":"E"}},{"promotionType":"C"}]`
	if got := string(b.Root.Get("promotionResult").AppendJSON(nil)); got != want {
		t.Errorf("got %s", got)
	}
}

// TestSetRefuses: an error says where and what, and changes nothing.
func TestSetRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ kind, path, value, want string }{
		{"payment", "paymentReqestId", "x", "paymentReqestId is not a field of this notification (did you mean paymentRequestId?)"},
		{"payment", "result.code", "x", "result.code is not a field"},
		{"payment", "result", "x", "result is an object: give its fields by name"},
		{"payment", "paymentId.x", "x", "paymentId is a single value"},
		{"payment", "paymentId[0]", "x", "paymentId is no list"},
		{"payment", "promotionResult", "x", "use one of its items, such as promotionResult[0]"},
		{"payment", "promotionResult[1].promotionType", "x", "the next item is [0]"},
		{"payment", "retryInfo.availableRetries", "1.5", "must be a whole number"},
		{"payment", "retryInfo.availableRetries", "", "must be a whole number"},
		{"payment", "settlementQuote.quotePrice", "dear", "must be a number"},
		{"dispute", "defendable", "yes", "must be true or false"},
		{"payment", "paymentId", "\xff", "not UTF-8"},
		{"payment", "a..b", "x", "bad path"},
		{"payment", "", "x", "the path is empty"},
	}
	for _, c := range cases {
		b := mustMake(t, c.kind, Fields{})
		before := string(b.Bytes())
		err := b.Set(c.path, c.value)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%s: %v, want %q", c.path, c.value, err, c.want)
		}
		if string(b.Bytes()) != before {
			t.Errorf("%s=%s changed the body", c.path, c.value)
		}
	}
	odd := &Body{Kind: "notifyPayment", Root: spec.NewObject()}
	odd.Root.Set("result", spec.NewString("text"))
	odd.Root.Set("promotionResult", spec.NewString("text"))
	for _, path := range []string{"result.resultCode", "promotionResult[0].promotionType"} {
		if err := odd.Set(path, "x"); err == nil || !strings.Contains(err.Error(), "something else in the body") {
			t.Errorf("%s: %v", path, err)
		}
	}
	unknown := &Body{Root: spec.NewObject()}
	if err := unknown.Set("x", "y"); err == nil || !strings.Contains(err.Error(), "fields of an unknown kind of notification") {
		t.Errorf("got %v", err)
	}
	list := &Body{Kind: "notifyPayment", Root: spec.NewArray()}
	if err := list.Set("paymentId", "y"); err == nil || !strings.Contains(err.Error(), "not an object") {
		t.Errorf("got %v", err)
	}
}
