// Package prompt asks questions on a terminal in plain lines, which any terminal
// and any screen reader can show. It never rewrites the screen. Questions are
// written to standard error.
package prompt

import (
	"context"
	"strings"

	"github.com/antom-cli/antom/internal/ui"
)

// Asker asks questions. A method returns context.Canceled when the user stops
// it with Ctrl-C, and io.ErrUnexpectedEOF when the input ends.
type Asker struct {
	Streams *ui.Streams
}

// Question is a question with a free answer.
type Question struct {
	Title  string
	Help   string             // one or two sentences
	Preset string             // the answer of an empty line
	Check  func(string) error // nil, or what is wrong with an answer; the question is asked again then
}

// Text asks for a line. A key of several lines can be pasted too.
func (a Asker) Text(ctx context.Context, q Question) (string, error) {
	return a.repeat(q, func() (string, error) {
		return a.Streams.AskText(ctx, q.Title, q.Preset, unfinished)
	})
}

// Secret asks for a text that does not show. A key of several lines can be
// pasted.
func (a Asker) Secret(ctx context.Context, q Question) (string, error) {
	return a.repeat(q, func() (string, error) {
		text, err := a.Streams.SecretText(ctx, q.Title, unfinished)
		return strings.TrimSpace(string(text)), err
	})
}

// Confirm asks a question of yes or no.
func (a Asker) Confirm(ctx context.Context, title string, preset bool) (bool, error) {
	return a.Streams.Confirm(ctx, title, preset)
}

// repeat asks until the answer passes the check, and says what is wrong with
// each that does not.
func (a Asker) repeat(q Question, ask func() (string, error)) (string, error) {
	if q.Help != "" {
		a.show(ui.Item{Text: q.Help})
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
		a.show(ui.Item{Mark: a.Streams.ErrTheme().Error("Invalid:"), Text: wrong.Error()})
	}
}

// show writes a paragraph to the terminal.
func (a Asker) show(item ui.Item) {
	a.Streams.ErrTheme().Item(a.Streams.Err, a.Streams.ErrWidth, item)
}

// unfinished reports whether a text is a key as PEM that goes on in the next line.
func unfinished(text string) bool {
	return strings.Contains(text, "-----BEGIN") && !strings.Contains(text, "-----END")
}
