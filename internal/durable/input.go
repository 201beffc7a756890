package durable

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/antom-cli/antom/pkg/keys"
)

// Open opens an input. It may be of any kind, such as a FIFO that nobody has opened
// for writing yet. Both the opening and every read end with ctx, with its error.
func Open(ctx context.Context, path string) (io.ReadCloser, error) {
	f, err := Await(ctx, func() (*os.File, error) { return os.Open(path) })
	if err != nil {
		return nil, err
	}
	return input{Reader(ctx, f), f}, nil
}

// input reads by way of a Reader and closes the file.
type input struct {
	io.Reader
	file *os.File
}

// Close closes the file.
func (i input) Close() error { return i.file.Close() }

// Stat is that of the file.
func (i input) Stat() (os.FileInfo, error) { return i.file.Stat() }

// ReadKey is [keys.ReadFile], and ends with ctx.
func ReadKey(ctx context.Context, path string) ([]byte, error) {
	return Await(ctx, func() ([]byte, error) { return keys.ReadFile(path) })
}

// ReadInput opens an input and reads it to its end. More than limit bytes are a
// [*SizeError].
func ReadInput(ctx context.Context, path string, limit int64) ([]byte, error) {
	in, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // nothing was written
	return ReadAll(in, limit)
}

// ReadAll reads an input to its end. More than limit bytes are a [*SizeError].
func ReadAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, &SizeError{Limit: limit}
	}
	return data, nil
}

// SizeError says that an input is larger than what it can be.
type SizeError struct {
	Limit int64 // in bytes
}

func (e *SizeError) Error() string {
	if e.Limit >= 1<<20 && e.Limit%(1<<20) == 0 {
		return fmt.Sprintf("more than %d MiB", e.Limit>>20)
	}
	return fmt.Sprintf("more than %d bytes", e.Limit)
}
