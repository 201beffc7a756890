package request

import (
	"strings"
	"testing"
)

// A YAML scalar becomes the text that is written.
func TestYAMLScalars(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"0100":                             "0100",
		"007":                              "007",
		"0o17":                             "0o17",
		"0x1F":                             "0x1F",
		"0b101":                            "0b101",
		"1_000":                            "1_000",
		"1e3":                              "1e3",
		"1E3":                              "1E3",
		"+1":                               "+1",
		"-0":                               "-0",
		"1.10":                             "1.10",
		".5":                               ".5",
		"1.":                               "1.",
		".inf":                             ".inf",
		"-.INF":                            "-.INF",
		".NaN":                             ".NaN",
		"12345678901234567890":             "12345678901234567890",
		"190:20:30":                        "190:20:30",
		"true":                             "true",
		"True":                             "True",
		"FALSE":                            "FALSE",
		"NO":                               "NO",
		"no":                               "no",
		"y":                                "y",
		"On":                               "On",
		"off":                              "off",
		"NULLS":                            "NULLS",
		"none":                             "none",
		"2024-01-20":                       "2024-01-20",
		"2024-01-20T08:51:06+08:00":        "2024-01-20T08:51:06+08:00",
		"2024-01-20 08:51:06.50 +8":        "2024-01-20 08:51:06.50 +8",
		"12:30":                            "12:30",
		"=":                                "=",
		"<<":                               "<<",
		"Bag":                              "Bag",
		"  Bag  ":                          "Bag",
		"Bag # comment":                    "Bag",
		"Bag#1":                            "Bag#1",
		"https://shop.example/a?b=c&d=e#f": "https://shop.example/a?b=c&d=e#f",
		"a:b":                              "a:b",
		"it's":                             "it's",
		`a\nb`:                             `a\nb`,
		`C:\temp`:                          `C:\temp`,
		"two\n  lines":                     "two lines",
		`""`:                               "",
		"''":                               "",
		`"null"`:                           "null",
		"'~'":                              "~",
		`"0100"`:                           "0100",
		`"a\tb\n\u00e9\x41\"\\"`:           "a\tb\n\u00e9A\"\\",
		`"\U0001F600"`:                     "😀",
		"😀":                                "😀",
		"钱包":                               "钱包",
		`'it''s "x" \n'`:                   `it's "x" \n`,
		"\"two\n  lines\"":                 "two lines",
		"|\n  one\n  two":                  "one\ntwo",
		"|\n  one\n  two\n":                "one\ntwo\n",
		"|-\n  one\n  0100\n":              "one\n0100",
		"|+\n  one\n\n":                    "one\n\n",
		">\n  one\n  two\n":                "one two\n",
		">-\n  one\n  two\n":               "one two",
		"|\n":                              "",
		"!!str 0100":                       "0100",
		"!!str":                            "",
		"!!str null":                       "null",
		"! 12":                             "12",
		"&a 0100":                          "0100",
		"<b>&amp;":                         "<b>&amp;",
	} {
		d := readOne(t, "f.yaml", "value: "+source)
		if got := d.Get("value"); got != want || !d.Has("value") {
			t.Errorf("%q: %q (there: %v), want %q", source, got, d.Has("value"), want)
		}
	}
}

func TestYAMLNullLeavesTheFieldOut(t *testing.T) {
	t.Parallel()
	for _, null := range []string{"", "~", "null", "Null", "NULL", "# nothing", "&a", "&a ~", "{b: }", "{b: ~, c: {d: null}}"} {
		d := readOne(t, "f.yaml", "x: 1\nvalue: "+null+"\ny: 2\n")
		got := strings.NewReplacer(`,"value":{}`, "", `,"value":{"c":{}}`, "").Replace(compact(d))
		if want := `{"x":"1","y":"2"}`; got != want {
			t.Errorf("value: %s: %s, want %s", null, got, want)
		}
	}
}

