package locale_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/locale"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestEveryReasonInEveryLanguage(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("reasons.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]map[string]string
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file) != len(spec.SDKLocales()) {
		t.Errorf("there are %d languages, the SDK has %d", len(file), len(spec.SDKLocales()))
	}
	english := file[locale.Default]
	for _, code := range engine.UsualFailures() {
		if english[code] == "" {
			t.Errorf("%s has no text", code)
		}
	}
	for _, l := range spec.SDKLocales() {
		seen := map[string]string{}
		for code := range english {
			if len(spec.FindCode(code)) == 0 {
				t.Errorf("%s is not a result code", code)
			}
			text := locale.Reason(l, code)
			if text == "" || text != file[l][code] || strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text {
				t.Errorf("%s %s: %q", l, code, text)
			}
			if l != locale.Default && text == english[code] {
				t.Errorf("%s %s is not translated", l, code)
			}
			if other := seen[text]; other != "" {
				t.Errorf("%s: %s and %s have the same text", l, code, other)
			}
			seen[text] = code
		}
	}
}

func TestReasonWithoutAText(t *testing.T) {
	t.Parallel()
	if got := locale.Reason("de_DE", "PARAM_ILLEGAL"); got != "" {
		t.Errorf("got %q", got)
	}
	if got, want := locale.Reason("xx_XX", "RISK_REJECT"), locale.Reason(locale.Default, "RISK_REJECT"); got != want || got == "" {
		t.Errorf("got %q, want %q", got, want)
	}
}
