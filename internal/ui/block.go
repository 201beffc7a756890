package ui

import (
	"io"
	"strings"
)

// continued is what lines after the first of a block begin with, so that text
// from outside cannot pass for a line of its own.
const continued = "  "

// ErrorBlock writes an error as every command of the program reports it:
//
//	program: what failed: cause
//	hint: what to do
//
// On a terminal long lines go on indented by two columns. A hint that is a
// command ("antom …") or ends with one (": antom …") is left whole, so that it
// can be copied; so is what stands in back quotes. To a pipe nothing is wrapped.
func (t *Theme) ErrorBlock(w io.Writer, program, what string, hints []string) {
	t.block(w, t.Error(program+":"), what, hints)
}

// WarningBlock is ErrorBlock for what does not stop the command. Its first
// line begins with "warning: ".
func (t *Theme) WarningBlock(w io.Writer, what string, hints []string) {
	t.block(w, t.Warning("warning:"), what, hints)
}

func (t *Theme) block(w io.Writer, prefix, what string, hints []string) {
	var b strings.Builder
	t.paragraph(&b, prefix, what)
	for _, hint := range hints {
		t.hint(&b, hint)
	}
	_, _ = io.WriteString(w, b.String())
}

// Hint writes one hint line, as ErrorBlock does.
func (t *Theme) Hint(w io.Writer, hint string) {
	var b strings.Builder
	t.hint(&b, hint)
	_, _ = io.WriteString(w, b.String())
}

// Note writes a line that is neither an error nor advice, and lays it out alike.
func (t *Theme) Note(w io.Writer, text string) {
	var b strings.Builder
	t.paragraph(&b, "", text)
	_, _ = io.WriteString(w, b.String())
}

func (t *Theme) hint(b *strings.Builder, hint string) {
	switch {
	case strings.HasPrefix(hint, "antom "):
		b.WriteString(t.Label("hint:") + " " + t.Code(hint) + "\n")
	case strings.Contains(hint, ": antom "):
		b.WriteString(t.Label("hint:") + " " + t.safe(hint) + "\n")
	default:
		t.paragraph(b, t.Label("hint:"), hint)
	}
}

func (t *Theme) paragraph(b *strings.Builder, prefix, text string) {
	width := 0
	if t.tty {
		// Less the indentation of the lines that follow.
		width = max(t.width-len(continued), 1)
	}
	if prefix != "" {
		text = prefix + " " + text
	}
	for i, line := range t.lines(text, width) {
		if i > 0 {
			b.WriteString(continued)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}
