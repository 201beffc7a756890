// Package prompt asks questions on a terminal: as forms, or as plain lines for
// screen readers and simple terminals. It is the only user of huh. Questions go
// to standard error, and nothing is asked or drawn before the first one.
package prompt

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"github.com/antom-cli/antom/internal/ui"
)

// Asker asks questions. Each method returns context.Canceled when the user
// stops it with Ctrl-C.
type Asker struct {
	Streams *ui.Streams
	// Plain asks with lines of text instead of forms: no key but Enter does
	// anything, and nothing on the screen is ever rewritten.
	Plain bool
}

// Question is a question with a free answer.
type Question struct {
	Title  string
	Help   string             // one or two sentences
	Preset string             // the answer of an empty line
	Check  func(string) error // nil, or what is wrong with an answer; it is asked again then
}

// Option is one of several answers.
type Option struct{ Label, Value string }

// Text asks for a line. A key in several lines can be pasted too.
func (a Asker) Text(ctx context.Context, q Question) (string, error) {
	if a.Plain {
		return a.repeat(ctx, q, func() (string, error) {
			return a.lines(ctx, q)
		})
	}
	answer := q.Preset
	field := huh.NewInput().Title(q.Title).Description(q.Help).CharLimit(0).Value(&answer).Validate(trimmed(q.Check))
	if err := a.run(ctx, field); err != nil {
		return "", err
	}
	return strings.TrimSpace(answer), nil
}

// Secret asks for a text that does not show. A key in several lines can be
// pasted.
func (a Asker) Secret(ctx context.Context, q Question) (string, error) {
	if a.Plain {
		return a.repeat(ctx, q, func() (string, error) {
			text, err := a.Streams.SecretText(ctx, q.Title, unfinished)
			return strings.TrimSpace(string(text)), err
		})
	}
	var answer string
	field := huh.NewInput().Title(q.Title).Description(q.Help).CharLimit(0).EchoMode(huh.EchoModePassword).
		Value(&answer).Validate(trimmed(q.Check))
	if err := a.run(ctx, field); err != nil {
		return "", err
	}
	return strings.TrimSpace(answer), nil
}

// Choose asks for one of several answers and returns its value.
func (a Asker) Choose(ctx context.Context, title, help string, options []Option) (string, error) {
	if a.Plain {
		return a.number(ctx, title, help, options)
	}
	var list []huh.Option[string]
	for _, o := range options {
		list = append(list, huh.NewOption(o.Label, o.Value))
	}
	answer := options[0].Value
	if err := a.run(ctx, huh.NewSelect[string]().Title(title).Description(help).Options(list...).Value(&answer)); err != nil {
		return "", err
	}
	return answer, nil
}

// Confirm asks a question of yes or no.
func (a Asker) Confirm(ctx context.Context, title string, preset bool) (bool, error) {
	if a.Plain {
		return a.Streams.Confirm(ctx, title, preset)
	}
	answer := preset
	if err := a.run(ctx, huh.NewConfirm().Title(title).Affirmative("Yes").Negative("No").Value(&answer)); err != nil {
		return false, err
	}
	return answer, nil
}

// maxWidth is how wide a form is at most, in columns.
const maxWidth = 90

// run shows a form of one field until it is answered, and takes it away again.
func (a Asker) run(ctx context.Context, field huh.Field) error {
	s := a.Streams
	form := huh.NewForm(huh.NewGroup(field)).
		WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return a.styles() })).
		WithWidth(min(s.ErrWidth, maxWidth)).
		WithShowHelp(true)
	form.SubmitCmd, form.CancelCmd = tea.Quit, tea.Interrupt
	last := program{form: form, height: new(int)}
	_, err := tea.NewProgram(last, tea.WithContext(ctx), tea.WithInput(s.In), tea.WithOutput(s.Err)).Run()
	last.erase(s.Err)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, tea.ErrInterrupted), form.State == huh.StateAborted:
		return context.Canceled
	case err != nil:
		return fmt.Errorf("asking on the terminal: %w", err)
	}
	return nil
}

// program shows a form. It differs from the form's own program in how it ends:
// there, parts of the form stay on the screen.
type program struct {
	form   *huh.Form
	height *int // lines of the highest frame
}

// Init implements tea.Model.
func (p program) Init() tea.Cmd { return p.form.Init() }

// Update implements tea.Model.
func (p program) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := p.form.Update(msg) // a form changes itself
	return p, cmd
}

// View implements tea.Model. No frame is lower than those before it, also not
// the last one, which is empty: so erase knows how far to go.
func (p program) View() tea.View {
	content := p.form.View()
	*p.height = max(*p.height, strings.Count(content, "\n")+1)
	return tea.NewView(content + strings.Repeat("\n", *p.height-1-strings.Count(content, "\n")))
}

// erase takes the form away when its program has ended, with the cursor in its
// last line.
func (p program) erase(w io.Writer) {
	if *p.height > 1 {
		fmt.Fprintf(w, "\x1b[%dA", *p.height-1)
	}
	fmt.Fprint(w, "\r\x1b[J")
}

// styles are those of a form, in the colours of all other text.
func (a Asker) styles() *huh.Styles {
	s := huh.ThemeBase(false)
	c := a.Streams.Accents()
	f := &s.Focused
	f.Base = f.Base.BorderForeground(ansi(c.Muted))
	f.Title = f.Title.Bold(true)
	f.Description = f.Description.Foreground(ansi(c.Muted))
	f.ErrorIndicator = f.ErrorIndicator.Foreground(ansi(c.Error))
	f.ErrorMessage = f.ErrorMessage.Foreground(ansi(c.Error))
	f.SelectSelector = f.SelectSelector.Foreground(ansi(c.Code))
	f.SelectedOption = f.SelectedOption.Foreground(ansi(c.Code))
	f.TextInput.Prompt = f.TextInput.Prompt.Foreground(ansi(c.Code))
	f.FocusedButton = f.FocusedButton.UnsetForeground().UnsetBackground().Reverse(true)
	f.BlurredButton = f.BlurredButton.UnsetForeground().UnsetBackground()
	s.Help.ShortKey = s.Help.ShortKey.Foreground(ansi(c.Muted))
	s.Help.ShortDesc = s.Help.ShortDesc.Foreground(ansi(c.Muted))
	s.Help.ShortSeparator = s.Help.ShortSeparator.Foreground(ansi(c.Muted))
	return s
}

// trimmed checks an answer without the blanks around it.
func trimmed(check func(string) error) func(string) error {
	return func(answer string) error {
		if check == nil {
			return nil
		}
		return check(strings.TrimSpace(answer))
	}
}

// unfinished tells whether a text is a key as PEM that goes on in the next line.
func unfinished(text string) bool {
	return strings.Contains(text, "-----BEGIN") && !strings.Contains(text, "-----END")
}

// ansi is a colour by its number, or none.
func ansi(number string) color.Color {
	if number == "" {
		return lipgloss.NoColor{}
	}
	return lipgloss.Color(number)
}
