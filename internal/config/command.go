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
	// maxStderr is how much of a command's messages is kept, in bytes.
	maxStderr = 2 << 10
	// pipeDelay is how long to wait for processes that a command left behind
	// with its output still open.
	pipeDelay = 200 * time.Millisecond
)

// runCommand runs the command of a setting (private-key-command) in the system's shell and returns what
// it printed. Errors never hold its output, and its messages are shown, here or
// in an error, only when they do not look like a key. It gets no standard
// input, which may be a request.
func (c *Config) runCommand(ctx context.Context, setting, line string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, c.options.CommandTimeout)
	defer cancel()
	cmd := shell(limited, line)
	cmd.WaitDelay = pipeDelay
	out, messages := &capped{max: keys.MaxSize, strict: true}, &capped{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, messages
	err := cmd.Run()
	switch {
	case out.over:
		return nil, fmt.Errorf("%s printed more than %d bytes, which is no key", setting, keys.MaxSize)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("%s did not end within %s", setting, c.options.CommandTimeout)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, commandError(runError(setting, err), messages.buf.String())
	case len(bytes.TrimSpace(out.buf.Bytes())) == 0:
		return nil, commandError(errors.New(setting+" printed nothing"), messages.buf.String())
	}
	c.passOn(setting, messages.buf.String())
	return out.buf.Bytes(), nil
}

// passOn shows the messages of a command that worked, unless they look like a
// key: some tools repeat what they read when it is not what they expected.
func (c *Config) passOn(setting, said string) {
	said = strings.TrimSpace(said)
	switch {
	case said == "" || c.options.Stderr == nil:
	case keys.LooksLikeKey(said):
		_, _ = fmt.Fprintln(c.options.Stderr, setting+": "+hiddenMessages)
	default:
		_, _ = fmt.Fprintln(c.options.Stderr, said)
	}
}

// hiddenMessages stands for messages that are not shown.
const hiddenMessages = "its messages are not shown: they look like a key"

// runError names how a command failed.
func runError(setting string, err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return fmt.Errorf("%s failed with exit status %d", setting, exit.ExitCode())
	}
	return fmt.Errorf("%s failed: %w", setting, err)
}

// commandError adds what a command said to an error.
func commandError(err error, said string) error {
	hidden := keys.LooksLikeKey(said)
	said = strings.Join(strings.FieldsFunc(said, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	switch {
	case said == "":
		return err
	case hidden || keys.LooksLikeKey(said):
		return fmt.Errorf("%w (%s)", err, hiddenMessages)
	}
	return fmt.Errorf("%w: %s", err, said)
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
