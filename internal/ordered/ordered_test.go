package ordered_test

import (
	"cmp"
	"slices"
	"testing"
	"testing/quick"

	"github.com/antom-cli/antom/internal/ordered"
)

type item struct {
	key  uint8
	text string
}

func compare(a, b item) int { return cmp.Compare(a.key, b.key) }

// TestSort holds that a list is in order afterwards, and that equal items keep theirs.
func TestSort(t *testing.T) {
	t.Parallel()
	same := func(keys []uint8) bool {
		var list []item
		for i, key := range keys {
			list = append(list, item{key % 8, string(rune(i))})
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, compare)
		ordered.Sort(list, compare)
		return slices.Equal(list, want)
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}
