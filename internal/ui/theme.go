package ui

import (
	"io"
	"strings"
	"sync"
)

// Theme styles text for one stream. Its styling methods return the text as it
// is, but for Clean, when colour is off.
//
// Text given to any method may hold what other methods of the same theme
// returned; every other control character in it is made visible, line breaks
// too.
type Theme struct {
	color bool
	ascii bool
	tty   bool
	width int // columns, for text that is laid out without being told a width

	headless bool // tables have no header

	paints func() *palette
}

// Theme is the theme for standard output.
func (s *Streams) Theme() *Theme {
	return s.theme(s.Out, s.Color, s.OutTTY, s.Width)
}

// ErrTheme is the theme for standard error.
func (s *Streams) ErrTheme() *Theme {
	return s.theme(s.Err, s.ErrColor, s.ErrTTY, s.ErrWidth)
}

func (s *Streams) theme(w io.Writer, color, tty bool, width int) *Theme {
	return &Theme{
		color: color, ascii: !s.UTF8, tty: tty, width: width,
		paints: sync.OnceValue(func() *palette {
			return newPalette(w, s.DarkBackground(), fewColors(s.getenv))
		}),
	}
}

// LaidOut is the theme for text that is wrapped also to a pipe, such as help. The
// width is then the one that each method is told.
func (t *Theme) LaidOut() *Theme {
	laid := *t
	laid.tty = true
	return &laid
}

// WithoutHeader is the theme for tables without a header.
func (t *Theme) WithoutHeader() *Theme {
	headless := *t
	headless.headless = true
	return &headless
}

// fewColors reports whether the terminal is known to have but 16 colours.
func fewColors(getenv func(string) string) bool {
	if getenv("COLORTERM") != "" {
		return false
	}
	switch getenv("TERM") {
	case "linux", "ansi", "vt100", "vt220", "cygwin":
		return true
	}
	return false
}

// Title is a heading.
func (t *Theme) Title(s string) string { return t.paint(roleTitle, s) }

// Label names a value.
func (t *Theme) Label(s string) string { return t.paint(roleLabel, s) }

// Warning is text that asks for attention.
func (t *Theme) Warning(s string) string { return t.paint(roleWarning, s) }

// Error is text about something that failed.
func (t *Theme) Error(s string) string { return t.paint(roleError, s) }

// Muted is text of less importance.
func (t *Theme) Muted(s string) string { return t.paint(roleMuted, s) }

// Link is a URL to open.
func (t *Theme) Link(s string) string { return t.paint(roleLink, s) }

// Code is a command or another literal text.
func (t *Theme) Code(s string) string { return t.paint(roleCode, s) }

func (t *Theme) paint(r role, s string) string {
	s = t.safe(s)
	if !t.color || s == "" {
		return s
	}
	p := t.paints()[r]
	return p.before + s + p.after
}

// resetSequence ends all styling.
const resetSequence = "\x1b[0m"

// safe is Clean for a text that may hold the theme's own sequences: exactly
// those stay. Styling that the text leaves on is ended behind it.
func (t *Theme) safe(s string) string {
	if !t.color || !strings.ContainsRune(s, '\x1b') {
		return Clean(s)
	}
	var b strings.Builder
	styled := false
	for {
		i := strings.IndexByte(s, '\x1b')
		if i < 0 {
			break
		}
		n := t.ownSequence(s[i:])
		if n == 0 {
			n = 1
			b.WriteString(Clean(s[:i+1]))
		} else {
			b.WriteString(Clean(s[:i]))
			b.WriteString(s[i : i+n])
			styled = s[i:i+n] != resetSequence
		}
		s = s[i+n:]
	}
	b.WriteString(Clean(s))
	if styled {
		b.WriteString(resetSequence)
	}
	return b.String()
}

// ownSequence is the length of the theme's own sequence that s begins with, or
// 0. The longest match counts.
func (t *Theme) ownSequence(s string) int {
	n := 0
	for _, p := range t.paints() {
		for _, seq := range []string{p.before, p.after} {
			if len(seq) > n && strings.HasPrefix(s, seq) {
				n = len(seq)
			}
		}
	}
	return n
}
