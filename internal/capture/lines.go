package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// lineBuffer is what is read at once; longer lines are put together.
const lineBuffer = 256 << 10

// errLongLine says that a line was longer than MaxInput; it was skipped.
var errLongLine = fmt.Errorf("the line is longer than the limit of %d MiB", MaxInput>>20)

// lineReader reads lines of bounded length, in memory that is used again.
type lineReader struct {
	r      *bufio.Reader
	most   int
	long   []byte // the line at hand when it did not fit the buffer
	number int    // of the line at hand, from 1
	offset int64  // where the line at hand begins
	next   int64  // where the next one begins
}

func newLineReader(r io.Reader, most int) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, lineBuffer), most: most}
}

// reset begins with another input, in the same memory.
func (l *lineReader) reset(r io.Reader) {
	l.r.Reset(r)
	l.number, l.offset, l.next = 0, 0, 0
}

// read returns the next line with its line end, valid until the next call;
// io.EOF after the last one.
func (l *lineReader) read() ([]byte, error) {
	l.offset = l.next
	l.number++
	line, err := l.r.ReadSlice('\n')
	l.next += int64(len(line))
	if !errors.Is(err, bufio.ErrBufferFull) {
		return lastLine(line, err)
	}
	l.long = append(l.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.r.ReadSlice('\n')
		l.next += int64(len(line))
		if len(l.long) <= l.most {
			l.long = append(l.long, line...)
		}
	}
	if len(l.long) > l.most {
		l.long = nil
		if err == nil || errors.Is(err, io.EOF) {
			return nil, errLongLine
		}
		return nil, err
	}
	return lastLine(l.long, err)
}

// lastLine lets a last line without line end count as a line.
func lastLine(line []byte, err error) ([]byte, error) {
	if errors.Is(err, io.EOF) && len(line) > 0 {
		return line, nil
	}
	return line, err
}

// newlines counts the line ends in front of an offset.
func newlines(b []byte, offset int) int {
	return bytes.Count(b[:min(offset, len(b))], []byte{'\n'})
}

// lineCounter tells the lines of offsets, which are asked for in rising order.
type lineCounter struct {
	data    []byte
	counted int // so far
	ends    int // line ends in front of it
}

// at returns the line of an offset, from 1.
func (l *lineCounter) at(offset int) int {
	if offset = min(offset, len(l.data)); offset > l.counted {
		l.ends += newlines(l.data[l.counted:], offset-l.counted)
		l.counted = offset
	}
	return l.ends + 1
}
