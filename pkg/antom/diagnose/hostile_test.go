package diagnose

import (
	"strings"
	"testing"
)

// Texts that are made to keep a reader busy end at once: without bounds, each of these
// takes minutes.
func TestPrintedFormsAreBounded(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"types":       "{'a': 1, 'b': " + strings.Repeat("u(", 60),
		"tuples":      "{'a': 1, 'b': " + strings.Repeat("[(", 30),
		"both":        "{'a': 1, 'b': " + strings.Repeat("u(('x', ", 25),
		"long words":  "{'a': 1, 'b': " + strings.Repeat("u(", 30) + strings.Repeat("x", 100<<10),
		"long string": "{'a': 1, 'b': " + strings.Repeat("u(", 30) + "'" + strings.Repeat("x", 100<<10) + "'",
		"nulls":       "a:1:{" + strings.Repeat("N;", 60<<10),
		"null dumps":  "array(1) {" + strings.Repeat("NULL", 30<<10),
	} {
		for form, read := range map[string]func([]byte, *text) ([]byte, bool){
			"literal": unliteral, "unquoted": unquotedText, "PHP": phpText,
		} {
			if _, ok := read(nil, &text{data: []byte(body)}); ok {
				t.Errorf("%s is read as %s", name, form)
			}
		}
	}
}
