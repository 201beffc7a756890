package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// OutputOptions are the output flags, checked. configured is false for
// commands that must not read the configuration.
func (env *Env) OutputOptions(configured bool, allowed ...output.Format) (output.Options, error) {
	name := cmp.Or(env.Global.Output, env.Getenv("ANTOM_OUTPUT"))
	if configured {
		if err := applySettings(env, &name); err != nil {
			return output.Options{}, err
		}
	}
	if len(allowed) == 0 {
		allowed = []output.Format{output.Text, output.JSON, output.YAML}
	}
	if err := ui.CheckColor(env.Global.Color); err != nil {
		return output.Options{}, apperr.New(apperr.Usage, "--color", err)
	}
	env.format = name
	o := output.Options{JQ: env.Global.Jq, Template: env.Global.Template, Quiet: env.Global.Quiet}
	o.Clean = env.Cleaner()
	var err error
	if o.Format, err = output.ParseFormat(cmp.Or(name, string(output.Text)), allowed...); err != nil {
		return o, apperr.New(apperr.Usage, "--output", err)
	}
	if err := o.Check(); err != nil {
		return o, apperr.New(apperr.Usage, "", err)
	}
	return o, nil
}

// applySettings applies the output format and the colours of the profile if no flag
// or variable sets them. A configuration that cannot be read is an error only when
// the command needs it.
func applySettings(env *Env, format *string) error {
	c, err := env.Config()
	if err != nil {
		return nil
	}
	*format = cmp.Or(*format, c.Get(config.KeyOutput).Text)
	if err := env.Streams().SetColor(c.Get(config.KeyColor).Text); err != nil {
		return apperr.New(apperr.Config, config.KeyColor, err)
	}
	return nil
}

// ConfigAndOutput are what a command needs that shows the configuration.
func (env *Env) ConfigAndOutput() (*config.Config, output.Options, error) {
	c, err := env.Config()
	if err != nil {
		return nil, output.Options{}, err
	}
	o, err := env.OutputOptions(true)
	return c, o, err
}

// Cleaner makes foreign text safe for a terminal; a pipe gets its exact bytes.
func (env *Env) Cleaner() func(string) string {
	if env.Streams().OutTTY {
		return ui.CleanText
	}
	return func(s string) string { return s }
}

// Print writes a command's result to standard output.
func (env *Env) Print(cmd *cobra.Command, o output.Options, r output.Result) error {
	return env.PrintResult(cmd.Context(), o, r)
}

// PrintResult writes a result to standard output.
func (env *Env) PrintResult(ctx context.Context, o output.Options, r output.Result) error {
	write := r.Text
	r.Text = func(w io.Writer) error {
		// One write, whose error is seen, instead of many that nobody checks.
		var text bytes.Buffer
		if err := write(&text); err != nil {
			return err
		}
		_, err := w.Write(text.Bytes())
		return err
	}
	err := output.Print(ctx, env.Streams().Out, o, r)
	var expr *output.ExprError
	switch {
	case err == nil, errors.Is(err, output.ErrClosedPipe): // the reader has enough
		return nil
	case errors.As(err, &expr):
		return apperr.New(apperr.Usage, "", err)
	default:
		return apperr.New(apperr.Internal, "", err)
	}
}

// Nevertheless adds to a failure of printing a result what was done all the same.
func Nevertheless(env *Env, err error, done string) error {
	e := *Classify(env, err)
	e.Hints = append(slices.Clone(e.Hints), done)
	return &e
}
