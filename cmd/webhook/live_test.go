package webhook

import (
	"strings"
	"testing"
)

func TestBodyText(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, tc := range []struct{ name, body, want string }{
		{"JSON", `{"a":1}`, "{\n  \"a\": 1\n}"},
		{"no JSON", `{"a":`, `{"a":`},
		{"brackets in a string", `{"a\"":"` + strings.Repeat("[", 99) + `"}`, "{\n  \"a\\\"\": \"" + strings.Repeat("[", 99) + "\"\n}"},
		{"nested too deeply", nested(8000), nested(8000)},
		{"one level too many", nested(maxIndented + 1), nested(maxIndented + 1)},
	} {
		if got := BodyText([]byte(tc.body)); got != tc.want {
			t.Errorf("%s: %d bytes: %.200q", tc.name, len(got), got)
		}
	}
	if got := BodyText([]byte(nested(maxIndented))); !strings.Contains(got, "\n") {
		t.Errorf("the deepest nesting that is indented: %q", got)
	}
}
