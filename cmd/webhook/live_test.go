package webhook

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/ui"
)

// TestEventStatusOfForward tells an application that answered from one that was not reached.
func TestEventStatusOfForward(t *testing.T) {
	t.Parallel()
	for want, attempts := range map[string][]inbox.Attempt{
		"not acknowledged": {{Err: "connection refused"}, {Status: 501, Err: "status 501"}},
		"not forwarded":    {{Err: "connection refused"}},
	} {
		e := receiver.Event{Problem: receiver.ProblemForward, Record: inbox.Record{Forward: attempts}}
		if kind, got := eventStatus(e); kind != ui.StatusFailed || got != want {
			t.Errorf("%v: %v %q, want %q", attempts, kind, got, want)
		}
	}
}

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
