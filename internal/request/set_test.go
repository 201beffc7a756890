package request

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestSet(t *testing.T) {
	t.Parallel()
	const file = "a: x\no: {p: 1, q: {r: 2}}\nl: [1, {m: 2}]\n"
	for _, c := range []struct {
		sets []string // path=value
		want string
	}{
		{[]string{"b=y"}, `{"a":"x","o":{"p":"1","q":{"r":"2"}},"l":["1",{"m":"2"}],"b":"y"}`},
		{[]string{"a=y", "a=z"}, `{"a":"z","o":{"p":"1","q":{"r":"2"}},"l":["1",{"m":"2"}]}`},
		{[]string{"a=", "o.p=null"}, `{"a":"","o":{"p":"null","q":{"r":"2"}},"l":["1",{"m":"2"}]}`},
		{[]string{"o.q.s=0100"}, `{"a":"x","o":{"p":"1","q":{"r":"2","s":"0100"}},"l":["1",{"m":"2"}]}`},
		{[]string{"l[0]=y", "l[1].m=3", "l[1].n=4", "l[2]=z"}, `{"a":"x","o":{"p":"1","q":{"r":"2"}},"l":["y",{"m":"3","n":"4"},"z"]}`},
		{[]string{"n.e[0].w=1", "n.e[1].w=2", "n.e[0].v=3"}, `{"a":"x","o":{"p":"1","q":{"r":"2"}},"l":["1",{"m":"2"}],"n":{"e":[{"w":"1","v":"3"},{"w":"2"}]}}`},
		{[]string{"k[0][0]=1", "k[0][1]=2", "k[1][0]=3"}, `{"a":"x","o":{"p":"1","q":{"r":"2"}},"l":["1",{"m":"2"}],"k":[["1","2"],["3"]]}`},
		{[]string{"a=b=c d\n\"e\""}, `{"a":"b=c d\n\"e\"","o":{"p":"1","q":{"r":"2"}},"l":["1",{"m":"2"}]}`},
	} {
		d := readOne(t, "f.yaml", file)
		for _, arg := range c.sets {
			path, value, err := ParseSet(arg)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Set(path, value, Origin{Flag: "--set"}); err != nil {
				t.Errorf("%s: %v", arg, err)
			}
			if d.Get(path) != value || !d.Has(path) || d.OriginOf(path).Flag != "--set" {
				t.Errorf("%s: %q from %v", arg, d.Get(path), d.OriginOf(path))
			}
		}
		if got := compact(d); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.sets, got, c.want)
		}
	}
}

func TestSetErrors(t *testing.T) {
	t.Parallel()
	const file = "a: secret\no: {p: 1}\nl:\n- 1\n- m: 2\n"
	for _, c := range []struct{ path, value, want string }{
		{"a.b", "x", "--set: a.b: a is a text already, so nothing can be below it (from f.yaml:1:4)"},
		{"a[0]", "x", "--set: a[0]: a is a text already, so nothing can be below it (from f.yaml:1:4)"},
		{"o.p.q.r", "x", "--set: o.p.q.r: o.p is a text already, so nothing can be below it (from f.yaml:2:8)"},
		{"o", "x", "--set: o: o is an object, not a text; give its fields by name (from f.yaml:2:4)"},
		{"l", "x", "--set: l: l is a list, not a text; give its items by index, such as [0] (from f.yaml:4:1)"},
		{"l[1]", "x", "--set: l[1]: l[1] is an object, not a text; give its fields by name (from f.yaml:5:3)"},
		{"o[0]", "x", "--set: o[0]: o is an object; give its fields by name (from f.yaml:2:4)"},
		{"l.m", "x", "--set: l.m: l is a list; give its items by index, such as [0] (from f.yaml:4:1)"},
		{"l[3]", "x", "--set: l[3]: l cannot skip items: the next item is [2]"},
		{"l[1].n[1]", "x", "--set: l[1].n[1]: l[1].n cannot skip items: the next item is [0]"},
		{"n[0][1]", "x", "--set: n[0][1]: n[0] cannot skip items: the next item is [0]"},
		{"n" + strings.Repeat("[0]", 64), "x", "--set: n" + strings.Repeat("[0]", 64) + ": the path is deeper than 64 levels"},
		{"b", "\xff", "--set: b: the value is not UTF-8 text"},
		{"o..p", "x", `--set: bad path "o..p" at character 3: a field name is missing`},
		{"", "x", `--set: bad path "" at character 1: the path is empty`},
	} {
		d := readOne(t, "f.yaml", file)
		before := compact(d)
		err := d.Set(c.path, c.value, Origin{Flag: "--set"})
		if got := usageError(t, err); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.path, got, c.want)
		}
		if after := compact(d); after != before {
			t.Errorf("%s: an error changed the document to %s", c.path, after)
		}
		var set *SetError
		var path *spec.PathError
		if !errors.As(err, &set) && !errors.As(err, &path) {
			t.Errorf("%s: %T", c.path, errors.Unwrap(err))
		}
	}
}

