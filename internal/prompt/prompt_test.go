package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"charm.land/huh/v2"

	"github.com/antom-cli/antom/internal/ui"
)

// plain is an asker whose user has typed everything beforehand.
func plain(typed string) (Asker, *bytes.Buffer) {
	var screen bytes.Buffer
	s := ui.System(func(string) string { return "" }, "never")
	s.In, s.Out, s.Err = strings.NewReader(typed), io.Discard, &screen
	s.InTTY, s.ErrTTY, s.ErrWidth = true, true, 60
	return Asker{Streams: s, Plain: true}, &screen
}

func TestPlainText(t *testing.T) {
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
		{"again after a mistake", "abcd\nab\n", Question{Title: "Q", Check: short}, "ab", "Not possible: too long", nil},
		{"with a help", "a\n", Question{Title: "Q", Help: "What this is."}, "a", "What this is.\n", nil},
		{"a key of several lines", pem + "\nnext\n", Question{Title: "Q"}, pem, "", nil},
		{"the input ends", "", Question{Title: "Q"}, "", "", io.ErrUnexpectedEOF},
		{"the input ends in a mistake", "abcd\n", Question{Title: "Q", Check: short}, "", "too long", io.ErrUnexpectedEOF},
	} {
		a, screen := plain(c.typed)
		got, err := a.Text(context.Background(), c.question)
		if got != c.want || !errors.Is(err, c.err) || !strings.Contains(screen.String(), c.shown) {
			t.Errorf("%s: %q, %v; shown %q", c.name, got, err, screen)
		}
		if strings.Contains(screen.String(), "\x1b") {
			t.Errorf("%s: the screen is rewritten: %q", c.name, screen)
		}
	}
}

func TestPlainChoose(t *testing.T) {
	t.Parallel()
	options := []Option{{"First", "a"}, {"Second", "b"}}
	for typed, want := range map[string]string{"\n": "a", "2\n": "b", "3\n0\nx\n2\n": "b"} {
		a, screen := plain(typed)
		got, err := a.Choose(context.Background(), "Which?", "Help", options)
		if got != want || err != nil || !strings.Contains(screen.String(), "  2. Second\n") {
			t.Errorf("%q: %q, %v; shown %q", typed, got, err, screen)
		}
	}
	a, _ := plain("")
	if _, err := a.Choose(context.Background(), "Which?", "", options); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("at the end of input: %v", err)
	}
}

func TestPlainConfirm(t *testing.T) {
	t.Parallel()
	a, _ := plain("y\n")
	if got, err := a.Confirm(context.Background(), "Sure?", false); !got || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a, _ = plain("")
	a.Streams.In = neverEnds{}
	if _, err := a.Confirm(ctx, "Sure?", false); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// neverEnds is a user who does not answer.
type neverEnds struct{}

func (neverEnds) Read([]byte) (int, error) { select {} }

// The frames of a form never get lower, so that taking it away takes all of it.
func TestFormIsTakenAway(t *testing.T) {
	t.Parallel()
	var answer string
	p := program{form: huh.NewForm(huh.NewGroup(huh.NewInput().Title("Q").Description("Help").Value(&answer))), height: new(int)}
	p.form.Init()
	before := p.View().Content
	if *p.height < 3 || strings.Count(before, "\n")+1 != *p.height {
		t.Fatalf("height %d of %q", *p.height, before)
	}
	*p.height += 2 // as after a message that is gone
	if got := strings.Count(p.View().Content, "\n") + 1; got != *p.height {
		t.Errorf("%d lines, want %d", got, *p.height)
	}
	var out bytes.Buffer
	program{height: new(int)}.erase(&out)
	five := 5
	program{height: &five}.erase(&out)
	if out.String() != "\r\x1b[J\x1b[4A\r\x1b[J" {
		t.Errorf("%q", &out)
	}
}
