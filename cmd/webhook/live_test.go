package webhook

import (
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
