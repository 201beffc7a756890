//go:build !windows

package extension

import (
	"io/fs"
	"os"
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

func TestWritable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := program(t, dir, "antom-greet")
	for _, c := range []struct {
		dir, file fs.FileMode
		windows   bool
		want      string
	}{
		{0o755, 0o755, false, ""}, {0o775, 0o775, false, ""}, {0o777, 0o755, false, dir}, {0o755, 0o757, false, path}, {0o777, 0o777, true, ""},
	} {
		for name, mode := range map[string]fs.FileMode{dir: c.dir, path: c.file} {
			if err := os.Chmod(name, mode); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := Writable(path, c.windows); got != c.want {
			t.Errorf("%04o, %04o: %q, want %q", c.dir, c.file, got, c.want)
		}
	}
}
