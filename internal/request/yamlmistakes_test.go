package request

import "testing"

func TestYAMLMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		// The form of a request.
		{"", []string{"f.yaml: it is empty or holds comments only"}},
		{"# nothing\n---\n", []string{"f.yaml: it is empty or holds comments only"}},
		{"- a: 1\n- a: 2\n", []string{"f.yaml:1:1: a request is an object with fields, not a list;… ---"}},
		{"text", []string{"f.yaml:1:1: a request is an object…name: value"}},
		{"a:1", []string{"f.yaml:1:1: a request is an object…space after the colon"}},
		{"a: 1\n---\n~\n", []string{"f.yaml:3:1: a request is an object"}},
		{"a: [1, ~]\n", []string{"f.yaml:1:8: item [1] of this list is empty"}},
		{"a:\n- b\n-\n- null\n", []string{"f.yaml:3:2: item [1]", "f.yaml:4:3: item [2]"}},
		{"a: &n ~\nb: [*n]\n", []string{"f.yaml:2:5: item [0]"}},

		// Field names.
		{"a: 1\nb: 2\na: 3\n", []string{`f.yaml:3:1: "a" is given twice in one object: in line 1 and again in line 3`}},
		{"x:\n  a: 1\n  'a': 2\n  \"a\": 3\n", []string{
			`f.yaml:3:3: "a" is given twice in one object: in line 2 and again in line 3`,
			`f.yaml:4:3: "a" is given twice in one object: in line 2 and again in line 4`}},
		{"a: 1\na: 2\nx: {b: 1, b: 2}\n---\nc: 1\nc: 2\n", []string{
			"f.yaml:2:1: \"a\"", "f.yaml:3:11: \"b\"", "f.yaml:6:1: \"c\""}},
		{"1: a\n", []string{`f.yaml:1:1: "1" is not a field name; put it in quotes`}},
		{"true: a\n2024-01-01: b\n", []string{`f.yaml:1:1: "true" is not`, `f.yaml:2:1: "2024-01-01" is not`}},
		{"~: a\n", []string{"f.yaml:1:1: a field name is missing"}},
		{": a\n", []string{"f.yaml:1:1: a field name is missing"}},
		{"'': a\n", []string{"f.yaml:1:1: a field name is empty"}},
		{"[a, b]: c\n", []string{"f.yaml:1:1: a field name is a text, not an object or a list"}},
		{"? {a: b}\n: c\n", []string{"f.yaml:1:3: a field name is a text"}},

		// Tags.
		{"a: !!int 12\n", []string{"f.yaml:1:4: the tag !!int has no meaning here"}},
		{"a: !!binary aGk=\n", []string{"f.yaml:1:4: the tag !!binary"}},
		{"a: !money 12\nb: !!set {x}\nc: !!null ''\n", []string{"f.yaml:1:4: the tag !money", "f.yaml:2:4: the tag !!set", "f.yaml:3:4: the tag !!null"}},
		{"!!str a: 1\n!!int b: 2\n", []string{"f.yaml:2:1: the tag !!int"}},

		// Anchors, aliases and merge keys.
		{"a: &x [*x]\n", []string{"f.yaml:1:4: the anchor &x has an alias *x inside itself"}},
		{"a: &x\n  b: {<<: *x}\n", []string{"f.yaml:1:4: the anchor &x has an alias *x inside itself"}},
		{"a: &x {<<: *x}\n", []string{"f.yaml:1:4: the anchor &x"}},
		{"a: {<<: 1}\n", []string{"f.yaml:1:9: << takes an alias of an object"}},
		{"a: {<<: ~}\n", []string{"f.yaml:1:9: << takes an alias of an object"}},
		{"a: &x [1]\nb: {<<: [*x]}\n", []string{"f.yaml:2:9: << takes an alias of an object"}},
		{"a: &x {v: 1}\nb:\n  <<: *x\n  <<: *x\n", []string{"f.yaml:4:3: << is given twice in one object"}},
		{"a: &x {v: !!int 1}\nb: *x\nc: *x\n", []string{"f.yaml:1:11: the tag !!int"}},
	} {
		expectMistakes(t, c.text, mistakes(t, "f.yaml", c.text), c.want...)
	}
}

func TestDuplicateNamesTheFirst(t *testing.T) {
	t.Parallel()
	docs, err := Read("f.yaml", textReader("a: 1\n\nb: 2\na: 3\n"))
	all := syntaxErrorsOf(err)
	if docs != nil || len(all) != 1 {
		t.Fatalf("%v, %v", docs, err)
	}
	if want := (Origin{File: "f.yaml", Line: 1, Column: 1}); all[0].Related != want {
		t.Errorf("related %v, want %v", all[0].Related, want)
	}
}

func TestYAMLSyntaxErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: b: c\n":                                        "1:5: a colon with a space",
		"x: 1\na: b: c\ny: 2\n":                            "2:5: a colon with a space",
		"a: 1\n b: 2\n":                                    "2:3: a colon with a space…indentation",
		"a: 1\r\n\r\nb: c: d\r\n":                          "3:5: a colon with a space",
		"order:\n  amount: 1\n   currency: X\n":            "3:12: a colon with a space",
		"# é\nx: é: c\n":                                   "2:5: a colon with a space",
		"a:\n  b: 1\n c: 2\nd: 4\n":                        "3:2: a field name is expected",
		"order:\n    amount:\n      v: 1\n   b: 2\nc: 3\n": "4:4: a field name is expected…indentation",
		"a: 1\n- b\n":                                      "2:1: a field name is expected",
		"a: 'it''s' me\n":                                  "1:12: a field name is expected…quotes",
		"a: [1,2]]\n":                                      "1:9: a field name is expected…bracket",
		"x: {a: 1}}\nb: 2\n":                               "1:10: a field name is expected",
		"a: >\n  x\n y\n":                                  "3:2: a field name is expected",
		"a: 1\nb\nc: 2\n":                                  "2:1: a colon with a space after it is missing",
		"a: 1\nb\n":                                        "2:1: a colon with a space after it is missing",
		"a: 1\nb:2\nc: 3\n":                                "2:1: a colon with a space after it is missing",
		"- a\nb: 1\n":                                      "2:1: an item of the list above is expected",
		"a: - b\n":                                         "1:4: a list cannot begin with a dash on this line",
		"a: [1, 2\nd: 3\n":                                 "1:4: the list that begins here is not closed",
		"x: 1\na: [1, 2\nd: 3\n":                           "2:4: the list that begins here is not closed",
		"a: [\n  {b: 1}\n  {c: 2}\n]\n":                    "1:4: the list that begins here…a comma is missing",
		"a: {b: 1\nc: 2\n":                                 "1:4: the object that begins here is not closed",
		"x: 1\na: \"abc\nb: 2\nc: 3\n":                     "2:4: the text that begins here has no closing quote",
		"a: 'abc\n":                                        "1:4: the text that begins here has no closing quote",
		"{a: \"x\", b: \"y}\n":                             "1:13: the text that begins here has no closing quote",
		"a: \"x\n---\nb: 1\n":                              "2:1: a new request begins inside a text",
		"a: @x\n":                                          "1:4: a text cannot begin with @",
		"x: 1\na: `x\n":                                    "2:4: a text cannot begin with `",
		"a: %x\n":                                          "1:4: a text cannot begin with %;",
		"\ta: 1\n":                                         "1:1: a tab cannot indent",
		"a:\n\tb: 1\n":                                     "2:1: a tab cannot indent",
		"a:\n  b: 1\n\tc: 2\n":                             "3:1: a tab cannot indent",
		"a:\n  b: 1\n  \tc: 2\n":                           "3:3: a tab cannot indent",
		"a: |\n\tfoo\n":                                    "2:1: a tab cannot indent",
		"a: {\n\t@x: 1}\n":                                 "2:2: a text cannot begin with @",
		"a: {\n\tb: \"\\q\"}\n":                            "2:6: this is not an escape",
		"x: 1\ny: 2\na: *foo\nb: 1\n":                      "3:4: no anchor &foo is defined above for the alias *foo",
		"a: &\n":                                           "1:4: after * (an alias) or & (an anchor) a name",
		"a: *\nb: 1\n":                                     "1:4: after * (an alias) or & (an anchor) a name",
		"a: |x\n foo\n":                                    "1:5: only a comment can follow",
		"a: \"\\q\"\n":                                     "1:5: this is not an escape",
		"a: \"\\u12\"\n":                                   "1:7: this is not an escape",
		"a: \"\\uD83D\\uDE00\"\n":                          "1:7: this escape is half of a character",
		"a: !x!y z\n":                                      "1:4: what begins with ! is a tag",
		"é: [\n\n":                                         "1:5: a value is expected here",
		"a: }\n":                                           "1:4: a value is expected here",
		"a: 1\n---\nb: [\n---\nc: 1\n":                     "4:1: a value is expected here",
		"a: 1\n...\nb: 2\nfoo bar\n":                       "4:1: a colon with a space after it is missing",
		"%YAML 3.0\n---\na: 1\n":                           "1:1: this is not YAML: found incompatible YAML document",
	} {
		expectMistakes(t, text, mistakes(t, "f.yaml", text), "f.yaml:"+want)
	}
}

// What was wrong before a syntax error is reported with it.
func TestYAMLSyntaxErrorAfterMistakes(t *testing.T) {
	t.Parallel()
	text := "a: 1\na: 2\n---\nb: [\n"
	expectMistakes(t, text, mistakes(t, "f.yaml", text), "f.yaml:2:1: \"a\" is given twice", "f.yaml:4:5: a value")
}

// The place of an error is as exact in a long text.
func TestYAMLSyntaxErrorsInLongText(t *testing.T) {
	t.Parallel()
	long := longText(MaxRequest / 8)
	for text, want := range map[string]string{
		"a: @" + long:                       "1:4: a text cannot begin with @",
		"b: 1\na: \"" + long + "\nc: 2\n":   "2:4: the text that begins here",
		"b: 1\n  a: [" + long + "]" + long:  "2:4: a colon",
		"x: " + long + "\n- &" + long + "]": "2:1: a field name is expected",
	} {
		expectMistakes(t, text[:20], mistakes(t, "f.yaml", text), "f.yaml:"+want)
	}
}
