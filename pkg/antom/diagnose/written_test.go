package diagnose

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRealWriters verifies what real tools make of a notification.
func TestRealWriters(t *testing.T) {
	t.Parallel()
	ws, esc, order, nl := CauseBodyWhitespace, CauseBodyEscaping, CauseBodyKeyOrder, CauseBodyNewline
	for _, test := range []struct {
		file string
		want []Cause
		by   string
	}{
		{"python-dumps", []Cause{esc, ws}, "Python's json.dumps makes"},
		{"python-dumps-sorted", []Cause{order, esc, ws}, "Python's json.dumps"},
		{"python-dumps-utf8", []Cause{ws}, "Python's json.dumps"},
		{"python-dumps-indent4", []Cause{esc, ws}, "indent=4"},
		{"python-dumps-compact", []Cause{esc}, "separators"},
		{"node-stringify-2", []Cause{ws}, "JSON.stringify(value, null, 2)"},
		{"node-stringify-tab", []Cause{ws}, "tabs"},
		{"node-string", []Cause{esc}, "backslashes"},
		{"php-encode", []Cause{esc}, "PHP's json_encode makes"},
		{"php-encode-pretty", []Cause{esc, ws}, "JSON_PRETTY_PRINT"},
		{"php-encode-unicode", []Cause{esc}, "JSON_UNESCAPED_UNICODE"},
		{"php-encode-hex", []Cause{esc}, "JSON_HEX_TAG"},
		{"jq", []Cause{ws, nl}, "jq"},
		{"jq-sorted", []Cause{order, ws, nl}, "jq"},
		{"perl-canonical", []Cause{order}, "sorts by name"},
		{"perl-pretty", []Cause{order, ws, nl}, ""},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			in := inputFor(t, signed())
			in.Message.Body = written(t, test.file)
			check(t, Diagnose(in), test.want, nil)
			if by := writtenBy(in.Message.Body); test.by != "" && !strings.Contains(Diagnose(in).Explanation, test.by) {
				t.Errorf("written by %q, want %q", by, test.by)
			}
		})
	}
}

// TestRealWritersWereSigned turns it round: the other form was signed, and the
// plain one is at hand.
func TestRealWritersWereSigned(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"python-dumps", "python-dumps-sorted", "python-dumps-utf8", "python-dumps-indent4", "python-dumps-compact",
		"node-stringify-2", "node-stringify-tab", "php-encode", "php-encode-pretty", "php-encode-unicode", "php-encode-hex",
		"jq", "jq-sorted", "perl-canonical",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			m := signed()
			m.Body = written(t, file)
			in := inputFor(t, m)
			in.Message.Body = []byte(notification)
			if d := Diagnose(in); d.isContent() {
				t.Errorf("not found: %s", d.Explanation)
			}
		})
	}
}

func TestWrittenBy(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"Gson": string(spelled(notification, spelling{special: gsonMarkup, lines: true})),
		".NET's System.Text.Json": string(spelled(notification, spelling{
			special: netMarkup, ascii: true, upper: true,
		})),
		"Go's encoding/json from a map":                       goMap(notification),
		"JSON.stringify, Jackson, fastjson or Ruby's to_json": notification,
		"Jackson's pretty printer":                            must(jackson().write(nil, &text{data: []byte(notification)})),
		"":                                                    "{",
	} {
		if got := writtenBy([]byte(body)); got != name {
			t.Errorf("%q, want %q", got, name)
		}
	}
	if got := writtenBy(bytes.Repeat([]byte(" "), maxWritten+1)); got != "" {
		t.Errorf("a large body is %q", got)
	}
}

// TestJacksonForm holds the layout to the documented look of Jackson's default
// pretty printer.
func TestJacksonForm(t *testing.T) {
	t.Parallel()
	const want = "{\n  \"a\" : [ 1, 2 ],\n  \"b\" : [ {\n    \"c\" : [ ]\n  }, {\n    \"d\" : { }\n  } ]\n}"
	got := must(jackson().write(nil, &text{data: []byte(`{"a":[1,2],"b":[{"c":[]},{"d":{}}]}`)}))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRewritingKeepsTheValue holds every edit of JSON to what encoding/json
// reads from it.
func TestRewritingKeepsTheValue(t *testing.T) {
	t.Parallel()
	in := &text{data: []byte("\n" + indent("\t")(notification) + " ")}
	var want any
	if err := json.Unmarshal(in.data, &want); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, e := range slices.Concat(keyOrder(), numbers(), escaping(), blanks(), endBreaks()[:6]) {
		out, ok := e.apply(nil, in)
		if !ok {
			continue
		}
		tried++
		var got any
		if err := json.Unmarshal(out, &got); err != nil {
			t.Errorf("%s\n%v\n%s", e.says, err, out)
			continue
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) {
			t.Errorf("%s\nchanged the value to %s", e.says, b)
		}
	}
	if tried < 30 {
		t.Errorf("only %d edits applied", tried)
	}
}

func written(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "written", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSpelling has a character of every kind.
func TestSpelling(t *testing.T) {
	t.Parallel()
	const in = `"a\b\f\n\r\t\u0001\u007f\/\u003c'\"\\\u00E9\u2028\uD83D\uDE00\ud800x"`
	for want, s := range map[string]spelling{
		"\"a\\b\\f\\n\\r\\t\\u0001\u007f/<'\\\"\\\\é\u2028😀\\ud800x\"":                  plain(),
		`"a\b\f\n\r\t\u0001\u007f\/\u003c'\"\\\u00e9\u2028\ud83d\ude00\ud800x"`:         {slash: true, ascii: true, delete: true, special: markup},
		`"a\b\f\n\r\t\u0001\u007F/\u003C\u0027\u0022\\\u00E9\u2028\uD83D\uDE00\ud800x"`: {ascii: true, delete: true, upper: true, special: netMarkup},
	} {
		if got := string(s.speller().spell(nil, []byte(in))); got != want {
			t.Errorf("%+v:\n%s, want\n%s", s, got, want)
		}
	}
}
