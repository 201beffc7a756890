// Package qrtest reads QR codes back from drawings, for tests. It turns a drawing
// into the pixels that a terminal would show, and decodes them with a decoder that
// is independent of the encoder.
package qrtest

import (
	"fmt"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Picture has true for each dark module.
type Picture [][]bool

// Image paints the picture, each module as a square of scale pixels.
func (p Picture) Image(scale int) image.Image {
	img := image.NewGray(image.Rect(0, 0, len(p[0])*scale, len(p)*scale))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if !p[y/scale][x/scale] {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// Framed surrounds p by what surrounds a drawing on a screen.
func (p Picture) Framed(dark bool) Picture {
	const margin = 6
	width := len(p[0]) + 2*margin
	row := func() []bool {
		r := make([]bool, width)
		for i := range r {
			r[i] = dark
		}
		return r
	}
	var out Picture
	for range margin {
		out = append(out, row())
	}
	for _, line := range p {
		r := row()
		copy(r[margin:], line)
		out = append(out, r)
	}
	for range margin {
		out = append(out, row())
	}
	return out
}

// Scan reads the QR code in an image.
func Scan(img image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
		gozxing.DecodeHintType_TRY_HARDER:    true,
	})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// ScanPicture reads p at a few distances, as a person with a phone would: the
// decoder misjudges the size of a code in some images of a single scale.
func ScanPicture(p Picture) (text string, err error) {
	for _, scale := range []int{4, 3, 7} {
		if text, err = Scan(p.Image(scale)); err == nil {
			return text, nil
		}
	}
	return "", err
}

// Screen is a terminal with a theme: the shade (true is dark) of its default
// foreground and background.
type Screen struct{ fg, bg bool }

// Background is true when the terminal is dark.
func (s Screen) Background() bool { return s.bg }

var sgr = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\x1b\[([0-9;]*)m`) })

// Show gives the modules that drawing has on the screen: two rows per line of
// half blocks.
func (s Screen) Show(drawing string) (Picture, error) {
	var out Picture
	fg, bg := s.fg, s.bg
	for line := range strings.Lines(drawing) {
		line = strings.TrimSuffix(line, "\n")
		var upper, lower []bool
		for line != "" {
			if m := sgr().FindStringSubmatch(line); m != nil {
				var err error
				if fg, bg, err = s.set(m[1], fg, bg); err != nil {
					return nil, err
				}
				line = line[len(m[0]):]
				continue
			}
			glyph := []rune(line)[0]
			line = line[len(string(glyph)):]
			u, l, err := halves(glyph, fg, bg)
			if err != nil {
				return nil, err
			}
			upper, lower = append(upper, u), append(lower, l)
		}
		out = append(out, upper, lower)
	}
	if fg != s.fg || bg != s.bg {
		return nil, fmt.Errorf("the drawing ends without a reset")
	}
	return out, nil
}

func halves(glyph rune, fg, bg bool) (upper, lower bool, err error) {
	switch glyph {
	case ' ':
		return bg, bg, nil
	case '▀':
		return fg, bg, nil
	case '▄':
		return bg, fg, nil
	case '█', '#':
		return fg, fg, nil
	}
	return false, false, fmt.Errorf("unexpected character %q", glyph)
}

// set applies the parameters of one SGR sequence: reset, 38;5;n and 48;5;n.
func (s Screen) set(params string, fg, bg bool) (bool, bool, error) {
	p := strings.Split(params, ";")
	for len(p) > 0 {
		switch {
		case p[0] == "0":
			fg, bg = s.fg, s.bg
			p = p[1:]
		case len(p) >= 3 && p[1] == "5" && (p[0] == "38" || p[0] == "48"):
			n, err := strconv.Atoi(p[2])
			if err != nil || (n != 16 && n != 231) {
				return fg, bg, fmt.Errorf("unexpected colour in %q", params)
			}
			if p[0] == "38" {
				fg = n == 16
			} else {
				bg = n == 16
			}
			p = p[3:]
		default:
			return fg, bg, fmt.Errorf("unexpected sequence %q", params)
		}
	}
	return fg, bg, nil
}

// Dark is a terminal with light text on a dark background.
func Dark() Screen { return Screen{fg: false, bg: true} }

// Light is a terminal with dark text on a light background.
func Light() Screen { return Screen{fg: true, bg: false} }
