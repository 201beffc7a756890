package request

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// FuzzRead checks that no input makes Read panic or go on for ever, that a
// mistake always has a message, and that what was read can be sent and is read as
// the same request again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		positions, "a: &x {v: 1}\nb: {<<: [*x, {w: 2}], v: ~}\nc: [*x, !!str 1]\n", "a: 1\n---\nb: 0100\n---\n# none\n",
		"a: |\n  x\n\n  y\nb: >-\n  z\n", "a: \"\\U0001F600\\x41\"\n", "? a\n: {b: [c, 'd', \"e\"]}\n", "a: 1\na: 2\n",
		"a: b: c\n", "a: [1, 2\nb: 3\n", "a: 'x\n", "\ta: 1\n", "a: *x\n", "a: &x [*x]\n", "%YAML 1.1\n---\na: !!int 1\n", "1: a\n",
		`{"a":1,"b":[true,null,"\uD83D\uDE00"],"c":{"d":1.5e3}}`, "{\"a\":1}\n{\"a\":2}", `{"a":1,"a":2}`, `{"a":"\u12"}`, `[{"a":1}]`,
		`{"a": Shoes, }`, "\xff\xfea\x00", "a: \x00", "a: caf\xe9", "\ufeffa: 1\r\nb: 2\r\n",
		strings.Repeat("[", 100), `{"a":` + strings.Repeat(`{"a":`, 80),
	} {
		f.Add("f.yaml", []byte(seed))
		f.Add("-", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if len(text) > 1<<14 {
			t.Skip("larger inputs only take longer")
		}
		if name == "" {
			name = "-" // an input without a name is never read
		}
		docs, mistakes := parse(name, text)
		if len(mistakes) > maxMistakes || len(mistakes) == 0 && len(docs) == 0 {
			t.Fatalf("%d requests and %d mistakes", len(docs), len(mistakes))
		}
		for _, m := range mistakes {
			lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + 1
			if m.Message == "" || strings.Contains(m.Message, "%!") || m.Origin.File != name || m.Origin.Line > lines {
				t.Errorf("mistake %+v in %d lines", m, lines)
			}
		}
		if len(mistakes) > 0 {
			return
		}
		for _, d := range docs {
			checkDocument(t, d)
		}
	})
}

// checkDocument checks what holds for every document that was read.
func checkDocument(t *testing.T, d *Document) {
	checkNode(t, d, d.Root, 1)
	text := d.Bytes("pay")
	if !json.Valid(text) {
		t.Fatalf("not JSON: %q", text)
	}
	escaped := strings.NewReplacer("\u0085", `\u0085`, "\u2028", `\u2028`, "\u2029", `\u2029`).Replace(string(text))
	for r := rune(0x7f); r < 0xa0; r++ {
		escaped = strings.ReplaceAll(escaped, string(r), `\u00`+string("0123456789abcdef"[r>>4])+string("0123456789abcdef"[r&15]))
	}
	escaped = strings.NewReplacer("\ufffe", `\ufffe`, "\uffff", `\uffff`).Replace(escaped)
	again, mistakes := parse("again", []byte(escaped))
	if len(mistakes) > 0 || len(again) != 1 || !sameTree(again[0].Root, d.Root) {
		t.Fatalf("%q is read as %v, %v", escaped, again, mistakes)
	}
}

// checkNode checks that a document holds texts only and knows where they were.
func checkNode(t *testing.T, d *Document, n *spec.Node, depth int) {
	if depth > MaxDepth+1 {
		t.Fatal("nested too deeply")
	}
	if o := d.origin(n); o.Line < 1 || o.Column < 1 {
		t.Fatalf("%v has the origin %v", n, o)
	}
	switch n.Kind {
	case spec.Object:
		for _, m := range n.Members {
			checkNode(t, d, m.Value, depth+1)
		}
	case spec.Array:
		for _, item := range n.Items {
			checkNode(t, d, item, depth+1)
		}
	case spec.String:
	default:
		t.Fatalf("a leaf that is %v", n.Kind)
	}
}

// FuzzSet checks that a path either fails and changes nothing, or leads to its
// value, whatever is there already.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{
		"order.goods[0].goodsName=Bag", "a=1", "o.p=2", "o=3", "l[1].m=4", "l[2]=5", "l[9]=6", "n[0][0].x=7", "a.b=8",
		"=", "a", "a..b=1", "a[=1", "a[0=1", "[0]=1", "é.钱=😀", "a b=1", "a[99999999999999999999]=1", "with.dot=1", "a=\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		path, value, err := ParseSet(arg)
		if err != nil {
			return
		}
		docs, mistakes := parse("f", []byte("a: x\no: {p: 1}\nl: [1, {m: 2}]\nwith.dot: y\n"))
		if len(mistakes) > 0 {
			t.Fatal(mistakes)
		}
		d, before := docs[0], compact(docs[0])
		if err := d.Set(path, value, Origin{Flag: "--set"}); err != nil {
			if compact(d) != before {
				t.Fatalf("%q: %v, but the document is %s", arg, err, compact(d))
			}
			return
		}
		n := d.Root.At(path)
		if n.String() != value || n.Kind != spec.String || d.origin(n).Flag != "--set" {
			t.Fatalf("%q: %+v from %v", arg, n, d.origin(n))
		}
		if !json.Valid(d.Bytes("pay")) {
			t.Fatalf("%q: not JSON: %s", arg, d.Bytes("pay"))
		}
	})
}

// FuzzParseGoods checks that the short form of goods is read without a panic and
// that what it gives has something in it.
func FuzzParseGoods(f *testing.F) {
	for _, seed := range []string{
		"id=1,name=Bag,price=1.00,quantity=2", `name="a, b"`, `name='a`, `name=a\,b`, `name="a"b`, "=", ",", "id=1,id=2", "nmae=x", `name=\`, "é=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		g, err := ParseGoods(arg)
		if (err == nil) == (g == Goods{}) {
			t.Fatalf("%q: %+v, %v", arg, g, err)
		}
	})
}
