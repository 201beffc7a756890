package printable_test

import (
	"encoding/json"
	"encoding/xml"
	"os/exec"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/printable"
)

// classes are the kinds of hidden characters, with texts of each.
func classes() []struct {
	name, text string
} {
	return []struct{ name, text string }{
		{"C0", "\x00\x01\a\b\t\n\v\f\r\x1b[31m\x1f"},
		{"DEL", "\x7f"},
		{"C1", "\u0080\u0085\u0090\u009b2J\u009d0;x\u009c\u009f"},
		{"soft hyphen", "\u00ad"},
		{"direction marks", "\u061c\u200e\u200f"},
		{"direction embeddings", "\u202a\u202b\u202c\u202d\u202e"},
		{"isolates", "\u2066\u2067\u2068\u2069"},
		{"zero width", "\u200b\u200c\u200d\u2060\ufeff"},
		{"separators", "\u2028\u2029"},
		{"invisible operators", "\u2061\u2062\u2063\u2064\u2065"},
		{"deprecated format characters", "\u206a\u206f"},
		{"fillers", "\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"},
		{"variation selectors", "\u180b\ufe00\ufe0f\U000e0100\U000e01ef"},
		{"annotations", "\ufff9\ufffa\ufffb"},
		{"shorthand and music", "\U0001bca0\U0001d173"},
		{"tags", "\U000e0001\U000e0020\U000e007f"},
	}
}

// seen are texts that must stay as they are.
func seen() []string {
	return []string{"", "PAY1", "支付成功", "é ẞ ﷺ", "👩💻", "\u0600\u06dd12", "\u00a0x", "한글", "\ue000"}
}

func TestHidden(t *testing.T) {
	t.Parallel()
	for _, c := range classes() {
		for _, r := range strings.NewReplacer("[31m", "", "2J", "", "0;x", "").Replace(c.text) {
			if !printable.Hidden(r) {
				t.Errorf("%s: %U is not hidden", c.name, r)
			}
		}
	}
	for _, text := range seen() {
		for _, r := range text {
			if printable.Hidden(r) {
				t.Errorf("%q: %U is hidden", text, r)
			}
		}
	}
}

// TestHiddenTakesShortWays: the quick answers are those of the tables.
func TestHiddenTakesShortWays(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := r == '\u2028' || r == '\u2029' || unicode.IsControl(r) ||
			unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
			unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
		if got := printable.Hidden(r); got != want {
			t.Fatalf("%U: hidden is %t, want %t", r, got, want)
		}
	}
}

// hidden returns the first hidden character of a text in one line.
func hidden(text []byte) (rune, bool) {
	for _, r := range string(text) {
		if printable.Hidden(r) || r == utf8.RuneError {
			return r, r != utf8.RuneError
		}
	}
	return 0, false
}

func TestJSON(t *testing.T) {
	t.Parallel()
	texts := seen()
	for _, c := range classes() {
		texts = append(texts, c.text, "支"+c.text+`"\</script>`)
	}
	for _, text := range texts {
		marshalled, err := printable.MarshalJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		foreign, _ := json.Marshal(text)
		raw, err := printable.MarshalJSON(json.RawMessage(foreign))
		if err != nil {
			t.Fatal(err)
		}
		for _, quoted := range [][]byte{
			printable.AppendJSON(nil, text), printable.AppendJSON(nil, []byte(text)), marshalled, raw,
		} {
			var back string
			if err := json.Unmarshal(quoted, &back); err != nil || back != text {
				t.Errorf("%q: %s is read as %q, %v", text, quoted, back, err)
			}
			if r, found := hidden(quoted); found {
				t.Errorf("%q: %U stands in %s", text, r, quoted)
			}
		}
	}
}

