package output

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/printable"
)

func TestYAML(t *testing.T) {
	t.Parallel()
	in := `{"z":"SUCCESS","a":{"value":"0100","rate":"1e3","empty":""},"list":["NO","https://e.com/a?b=c#d",{"k":"v"},[],{}],
		"time":"2024-01-20T08:51:06+08:00","n":100,"f":1.50,"big":123456789012345678901234567890,"ok":true,"nothing":null,
		"text":"line one\nline two\n","msg":"key: value # no","yes":"~","odd":" x ","colon":"a:","说明":"支付成功","inf":".inf","null":"Null"}`
	want := `z: SUCCESS
a:
  value: "0100"
  rate: "1e3"
  empty: ""
list:
  - "NO"
  - https://e.com/a?b=c#d
  - k: v
  - []
  - {}
time: "2024-01-20T08:51:06+08:00"
"n": 100
f: 1.50
big: 123456789012345678901234567890
ok: true
nothing: null
text: |
  line one
  line two
msg: "key: value # no"
"yes": "~"
odd: " x "
colon: "a:"
说明: 支付成功
inf: ".inf"
"null": "Null"
`
	if got := mustPrint(t, Options{Format: YAML}, raw(in)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestYAMLOfScalarsAndDuplicates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"x"`:                        "x\n",
		`12`:                         "12\n",
		`null`:                       "null\n",
		`[]`:                         "[]\n",
		`{"a":1,"b":2,"a":3}`:        "a: 3\nb: 2\n",
		`[[1,[2]],{"a":{"b":[{}]}}]`: "- - 1\n  - - 2\n- a:\n    b:\n      - {}\n",
	} {
		if got := mustPrint(t, Options{Format: YAML}, raw(in)); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// Every string comes back as the same string.
// A long text stays in one line, so that a search for it finds it.
func TestYAMLOfLongText(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("word ", 40) + "end"
	got, err := renderYAML(map[string]string{"a": text}, false)
	if want := "a: " + text + "\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
}

func TestYAMLStringsSurvive(t *testing.T) {
	t.Parallel()
	samples := []string{
		"0", "012", "0x1F", "0o7", "1_000", "12:30:45", "1.5", "-1", "+1", ".5", "1e3", "NaN", ".nan", "inf", "-.Inf",
		"y", "N", "yes", "NO", "On", "off", "True", "FALSE", "null", "Null", "~", "", " ", "-", "- a", "? a", ": a", "a: b", "a:", "a #b", "a#b",
		"#", "&a", "*a", "!a", "|", ">", "'", "\"", "%a", "@a", "`a", "[a]", "{a}", "a, b", "<<", "=", "---", "...", "--- a",
		"a\nb", "a\n", "\na", "a\n\n", "a \nb", " a\nb", "\ta", "a\tb", "a\r\nb", "a\u0085b", "a\u2028b", "\ufeffa", "a\x00b", "a\x1b[31mb",
		"2024-01-20", "2024-01-20T08:51:06+08:00", "支付：成功", "😀", "a\u202eb", "\U000e0041", "x\ufe0f", "\u3164", "a\u034fb\nc", "é", "a\\b", "a\\u0041", "C:\\x", strings.Repeat("long ", 60), "# a\nb", "a\n# b\n", "a\n---\nb",
	}
	r := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab01 \n\t:#-?!&*|>'\"%@`{}[],\\~.é支😀\u202e\u0085\u3164\ufe0f\x01\r")
	for range 3000 {
		s := make([]rune, r.IntN(8))
		for i := range s {
			s[i] = alphabet[r.IntN(len(alphabet))]
		}
		samples = append(samples, string(s))
	}
	for _, s := range samples {
		value := map[string]any{"v": s, "k" + s: []any{s}}
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		doc := mustPrint(t, Options{Format: YAML}, raw(string(data)))
		var back map[string]any
		if err := yaml.Unmarshal([]byte(doc), &back); err != nil {
			t.Errorf("%q: %v in\n%s", s, err, doc)
			continue
		}
		if !reflect.DeepEqual(back, value) {
			t.Errorf("%q came back as %q from\n%s", s, back, doc)
		}
		if i := strings.IndexFunc(doc, func(r rune) bool { return r != '\n' && printable.Hidden(r) }); i >= 0 {
			t.Errorf("%q: hidden character at byte %d of %q", s, i, doc)
		}
	}
}
