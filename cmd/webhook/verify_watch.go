package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/follow"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
)

// watchInterval is the pause between two looks at a file that has not grown.
const watchInterval = 500 * time.Millisecond

// watchSource returns the captures in the lines of a file until ctx ends.
func watchSource(ctx context.Context, env *cli.Env, name string, o capture.Options) verify.Source {
	file := follow.File{Path: name, Interval: watchInterval, Sleep: env.Sleep, MaxLine: capture.MaxInput}
	return verify.Source{Name: name, Captures: capturesOf(name, file.Lines(ctx), o)}
}

// capturesOf reads the captures in lines. Other lines of a log are skipped.
func capturesOf(name string, lines iter.Seq2[[]byte, error], o capture.Options) iter.Seq2[*capture.Capture, error] {
	return func(yield func(*capture.Capture, error) bool) {
		for line, err := range lines {
			if err != nil {
				if !yield(nil, &capture.ReadError{Source: name, Err: cli.PathReason(err)}) {
					return
				}
				continue
			}
			if !mayHoldCapture(line) {
				continue
			}
			for c, err := range capture.Read(name, bytes.NewReader(line), o) {
				if _, unknown := errors.AsType[*capture.FormatError](err); unknown {
					continue
				}
				if !yield(c, err) {
					return
				}
			}
		}
	}
}

// mayHoldCapture reports whether a line is an object with a signature header.
func mayHoldCapture(line []byte) bool {
	return bytes.IndexByte(line, '{') >= 0 && bytes.Contains(bytes.ToLower(line), []byte(antom.HeaderSignature))
}

// checkWatch checks --watch against the other inputs.
func (f *verifyFlags) checkWatch(env *cli.Env, args []string) error {
	switch {
	case f.watch == "":
		return nil
	case len(args) > 0 || len(f.stored) > 0:
		return cli.UsageError("--watch", errors.New("it cannot be used together with other captures"), "antom webhook verify --help")
	case f.watch == "-":
		return cli.UsageError("--watch", fmt.Errorf("%q is not the name of a file", f.watch), "to read standard input as it comes, leave --watch out: antom webhook verify -")
	}
	env.Note("watching %s; end it with Ctrl-C", f.watch)
	return nil
}
