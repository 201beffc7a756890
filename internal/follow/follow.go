// Package follow reads the lines of a file as they are appended, through rotation and
// truncation. It knows nothing of what is in the lines.
package follow

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"github.com/antom-cli/antom/internal/durable"
)

// A File is followed by its name, so that a new file of that name is the next one.
type File struct {
	Path string
	// Interval is the pause between two looks at a file that has not grown.
	Interval time.Duration
	// Sleep waits; it ends early with ctx.
	Sleep func(ctx context.Context, d time.Duration) error
	// MaxLine is the longest line in bytes.
	MaxLine int
}

// ErrLongLine stands for a line that is longer than MaxLine. What follows it is read.
var ErrLongLine = errors.New("the line is too long")

// Lines returns the lines without their line breaks, from the beginning of the file
// until ctx ends. It waits for a file that is not there. A line is valid until the next
// one. A last line without a line break counts when the file is replaced and when ctx
// ends. An error other than ErrLongLine is the last item.
func (f File) Lines(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for ctx.Err() == nil {
			in, err := durable.Open(ctx, f.Path)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				_ = f.Sleep(ctx, f.Interval) // the loop looks at ctx
				continue
			case err != nil && ctx.Err() != nil:
				return
			case err != nil:
				yield(nil, err)
				return
			}
			t := &tail{File: f, in: in, yield: yield}
			more := t.read(ctx)
			_ = in.Close() // nothing was written
			if !more {
				return
			}
		}
	}
}

// tail reads one file.
type tail struct {
	File
	in     io.ReadCloser
	yield  func([]byte, error) bool
	line   []byte // the part of a line that is there
	skips  bool   // the line at hand is too long
	offset int64
}

// read reads the file until another one has its name or it was truncated. It reports
// whether to go on with that.
func (t *tail) read(ctx context.Context) bool {
	buffer := make([]byte, 64<<10)
	for last := false; ; {
		n, err := t.in.Read(buffer)
		t.offset += int64(n)
		switch {
		case !t.take(buffer[:n]):
			return false
		case ctx.Err() != nil:
			t.rest()
			return false
		case err != nil && !errors.Is(err, io.EOF):
			t.yield(nil, err)
			return false
		case n > 0:
			continue
		case last:
			return t.rest()
		}
		switch t.state() {
		case truncated:
			return true
		case replaced:
			last = true // what was written in between is read
		default:
			_ = t.Sleep(ctx, t.Interval) // the loop looks at ctx
		}
	}
}

type state uint8

const (
	same state = iota
	replaced
	truncated
)

// state compares the file that is open with the one that has its name.
func (t *tail) state() state {
	open, ok := t.in.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return same
	}
	mine, err := open.Stat()
	named, otherErr := os.Stat(t.Path)
	switch {
	case err != nil || otherErr != nil:
		return same // the name is free for a moment
	case !os.SameFile(mine, named):
		return replaced
	case mine.Mode().IsRegular() && mine.Size() < t.offset:
		return truncated
	default:
		return same
	}
}

// take hands out the lines that are whole. It reports whether to go on.
func (t *tail) take(data []byte) bool {
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			t.add(data)
			return true
		}
		t.add(data[:end])
		data = data[end+1:]
		if !t.give() {
			return false
		}
	}
	return true
}

func (t *tail) add(data []byte) {
	if t.skips = t.skips || len(t.line)+len(data) > t.MaxLine; !t.skips {
		t.line = append(t.line, data...)
	}
}

// give hands out the line at hand and begins the next one.
func (t *tail) give() bool {
	line, skips := bytes.TrimSuffix(t.line, []byte("\r")), t.skips
	t.line, t.skips = t.line[:0], false
	if skips {
		return t.yield(nil, ErrLongLine)
	}
	return t.yield(line, nil)
}

// rest hands out a last line without a line break.
func (t *tail) rest() bool {
	if len(t.line) == 0 && !t.skips {
		return true
	}
	return t.give()
}
