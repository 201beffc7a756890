package ui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/antom-cli/antom/internal/durable"
)

// maxAnswerLine bounds one typed answer, in bytes.
const maxAnswerLine = 64 << 10

// ErrNotInteractive means that there is nobody to ask: standard input or
// standard error is no terminal.
var ErrNotInteractive = errors.New("cannot ask: standard input and standard error are not both a terminal")

// ErrAnswerTooLong means that a typed line was longer than 64 KiB.
var ErrAnswerTooLong = errors.New("the answer is longer than 64 KiB")

// Interactive tells whether Ask, Confirm and Secret can work.
func (s *Streams) Interactive() bool { return s.InTTY && s.ErrTTY }

// Ask puts a question on standard error and reads one line. An empty line
// means preset. A cancelled ctx ends the wait with its error; end of input is
// io.ErrUnexpectedEOF.
func (s *Streams) Ask(ctx context.Context, question, preset string) (string, error) {
	if !s.Interactive() {
		return "", ErrNotInteractive
	}
	t := s.ErrTheme()
	prompt := t.Title(question)
	if preset != "" {
		prompt += " " + t.Muted("["+preset+"]")
	}
	fmt.Fprint(s.Err, prompt+": ")
	answer, err := durable.Await(ctx, s.readLine)
	if err != nil {
		fmt.Fprintln(s.Err)
		return "", err
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		return preset, nil
	}
	return answer, nil
}

// Confirm asks a question of yes or no until it gets one of them. An empty
// line means preset.
func (s *Streams) Confirm(ctx context.Context, question string, preset bool) (bool, error) {
	choice := "y/N"
	if preset {
		choice = "Y/n"
	}
	for {
		answer, err := s.Ask(ctx, question, choice)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case strings.ToLower(choice):
			return preset, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		fmt.Fprintln(s.Err, "Please answer y or n.")
	}
}

// Secret asks for a line that does not appear on the screen, such as a
// passphrase. When ctx is cancelled, the terminal shows typing again before
// Secret returns.
func (s *Streams) Secret(ctx context.Context, question string) ([]byte, error) {
	f, ok := s.In.(*os.File)
	if !s.Interactive() || !ok {
		return nil, ErrNotInteractive
	}
	fd := int(f.Fd())
	saved, err := term.GetState(fd)
	if err != nil {
		return nil, fmt.Errorf("reading the terminal's mode: %w", err)
	}
	fmt.Fprint(s.Err, s.ErrTheme().Title(question)+": ")
	secret, err := durable.Await(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if err != nil {
		_ = term.Restore(fd, saved)
	}
	fmt.Fprintln(s.Err) // the line break that was typed did not show either
	return secret, err
}

// readLine reads In up to a line feed. The reader lives as long as the
// streams, so that what it holds beyond one line is there for the next.
func (s *Streams) readLine() (string, error) {
	s.linesOnce.Do(func() { s.lines = bufio.NewReader(s.In) })
	var line []byte
	for {
		c, err := s.lines.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return "", io.ErrUnexpectedEOF
		case errors.Is(err, io.EOF), err == nil && c == '\n':
			return string(line), nil
		case err != nil:
			return "", fmt.Errorf("reading the answer: %w", err)
		case len(line) == maxAnswerLine:
			return "", ErrAnswerTooLong
		}
		line = append(line, c)
	}
}
