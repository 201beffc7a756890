package prompt

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/ui"
)

// repeat asks in plain lines until the answer is right.
func (a Asker) repeat(ctx context.Context, q Question, ask func() (string, error)) (string, error) {
	s := a.Streams
	if q.Help != "" {
		s.ErrTheme().Item(s.Err, s.ErrWidth, ui.Item{Text: q.Help})
	}
	for {
		answer, err := ask()
		if err != nil || q.Check == nil {
			return answer, err
		}
		wrong := q.Check(answer)
		if wrong == nil {
			return answer, nil
		}
		s.ErrTheme().Item(s.Err, s.ErrWidth, ui.Item{Mark: s.ErrTheme().Error("Not possible:"), Text: wrong.Error()})
	}
}

// lines asks for one line, or for all lines of a key as PEM.
func (a Asker) lines(ctx context.Context, q Question) (string, error) {
	text, err := a.Streams.Ask(ctx, q.Title, q.Preset)
	for err == nil && unfinished(text) {
		var next string
		next, err = a.Streams.Ask(ctx, "…", "")
		text += "\n" + next
	}
	return strings.TrimSpace(text), err
}

// number asks for one of several answers by its number.
func (a Asker) number(ctx context.Context, title, help string, options []Option) (string, error) {
	s := a.Streams
	t := s.ErrTheme()
	fmt.Fprintln(s.Err, t.Title(title))
	if help != "" {
		t.Item(s.Err, s.ErrWidth, ui.Item{Text: help})
	}
	for i, o := range options {
		fmt.Fprintf(s.Err, "  %d. %s\n", i+1, t.Muted(o.Label))
	}
	q := Question{Title: fmt.Sprintf("A number from 1 to %d", len(options)), Preset: "1", Check: func(answer string) error {
		if n, err := strconv.Atoi(answer); err != nil || n < 1 || n > len(options) {
			return fmt.Errorf("it must be a number from 1 to %d", len(options))
		}
		return nil
	}}
	answer, err := a.repeat(ctx, q, func() (string, error) { return a.lines(ctx, q) })
	if err != nil {
		return "", err
	}
	n, _ := strconv.Atoi(answer) // it was checked
	return options[n-1].Value, nil
}