func TestSetConflictBetweenFlags(t *testing.T) {
	t.Parallel()
	d := New()
	if err := d.Set("order", "x", Origin{Flag: "--order"}); err != nil {
		t.Fatal(err)
	}
	err := d.Set("order.buyer", "y", Origin{Flag: "--buyer"})
	want := "--buyer: order.buyer: order is a text already, so nothing can be below it (from --order)"
	if got := usageError(t, err); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var set *SetError
	if !errors.As(err, &set) || set.Related.Flag != "--order" || set.Origin.Flag != "--buyer" {
		t.Errorf("%+v", set)
	}
}

func TestSetDefault(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", "a: ''\no: {p: 1}\nn: ~\n")
	o := Origin{What: "profile shop"}
	for path, want := range map[string]string{"a": "", "o.p": "1", "o": "", "b": "default", "o.q": "default", "n": "default", "l[0]": "default"} {
		if err := d.SetDefault(path, "default", o); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if got := d.Get(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if got := d.OriginOf("b").String(); got != "profile shop" {
		t.Errorf("origin %q", got)
	}
	want := "profile shop: a.b: a is a text already, so nothing can be below it (from f.yaml:1:4)"
	if got := usageError(t, d.SetDefault("a.b", "x", o)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestParseSet(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string][2]string{
		"order.goods[0].goodsName=Bag": {"order.goods[0].goodsName", "Bag"},
		"a=":                           {"a", ""},
		"a==b":                         {"a", "=b"},
		"a= b ":                        {"a", " b "},
		"a.b=[x].=\n":                  {"a.b", "[x].=\n"},
	} {
		path, value, err := ParseSet(arg)
		if err != nil || path != want[0] || value != want[1] {
			t.Errorf("%q: %q, %q, %v", arg, path, value, err)
		}
	}
	for arg, want := range map[string]string{
		"order.goods[x].goodsName=4111": `"order.goods[x].goodsName": character 12: an index is a whole number from 0, such as [0]`,
		"é.[0]=x":                       `"é.[0]": character 3: a field name is missing`,
		"a[0=x":                         `"a[0": character 2: the index has no closing bracket`,
		"=x":                            `"": character 1: the path is empty`,
		"a b=x":                         `"a b": character 1: a field name cannot hold spaces`,
		"order.goods.0.goodsName=x":     `"order.goods.0.goodsName": character 13: an index is written in brackets; did you mean "order.goods[0].goodsName"?`,
		"a.0.1.b.2=x":                   `"a.0.1.b.2": character 3: an index is written in brackets; did you mean "a[0][1].b[2]"?`,
		"a[0].0=x":                      `"a[0].0": character 6: an index is written in brackets; did you mean "a[0][0]"?`,
		"order":                         `"order": character 6: an equals sign and a value are missing, such as order.orderDescription=Books`,
		"":                              `"": character 1: an equals sign`,
		longText(100):                   `"` + longText(60) + `…": character 101: an equals sign`,
	} {
		_, _, err := ParseSet(arg)
		if got := usageError(t, err); !strings.HasPrefix(got, want) {
			t.Errorf("%q:\n got %s\nwant %s", arg, got, want)
		}
		var bad *ArgError
		if !errors.As(err, &bad) {
			t.Errorf("%q: %T", arg, err)
		}
	}
}
