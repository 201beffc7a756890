package request

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const positions = `# comment
order:
  id: &i "é1"   # first
  goods:
    - name: Bag
      "price": {v: 1}
    - *g0
    - name: *i
      <<: {x: 1}
  "with.dot": {"a b": 1}
amount: |
  12
flow: {a: [1, [2]]}
`

func TestOriginOf(t *testing.T) {
	t.Parallel()
	text := "g: &g0 {n: 1}\n" + positions
	d := readOne(t, "f.yaml", text)
	for path, want := range map[string]string{
		"":                       "f.yaml:1:1",
		"order":                  "f.yaml:4:3",
		"order.id":               "f.yaml:4:7",
		"order.goods":            "f.yaml:6:5",
		"order.goods[0]":         "f.yaml:6:7",
		"order.goods[0].name":    "f.yaml:6:13",
		"order.goods[0].price":   "f.yaml:7:16",
		"order.goods[0].price.v": "f.yaml:7:20",
		"order.goods[1].n":       "f.yaml:1:12", // where the alias leads
		"order.goods[2].name":    "f.yaml:4:7",
		"order.goods[2].x":       "f.yaml:10:15",
		"order.with.dot":         "f.yaml:11:15",
		"order.with.dot.a b":     "f.yaml:11:23",
		"amount":                 "f.yaml:12:9",
		"flow.a[1][0]":           "f.yaml:14:16",
		// Not there: the name of the nearest thing around it, or its value.
		"nothing":                "f.yaml:1:1",
		"order.buyer":            "f.yaml:3:1",
		"order.buyer.id[3]":      "f.yaml:3:1",
		"order.goods[7]":         "f.yaml:5:3",
		"order.goods[0].url":     "f.yaml:6:7",
		"order.goods[0].price.w": "f.yaml:7:7",
		"order.id.x":             "f.yaml:4:3",
		"flow.a[x]":              "f.yaml:14:8",
		"flow.a[1":               "f.yaml:14:8",
		"flow.a[1]x":             "f.yaml:14:8",
		"flow.ab":                "f.yaml:14:1",
		"..":                     "f.yaml:1:1",
	} {
		if got := d.OriginOf(path).String(); got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
	if got, want := d.nameOrigin(d.walk("order.goods[0].price").node).String(), "f.yaml:7:7"; got != want {
		t.Errorf("name: %s, want %s", got, want)
	}
}

func TestOriginOfJSON(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.json", "\n{\"é\": {\"b\": [1,\n\ttrue]},\r\n \"c\" : \"x\"}")
	for path, want := range map[string]string{
		"": "f.json:2:1", "é": "f.json:2:7", "é.b[0]": "f.json:2:14", "é.b[1]": "f.json:3:2", "c": "f.json:4:8", "é.x": "f.json:2:2",
	} {
		if got := d.OriginOf(path).String(); got != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
	docs, err := Read("f.json", textReader("{\"a\":1}\n{\"a\":2}"))
	if err != nil || docs[1].OriginOf("a").String() != "f.json:2:6" {
		t.Errorf("second request: %v, %v", docs[1].OriginOf("a"), err)
	}
}

func TestOriginOfSetValues(t *testing.T) {
	t.Parallel()
	d := New()
	if got := d.OriginOf("a"); got != (Origin{}) {
		t.Errorf("an empty document has the origin %v", got)
	}
	for path, flag := range map[string]string{"o.l[0].a": "--first", "x": "--other"} {
		if err := d.Set(path, "1", Origin{Flag: flag}); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{"o": "--first", "o.l[0]": "--first", "o.l[1]": "--first", "o.missing": "--first", "x": "--other", "missing": ""} {
		if got := d.OriginOf(path).String(); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

func TestGetAndHas(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", "a: 1\no: {e: '', a.b: 2}\nl: [x]\n")
	for path, want := range map[string]string{"a": "1", "o.e": "", "o": "", "l": "", "l[0]": "x", "o.a.b": "2", "": ""} {
		if got := d.Get(path); got != want || !d.Has(path) {
			t.Errorf("%q: %q (there: %v), want %q", path, got, d.Has(path), want)
		}
	}
	for _, path := range []string{"b", "a.b", "a[0]", "l[1]", "l[-1]", "l[]", "l[99999999999]", "l.x", "o[0]", "o.", ".", "[0]", "l[0]]"} {
		if d.Has(path) || d.Get(path) != "" {
			t.Errorf("%q is there", path)
		}
	}
}

func TestBytesAreFinal(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", "zzz: <&>\npaymentMethod: {paymentMethodType: ALIPAY_HK}\nproductCode: CASHIER_PAYMENT\n")
	first := d.Bytes("pay")
	if got, want := string(first), `{"productCode":"CASHIER_PAYMENT","paymentMethod":{"paymentMethodType":"ALIPAY_HK"},"zzz":"<&>"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if again := d.Bytes("refund"); &again[0] != &first[0] || len(again) != len(first) {
		t.Error("a later call made other bytes")
	}
	for name, err := range map[string]error{
		"Set":        d.Set("a", "1", Origin{}),
		"SetDefault": d.SetDefault("productCode", "x", Origin{}),
		"AddGoods":   d.AddGoods(Goods{ID: "1"}, "", Origin{}),
	} {
		if !errors.Is(err, ErrSealed) {
			t.Errorf("%s after Bytes: %v, want ErrSealed", name, err)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", `paymentRequestId: "1"
order:
  orderDescripton: Bag
  order.buyer: {}
paymentAmount: {currency: HKDX, value: 0100}
`)
	if err := d.Set("env.terminalType", "TOASTER", Origin{Flag: "--terminal"}); err != nil {
		t.Fatal(err)
	}
	problems := d.Problems("pay", time.Date(2024, 1, 20, 0, 0, 0, 0, time.UTC))
	at := map[string]string{}
	last := Origin{File: "f.yaml"}
	seen := map[spec.Finding]bool{}
	for _, p := range problems {
		at[p.Path] = p.Origin.String()
		if seen[p.Finding] {
			t.Errorf("twice: %+v", p.Finding)
		}
		seen[p.Finding] = true
		if compareOrigins(last, p.Origin) > 0 {
			t.Errorf("%v comes after %v", p.Origin, last)
		}
		last = p.Origin
	}
	for path, want := range map[string]string{
		"order.orderDescripton":  "f.yaml:3:3",
		"order.order.buyer":      "f.yaml:4:3",
		"order.referenceOrderId": "f.yaml:2:1",
		"paymentAmount.currency": "f.yaml:5:27",
		"env.terminalType":       "--terminal",
		"paymentMethod":          "f.yaml:1:1",
	} {
		if at[path] != want {
			t.Errorf("%s: %q, want %q", path, at[path], want)
		}
	}
	if t.Failed() {
		for _, p := range problems {
			t.Logf("%s %s: %s [%s]", p.Origin, p.Path, p.Message, p.Rule)
		}
	}
}

func TestProblemWithADotInAName(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", "order.orderDescription: Bag\nbag: x\n")
	hints := map[string]bool{}
	for _, p := range d.Problems("pay", time.Time{}) {
		if p.Rule == unknownField {
			hints[p.Path] = strings.Contains(p.Message, "nest the fields")
		}
	}
	if hint, found := hints["order.orderDescription"]; !found || !hint {
		t.Errorf("a dotted name has no hint: %v", hints)
	}
	if hint, found := hints["bag"]; !found || hint {
		t.Errorf("another name has the hint: %v", hints)
	}
}

func TestDropTakesOneMemberAway(t *testing.T) {
	t.Parallel()
	docs, err := Read("f.yaml", strings.NewReader("a: 1\nb: 2\nc: 3\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := docs[0]
	d.Drop("b")
	d.Drop("nothing")
	if got := string(d.Root.AppendJSON(nil)); got != `{"a":"1","c":"3"}` {
		t.Errorf("left is %s", got)
	}
}
