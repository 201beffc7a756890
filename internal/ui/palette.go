package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// role is what a piece of text is, as far as styling goes.
type role int

const (
	roleTitle role = iota
	roleLabel
	roleValue
	roleSuccess
	roleWarning
	roleError
	roleMuted
	roleLink
	roleCode
	roleCount
)

// shade is one colour for a dark and for a light background. The numbers are
// of the 256-colour table; from 16 on it is fixed, so that a terminal's theme
// does not change them. The basic ones are for terminals with 16 colours;
// empty leaves the text in the terminal's own colour.
type shade struct {
	dark, light           string
	basicDark, basicLight string
}

func (s shade) color(dark bool) lipgloss.CompleteColor {
	if dark {
		return lipgloss.CompleteColor{TrueColor: s.dark, ANSI256: s.dark, ANSI: s.basicDark}
	}
	return lipgloss.CompleteColor{TrueColor: s.light, ANSI256: s.light, ANSI: s.basicLight}
}

// The colours. Each has good contrast on the backgrounds that it is for, and
// those for dark ones can still be read on white, since dark is also the guess
// when the background is not known. A test holds the numbers.
func shades() map[role]shade {
	return map[role]shade{
		roleSuccess: {dark: "71", light: "28", basicDark: "2", basicLight: "2"},
		roleWarning: {dark: "172", light: "94", basicDark: "3", basicLight: ""},
		roleError:   {dark: "203", light: "160", basicDark: "1", basicLight: "1"},
		roleMuted:   {dark: "246", light: "242"},
		roleLabel:   {dark: "246", light: "242"},
		roleLink:    {dark: "69", light: "26", basicDark: "6", basicLight: "4"},
		roleCode:    {dark: "69", light: "26", basicDark: "6", basicLight: "4"},
	}
}

// paint is what goes before and after a text of one role.
type paint struct{ before, after string }

// palette are the paints of all roles.
type palette [roleCount]paint

// newPalette makes the paints for writer w. few is for terminals that know
// only 16 colours. The renderer is told everything beforehand, so that it
// never looks at the environment nor asks the terminal by itself.
func newPalette(w io.Writer, dark, few bool) *palette {
	profile := termenv.ANSI256
	if few {
		profile = termenv.ANSI
	}
	r := lipgloss.NewRenderer(w, termenv.WithProfile(profile))
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(dark)

	var p palette
	colors := shades()
	for i := range p {
		style := r.NewStyle()
		if s, ok := colors[role(i)]; ok {
			style = style.Foreground(s.color(dark))
		}
		switch role(i) {
		case roleTitle, roleError:
			style = style.Bold(true)
		case roleLink:
			style = style.Underline(true)
		}
		p[i] = paintOf(style)
	}
	return &p
}

// paintOf takes the sequences of a style from a sample, so that a text of any
// length carries them once: lipgloss repeats an underline's for every letter.
func paintOf(style lipgloss.Style) paint {
	const sample = "x"
	before, after, _ := strings.Cut(style.Render(sample), sample)
	return paint{before: before, after: after}
}
