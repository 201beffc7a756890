package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"github.com/antom-cli/antom/pkg/keys"
)

const (
	// maxStderr is how much of a failed command's messages is kept, in bytes.
	maxStderr = 2 << 10
	// pipeDelay is how long to wait for processes that a command left behind
	// with its output still open.
	pipeDelay = 200 * time.Millisecond
)

// runCommand runs a private-key-command in the system's shell and returns what
// it printed. Errors never hold its output, and its messages only when they do
// not look like a key. It gets no standard input, which may be a request.
func (c *Config) runCommand(ctx context.Context, line string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, c.options.CommandTimeout)
	defer cancel()
	cmd := shell(limited, c.options.OS, line)
	cmd.WaitDelay = pipeDelay
	out, messages := &capped{max: keys.MaxSize, strict: true}, &capped{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, messages
	if c.options.Stderr != nil {
		cmd.Stderr = c.options.Stderr
	}
	err := cmd.Run()
	switch {
	case out.over:
		return nil, fmt.Errorf("%s printed more than %d bytes, which is no key", KeyPrivateKeyCommand, keys.MaxSize)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("%s did not end within %s", KeyPrivateKeyCommand, c.options.CommandTimeout)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, commandError(err, messages.buf.String())
	case len(bytes.TrimSpace(out.buf.Bytes())) == 0:
		return nil, fmt.Errorf("%s printed nothing", KeyPrivateKeyCommand)
	}
	return out.buf.Bytes(), nil
}

// shell is the command that lets the system's shell run a line.
func shell(ctx context.Context, system, line string) *exec.Cmd {
	if system == "windows" {
		return exec.CommandContext(ctx, "cmd", "/C", line)
	}
	return exec.CommandContext(ctx, "sh", "-c", line)
}

// commandError names how a command failed and what it said.
func commandError(err error, said string) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		err = fmt.Errorf("%s failed with exit status %d", KeyPrivateKeyCommand, exit.ExitCode())
	} else {
		err = fmt.Errorf("%s failed: %w", KeyPrivateKeyCommand, err)
	}
	said = strings.Join(strings.FieldsFunc(said, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	switch {
	case said == "":
		return err
	case mayHoldKey(said):
		return fmt.Errorf("%w (its messages are not shown: they look like a key)", err)
	}
	return fmt.Errorf("%w: %s", err, said)
}

// mayHoldKey tells whether some word of a text could be a key or a part of one.
func mayHoldKey(text string) bool {
	if strings.Contains(text, "PRIVATE KEY") {
		return true
	}
	for _, word := range strings.Fields(text) {
		if len(word) >= 60 && strings.IndexFunc(word, notBase64) < 0 {
			return true
		}
	}
	return false
}

// capped keeps the first max bytes written to it. A strict one fails when there
// are more, which ends the writing process.
type capped struct {
	buf    bytes.Buffer // not embedded: its ReadFrom knows no limit
	max    int
	strict bool
	over   bool
}

// Write implements io.Writer.
func (w *capped) Write(p []byte) (int, error) {
	room := w.max - w.buf.Len()
	if len(p) <= room {
		return w.buf.Write(p)
	}
	w.over = true
	_, _ = w.buf.Write(p[:room])
	if w.strict {
		return room, io.ErrShortWrite
	}
	return len(p), nil
}
