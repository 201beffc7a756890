package apperr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	cases := []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("plain"), 1},
		{New(Internal, "x", nil), 1},
		{New(Usage, "x", nil), 2},
		{New(Config, "x", nil), 3},
		{New(Signature, "x", nil), 4},
		{New(NoAnswer, "x", nil), 5},
		{New(Refused, "x", nil), 6},
		{New(Failed, "x", nil), 7},
		{New(Pending, "x", nil), 8},
		{New(Interrupted, "x", nil), 130},
		{fmt.Errorf("around: %w", New(Config, "x", nil)), 3},
		{fmt.Errorf("around: %w", context.Canceled), 130},
		{New(Usage, "x", context.Canceled), 2},
		{New(Kind("unheard of"), "x", nil), 1},
	}
	for _, c := range cases {
		if got := ExitCode(c.err); got != c.want {
			t.Errorf("ExitCode(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("no such file")
	cases := []struct {
		err  *Error
		want string
	}{
		{New(Config, "reading the key", cause), "reading the key: no such file"},
		{New(Config, "no profile", nil), "no profile"},
		{New(Config, "", cause), "no such file"},
	}
	for _, c := range cases {
		if got := c.err.Error(); got != c.want {
			t.Errorf("Error() = %q, want %q", got, c.want)
		}
	}
	if !errors.Is(New(Config, "x", cause), cause) {
		t.Error("the cause is lost to errors.Is")
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	own := New(Config, "here", nil)
	for want, err := range map[*Error]error{
		own:                                  fmt.Errorf("outside: %w", own),
		New(Interrupted, "interrupted", nil): fmt.Errorf("reading: %w", context.Canceled),
		New(Internal, "", io.EOF):            io.EOF,
	} {
		if got := Of(err); got.Kind != want.Kind || got.Error() != want.Error() {
			t.Errorf("%v: %s %v, want %s %v", err, got.Kind, got, want.Kind, want)
		}
	}
}
