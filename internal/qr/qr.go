// Package qr makes QR codes and draws them in a terminal, as PNG and as SVG.
//
// Every drawing has dark modules on a light background and a quiet zone of at
// least four modules on each side, as ISO/IEC 18004 requires, because many
// scanners cannot read inverted or tightly framed codes.
package qr

import (
	"errors"
	"fmt"

	"rsc.io/qr"
)

// quiet is the width of the quiet zone, in modules.
const quiet = 4

// maxBytes is the number of bytes that the largest code (version 40, level L)
// holds.
const maxBytes = 2953

// ErrEmpty means that there is no text to encode.
var ErrEmpty = errors.New("there is no text for a QR code")

// TooLongError means that no QR code can hold the text.
type TooLongError struct {
	Length int // bytes of the text
	Max    int // bytes that fit
}

// Error has both sizes.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("a text of %d bytes is too long for a QR code, which holds %d", e.Length, e.Max)
}

// Code is a QR code.
type Code struct {
	text   string
	level  qr.Level
	matrix *qr.Code
}

// Encode makes the smallest code that holds text. It corrects errors by level
// L, or by level M where that makes the code no larger: on a screen there is no
// dirt to correct, and large modules scan best. Errors are ErrEmpty and
// *TooLongError.
func Encode(text string) (*Code, error) {
	if text == "" {
		return nil, ErrEmpty
	}
	// The encoder would take a text of digits or capitals a little longer than
	// this; a limit that does not depend on the letters is easier to explain.
	if len(text) > maxBytes {
		return nil, &TooLongError{Length: len(text), Max: maxBytes}
	}
	low, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, fmt.Errorf("making a QR code: %w", err)
	}
	if medium, err := qr.Encode(text, qr.M); err == nil && medium.Size == low.Size {
		return &Code{text: text, level: qr.M, matrix: medium}, nil
	}
	return &Code{text: text, level: qr.L, matrix: low}, nil
}

// Text is what the code says.
func (c *Code) Text() string { return c.text }

// Size is the number of modules on a side, without the quiet zone: 21 to 177.
func (c *Code) Size() int { return c.matrix.Size }

// Dark reports whether the module in column x and row y is dark. The upper left
// one is 0, 0; outside of the code everything is light.
func (c *Code) Dark(x, y int) bool { return c.matrix.Black(x, y) }

// full is the number of modules on a side, with the quiet zone.
func (c *Code) full() int { return c.Size() + 2*quiet }

// darkFull is Dark with the quiet zone counted in.
func (c *Code) darkFull(x, y int) bool { return c.Dark(x-quiet, y-quiet) }
