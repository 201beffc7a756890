package spec

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/quick"
)

func TestParseJSON(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, out string }{
		{` {"a" : [1, -2.50e+3, true,null,"x"] , "b":{}} `, `{"a":[1,-2.50e+3,true,null,"x"],"b":{}}`},
		{`"\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\"`, `"é😀/\u0008\u000c\n\r\t\"\\"`},
		{`"<&>"`, `"<&>"`},
		{`[]`, `[]`},
		{`0`, `0`},
		{`"\u007f"`, "\"\x7f\""},
	}
	for _, tt := range tests {
		n, err := ParseJSON([]byte(tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if got := string(n.AppendJSON(nil)); got != tt.out {
			t.Errorf("%s became %s, want %s", tt.in, got, tt.out)
		}
	}
}

func TestParseJSONRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in           string
		line, column int
		reason       string
	}{
		{"", 1, 1, "ends"},
		{"{", 1, 2, "field name"},
		{"{\n  \"a\": 1,\n  \"a\": 2}", 3, 3, "twice"},
		{`{"a":1,}`, 1, 7, "comma too many"},
		{`{"a" 1}`, 1, 6, "colon"},
		{`{'a':1}`, 1, 2, "double quotes"},
		{`[1 2]`, 1, 4, "comma"},
		{`[1`, 1, 3, "not closed with ]"},
		{`01`, 1, 1, "begin with 0"},
		{`1.`, 1, 1, "not a JSON number"},
		{`1e`, 1, 1, "not a JSON number"},
		{`-`, 1, 1, "not a JSON number"},
		{`+1`, 1, 1, "begins with a digit"},
		{`NaN`, 1, 1, "double quotes"},
		{`nul`, 1, 1, "double quotes"},
		{`1 2`, 1, 3, "more after"},
		{"\xef\xbb\xbf{}", 1, 1, "value is expected"},
		{`"é\q"`, 1, 3, "backslash"},
		{`"\u12x4"`, 1, 2, "hexadecimal"},
		{`"\ud800"`, 1, 2, "surrogate"},
		{`"\ud800\u0041"`, 1, 2, "surrogate"},
		{"\"a\nb\"", 1, 1, "line break"},
		{"\"a\x01b\"", 1, 3, `U+0001 in a text is written \u0001`},
		{"\"a\xff\"", 1, 3, "UTF-8"},
		{`"abc`, 1, 1, "closing quote"},
		{"// c\n1", 1, 1, "no comments"},
		{"1 // c", 1, 3, "no comments"},
		{"{\"a\":1\n/* c */}", 2, 1, "no comments"},
		{"{\"a\"/**/:1}", 1, 5, "no comments"},
		{strings.Repeat("[", 65), 1, 65, "64 levels"},
		{strings.Repeat(`{"a":`, 65), 1, 321, "64 levels"},
	}
	for _, tt := range tests {
		_, err := ParseJSON([]byte(tt.in))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q gave %v", tt.in, err)
			continue
		}
		if syntax.Line != tt.line || syntax.Column != tt.column || !strings.Contains(syntax.Error(), tt.reason) {
			t.Errorf("%q gave %q, want line %d column %d with %q", tt.in, syntax, tt.line, tt.column, tt.reason)
		}
	}
	deep := strings.Repeat("[", 64) + strings.Repeat("]", 64)
	if _, err := ParseJSON([]byte(deep)); err != nil {
		t.Errorf("64 levels: %v", err)
	}
}

func TestParseJSONFindsRepeatedNamesInLargeObjects(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteByte('{')
	for i := range 100 {
		b.WriteString(`"n` + strings.Repeat("x", i) + `":1,`)
	}
	text := b.String()
	if _, err := ParseJSON([]byte(text + `"last":1}`)); err != nil {
		t.Error(err)
	}
	if _, err := ParseJSON([]byte(text + `"nxxx":1}`)); err == nil {
		t.Error("the repeated name was accepted")
	}
}

// FuzzParseJSON compares with encoding/json: what is accepted here is valid
// JSON there, and means the same after it is written again.
func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{goodPay, goodHosted, `{"a":[1,2.5e-3,"\u0041\ud83d\ude00",true,null]}`, `"\ud800"`, `[[[[]]]]`, "{\"a\":1,\"a\":2}", `-0`, "\"\x00\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := ParseJSON(data)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(data) {
				t.Fatalf("%q gave %v", data, err)
			}
			return
		}
		if !json.Valid(data) {
			t.Fatalf("%q is not valid JSON", data)
		}
		out := n.AppendJSON(nil)
		again, err := ParseJSON(out)
		if err != nil || !reflect.DeepEqual(n, again) {
			t.Fatalf("%q became %q: %v", data, out, err)
		}
		Validate("pay", n, Options{Now: now})
		ValidateResponse("pay", n, Options{Now: now})
		Order("pay", n)
	})
}

func TestAppendJSONAnyText(t *testing.T) {
	t.Parallel()
	holds := func(s string) bool {
		s = strings.ToValidUTF8(s, "?")
		out := NewString(s).AppendJSON(nil)
		var back string
		if err := json.Unmarshal(out, &back); err != nil {
			return false
		}
		n, err := ParseJSON(out)
		return err == nil && back == s && n.Text == s
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func TestNodeIsSafeWhenNil(t *testing.T) {
	t.Parallel()
	var n *Node
	if n.Get("a") != nil || n.At("a.b[0]") != nil || n.String() != "" || string(n.AppendJSON(nil)) != "null" {
		t.Error("a nil node holds something")
	}
	n.Set("a", NewString("x"))
	leaf := NewString("x")
	leaf.Set("a", NewString("y"))
	if leaf.Get("a") != nil || len(leaf.Members) != 0 {
		t.Error("a leaf took a member")
	}
}

func TestNodeAtAndSet(t *testing.T) {
	t.Parallel()
	n := parse(t, goodPay)
	if got := n.At("order.goods[1].goodsName").String(); got != "Belt" {
		t.Errorf("goodsName is %q", got)
	}
	for _, path := range []string{"order.goods[2]", "order[0]", "order..x", "nothing.at.all", "order.goods.goodsName"} {
		if n.At(path) != nil {
			t.Errorf("%s leads somewhere", path)
		}
	}
	if n.At("") != n {
		t.Error("the empty path is not the document")
	}
	n.Set("productCode", NewString("X"))
	n.Set("new", NewString("Y"))
	if n.Members[0].Value.Text != "X" || n.Members[len(n.Members)-1].Name != "new" {
		t.Error("Set did not keep the place")
	}
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	steps, err := ParsePath("a.b[0][12].c")
	want := []Step{{"a", -1}, {"b", -1}, {"", 0}, {"", 12}, {"c", -1}}
	if err != nil || !reflect.DeepEqual(steps, want) {
		t.Errorf("got %v, %v", steps, err)
	}
	tests := []struct {
		path   string
		offset int
	}{
		{"", 0}, {".a", 0}, {"a.", 2}, {"a..b", 2}, {"[0]", 0}, {"a[", 1}, {"a[]", 1}, {"a[x]", 1}, {"a[-1]", 1},
		{"a[0]b", 4}, {"a]", 1}, {"a[10000]", 1}, {"a[99999999999999999999]", 1}, {"a b", 0}, {"a. b", 2},
	}
	for _, tt := range tests {
		_, err := ParsePath(tt.path)
		var bad *PathError
		if !errors.As(err, &bad) || bad.Offset != tt.offset {
			t.Errorf("%q gave %v, want offset %d", tt.path, err, tt.offset)
		}
	}
}
