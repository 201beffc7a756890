package checkout

import (
	"fmt"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

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
		{7, 5, 2, 0, "and 2 more items"},
		{50, 5, 45, 0, "and 45 more items"},
		{10000, 5, 45, 9950, "and 9995 more items"},
	} {
		var f form
		var goods []engine.Good
		for i := range test.goods {
			goods = append(goods, engine.Good{Name: fmt.Sprintf("Good %d", i)})
		}
		f.setGoods(goods)
		if len(f.Goods) != test.shown || len(f.MoreGoods) != test.folded || f.Unshown != test.unshown {
			t.Errorf("of %d goods %d are shown, %d folded, %d counted", test.goods, len(f.Goods), len(f.MoreGoods), f.Unshown)
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
		var f form
		f.setTime(now.Add(d), now)
		if f.LeftMillis != want {
			t.Errorf("%s: got %s ms, want %s", d, f.LeftMillis, want)
		}
	}
}