func TestAppendJSONSpelling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                     `""`,
		`a"b\`:                 `"a\"b\\"`,
		"\n\r\t\x00\x7f":       `"\n\r\t\u0000\u007f"`,
		"\u009b2J":             `"\u009b2J"`,
		"支\u202e付":             `"支\u202e付"`,
		"\U000e0041":           `"\udb40\udc41"`,
		"a\xffb":               "\"a\uFFFDb\"",
		"\xed\xa0\x80":         "\"\uFFFD\uFFFD\uFFFD\"", // half of a surrogate pair, as if it were UTF-8
		"\uFFFD":               "\"\uFFFD\"",
		"<a href='x'>&</a>":    `"<a href='x'>&</a>"`,
		strings.Repeat("x", 9): `"xxxxxxxxx"`,
	} {
		if got := string(printable.AppendJSON([]byte("~"), text)); got != "~"+want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// TestJSONKeepsEscapes: half of a surrogate pair that came as an escape stays one.
func TestJSONKeepsEscapes(t *testing.T) {
	t.Parallel()
	got, err := printable.MarshalJSON(json.RawMessage("{ \"a\\ud800\" : 1.50, \"\u009b\": [ \"\\u009b\" ] }"))
	if want := `{"a\ud800":1.50,"\u009b":["\u009b"]}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	for _, wrong := range []any{json.RawMessage(`{`), make(chan int)} {
		if got, err := printable.MarshalJSON(wrong); err == nil {
			t.Errorf("%v became %s", wrong, got)
		}
	}
}

func TestYAML(t *testing.T) {
	t.Parallel()
	for _, c := range classes() {
		node := yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Tag: "!!str", Value: "x" + c.text}
		text, err := yaml.Marshal(&node)
		if err != nil {
			t.Fatal(err)
		}
		text = printable.YAML(text)
		var back string
		if err := yaml.Unmarshal(text, &back); err != nil || back != node.Value {
			t.Errorf("%s: %s is read as %q, %v", c.name, text, back, err)
		}
		if r, found := hidden([]byte(strings.TrimSuffix(string(text), "\n"))); found {
			t.Errorf("%s: %U stands in %s", c.name, r, text)
		}
	}
}

func TestXML(t *testing.T) {
	t.Parallel()
	for _, c := range classes()[1:] { // XML has no C0
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(c.text)); err != nil {
			t.Fatal(err)
		}
		text := printable.XML([]byte("<a>" + b.String() + "</a>"))
		var back string
		if err := xml.Unmarshal(text, &back); err != nil || back != c.text {
			t.Errorf("%s: %s is read as %q, %v", c.name, text, back, err)
		}
		if r, found := hidden(text); found {
			t.Errorf("%s: %U stands in %s", c.name, r, text)
		}
	}
}

func TestShell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":          `''`,
		"it's":      `'it'\''s'`,
		"a\n\tb":    "'a\n\tb'",
		"a\u009bb":  `'a'"$(printf '\302\233')"'b'`,
		"\xff\x1b[": `''"$(printf '\377')"''"$(printf '\033')"'['`,
	} {
		if got := printable.Shell(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Log("no sh on this machine: the words are compared as texts only")
		return
	}
	for _, c := range classes() {
		text := strings.ReplaceAll(c.text, "\x00", "") // no argument can hold it
		out, err := exec.Command(sh, "-c", "printf %s "+printable.Shell(text)).Output()
		if err != nil || string(out) != text {
			t.Errorf("%s: the shell gives %q, %v", c.name, out, err)
		}
	}
}

func FuzzJSON(f *testing.F) {
	for _, c := range classes() {
		f.Add(c.text)
	}
	f.Add("a\xff\xed\xa0\x80\"\\支")
	f.Fuzz(func(t *testing.T, text string) {
		quoted := printable.AppendJSON(nil, text)
		if r, found := hidden(quoted); found || !utf8.Valid(quoted) {
			t.Fatalf("%q: %U stands in %q", text, r, quoted)
		}
		var back string
		if err := json.Unmarshal(quoted, &back); err != nil || back != replaceBytes(text) {
			t.Fatalf("%q: %s is read as %q, %v", text, quoted, back, err)
		}
		if again := printable.JSON(quoted); string(again) != string(quoted) {
			t.Fatalf("%q: %s becomes %s", text, quoted, again)
		}
		marshalled, err := printable.MarshalJSON(back)
		if err != nil || json.Unmarshal(marshalled, &text) != nil || text != back {
			t.Fatalf("%q: marshalled as %s, %v", back, marshalled, err)
		}
	})
}

// replaceBytes puts a replacement character for every byte that is not UTF-8.
func replaceBytes(s string) string { return string([]rune(s)) }
