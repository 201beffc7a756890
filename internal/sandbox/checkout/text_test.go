package checkout

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		most int
		want string
	}{
		"short":              {"Two coffees", 20, "Two coffees"},
		"cut":                {"Two coffees", 5, "Two c…"},
		"cut at a space":     {"Two coffees", 4, "Two …"},
		"exact":              {"Two", 3, "Two"},
		"lines":              {" a\n\n b\t", 20, "a b"},
		"control characters": {"a\x00b\x1b[31mc\u0085", 20, "ab[31mc"},
		"turns the text":     {"a\u202eb\u2066c\ufeff", 20, "abc"},
		"joined emoji":       {"👩\u200d🍳 chef", 20, "👩\u200d🍳 chef"},
		"not UTF-8":          {"a\xffb", 20, "a\ufffdb"},
		"other scripts":      {"咖啡店 مقهى", 20, "咖啡店 مقهى"},
	} {
		if got := shorten(test.text, test.most); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if got := shorten(strings.Repeat("wörd ", 1<<18), maxDescription); utf8.RuneCountInString(got) > maxDescription+1 {
		t.Errorf("a very long text has %d characters", utf8.RuneCountInString(got))
	}
}

func TestInitial(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"kite & co": "K", "“Quoted”": "Q", "éclair": "É", "咖啡": "咖", "☕ bar": "☕", "7-Eleven": "7", "": "•", " - ": "•"} {
		if got := initial(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
