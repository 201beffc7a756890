package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/ui"
)

// typing is an asker whose user has typed everything beforehand.
func typing(typed string) (Asker, *bytes.Buffer) {
	var screen bytes.Buffer
	s := ui.System(os.Stdout, os.Stderr, func(string) string { return "" }, "never")
	s.In, s.Out, s.Err = strings.NewReader(typed), io.Discard, &screen
	s.InTTY, s.ErrTTY, s.ErrWidth = true, true, 60
	return Asker{Streams: s}, &screen
}

func TestText(t *testing.T) {
	t.Parallel()
	short := func(s string) error {
		if len(s) > 3 {
			return errors.New("too long")
		}
		return nil
	}
	pem := "-----BEGIN PUBLIC KEY-----\nAAAA\nBBBB\n-----END PUBLIC KEY-----"
	for _, c := range []struct {
		name, typed string
		question    Question
		want, shown string
		err         error
	}{
		{"an answer", " abc \n", Question{Title: "Q"}, "abc", "Q: ", nil},
		{"the preset", "\n", Question{Title: "Q", Preset: "p"}, "p", "[p]", nil},
		{"again after a mistake", "abcd\nab\n", Question{Title: "Q", Check: short}, "ab", "Invalid: too long", nil},
		{"with a help", "a\n", Question{Title: "Q", Help: "What this is."}, "a", "What this is.\n", nil},
		{"a key of several lines", pem + "\nnext\n", Question{Title: "Q"}, pem, "", nil},
		{"the input ends", "", Question{Title: "Q"}, "", "", io.ErrUnexpectedEOF},
		{"the input ends in a mistake", "abcd\n", Question{Title: "Q", Check: short}, "", "too long", io.ErrUnexpectedEOF},
	} {
		a, screen := typing(c.typed)
		got, err := a.Text(context.Background(), c.question)
		if got != c.want || !errors.Is(err, c.err) || !strings.Contains(screen.String(), c.shown) {
			t.Errorf("%s: %q, %v; shown %q", c.name, got, err, screen)
		}
		if strings.Contains(screen.String(), "\x1b") {
			t.Errorf("%s: the screen is rewritten: %q", c.name, screen)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	choice := Choice{Title: "Which?", Help: "Help", Options: []Option{{"a", "First"}, {"b", "Second"}}}
	for _, c := range []struct{ typed, want, shown string }{
		{"\n", "a", "Number or name [a]: "},
		{"2\n", "b", "  2. Second (b)\n"},
		{"b\n", "b", "Help\n"},
		{" B \n", "b", "Which?\n"},
		{"3\n2\n", "b", `Invalid: "3" is not one of the choices: type a number`},
		{"0\n-1\nx\nFirst\n1\n", "a", `"First" is not one of the choices`},
	} {
		a, screen := typing(c.typed)
		got, err := a.Choose(context.Background(), choice)
		if got != c.want || err != nil || !strings.Contains(screen.String(), c.shown) {
			t.Errorf("%q: %q, %v; shown %q", c.typed, got, err, screen)
		}
	}
	a, _ := typing("")
	if _, err := a.Choose(context.Background(), choice); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("at the end of input: %v", err)
	}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	a, _ := typing("y\n")
	if got, err := a.Confirm(context.Background(), "Sure?", false); !got || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a, _ = typing("")
	a.Streams.In = neverEnds{}
	if _, err := a.Confirm(ctx, "Sure?", false); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// neverEnds is a user who does not answer.
type neverEnds struct{}

func (neverEnds) Read([]byte) (int, error) { select {} }
