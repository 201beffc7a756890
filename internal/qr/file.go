package qr

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// MaxScale is the largest scale of PNG. The largest code is then an image of
// 11840 pixels on a side.
const MaxScale = 64

// PNG is the code as a PNG image of black and white pixels, 1 bit each, with
// the quiet zone. scale is the number of pixels on the side of a module, 1 to
// MaxScale.
func (c *Code) PNG(scale int) ([]byte, error) {
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("the scale of a QR image is %d: it must be 1 to %d", scale, MaxScale)
	}
	side := c.full() * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range c.full() {
		top := img.Pix[y*scale*img.Stride:]
		for x := range c.full() {
			if c.darkFull(x, y) {
				fill(top[x*scale : (x+1)*scale])
			}
		}
		for i := 1; i < scale; i++ {
			copy(top[i*img.Stride:(i+1)*img.Stride], top[:img.Stride])
		}
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("making a PNG image: %w", err)
	}
	return out.Bytes(), nil
}

// fill makes pixels dark: 1 is black's place in the palette.
func fill(pixels []byte) {
	for i := range pixels {
		pixels[i] = 1
	}
}

// SVG is the code as an SVG image with the quiet zone: one path on a white
// ground, in units of one module, with its text as description for screen
// readers. It has no size of its own but fills the place it is given.
func (c *Code) SVG() []byte {
	var out bytes.Buffer
	n := c.full()
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img">`+"\n", n, n)
	out.WriteString("<title>QR code</title>\n<desc>")
	out.WriteString(html.EscapeString(strings.Map(xmlRune, strings.ToValidUTF8(c.text, "\uFFFD"))))
	out.WriteString("</desc>\n")
	fmt.Fprintf(&out, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", n, n)
	out.WriteString(`<path fill="#000" d="`)
	c.svgPath(&out)
	out.WriteString(`"/>` + "\n</svg>\n")
	return out.Bytes()
}

// xmlRune replaces a character that XML 1.0 does not allow.
func xmlRune(r rune) rune {
	if (r < ' ' && r != '\t' && r != '\n' && r != '\r') || r == 0xFFFE || r == 0xFFFF {
		return '\uFFFD'
	}
	return r
}

// svgPath writes a rectangle one module high for each run of dark modules.
func (c *Code) svgPath(out *bytes.Buffer) {
	for y := range c.full() {
		for x := 0; x < c.full(); x++ {
			run := 0
			for c.darkFull(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(out, "M%d %dh%dv1h-%dz", x, y, run, run)
				x += run
			}
		}
	}
}
