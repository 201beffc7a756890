package checkout

import (
	"fmt"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
)

// english is the language of most tests, in other ones by its locale.
func english(t testing.TB) *language.Language { return in(t, language.Default) }

func in(t testing.TB, locale string) *language.Language {
	t.Helper()
	l, err := language.NewSet().Get(locale)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestGoodsAreBounded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		goods, shown, folded, unshown int
		title                         string
	}{
		{0, 0, 0, 0, ""},
		{1, 1, 0, 0, ""},
		{5, 5, 0, 0, ""},
		{6, 6, 0, 0, ""},
		{7, 5, 2, 0, "More items: 2"},
		{50, 5, 45, 0, "More items: 45"},
		{10000, 5, 45, 9950, "More items: 9995"},
	} {
		f := form{L: english(t)}
		var goods []engine.Good
		for i := range test.goods {
			goods = append(goods, engine.Good{Name: fmt.Sprintf("Good %d", i)})
		}
		f.setGoods(goods)
		unshown := ""
		if test.unshown > 0 {
			unshown = fmt.Sprintf("More items: %d", test.unshown)
		}
		if len(f.Goods) != test.shown || len(f.MoreGoods) != test.folded || f.Unshown != unshown {
			t.Errorf("of %d goods %d are shown, %d folded, %q counted", test.goods, len(f.Goods), len(f.MoreGoods), f.Unshown)
		}
		if len(f.MoreGoods) > 0 && f.MoreTitle != test.title {
			t.Errorf("%d goods: %q", test.goods, f.MoreTitle)
		}
	}
}

func TestTheCountdownIsNotTooShort(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		14 * time.Minute: "840000", time.Nanosecond: "1", time.Millisecond: "1", time.Millisecond + 1: "2",
	} {
		f := form{L: english(t)}
		f.setTime(now.Add(d), now)
		if f.LeftMillis != want {
			t.Errorf("%s: got %s ms, want %s", d, f.LeftMillis, want)
		}
	}
}

func TestTimeLeft(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		left          time.Duration
		text, urgency string
	}{
		{-time.Second, "0 seconds", "short"},
		{time.Second, "1 second", "short"},
		{59 * time.Second, "59 seconds", "short"},
		{time.Minute, "1 minute", "short"},
		{61 * time.Second, "1 minute", "soon"},
		{5 * time.Minute, "5 minutes", "soon"},
		{14 * time.Minute, "14 minutes", ""},
		{59*time.Minute + 40*time.Second, "1 hour", ""},
		{time.Hour + time.Minute, "1 hour 1 minute", ""},
		{8*time.Hour + 19*time.Minute + 45*time.Second, "8 hours 20 minutes", ""},
		{48 * time.Hour, "2 days", ""},
		{7 * 24 * time.Hour, "7 days", ""},
	} {
		if got := left(english(t), test.left); got != test.text {
			t.Errorf("%s: got %q, want %q", test.left, got, test.text)
		}
		if got := urgency(test.left); got != test.urgency {
			t.Errorf("%s: the urgency is %q, want %q", test.left, got, test.urgency)
		}
	}
	if got := left(in(t, "de_DE"), 26*time.Hour+5*time.Minute); got != "26 Stunden 5 Minuten" {
		t.Errorf("in German: %q", got)
	}
}