func TestYAMLShapes(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"{}":                                   `{}`,
		"a: []":                                `{"a":[]}`,
		"a: {}":                                `{"a":{}}`,
		"a: [1, yes, 'x']":                     `{"a":["1","yes","x"]}`,
		"a:\n- 1\n- - 2\n  - 3\n- b: 4":        `{"a":["1",["2","3"],{"b":"4"}]}`,
		"a:\n  b: 1\n  c:\n    d: 2\ne: 3":     `{"a":{"b":"1","c":{"d":"2"}},"e":"3"}`,
		"{a: 1, 'b c': 2, \"d\": 3}":           `{"a":"1","b c":"2","d":"3"}`,
		"'1': a\n\"true\": b\n!!str 2: c":      `{"1":"a","true":"b","2":"c"}`,
		"yes: a\nNO: b\n":                      `{"yes":"a","NO":"b"}`,
		"? a\n: 1\n":                           `{"a":"1"}`,
		"\ufeffa: 1":                           `{"a":"1"}`,
		"a: 1\r\nb: 2\r\n":                     `{"a":"1","b":"2"}`,
		"a: 1\rb: 2\r":                         `{"a":"1","b":"2"}`,
		"# only\n---\n# comments\na: 1\n...\n": `{"a":"1"}`,
		"%YAML 1.1\n---\na: 1":                 `{"a":"1"}`,
		"--- {a: 1}\n":                         `{"a":"1"}`,
		"--- !!map\na: !!seq [1]\n":            `{"a":["1"]}`,
	} {
		if got := compact(readOne(t, "f.yaml", source)); got != want {
			t.Errorf("%q: %s, want %s", source, got, want)
		}
	}
}

func TestYAMLAnchorsAndMergeKeys(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a: &x 0100\nb: *x":                                         `{"a":"0100","b":"0100"}`,
		"a: &x {v: 1}\nb: *x\nc: [*x, *x]":                          `{"a":{"v":"1"},"b":{"v":"1"},"c":[{"v":"1"},{"v":"1"}]}`,
		"a: &x {v: 1, w: 2}\nb:\n  <<: *x\n  w: 3":                  `{"a":{"v":"1","w":"2"},"b":{"w":"3","v":"1"}}`,
		"a: &x {v: 1, w: 2}\nb:\n  w: 3\n  <<: *x":                  `{"a":{"v":"1","w":"2"},"b":{"w":"3","v":"1"}}`,
		"a: &x {v: 1}\nb: &y {v: 2, w: 3}\nc: {<<: [*x, *y], z: 4}": `{"a":{"v":"1"},"b":{"v":"2","w":"3"},"c":{"z":"4","v":"1","w":"3"}}`,
		"a: &x {v: 1, w: 2}\nb: {<<: *x, w: ~}":                     `{"a":{"v":"1","w":"2"},"b":{"v":"1"}}`,
		"a: &x {v: 1}\nb: &y {<<: *x, w: 2}\nc: {<<: *y}":           `{"a":{"v":"1"},"b":{"w":"2","v":"1"},"c":{"w":"2","v":"1"}}`,
		"a: {<<: {v: 1}, w: 2}":                                     `{"a":{"w":"2","v":"1"}}`,
		"a: &l [{v: 1}, {w: 2}]\nb: {<<: *l}":                       `{"a":[{"v":"1"},{"w":"2"}],"b":{"v":"1","w":"2"}}`,
		"'<<': 1":                                                   `{"<<":"1"}`,
		"a: &x ~\nb: *x":                                            `{}`,
		"a: &k name\n*k : 1":                                        `{"a":"name","name":"1"}`,
	} {
		if got := compact(readOne(t, "f.yaml", source)); got != want {
			t.Errorf("%q: %s, want %s", source, got, want)
		}
	}
}

// What an alias stands for is copied: setting one place leaves the other alone.
func TestYAMLAliasesAreCopies(t *testing.T) {
	t.Parallel()
	d := readOne(t, "f.yaml", "a: &x {v: 1}\nb: *x\n")
	if err := d.Set("b.v", "2", Origin{Flag: "--set"}); err != nil {
		t.Fatal(err)
	}
	if got, want := compact(d), `{"a":{"v":"1"},"b":{"v":"2"}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSeveralDocuments(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a: 1\n---\na: 2\n":                      `{"a":"1"} {"a":"2"}`,
		"---\na: 1\n---\n---\n# none\n---\na: 2": `{"a":"1"} {"a":"2"}`,
		"a: 1\n...\n---\n{}\n":                   `{"a":"1"} {}`,
		"--- {a: 1}\n--- {a: 2}":                 `{"a":"1"} {"a":"2"}`,
		"{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}":      `{"a":"1"} {"a":"2"} {"a":"3"}`,
		"{\"a\":1}{\"a\":2}":                     `{"a":"1"} {"a":"2"}`,
		"{\"a\":1}\n---\n{\"a\":2}\n---\n":       `{"a":"1"} {"a":"2"}`,
	} {
		docs, err := Read("f", strings.NewReader(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
			continue
		}
		var got []string
		for _, d := range docs {
			got = append(got, compact(d))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %s, want %s", source, s, want)
		}
	}
}
