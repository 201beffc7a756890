package qr

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/mdp/qrterminal/v3"
)

// Black and white are taken from the fixed part of the 256-colour table (16
// and 231). The basic colours 0, 7 and 15 are what terminal themes redefine,
// up to black and white swapped; 24-bit colours are not known everywhere.
const (
	darkColor  = "5;16"
	lightColor = "5;231"
	reset      = "\x1b[0m"
)

// Letters that qrterminal is told to draw with, one per pair of modules, the
// upper one first. What they stand for is put in their place afterwards.
const (
	darkDark   = 'A'
	darkLight  = 'B'
	lightDark  = 'C'
	lightLight = 'D'
)

// drawHalf draws two modules in one character. With color, light and dark are both
// painted, so that the terminal's own colours do not matter, and each line ends with
// a reset.
func (c *Code) drawHalf(w io.Writer, line func(*bytes.Buffer, string)) error {
	var out bytes.Buffer
	for _, cells := range c.halfBlocks() {
		line(&out, cells)
	}
	return write(w, out.Bytes())
}

// drawPainted draws two painted spaces for each module.
func (c *Code) drawPainted(w io.Writer) error {
	var out bytes.Buffer
	for y := range c.full() {
		state := ""
		for x := range c.full() {
			ground := lightColor
			if c.darkFull(x, y) {
				ground = darkColor
			}
			if ground != state {
				fmt.Fprintf(&out, "\x1b[48;%sm", ground)
				state = ground
			}
			out.WriteString("  ")
		}
		out.WriteString(reset + "\n")
	}
	return write(w, out.Bytes())
}

// halfBlocks lets qrterminal lay the code out, in lines of the four letters.
//
// The number of module rows is odd (code and quiet zone), so half a line is
// left over at the end. qrterminal counts it as dark, which would show as a
// dark bar under the code as soon as dark is painted
// (https://github.com/mdp/qrterminal/issues/39). Here it is light: the quiet
// zone is one module higher at the bottom.
func (c *Code) halfBlocks() []string {
	var out bytes.Buffer
	qrterminal.GenerateWithConfig(c.text, qrterminal.Config{
		Level:          c.level,
		Writer:         &out,
		HalfBlocks:     true,
		QuietZone:      quiet,
		BlackChar:      string(darkDark),
		BlackWhiteChar: string(darkLight),
		WhiteBlackChar: string(lightDark),
		WhiteChar:      string(lightLight),
	})
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	lines[len(lines)-1] = strings.Repeat(string(lightLight), c.full())
	return lines
}

// coloredLine paints cells. Where both modules of a cell are alike it paints a
// space, so that nothing depends on how well a font's blocks join.
func coloredLine(out *bytes.Buffer, cells string) {
	state := ""
	for _, cell := range cells {
		sgr, text := cellPaint(cell)
		if sgr != state {
			out.WriteString(sgr)
			state = sgr
		}
		out.WriteString(text)
	}
	out.WriteString(reset + "\n")
}

// cellPaint is how a cell is painted: always both colours, since a terminal
// may apply its own rules of contrast to text whose colour was left alone.
func cellPaint(cell rune) (sgr, text string) {
	paint := func(upper, lower string) string {
		return "\x1b[38;" + upper + ";48;" + lower + "m"
	}
	switch cell {
	case darkDark:
		return paint(lightColor, darkColor), " "
	case darkLight:
		return paint(darkColor, lightColor), "▀"
	case lightDark:
		return paint(lightColor, darkColor), "▀"
	default:
		return paint(darkColor, lightColor), " "
	}
}

// drawPlain draws two characters for each module, light for the light ones and blanks
// for the dark ones.
func (c *Code) drawPlain(w io.Writer, light string) error {
	var out bytes.Buffer
	for y := range c.full() {
		for x := range c.full() {
			if c.darkFull(x, y) {
				out.WriteString("  ")
			} else {
				out.WriteString(light)
			}
		}
		out.WriteString("\n")
	}
	return write(w, out.Bytes())
}

// inverseLine is plainLine for a light background: the dark modules are the blocks.
func inverseLine(out *bytes.Buffer, cells string) {
	plainLine(out, strings.Map(func(cell rune) rune {
		switch cell {
		case darkDark:
			return lightLight
		case darkLight:
			return lightDark
		case lightDark:
			return darkLight
		default:
			return darkDark
		}
	}, cells))
}

func plainLine(out *bytes.Buffer, cells string) {
	for _, cell := range cells {
		switch cell {
		case darkDark:
			out.WriteString(" ")
		case darkLight:
			out.WriteString("▄")
		case lightDark:
			out.WriteString("▀")
		default:
			out.WriteString("█")
		}
	}
	out.WriteString("\n")
}

func write(w io.Writer, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("drawing the QR code: %w", err)
	}
	return nil
}
