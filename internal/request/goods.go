package request

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Goods is one line of an order as it is given in short form on the command
// line. What was not given is empty.
type Goods struct {
	ID       string
	Name     string
	Price    string // of one unit, in major units such as "12.34"
	Quantity string
	Category string
	Brand    string
	SKU      string
	URL      string
	Image    string
}

// goodsKey is one key of the short form and the field of Antom's that it fills.
type goodsKey struct {
	key   string
	value *string
	field string // "" for the price, which takes a currency
}

func (g *Goods) keys() []goodsKey {
	return []goodsKey{
		{"id", &g.ID, "referenceGoodsId"},
		{"name", &g.Name, "goodsName"},
		{"price", &g.Price, ""},
		{"quantity", &g.Quantity, "goodsQuantity"},
		{"category", &g.Category, "goodsCategory"},
		{"brand", &g.Brand, "goodsBrand"},
		{"sku", &g.SKU, "goodsSkuName"},
		{"url", &g.URL, "goodsUrl"},
		{"image", &g.Image, "goodsImageUrl"},
	}
}

// GoodsKeys returns the keys of the short form, for help and completion.
func GoodsKeys() []string {
	var names []string
	for _, k := range (&Goods{}).keys() {
		names = append(names, k.key)
	}
	return names
}

// ParseGoods reads the short form of one line of an order:
//
//	id=B-1,name="Bag, blue",price=12.34,quantity=2
//
// A value with commas is put in single or double quotes, or its commas get a
// backslash in front. A backslash also stands before a quote and before another
// backslash; before anything else it is a backslash. Blanks around a value do
// not belong to it, unless they are in quotes. The cause of an error is an
// *ArgError.
func ParseGoods(arg string) (Goods, error) {
	var g Goods
	p := goodsParser{arg: arg}
	keys, seen := g.keys(), map[string]bool{}
	for more := true; more; {
		at := p.pos
		key, ok := p.key()
		if !ok {
			return Goods{}, p.fail(p.pos, "key=value is expected, with a key out of "+strings.Join(GoodsKeys(), ", "))
		}
		into := findKey(keys, key)
		switch {
		case into == nil:
			return Goods{}, p.fail(at, unknownKey(key))
		case seen[key]:
			return Goods{}, p.fail(at, key+" is given twice; for several goods give --goods several times")
		}
		seen[key] = true
		valueAt := p.pos
		value, reason := p.value()
		if reason == "" && value == "" {
			reason, p.pos = "the value of "+key+" is empty", valueAt
		}
		if reason != "" {
			return Goods{}, p.fail(p.pos, reason)
		}
		*into = value
		more = p.comma()
	}
	return g, nil
}

func findKey(keys []goodsKey, name string) *string {
	for _, k := range keys {
		if k.key == name {
			return k.value
		}
	}
	return nil
}

func unknownKey(key string) string {
	message := "there is no key " + strconv.Quote(key)
	if near := spec.Nearest(key, GoodsKeys()); near != "" {
		return message + "; did you mean " + near + "?"
	}
	return message + "; the keys are " + strings.Join(GoodsKeys(), ", ")
}

// goodsParser reads the short form from left to right.
type goodsParser struct {
	arg string
	pos int
}

func (p *goodsParser) fail(offset int, message string) error {
	return usage(&ArgError{Shown: shown(p.arg), Offset: utf8.RuneCountInString(p.arg[:offset]), Message: message})
}

// key reads a key and its equals sign.
func (p *goodsParser) key() (string, bool) {
	end := strings.IndexAny(p.arg[p.pos:], "=,")
	if end <= 0 || p.arg[p.pos+end] != '=' {
		return "", false
	}
	key := strings.TrimSpace(p.arg[p.pos : p.pos+end])
	p.pos += end + 1
	return key, true
}

// value reads a value up to the next comma or the end. The reason why it is wrong
// is empty when it is not.
func (p *goodsParser) value() (value, reason string) {
	var quote byte
	p.blanks()
	start := p.pos
	if c := p.peek(); c == '"' || c == '\'' {
		quote = c
		p.pos++
	}
	var b strings.Builder
	for ; p.pos < len(p.arg); p.pos++ {
		c := p.arg[p.pos]
		switch {
		case c == '\\' && p.pos+1 < len(p.arg) && strings.IndexByte(`,"'\`, p.arg[p.pos+1]) >= 0:
			p.pos++
			c = p.arg[p.pos]
		case quote != 0 && c == quote:
			p.pos++
			after := p.pos
			p.blanks()
			if next := p.peek(); next != ',' && next != 0 {
				p.pos = after
				return "", "a comma is missing after the closing quote"
			}
			return b.String(), ""
		case quote == 0 && c == ',':
			return strings.TrimRight(b.String(), blanks), ""
		}
		b.WriteByte(c)
	}
	if quote != 0 {
		p.pos = start
		return "", "the closing quote is missing"
	}
	return strings.TrimRight(b.String(), blanks), ""
}

// blanks are the characters that can stand around a value.
const blanks = " \t\r\n"

// blanks skips blanks.
func (p *goodsParser) blanks() {
	p.pos = len(p.arg) - len(strings.TrimLeft(p.arg[p.pos:], blanks))
}

// comma skips the comma between two values; false at the end.
func (p *goodsParser) comma() bool {
	if p.pos == len(p.arg) {
		return false
	}
	p.pos++
	return true
}

func (p *goodsParser) peek() byte {
	if p.pos < len(p.arg) {
		return p.arg[p.pos]
	}
	return 0
}

// GoodsList is the path of the list that AddGoods appends to.
const GoodsList = "order.goods"

// AddGoods appends a line to order.goods. The price is turned into the smallest
// unit of the currency, whose code is only needed when there is a price. With a
// price and without a quantity the quantity is 1: Antom's hosted page wants one
// with every price.
func (d *Document) AddGoods(g Goods, currency string, o Origin) error {
	base := GoodsList + "[0]"
	if list := d.Root.At(GoodsList); list != nil {
		base = GoodsList + "[" + strconv.Itoa(len(list.Items)) + "]"
	}
	minor := ""
	if g.Price != "" {
		var err error
		if minor, err = priceIn(currency, g.Price); err != nil {
			return apperr.New(apperr.Usage, o.String(), err)
		}
		if g.Quantity == "" {
			g.Quantity = "1"
		}
	}
	for _, k := range g.keys() {
		if k.field == "" || *k.value == "" {
			continue
		}
		if err := d.Set(base+"."+k.field, *k.value, o); err != nil {
			return err
		}
	}
	if minor == "" {
		return nil
	}
	if err := d.Set(base+".goodsUnitAmount.currency", currency, o); err != nil {
		return err
	}
	return d.Set(base+".goodsUnitAmount.value", minor, o)
}

// priceIn turns a price in major units into the smallest unit of a currency.
func priceIn(code, price string) (string, error) {
	if code == "" {
		return "", errors.New("price: the currency of the order is needed for a price; give --currency")
	}
	amount, err := antom.NewAmount(code, price)
	if err != nil {
		return "", fmt.Errorf("price: %w", err)
	}
	return amount.Value, nil
}
