package ui

import (
	"bufio"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/term"
)

// unknownWidth is the width in columns of a stream that has none of its own.
const unknownWidth = 80

// maxColumns bounds COLUMNS, so that a mistake there cannot make lines of
// gigabytes.
const maxColumns = 10000

// Streams are the three standard streams and what is known of them.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer

	InTTY, OutTTY, ErrTTY bool

	Width    int  // columns of Out; 80 when unknown
	ErrWidth int  // columns of Err; 80 when unknown
	Color    bool // text for Out is styled
	ErrColor bool // text for Err is styled
	UTF8     bool // the locale is UTF-8, else symbols are ASCII
	Dumb     bool // TERM=dumb: no line can be rewritten

	getenv func(string) string
	ask    func() (dark, ok bool) // asks the terminal for its background

	darkOnce sync.Once
	dark     bool

	linesOnce sync.Once
	lines     *bufio.Reader // In, read line by line by Ask

	restore []func() error
}

// System returns the standard input of the process and the two outputs, which are its
// own or stand for them. color is the value of --color ("auto", "always", "never", or ""
// for auto). Nothing is asked of the
// terminal yet, see DarkBackground.
func System(out, err io.Writer, getenv func(string) string, color string) *Streams {
	s := &Streams{
		In: os.Stdin, Out: out, Err: err,
		InTTY: isTerminal(os.Stdin), OutTTY: isTerminal(out), ErrTTY: isTerminal(err),
		UTF8:   utf8Locale(getenv, runtime.GOOS),
		Dumb:   getenv("TERM") == "dumb",
		getenv: getenv,
	}
	s.Width = columns(getenv, out)
	s.ErrWidth = columns(getenv, err)
	s.ask = func() (bool, bool) { return askBackground(queryLimit(getenv)) }
	s.decideColor(color)
	return s
}

// SetColor decides the colours anew, for a mode that became known after the
// streams were made. An unknown mode is an error and changes nothing.
func (s *Streams) SetColor(mode string) error {
	if err := CheckColor(mode); err != nil {
		return err
	}
	s.decideColor(mode)
	return nil
}

// Close gives the terminal back as it was found. It is safe to call twice.
func (s *Streams) Close() {
	for _, f := range s.restore {
		_ = f() // the process is ending; there is nobody to tell
	}
	s.restore = nil
}

// decideColor sets Color and ErrColor, and prepares a console that needs to be
// told before it understands escape sequences (Windows).
func (s *Streams) decideColor(mode string) {
	s.Color = s.prepare(s.Out, s.OutTTY, useColor(mode, s.getenv, s.OutTTY))
	s.ErrColor = s.prepare(s.Err, s.ErrTTY, useColor(mode, s.getenv, s.ErrTTY))
}

func (s *Streams) prepare(w io.Writer, tty, color bool) bool {
	f, ok := w.(*os.File)
	if !color || !tty || !ok {
		return color
	}
	restore, err := enableEscapes(f)
	if err != nil {
		return false
	}
	if restore != nil {
		s.restore = append(s.restore, restore)
	}
	return true
}

// columns is the width of f: COLUMNS when it is set, else the terminal's.
func columns(getenv func(string) string, w io.Writer) int {
	if n, err := strconv.Atoi(getenv("COLUMNS")); err == nil && n > 0 && n <= maxColumns {
		return n
	}
	return terminalWidth(w, unknownWidth)
}

// terminalWidth is the terminal's own width, or otherwise when w is none.
func terminalWidth(w io.Writer, otherwise int) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return otherwise
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && f != nil && term.IsTerminal(int(f.Fd()))
}
