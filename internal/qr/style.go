package qr

import (
	"fmt"
	"io"
)

// A Style is a way to draw a code in a terminal.
type Style string

// The styles.
const (
	// Half draws two modules in one character, with half blocks: the smallest drawing.
	// Without colour it is right on a dark background only.
	Half Style = "half"
	// Block draws each module two columns wide: for fonts whose half blocks do not join.
	// With colour it needs no other characters than spaces.
	Block Style = "block"
	// ASCII draws each light module as ## and uses no colour: for terminals without
	// Unicode. It is right on a dark background only.
	ASCII Style = "ascii"
	// Inverse is Half without colour for a light background: the dark modules are the
	// blocks.
	Inverse Style = "inverse"
)

// Styles lists the styles.
func Styles() []Style { return []Style{Half, Block, ASCII, Inverse} }

// StyleFor is the style for a terminal: half blocks where its locale is UTF-8, else
// painted spaces, and ASCII where there is no colour either.
func StyleFor(utf8, color bool) Style {
	switch {
	case utf8:
		return Half
	case color:
		return Block
	default:
		return ASCII
	}
}

// Columns is the width of a drawing in columns of the terminal.
func (c *Code) Columns(s Style) int {
	if s == Block || s == ASCII {
		return 2 * c.full()
	}
	return c.full()
}

// Draw draws the code. color says whether the terminal takes colours; ASCII and Inverse
// use none.
func (c *Code) Draw(w io.Writer, s Style, color bool) error {
	switch {
	case s == Half && color:
		return c.drawHalf(w, coloredLine)
	case s == Half:
		return c.drawHalf(w, plainLine)
	case s == Block && color:
		return c.drawPainted(w)
	case s == Block:
		return c.drawPlain(w, "██")
	case s == ASCII:
		return c.drawPlain(w, "##")
	case s == Inverse:
		return c.drawHalf(w, inverseLine)
	default:
		return fmt.Errorf("there is no style %q of a QR code", string(s))
	}
}
