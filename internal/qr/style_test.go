package qr

import (
	"bytes"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/qr/qrtest"
)

// TestEveryStyleIsReadable draws in every style, with and without colour, on the
// terminals that the style is made for, and reads the code back.
func TestEveryStyleIsReadable(t *testing.T) {
	t.Parallel()
	dark, light := qrtest.Dark(), qrtest.Light()
	for _, c := range []struct {
		style   Style
		color   bool
		screens []qrtest.Screen
	}{
		{Half, true, []qrtest.Screen{dark, light}},
		{Half, false, []qrtest.Screen{dark}},
		{Block, true, []qrtest.Screen{dark, light}},
		{Block, false, []qrtest.Screen{dark}},
		{ASCII, true, []qrtest.Screen{dark}},
		{ASCII, false, []qrtest.Screen{dark}},
		{Inverse, true, []qrtest.Screen{light}},
		{Inverse, false, []qrtest.Screen{light}},
	} {
		for _, text := range texts(3) {
			code := encode(t, text)
			var out bytes.Buffer
			if err := code.Draw(&out, c.style, c.color); err != nil {
				t.Fatal(err)
			}
			if c.style == ASCII && strings.Trim(out.String(), "# \n") != "" {
				t.Errorf("%s is not made of ASCII alone", c.style)
			}
			if lines := strings.Count(out.String(), "\n"); lines != rows(code, c.style) {
				t.Errorf("%s has %d lines, want %d", c.style, lines, rows(code, c.style))
			}
			for _, screen := range c.screens {
				p, err := screen.Show(out.String())
				if err != nil {
					t.Fatalf("%s, colour %v: %v", c.style, c.color, err)
				}
				for _, row := range p {
					if len(row) != code.Columns(c.style) {
						t.Fatalf("%s has %d columns, promised %d", c.style, len(row), code.Columns(c.style))
					}
				}
				mustScan(t, p.Framed(screen.Background()), text, string(c.style))
			}
		}
	}
	if err := encode(t, "a").Draw(&bytes.Buffer{}, "round", true); err == nil {
		t.Error("a style that does not exist was drawn")
	}
}

func TestStyleFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		utf8, color bool
		want        Style
	}{{true, true, Half}, {true, false, Half}, {false, true, Block}, {false, false, ASCII}} {
		if got := StyleFor(c.utf8, c.color); got != c.want {
			t.Errorf("UTF-8 %v, colour %v: %s, want %s", c.utf8, c.color, got, c.want)
		}
	}
}
