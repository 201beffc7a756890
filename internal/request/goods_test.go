package request

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestParseGoods(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]Goods{
		"id=1":                                   {ID: "1"},
		"id=B-1,name=Bag,price=12.34,quantity=2": {ID: "B-1", Name: "Bag", Price: "12.34", Quantity: "2"},
		`id=1,name="Bag, blue",price=1`:          {ID: "1", Name: "Bag, blue", Price: "1"},
		`name='Bag, "blue"',id=1`:                {ID: "1", Name: `Bag, "blue"`},
		`name=Bag\, blue,id=1`:                   {ID: "1", Name: "Bag, blue"},
		`name="a \"b\" c",id=1`:                  {ID: "1", Name: `a "b" c`},
		`name='it\'s'`:                           {Name: "it's"},
		`name=O'Neill 19" x`:                     {Name: `O'Neill 19" x`},
		`name=C:\temp\\x`:                        {Name: `C:\temp\x`},
		`name=a=b`:                               {Name: "a=b"},
		`name=ends with \`:                       {Name: `ends with \`},
		" id=1, name=钱包 ":                        {ID: "1", Name: "钱包"},
		"price=10 ,quantity= 2\t":                {Price: "10", Quantity: "2"},
		`id= " 1 " , name=' Bag'`:                {ID: " 1 ", Name: " Bag"},
		"url=https://shop.example/?a=1&b=2,image=https://shop.example/i.png": {URL: "https://shop.example/?a=1&b=2", Image: "https://shop.example/i.png"},
		"category=Shoes/Running,brand=Run,sku=42-red":                        {Category: "Shoes/Running", Brand: "Run", SKU: "42-red"},
	} {
		got, err := ParseGoods(arg)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", arg, got, err, want)
		}
	}
}

func TestParseGoodsErrors(t *testing.T) {
	t.Parallel()
	const keys = "id, name, price, quantity, category, brand, sku, url, image"
	for arg, want := range map[string]string{
		"":                 `"": character 1: key=value is expected, with a key out of ` + keys,
		"Bag":              `"Bag": character 1: key=value is expected`,
		"id=1,Bag":         `"id=1,Bag": character 6: key=value is expected`,
		"id=1,":            `"id=1,": character 6: key=value is expected`,
		"id=1,,name=x":     `"id=1,,name=x": character 6: key=value is expected`,
		"=1":               `"=1": character 1: key=value is expected`,
		"name=Bag, blue":   `"name=Bag, blue": character 10: key=value is expected`,
		"id=钱,nmae=x":      `"id=钱,nmae=x": character 6: there is no key "nmae"; did you mean name?`,
		"id=1,xyzzyx=2":    `"id=1,xyzzyx=2": character 6: there is no key "xyzzyx"; the keys are ` + keys,
		"id=1,name=a,id=2": `"id=1,name=a,id=2": character 13: id is given twice; for several goods`,
		"id=1,name=":       `"id=1,name=": character 11: the value of name is empty`,
		`id=1,name=""`:     `"id=1,name=\"\"": character 11: the value of name is empty`,
		"id=1,name=  ":     `"id=1,name=  ": character 11: the value of name is empty`,
		`name="Bag`:        `"name=\"Bag": character 6: the closing quote is missing`,
		`name="Bag"s,id=1`: `"name=\"Bag\"s,id=1": character 11: a comma is missing after the closing quote`,
		`name='Bag' blue`:  `"name='Bag' blue": character 11: a comma is missing after the closing quote`,
	} {
		g, err := ParseGoods(arg)
		if got := usageError(t, err); !strings.HasPrefix(got, want) || g != (Goods{}) {
			t.Errorf("%s:\n got %s\nwant %s", arg, got, want)
		}
		var bad *ArgError
		if !errors.As(err, &bad) {
			t.Errorf("%s: %T", arg, err)
		}
	}
}

func TestAddGoods(t *testing.T) {
	t.Parallel()
	o := Origin{Flag: "--goods"}
	d := readOne(t, "f.yaml", "order: {goods: [{goodsName: Pen}]}\n")
	all := Goods{ID: "1", Name: "Bag", Price: "12.34", Quantity: "2", Category: "c", Brand: "b", SKU: "s", URL: "https://u", Image: "https://i"}
	for _, step := range []struct {
		goods    Goods
		currency string
	}{{all, "HKD"}, {Goods{Name: "Yen", Price: "100"}, "JPY"}, {Goods{ID: "3"}, ""}} {
		if err := d.AddGoods(step.goods, step.currency, o); err != nil {
			t.Fatal(err)
		}
	}
	want := `{"order":{"goods":[{"goodsName":"Pen"},` +
		`{"referenceGoodsId":"1","goodsName":"Bag","goodsQuantity":"2","goodsCategory":"c","goodsBrand":"b","goodsSkuName":"s",` +
		`"goodsUrl":"https://u","goodsImageUrl":"https://i","goodsUnitAmount":{"currency":"HKD","value":"1234"}},` +
		`{"goodsName":"Yen","goodsQuantity":"1","goodsUnitAmount":{"currency":"JPY","value":"100"}},{"referenceGoodsId":"3"}]}}`
	if got := compact(d); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if got := d.OriginOf("order.goods[1].goodsUnitAmount.value"); got != o {
		t.Errorf("origin %v", got)
	}
}

func TestAddGoodsErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, price, currency, want string }{
		{"{}", "1", "", "--goods: price: the currency of the order is needed for a price; give --currency"},
		{"{}", "1", "HKDX", `--goods: price: the currency "HKDX" is not known`},
		{"{}", "1.234", "HKD", "--goods: price: "},
		{"{}", "x", "HKD", "--goods: price: "},
		{"order: {goods: none}", "1", "HKD", "--goods: order.goods[0].goodsName: order.goods is a text already"},
		{"order: {goods: {a: b}}", "1", "HKD", "--goods: order.goods[0].goodsName: order.goods is an object;"},
	} {
		d := readOne(t, "f.yaml", c.file)
		before := compact(d)
		err := d.AddGoods(Goods{Name: "Bag", Price: c.price}, c.currency, Origin{Flag: "--goods"})
		if got := usageError(t, err); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.price, got, c.want)
		}
		if compact(d) != before {
			t.Errorf("%s: an error changed the document", c.price)
		}
	}
	var amount *spec.AmountError
	if err := New().AddGoods(Goods{Price: "x"}, "HKD", Origin{}); !errors.As(err, &amount) {
		t.Errorf("%v does not wrap the amount's error", err)
	}
}

// Every field that the short form fills is one of Antom's.
func TestGoodsFieldsExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, f := range spec.Request("pay").At(GoodsList).Object.Fields {
		known[f.Name] = true
	}
	for _, k := range (&Goods{}).keys() {
		if k.field != "" && !known[k.field] {
			t.Errorf("%s fills %s, which Antom does not define", k.key, k.field)
		}
	}
}
