package verify

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/printable"
)

// TestJSONHidesNothing: whichever way a notification takes, and however its record
// spells hidden characters, the line of its result spells them out.
func TestJSONHidesNothing(t *testing.T) {
	t.Parallel()
	const id = "PAY\u0090\u009b2J\u202e\u2066\u200b\u200d\u2028\ufeff\ufe0f"
	body := strings.Replace(payBody, "PAY1", id, 1)
	spelled := record(body)
	raw := strings.NewReplacer(`\u0090`, "\u0090", `\u009b`, "\u009b", `\u202e`, "\u202e", `\u2066`, "\u2066", `\u200b`, "\u200b",
		`\u200d`, "\u200d", `\u2028`, "\u2028", `\ufeff`, "\ufeff", `\ufe0f`, "\ufe0f").Replace(spelled)
	if spelled == raw || !strings.Contains(raw, id) {
		t.Fatal("the two spellings are not two")
	}
	forged := strings.Replace(spelled, "1234", "1235", 1) // not verified: claims and a diagnosis
	for _, line := range []string{spelled, raw, forged} {
		for _, o := range []Options{{}, {Content: true}} {
			o.Keys = options().Keys
			results, _ := collect(t, o, source("x\u009b", line))
			got := strings.TrimSuffix(jsonOf(results), "\n")
			if i := strings.IndexFunc(got, printable.Hidden); i >= 0 {
				t.Errorf("%q of %q", got[i:], got)
			}
			var back struct{ PaymentRequestID, Source string }
			if err := json.Unmarshal([]byte(got), &back); err != nil || back.PaymentRequestID != id || back.Source != "x\u009b" {
				t.Errorf("read as %q, %v", back, err)
			}
		}
	}
}
