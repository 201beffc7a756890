package ui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/antom-cli/antom/internal/durable"
)

// maxAnswerLine bounds one typed answer, in bytes.
const maxAnswerLine = 64 << 10

// ErrNotInteractive means that there is nobody to ask: standard input or
// standard error is no terminal.
var ErrNotInteractive = errors.New("cannot ask: standard input and standard error must both be a terminal")

// ErrAnswerTooLong means that a typed line was longer than 64 KiB.
var ErrAnswerTooLong = errors.New("the answer is longer than 64 KiB")

// Interactive reports whether Ask, Confirm and Secret can work.
func (s *Streams) Interactive() bool { return s.InTTY && s.ErrTTY }

// Ask puts a question on standard error and reads one line. An empty line
// means preset. A cancelled ctx ends the wait with its error; end of input is
// io.ErrUnexpectedEOF.
func (s *Streams) Ask(ctx context.Context, question, preset string) (string, error) {
	return s.AskText(ctx, question, preset, func(string) bool { return false })
}

// AskText is Ask for a text that may have several lines, such as a key that is
// pasted. After each line, more reports whether another one belongs to it.
func (s *Streams) AskText(ctx context.Context, question, preset string, more func(text string) bool) (string, error) {
	if !s.Interactive() {
		return "", ErrNotInteractive
	}
	t := s.ErrTheme()
	prompt := t.Title(question)
	if preset != "" {
		prompt += " " + t.Muted("["+preset+"]")
	}
	fmt.Fprint(s.Err, prompt+": ")
	answer, err := durable.Await(ctx, func() (string, error) { return s.readLines(more) })
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
		fmt.Fprintln(s.Err, "Answer y or n.")
	}
}

// Secret asks for a line that does not appear on the screen, such as a
// passphrase. It ends as SecretText does.
func (s *Streams) Secret(ctx context.Context, question string) ([]byte, error) {
	return s.SecretText(ctx, question, func(string) bool { return false })
}

// readLines reads lines of In up to the last one that more wants.
func (s *Streams) readLines(more func(text string) bool) (string, error) {
	text, err := s.readLine()
	for err == nil && more(text) {
		if len(text) > maxAnswerLine {
			return "", ErrAnswerTooLong
		}
		var next string
		next, err = s.readLine()
		text += "\n" + next
	}
	return text, err
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
