package durable

import (
	"context"
	"io"
	"os"
)

// Reader is r with reads that end with ctx. A read that was under way then stays
// behind, so nothing else may read r after that.
func Reader(ctx context.Context, r io.Reader) io.Reader {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return checked{ctx, r}
		}
	}
	return &awaited{ctx: ctx, r: r}
}

// checked reads what cannot block, such as a regular file.
type checked struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (c checked) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// awaited reads what may block. The bytes pass through a buffer of its own, because
// a read that is left behind must not write into that of the caller.
type awaited struct {
	ctx context.Context
	r   io.Reader
	buf []byte
}

// Read implements io.Reader.
func (a *awaited) Read(p []byte) (int, error) {
	if len(a.buf) < len(p) {
		a.buf = make([]byte, len(p))
	}
	own := a.buf[:len(p)]
	var failed error // of the read, whose bytes count all the same
	n, err := Await(a.ctx, func() (int, error) {
		n, err := a.r.Read(own)
		failed = err
		return n, nil
	})
	if err != nil {
		return 0, err
	}
	return copy(p, own[:n]), failed
}
