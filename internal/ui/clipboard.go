package ui

import (
	"errors"
	"io"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
)

// maxClipboard is the longest text that is copied, in bytes. Some terminals take no more.
const maxClipboard = 74_000

// clipboardStream is the terminal that a copy is sent to: nil when no output is one.
func (s *Streams) clipboardStream() io.Writer {
	switch {
	case s.Dumb:
		return nil
	case s.ErrTTY:
		return s.Err
	case s.OutTTY:
		return s.Out
	}
	return nil
}

// CanCopy says why nothing can be copied, nil when it can. Whether the terminal takes what
// it is sent, no program can tell.
func (s *Streams) CanCopy() error {
	switch {
	case s.Dumb:
		return errors.New("the terminal (TERM=dumb) has no clipboard")
	case s.clipboardStream() == nil:
		return errors.New("only a terminal has a clipboard, and standard output and standard error are not one")
	}
	return nil
}

// Copy sends a text to the clipboard of the terminal, with the escape sequence OSC 52. It
// works over SSH as well. Inside tmux and GNU screen the sequence is also wrapped, so that
// it reaches the terminal around them.
func (s *Streams) Copy(text string) error {
	if err := s.CanCopy(); err != nil {
		return err
	}
	if len(text) > maxClipboard {
		return errors.New("the text is too long for the clipboard of a terminal")
	}
	sequence := osc52.New(text)
	out := sequence.String()
	switch {
	case s.getenv("TMUX") != "":
		out += sequence.Tmux().String()
	case strings.HasPrefix(s.getenv("TERM"), "screen"):
		out = sequence.Screen().String()
	}
	_, err := io.WriteString(s.clipboardStream(), out)
	return err
}
