package locale_test

import (
	"encoding/json"
	"os"
	"slices"
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

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, want string }{
		{"", "en_US"},
		{"de", "de_DE"},
		{"de-AT,de;q=0.9,en;q=0.8", "de_DE"},
		{"sw,fr;q=0.5,nl;q=0.8", "nl_NL"},
		{"EN-gb", "en_US"},
		{"zh-CN,zh;q=0.9", "zh_CN"},
		{"zh", "zh_CN"},
		{"zh-TW", "zh_HK"},
		{"zh-Hant-SG", "zh_HK"},
		{"zh-Hans-HK", "zh_CN"},
		{"id-ID", "in_ID"},
		{"fil-PH", "tl_PH"},
		{"pt-PT", "pt_BR"},
		{"fr;q=0,it;q=0.1", "it_IT"},
		{"fr;q=NaN,it", "it_IT"},
		{"*", "en_US"},
		{",;,--", "en_US"},
		{strings.Repeat("xx,", 30) + "de", "en_US"},
	} {
		if got := locale.Match(test.header); got != test.want {
			t.Errorf("%q: got %s, want %s", test.header, got, test.want)
		}
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	for _, l := range spec.SDKLocales() {
		if got := locale.ForTag(locale.Tag(l)); got != l {
			t.Errorf("%s becomes %s and then %s", l, locale.Tag(l), got)
		}
	}
	if got := locale.Tag("in_ID"); got != "id-ID" {
		t.Errorf("got %s", got)
	}
}

func FuzzMatch(f *testing.F) {
	for _, header := range []string{"", "de-AT,de;q=0.9", "zh-Hant;q=x", "*;q=0.1", ";;q=,,"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if got := locale.Match(header); !slices.Contains(spec.SDKLocales(), got) {
			t.Errorf("%q leads to %q", header, got)
		}
	})
}
