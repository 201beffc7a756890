package request

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestEncodings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\xff\xfea\x00:\x00 \x001\x00":  "f: the text is in UTF-16; save it as UTF-8",
		"\xfe\xff\x00a\x00:":            "f: the text is in UTF-16",
		"a\x00:\x00 \x001\x00":          "f: the text is in UTF-16",
		"\x00a\x00:\x00 \x001":          "f: the text is in UTF-16",
		"\xff\xfe\x00\x00a\x00\x00\x00": "f: the text is in UTF-32",
		"\x00\x00\xfe\xff\x00\x00\x00a": "f: the text is in UTF-32",
		"a: 1\nb: caf\xe9\n":            "f:2:7: the byte 0xE9 is not UTF-8, perhaps the text is in Latin-1",
		"{\"a\": \"\xed\xa0\x80\"}":     "f:1:8: the byte 0xED is not UTF-8",
		"a: é\x00\n":                    "f:1:5: the control character NUL (U+0000)",
		"a: 1\r\n\x1a":                  "f:2:1: the control character SUB (U+001A, Ctrl-Z)",
		"a: \x1b[31m":                   "f:1:4: the control character ESC (U+001B)",
		"a: \x7f":                       "f:1:4: the control character DEL (U+007F)",
		"a: \u0085b":                    "f:1:4: the control character NEL (U+0085)",
		"a: b\u2028c":                   "f:1:5: the control character LINE SEPARATOR (U+2028)",
		"a: b\u2029c":                   "f:1:5: the control character PARAGRAPH SEPARATOR (U+2029)",
		"a: \x01":                       "f:1:4: the control character U+0001",
		"a: \u0090":                     "f:1:4: the control character U+0090",
		"a: \uffff":                     "f:1:4: the control character U+FFFF",
	} {
		expectMistakes(t, text, mistakes(t, "f", text), want)
	}
	text := "a: \x01\nb: \x02\n"
	expectMistakes(t, text, mistakes(t, "f", text), "f:1:4: …U+0001", "f:2:4: …U+0002")
}

func TestLimits(t *testing.T) {
	t.Parallel()
	deepYAML := "a: " + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	deepJSON := `{"a":` + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth) + "}"
	var many strings.Builder
	for i := range MaxMembers + 5 {
		fmt.Fprintf(&many, "n%d: 1\n", i)
	}
	for text, want := range map[string]string{
		deepYAML:                            "f:1:67: nested deeper than 64 levels",
		deepJSON:                            "f:1:69: nested deeper than 64 levels",
		"a: " + strings.Repeat("[", 20_000): "f:1:10004: nested too deeply",
		many.String():                       "f:1001:1: more than 1000 fields in one object",
		strings.Repeat("---\n{}\n", MaxDocuments+1):    "f:20002:1: more than 10000 requests",
		"a: 1\n---\na: " + longText(MaxRequest):        "f:2:1: one request is larger than 1 MiB",
		"a: " + longText(MaxRequest) + "\n---\na: 1":   "f:1:1: one request is larger than 1 MiB",
		`{"a":1} {"a":"` + longText(MaxRequest) + `"}`: "f:1:9: one request is larger than 1 MiB",
		strings.Repeat("{}", MaxDocuments+1):           "f:1:20001: more than 10000 requests",
		strings.Repeat(" ", MaxInput+1):                "f: the input is larger than 8 MiB",
	} {
		expectMistakes(t, text[:min(len(text), 20)], mistakes(t, "f", text), want)
	}
	for _, text := range []string{
		"a: " + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1),
		`{"a":` + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1) + "}",
	} {
		if d := readOne(t, "f", text); !d.Has("a") {
			t.Errorf("%q: nothing there", text)
		}
	}
}

// Aliases that multiply, in every way there is, end with a limit.
func TestAliasesAreBounded(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"lists":   "a%d: &a%d [*a%d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d]\n",
		"objects": "a%d: &a%d {p: *a%d, q: *a%[3]d, r: *a%[3]d, s: *a%[3]d, t: *a%[3]d, u: *a%[3]d}\n",
		"merges":  "a%d: &a%d {<<: [*a%d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d, *a%[3]d]}\n",
	} {
		for _, first := range []string{"{x: 1}", "{}", "~", "!!int 1"} {
			text := "a0: &a0 " + first + "\n"
			for i := 1; i < 20; i++ {
				text += fmt.Sprintf(line, i, i, i-1)
			}
			in := newReading("f")
			in.nodes, in.looks = 5_000, 5_000
			readYAML(in, []byte(text))
			if len(in.mistakes) == 0 && in.nodes > 0 && in.looks > 0 {
				continue // nothing multiplied
			}
			if got := in.mistakes.Error(); !strings.Contains(got, "more than 250000 values") &&
				!strings.Contains(got, "has no meaning") && !strings.Contains(got, "is empty") && !strings.Contains(got, "<< takes") {
				t.Errorf("%s of %s: %.200s", name, first, got)
			}
		}
	}
	const laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
		"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e]\n"
	expectMistakes(t, laughs, mistakes(t, "f", laughs), "f:1:…more than 250000 values in one input, with every use of an alias counted")
}

func TestMistakesAreBounded(t *testing.T) {
	t.Parallel()
	if got := mistakes(t, "f", strings.Repeat("a: 1\n", 1000)); len(got) != maxMistakes {
		t.Errorf("%d mistakes, want %d", len(got), maxMistakes)
	}
	got := mistakes(t, "f", strings.Repeat(longText(1000), 10)+": 1\n1: 1\n"+longText(100)+": 1\n"+longText(100)+": 2\n")
	for _, line := range got {
		if len(line) > 300 {
			t.Errorf("message of %d bytes: %.100s", len(line), line)
		}
	}
}

func TestReaderError(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	_, err := Read("-", io.MultiReader(strings.NewReader("a: 1"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || syntaxErrorsOf(err) != nil {
		t.Fatalf("%v, want the reader's error", err)
	}
	if got, want := usageError(t, err), "reading <stdin>: disk on fire"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSyntaxErrorsAs(t *testing.T) {
	t.Parallel()
	_, err := Read("f", strings.NewReader("a: 1\na: 2"))
	var one *SyntaxError
	if !errors.As(err, &one) || one.Origin.Line != 2 {
		t.Errorf("errors.As gives %v", one)
	}
	if got, want := err.Error(), `f:2:1: "a" is given twice in one object: in line 1 and again in line 2`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
