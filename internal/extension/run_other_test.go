//go:build !windows

package extension

import (
	"slices"
	"testing"
)

func TestLastValues(t *testing.T) {
	t.Parallel()
	got := lastValues([]string{"ANTOM_EXECUTABLE=/old", "A=1", "EMPTY=", "A=2=3", "ANTOM_EXECUTABLE=/new"})
	if want := []string{"EMPTY=", "A=2=3", "ANTOM_EXECUTABLE=/new"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
