package inbox

import (
	"bufio"
	"errors"
	"io"
)

// lineReader reads lines of at most MaxLine bytes and knows where they begin.
type lineReader struct {
	r      *bufio.Reader
	offset int64  // of the next line
	long   []byte // a line that is longer than the buffer of r
}

func newLineReader(r io.Reader, offset int64) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 64<<10), offset: offset}
}

var errLongLine = errors.New("the line is too long")

// next returns a line without its line end, and where it begins. It is valid
// until the next call. The errors: io.EOF at the end, io.ErrUnexpectedEOF for a
// last line that has no line end, errLongLine for one that was passed over.
func (l *lineReader) next() (line []byte, at int64, err error) {
	at = l.offset
	l.long = l.long[:0]
	tooLong := false
	for {
		part, err := l.r.ReadSlice('\n')
		l.offset += int64(len(part))
		if len(l.long)+len(part) > MaxLine {
			tooLong = true
			l.long = l.long[:0]
		}
		whole := err == nil && len(l.long) == 0 && !tooLong
		if !whole && !tooLong {
			l.long = append(l.long, part...)
			part = l.long
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && l.offset > at:
			return nil, at, io.ErrUnexpectedEOF
		case err != nil:
			return nil, at, err
		case tooLong:
			return nil, at, errLongLine
		}
		return part[:len(part)-1], at, nil
	}
}
