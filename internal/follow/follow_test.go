package follow

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// followed follows a file and changes it whenever the follower waits. It ends when there
// is no change left.
func followed(t *testing.T, maxLine int, changes ...func(path string)) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := File{Path: path, Interval: time.Hour, MaxLine: maxLine, Sleep: func(ctx context.Context, _ time.Duration) error {
		if len(changes) == 0 {
			cancel()
			return ctx.Err()
		}
		changes[0](path)
		changes = changes[1:]
		return nil
	}}
	var lines []string
	for line, err := range f.Lines(ctx) {
		if err != nil {
			line = []byte("error: " + err.Error())
		}
		lines = append(lines, string(line))
	}
	return lines
}

func TestLines(t *testing.T) {
	t.Parallel()
	add := func(text string) func(string) {
		return func(path string) {
			w, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.WriteString(text); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	write := func(text string) func(string) {
		return func(path string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	move := func(path string) {
		if err := os.Rename(path, path+".1"); err != nil {
			t.Fatal(err)
		}
	}
	old := func(text string) func(string) { return func(path string) { add(text)(path + ".1") } }
	rotate := func(text string) func(string) {
		return func(path string) { move(path); add(text)(path) }
	}
	nothing := func(string) {}
	for _, c := range []struct {
		name    string
		changes []func(string)
		want    string
	}{
		{"never there", []func(string){nothing, nothing}, ""},
		{"created later, appended", []func(string){nothing, add("a\nb\n"), nothing, add("c\r\n")}, "a|b|c"},
		{"a line in parts", []func(string){add("a"), add("b"), add("\nc\n")}, "ab|c"},
		{"without a line break at the end", []func(string){add("a\nb")}, "a|b"},
		{"rotated", []func(string){add("a\n"), rotate("b\n"), add("c\n")}, "a|b|c"},
		{"rotated, written to the old one", []func(string){add("a\n"), move, old("late\n"), add("b\n")}, "a|late|b"},
		{"rotated in a line", []func(string){add("a\nb"), rotate("c\n")}, "a|b|c"},
		{"truncated", []func(string){add("first\n"), write("b\n"), add("c\n")}, "first|b|c"},
		{"too long", []func(string){add(strings.Repeat("x", 30)), add("xx\na\n")}, "error: the line is too long|a"},
	} {
		if got := strings.Join(followed(t, 20, c.changes...), "|"); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestDirectoryIsAnError(t *testing.T) {
	t.Parallel()
	f := File{Path: t.TempDir(), Interval: time.Hour, MaxLine: 10, Sleep: func(context.Context, time.Duration) error { return errors.New("it waits") }}
	var errs []error
	for _, err := range f.Lines(t.Context()) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || slices.Contains(errs, nil) {
		t.Errorf("%v", errs)
	}
}
