package language

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func get(t *testing.T, locale string) *Language {
	t.Helper()
	l, err := NewSet().Get(locale)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestEveryLanguageHasEveryText holds the languages to the English one: the same
// keys, each with the same values to fill in.
func TestEveryLanguageHasEveryText(t *testing.T) {
	t.Parallel()
	values := regexp.MustCompile(`\{\w+\}`)
	in := func(text string) []string {
		return slices.Compact(slices.Sorted(slices.Values(values.FindAllString(text, -1))))
	}
	english := get(t, Default)
	for _, locale := range spec.SDKLocales() {
		l := get(t, locale)
		if l.Locale != locale || l.Tag == "" || l.Group == "" || l.Decimal == "" || l.Dir != "ltr" && l.Dir != "rtl" {
			t.Errorf("%s: incomplete: %+v", locale, l)
		}
		if got, want := slices.Sorted(maps.Keys(l.Texts)), slices.Sorted(maps.Keys(english.Texts)); !slices.Equal(got, want) {
			t.Errorf("%s: the keys are %q, want %q", locale, got, want)
		}
		for key, text := range l.Texts {
			if strings.TrimSpace(text) != text || text == "" {
				t.Errorf("%s: %s is %q", locale, key, text)
			}
			for form := range strings.SplitSeq(text, "|") {
				if got, want := in(form), in(english.Texts[key]); !slices.Equal(got, want) {
					t.Errorf("%s: %s has the values %q, want %q", locale, key, got, want)
				}
			}
			if copied := locale != Default && text == english.Texts[key]; copied && len(strings.Fields(text)) > 3 {
				t.Errorf("%s: %s is English: %q", locale, key, text)
			}
		}
	}
}

func TestEveryUsualFailureHasAReason(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range append(engine.UsualFailures(), "SOME_OTHER_CODE") {
		text := get(t, "de_DE").Reason(code)
		if seen[text] || strings.HasPrefix(text, "reason.") {
			t.Errorf("%s: %q", code, text)
		}
		seen[text] = true
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	l := get(t, Default)
	for got, want := range map[string]string{
		l.Text("pay", "amount", "HKD 1.00"):  "Pay HKD 1.00",
		l.Text("pay", "amount", "{method}"):  "Pay {method}",
		l.Text("total"):                      "Total",
		l.Text("pay", "amount"):              "Pay {amount}",
		l.Text("no.such.key", "amount", "1"): "no.such.key",
		l.Count("days", 1):                   "1 day",
		l.Count("days", 0):                   "0 days",
		l.Count("days", 12):                  "12 days",
		get(t, "ko_KR").Count("days", 1):     "1일",
		get(t, "xx_XX").Text("total"):        "Total",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ asked, header, want string }{
		{"", "", "en_US"},
		{"zh_CN", "de", "zh_CN"},
		{"zh-Hant-TW", "", "zh_HK"},
		{"zh_HK", "", "zh_HK"},
		{"ZH", "", "zh_CN"},
		{"pt-PT", "", "pt_BR"},
		{"id", "", "in_ID"},
		{"in_ID", "", "in_ID"},
		{"fil-PH", "", "tl_PH"},
		{"ar_SA", "fr-CA,fr;q=0.8", "fr_FR"},
		{"", "de-CH, de;q=0.9, en;q=0.8", "de_DE"},
		{"", "en;q=0.2, ko;q=0.9", "ko_KR"},
		{"", "ar, he;q=0.9, th;q=0.1", "th_TH"},
		{"", "de;q=0, it", "it_IT"},
		{"", "de;q=NaN, it;q=0.1", "it_IT"},
		{"", "de;q=7, it;q=0.1", "it_IT"},
		{"", "*", "en_US"},
		{"", ",;,=;q=,-", "en_US"},
		{"-", "--_", "en_US"},
		{"", strings.Repeat("xx,", 40) + "de", "en_US"},
		{"", strings.Repeat("x", 2000) + ",de", "en_US"},
	} {
		if got := Choose(test.asked, test.header); got != test.want {
			t.Errorf("%q, %q: got %s, want %s", test.asked, test.header, got, test.want)
		}
	}
}

// FuzzChoose tries headers and locales from anywhere: the result is always one of
// the languages.
func FuzzChoose(f *testing.F) {
	f.Add("zh_CN", "de-CH, de;q=0.9")
	f.Add("", "*;q=0.000")
	f.Fuzz(func(t *testing.T, asked, header string) {
		if got := Choose(asked, header); !slices.Contains(spec.SDKLocales(), got) {
			t.Errorf("got %q", got)
		}
	})
}
