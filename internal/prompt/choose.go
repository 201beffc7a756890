package prompt

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/ui"
)

// Choice is a question whose answer is one of several.
type Choice struct {
	Title   string
	Help    string   // one or two sentences
	Options []Option // the first is the answer of an empty line
}

// Option is one answer to a Choice.
type Option struct {
	Name  string // a word that can be typed
	Label string // what it means
}

// Choose asks for one of several answers by its number or its name, and returns
// the name.
func (a Asker) Choose(ctx context.Context, c Choice) (string, error) {
	t := a.Streams.ErrTheme()
	fmt.Fprintln(a.Streams.Err, t.Title(c.Title))
	if c.Help != "" {
		a.show(ui.Item{Text: c.Help})
	}
	for i, o := range c.Options {
		fmt.Fprintf(a.Streams.Err, "  %d. %s %s\n", i+1, o.Label, t.Muted("("+o.Name+")"))
	}
	answer, err := a.Text(ctx, Question{Title: "Number or name", Preset: c.Options[0].Name, Check: c.check})
	if err != nil {
		return "", err
	}
	return c.find(answer), nil
}

// check says which answers there are when this one is none of them.
func (c Choice) check(answer string) error {
	if c.find(answer) != "" {
		return nil
	}
	return fmt.Errorf("%q is not one of the choices: type a number from 1 to %d, or a name in parentheses", answer, len(c.Options))
}

// find is the name of the option that an answer means: by its number, or by its
// name in letters of either case; "" when it means none.
func (c Choice) find(answer string) string {
	if n, err := strconv.Atoi(answer); err == nil && 1 <= n && n <= len(c.Options) {
		return c.Options[n-1].Name
	}
	for _, o := range c.Options {
		if strings.EqualFold(o.Name, answer) {
			return o.Name
		}
	}
	return ""
}
