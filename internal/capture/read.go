package capture

import (
	"io"
	"iter"
)

// Options say how to read a capture and what to put into it.
type Options struct {
	// Format is the format; "" and FormatAuto tell it by content.
	Format Format
	// Method and Path replace what the capture has, unless empty.
	Method, Path string
	// Headers replace the fields of the same names, or supply what is missing.
	Headers []Header
	// MaxBody is the largest body in bytes; 0 is MaxBody.
	MaxBody int64
}

// Read reads the notifications of one input. Name is for messages, "-" for
// standard input. Our own form, one object a line, is streamed in constant
// memory: an error item there (a *ReadError with the line) does not end the
// stream. Of other formats up to MaxInput bytes are read. A capture belongs to
// the caller; it shares no memory with the reader.
func Read(name string, r io.Reader, o Options) iter.Seq2[*Capture, error] {
	return func(yield func(*Capture, error) bool) {}
}
