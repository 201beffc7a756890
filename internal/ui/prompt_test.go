package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func asking(input string) (*Streams, *bytes.Buffer) {
	var errs bytes.Buffer
	s := forTest(strings.NewReader(input), io.Discard, &errs)
	s.InTTY, s.ErrTTY = true, true
	return s, &errs
}

func TestAsk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, errs := asking("  shop \r\n\nlast")
	for _, want := range []string{"shop", "default", "last"} {
		if got, err := s.Ask(ctx, "Profile", "default"); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := s.Ask(ctx, "Profile", ""); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("at the end of input: %v", err)
	}
	if got := errs.String(); got != strings.Repeat("Profile [default]: ", 3)+"Profile: \n" {
		t.Errorf("asked %q", got)
	}
}

func TestAskLimitsAnAnswer(t *testing.T) {
	t.Parallel()
	s, _ := asking(strings.Repeat("a", maxAnswerLine+1))
	if _, err := s.Ask(context.Background(), "Q", ""); !errors.Is(err, ErrAnswerTooLong) {
		t.Errorf("got %v", err)
	}
}

func TestAskText(t *testing.T) {
	t.Parallel()
	more := func(text string) bool { return strings.HasPrefix(text, "BEGIN") && !strings.HasSuffix(text, "END") }
	for _, c := range []struct {
		name, typed, want string
		err               error
	}{
		{"one line", "abc\nrest\n", "abc", nil},
		{"several lines", "BEGIN\nx\nEND\nrest\n", "BEGIN\nx\nEND", nil},
		{"the preset", "\nrest\n", "preset", nil},
		{"the input ends", "BEGIN\nx\n", "", io.ErrUnexpectedEOF},
		{"endless", "BEGIN\n" + strings.Repeat(strings.Repeat("a", 1000)+"\n", 100), "", ErrAnswerTooLong},
	} {
		s, errs := asking(c.typed)
		got, err := s.AskText(context.Background(), "Key", "preset", more)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
		if n := strings.Count(errs.String(), "Key"); n != 1 {
			t.Errorf("%s: asked %d times: %q", c.name, n, errs)
		}
	}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	cases := []struct {
		in     string
		preset bool
		want   bool
		err    error
	}{
		{"y\n", false, true, nil},
		{"YES\n", false, true, nil},
		{"n\n", true, false, nil},
		{"\n", true, true, nil},
		{"\n", false, false, nil},
		{"what\nmaybe\nno\n", true, false, nil},
		{"what\n", true, false, io.ErrUnexpectedEOF},
	}
	for _, tc := range cases {
		s, _ := asking(tc.in)
		if got, err := s.Confirm(context.Background(), "Sure", tc.preset); got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%q: %v, %v", tc.in, got, err)
		}
	}
}

func TestNobodyToAsk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, errs := asking("y\n")
	s.InTTY = false
	if _, err := s.Ask(ctx, "Q", "x"); !errors.Is(err, ErrNotInteractive) {
		t.Errorf("Ask: %v", err)
	}
	if _, err := s.Confirm(ctx, "Q", true); !errors.Is(err, ErrNotInteractive) {
		t.Errorf("Confirm: %v", err)
	}
	if _, err := s.Secret(ctx, "Q"); !errors.Is(err, ErrNotInteractive) {
		t.Errorf("Secret: %v", err)
	}
	if s.Interactive() || errs.Len() != 0 {
		t.Errorf("asked all the same: %q", errs)
	}
	s.InTTY = true
	if _, err := s.Secret(ctx, "Q"); !errors.Is(err, ErrNotInteractive) {
		t.Errorf("Secret from a reader that is no file: %v", err)
	}
}

func TestAskIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, w := io.Pipe()
	defer w.Close()
	s, _ := asking("")
	s.In = r
	if _, err := s.Ask(ctx, "Q", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
