package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadRaw(t *testing.T) {
	t.Parallel()
	twoLines := func(text string) bool { return strings.HasPrefix(text, "BEGIN") && !strings.HasSuffix(text, "END") }
	for _, c := range []struct {
		name, typed, want string
		err               error
		left              string
	}{
		{"a line", "abc\nrest", "abc", nil, "rest"},
		{"raw mode's end of line", "abc\rrest", "abc", nil, "rest"},
		{"several lines", "BEGIN\nx\nEND\nrest", "BEGIN\nx\nEND", nil, "rest"},
		{"a mistake taken back", "abx\x7fc\n", "abc", nil, ""},
		{"a wide mistake", "aé\x7fb\n", "ab", nil, ""},
		{"a line typed anew", "abc\x15de\n", "de", nil, ""},
		{"the last line typed anew", "BEGIN\nabc\x15END\n", "BEGIN\nEND", nil, ""},
		{"nothing to take back", "\x7fa\n", "a", nil, ""},
		{"interrupted", "ab\x03cd\n", "", context.Canceled, "cd\n"},
		{"ended", "\x04", "", io.ErrUnexpectedEOF, ""},
		{"ended with a text", "ab\x04", "ab", nil, ""},
		{"input ends", "ab", "", io.ErrUnexpectedEOF, ""},
		{"too long", strings.Repeat("a", maxAnswerLine+1), "", ErrAnswerTooLong, ""},
	} {
		r := strings.NewReader(c.typed)
		got, err := readRaw(r, twoLines)
		left, _ := io.ReadAll(r)
		if string(got) != c.want || !errors.Is(err, c.err) || string(left) != c.left {
			t.Errorf("%s: %q, %v, left %q", c.name, got, err, left)
		}
	}
}
