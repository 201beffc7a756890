package request

import (
	"strings"
	"testing"
)

// Numbers and booleans become the text that is written, strings their value.
func TestJSONLeaves(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`0`:                      "0",
		`-0`:                     "-0",
		`12.340`:                 "12.340",
		`1E3`:                    "1E3",
		`1e+03`:                  "1e+03",
		`12345678901234567890.1`: "12345678901234567890.1",
		`true`:                   "true",
		`false`:                  "false",
		`""`:                     "",
		`"NO"`:                   "NO",
		`"null"`:                 "null",
		`"0100"`:                 "0100",
		`"a\/b"`:                 "a/b",
		`"\"\\\b\f\n\r\t"`:       "\"\\\b\f\n\r\t",
		`"\u00e9\u20AC"`:         "é€",
		`"\uD83D\uDE00"`:         "😀",
		`"x\u0000y"`:             "x\x00y",
		`"😀钱"`:                   "😀钱",
		`"<b>&amp; 'x' # no"`:    "<b>&amp; 'x' # no",
		`"\u2028"`:               "\u2028",
	} {
		d := readOne(t, "f.json", `{"value":`+source+`}`)
		if got := d.Get("value"); got != want || !d.Has("value") {
			t.Errorf("%s: %q (there: %v), want %q", source, got, d.Has("value"), want)
		}
	}
}

func TestJSONShapes(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`{}`:                                  `{}`,
		" \t\r\n{ \"a\" : [ ] }\n":            `{"a":[]}`,
		"{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}": `{"a":{"b":"1"}}`,
		`{"a":null,"b":{"c":null}}`:           `{"b":{}}`,
		`{"a":[[1],{"b":[true]}]}`:            `{"a":[["1"],{"b":["true"]}]}`,
		"\ufeff{\"a\":1}":                     `{"a":"1"}`,
		`{"\u0061":1}`:                        `{"a":"1"}`,
	} {
		for _, name := range []string{"f.json", "f.yaml", "-"} {
			if got := compact(readOne(t, name, source)); got != want {
				t.Errorf("%s %q: %s, want %s", name, source, got, want)
			}
		}
	}
}

func TestJSONMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{`{"a":1,"b":{"c":1,"c":2},"a":3}`, []string{
			`f.json:1:19: "c" is given twice in one object: in line 1 and again in line 1`,
			`f.json:1:26: "a" is given twice`}},
		{"{\"a\":1,\n\"\\u0061\":2}", []string{`f.json:2:1: "a" is given twice in one object: in line 1 and again in line 2`}},
		{"{\"a\":[1,null,\n null]}", []string{"f.json:1:9: item [1] of this list is empty", "f.json:2:2: item [1]"}},
		{`{"":1}`, []string{"f.json:1:2: a field name is empty"}},
		{`[{"a":1},{"a":2}]`, []string{"f.json:1:1: a request is an object with fields, not a list"}},
		{"{}\n\"x\"", []string{"f.json:2:1: more text after the end of the request"}},
		{"{}\nnull", []string{"f.json:2:1: more text after the end of the request"}},
		{"{}\n[]", []string{"f.json:2:1: a request is an object with fields, not a list"}},
		{`{"a":1},{"a":2}`, []string{"f.json:1:8: more text after the end"}},
		{`{"a":1}}`, []string{"f.json:1:8: more text after the end"}},
		{`{"a":1,}`, []string{"f.json:1:7: a comma too many"}},
		{`{"a":[1,]}`, []string{"f.json:1:8: a comma too many"}},
		{`{"a":1,,"b":2}`, []string{"f.json:1:8: a comma too many"}},
		{`{"a":1 "b":2}`, []string{"f.json:1:8: a comma or } is missing before this"}},
		{`{"a":[1 2]}`, []string{"f.json:1:9: a comma or ] is missing before this"}},
		{"{\n\"a\": {", []string{"f.json:2:7: the text ends where a field name is expected"}},
		{"{\n\"a\": {\"b\":1\n", []string{"f.json:3:1: the text ends here, but what begins with { in line 2 is not closed with }"}},
		{`{"a":[`, []string{"f.json:1:7: the text ends where a value"}},
		{`{"a"`, []string{`f.json:1:5: a colon is missing after the name "a"`}},
		{`{"a" 1}`, []string{`f.json:1:6: a colon is missing`}},
		{`{"a":}`, []string{"f.json:1:6: a value is missing here"}},
		{`{"a":,"b":1}`, []string{"f.json:1:6: a value is missing here"}},
		{`{"a":1,b:2}`, []string{"f.json:1:8: a field name in straight double quotes"}},
		{`{"a":1,'b':2}`, []string{"f.json:1:8: a field name in straight double quotes"}},
		{`{"a":'b'}`, []string{"f.json:1:6: JSON has straight double quotes"}},
		{`{"a":“b”}`, []string{"f.json:1:6: JSON has straight double quotes"}},
		{"{\"a\":1, // one\n\"b\":2}", []string{"f.json:1:9: JSON has no comments; YAML takes #…end in .yaml"}},
		{"{\"a\":/* one */1}", []string{"f.json:1:6: JSON has no comments; YAML takes #"}},
		{"{\"a\":1 // one\n}", []string{"f.json:1:8: JSON has no comments; YAML takes #"}},
		{"{\"a\" # one\n: 1}", []string{"f.json:1:6: JSON has no comments; YAML takes #"}},
		{"{\"a\":[1\n/* one */]}", []string{"f.json:2:1: JSON has no comments; YAML takes #"}},
		{"// one\n{\"a\":1}", []string{"f.json:1:1: JSON has no comments; YAML takes #"}},
		{"\n /* one */ {\"a\":1}", []string{"f.json:2:2: JSON has no comments; YAML takes #"}},
		{"{\"a\":1}\n# one", []string{"f.json:2:1: JSON has no comments; YAML takes #"}},
		{`{"a":Shoes}`, []string{"f.json:1:6: a text needs double quotes"}},
		{`{"a":True}`, []string{"f.json:1:6: true and false are written in small letters"}},
		{`{"a":None}`, []string{"f.json:1:6: a value that is left out is written null"}},
		{`{"a":NaN}`, []string{"f.json:1:6: a text needs double quotes"}},
		{`{"a":0100}`, []string{"f.json:1:6: a number in JSON cannot begin with 0"}},
		{`{"a":0x1F}`, []string{"f.json:1:6: this is not a JSON number"}},
		{`{"a":1.}`, []string{"f.json:1:6: this is not a JSON number"}},
		{`{"a":1e}`, []string{"f.json:1:6: this is not a JSON number"}},
		{`{"a":-}`, []string{"f.json:1:6: this is not a JSON number"}},
		{`{"a":+1}`, []string{"f.json:1:6: a number in JSON begins with"}},
		{`{"a":.5}`, []string{"f.json:1:6: a number in JSON begins with"}},
		{`{"a":@}`, []string{"f.json:1:6: this is not a JSON value"}},
		{`{"é":"x\q"}`, []string{`f.json:1:8: a backslash is written \\`}},
		{`{"a":"C:\temp\users"}`, []string{`f.json:1:14: four hexadecimal digits`}},
		{`{"a":"\u12"}`, []string{`f.json:1:7: four hexadecimal digits`}},
		{`{"a":"\u12`, []string{`f.json:1:7: four hexadecimal digits`}},
		{`{"a":"\uD83D"}`, []string{`f.json:1:7: half of a surrogate pair`}},
		{`{"a":"\uD83D\u0041"}`, []string{`f.json:1:7: half of a surrogate pair`}},
		{`{"a":"\uDE00\uD83D"}`, []string{`f.json:1:7: half of a surrogate pair`}},
		{"{\"a\":\"x\ty\"}", []string{`f.json:1:8: a tab in a text is written \t`}},
		{"{\"a\":\"x\ny\"}", []string{`f.json:1:6: the closing quote of this text is missing; a line break in it is written \n`}},
		{`{"a":"x`, []string{`f.json:1:6: the closing quote of this text is missing`}},
		{`{"a":"x\`, []string{`f.json:1:8: a backslash is written \\`}},
	} {
		expectMistakes(t, c.text, mistakes(t, "f.json", c.text), c.want...)
	}
}

// What begins like JSON is JSON, except in a file that is named YAML and is right
// as YAML.
func TestFormatByContent(t *testing.T) {
	t.Parallel()
	if got, want := compact(readOne(t, "f.yaml", "{\"a\": 1 # one\n}")), `{"a":"1"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	const flow = `{"a": Shoes, "b": 0100, }`
	if got, want := compact(readOne(t, "f.yml", flow)), `{"a":"Shoes","b":"0100"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, name := range []string{"f.json", "-", "order"} {
		if got := mistakes(t, name, flow); !strings.Contains(got[0], "needs double quotes") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := mistakes(t, "f.yaml", `{"a": "\q"}`); !strings.Contains(got[0], "JSON") {
		t.Errorf("wrong in both formats: %s; want JSON's message", got)
	}
	if got, want := compact(readOne(t, "f.json", "a: 1")), `{"a":"1"}`; got != want {
		t.Errorf("YAML in a file named JSON: %s, want %s", got, want)
	}
	if got, want := compact(readOne(t, "-", `{a: 1}`)), `{"a":"1"}`; got != want {
		t.Errorf("YAML's flow form: %s, want %s", got, want)
	}
}
