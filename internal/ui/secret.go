package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/antom-cli/antom/internal/durable"
)

// Keys of a terminal in raw mode.
const (
	keyInterrupt = 0x03 // Ctrl-C
	keyEnd       = 0x04 // Ctrl-D
	keyBackspace = 0x08
	keyKill      = 0x15 // Ctrl-U: the line is typed anew
	keyDelete    = 0x7f
)

// SecretText asks for a text that does not appear on the screen and may have
// several lines, such as a key that is pasted. After each line, more tells
// whether another one belongs to it. The terminal is silent from the question
// to the end, so that no line of a paste shows.
//
// Ctrl-C and a cancelled ctx end it with context.Canceled; the end of input is
// io.ErrUnexpectedEOF.
func (s *Streams) SecretText(ctx context.Context, question string, more func(text string) bool) ([]byte, error) {
	f, ok := s.In.(*os.File)
	if !s.Interactive() || !ok {
		return nil, ErrNotInteractive
	}
	// The terminal is silent before the question shows: an answer that comes at
	// once does not show either.
	saved, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return nil, fmt.Errorf("setting the terminal's mode: %w", err)
	}
	fmt.Fprint(s.Err, s.ErrTheme().Title(question)+": ")
	text, err := durable.Await(ctx, func() ([]byte, error) { return readRaw(f, more) })
	_ = term.Restore(int(f.Fd()), saved)
	fmt.Fprintln(s.Err)
	return text, err
}

// readRaw reads keys up to the end of the last line that more wants. It reads
// one byte at a time, to leave what was typed ahead to whoever reads next.
func readRaw(r io.Reader, more func(text string) bool) ([]byte, error) {
	var text []byte
	key := make([]byte, 1)
	for {
		n, err := r.Read(key)
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, fmt.Errorf("reading the answer: %w", err)
		case n == 0:
			continue
		}
		switch key[0] {
		case keyInterrupt:
			return nil, context.Canceled
		case keyEnd:
			if len(text) == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return text, nil
		case keyBackspace, keyDelete:
			_, size := utf8.DecodeLastRune(text)
			text = text[:len(text)-size]
		case keyKill:
			text = text[:bytes.LastIndexByte(text, '\n')+1]
		case '\r', '\n':
			if !more(string(text)) {
				return text, nil
			}
			text = append(text, '\n')
		default:
			if len(text) == maxAnswerLine {
				return nil, ErrAnswerTooLong
			}
			text = append(text, key[0])
		}
	}
}
