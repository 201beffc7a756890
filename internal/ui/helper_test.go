package ui

import (
	"io"
	"sync"
)

// newTheme returns a theme for w. dark is the background that it is for.
func newTheme(w io.Writer, color, dark bool) *Theme {
	return &Theme{
		color: color, tty: isTerminal(w), width: terminalWidth(w, unknownWidth),
		paints: sync.OnceValue(func() *palette { return newPalette(w, dark, false) }),
	}
}

// forTest returns streams that are no terminals: 80 columns wide, plain, in a
// UTF-8 locale. A test sets the fields that it wants otherwise.
func forTest(in io.Reader, out, err io.Writer) *Streams {
	return &Streams{
		In: in, Out: out, Err: err,
		Width: unknownWidth, ErrWidth: unknownWidth, UTF8: true,
		getenv: func(string) string { return "" },
	}
}
