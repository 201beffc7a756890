package capture

import (
	"bytes"
	"errors"
	"io"
)

// prefix is the beginning of an input, read just as far as it takes to tell
// the format, so that a stream is not held up.
type prefix struct {
	r     io.Reader
	data  []byte
	ended bool
	err   error // of reading, other than the end
}

// Sizes of the prefix in bytes.
const (
	// firstRead is read at once.
	firstRead = 16 << 10
	// textPrefix is how far a request line is searched in text.
	textPrefix = 1 << 20
)

// grow reads on: until a line ends, or until there is twice as much. It
// reports whether there is more than before.
func (p *prefix) grow() bool {
	if p.ended {
		return false
	}
	before := len(p.data)
	want := max(firstRead, 2*before)
	for len(p.data) < want && !p.ended {
		if cap(p.data) < want {
			p.data = append(make([]byte, 0, want), p.data...)
		}
		n, err := p.r.Read(p.data[len(p.data):want])
		p.data = p.data[:len(p.data)+n]
		if err != nil {
			p.ended = true
			if !errors.Is(err, io.EOF) {
				p.err = err
			}
		}
		if n > 0 && p.data[len(p.data)-1] == '\n' && len(p.data) < textPrefix {
			break
		}
	}
	return len(p.data) > before
}

// start returns the offset of the first byte that is no blank and no byte
// order mark, having read that far.
func (p *prefix) start() (int, bool) {
	i := 0
	for {
		if i == 0 && bytes.HasPrefix(p.data, []byte(byteOrderMark)) {
			i = len(byteOrderMark)
		}
		i = skipSpace(p.data, i)
		// A few bytes more are needed to know a mark or a magic number.
		if i < len(p.data) && len(p.data) >= 8 {
			return i, true
		}
		if len(p.data) > MaxInput || !p.grow() {
			return i, i < len(p.data)
		}
	}
}

// list reports whether the input begins with a JSON list.
func (p *prefix) list() bool {
	i, ok := p.start()
	return ok && p.data[i] == '['
}

// rest is the whole input, what was read of it included.
func (p *prefix) rest() io.Reader {
	switch {
	case p.err != nil:
		return io.MultiReader(bytes.NewReader(p.data), failing{p.err})
	case p.ended:
		return bytes.NewReader(p.data)
	default:
		return io.MultiReader(bytes.NewReader(p.data), p.r)
	}
}

// failing is a reader that failed before.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
