package capture

import (
	"bytes"
	"fmt"
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
	// MaxBody is the largest body in bytes; 0 is the constant MaxBody.
	MaxBody int64
}

// Read reads the notifications of one input. Name is for messages, "-" for
// standard input. Our own form, one object a line, is streamed in constant
// memory: an error item there does not end the stream. Of other formats up to
// MaxInput bytes are read. Every error is a *ReadError; its reason is a
// *FormatError if the format could not be told. A capture belongs to the
// caller; it shares no memory with the reader or with other captures.
func Read(name string, r io.Reader, o Options) iter.Seq2[*Capture, error] {
	return func(yield func(*Capture, error) bool) {
		e := &emitter{source: name, opt: o, yield: yield}
		format := o.Format
		if format == "" {
			format = FormatAuto
		}
		head := &prefix{r: r}
		if format == FormatAuto {
			var err error
			if format, err = head.detect(len(o.Headers) > 0); err != nil {
				e.fail(err, 0)
				return
			}
		}
		if format == FormatCapture && !head.list() {
			readStream(e, head.rest())
			return
		}
		data, err := readWhole(head.rest())
		if err != nil {
			e.fail(err, 0)
			return
		}
		readFormat(e, format, data)
		if e.index == 0 && !e.done {
			e.fail(fmt.Errorf("there is no notification in it (read as %s)", format), 0)
		}
	}
}

// readFormat hands whole input to the reader of its format.
func readFormat(e *emitter, format Format, data []byte) {
	if len(data) == 0 && format != FormatBody {
		e.fail(errEmpty, 0)
		return
	}
	switch format {
	case FormatHTTP:
		readHTTP(e, data)
	case FormatCapture:
		readContainers(e, data, readRecordValue)
	case FormatHAR:
		readContainers(e, data, readHAR)
	case FormatLambda:
		readContainers(e, data, readLambda)
	case FormatCurl:
		readCurl(e, data)
	case FormatNgrok:
		readContainers(e, data, readNgrok)
	case FormatWebhookSite:
		readContainers(e, data, readWebhookSite)
	case FormatJSON:
		readJSON(e, data)
	case FormatLog:
		readLog(e, data)
	case FormatHTTPFile:
		readHTTPFile(e, data)
	case FormatHTTPie:
		readHTTPie(e, data)
	case FormatPowerShell:
		readPowerShell(e, data)
	case FormatFetch:
		readFetch(e, data)
	case FormatBruno:
		readBruno(e, data)
	case FormatSAZ:
		readSAZ(e, data)
	case FormatBody:
		readBody(e, data)
	default:
		_, err := ParseFormat(string(format))
		e.fail(err, 0)
	}
}

// readWhole reads up to MaxInput bytes.
func readWhole(r io.Reader) ([]byte, error) {
	data, over, err := readUpTo(r, MaxInput)
	if err != nil {
		return nil, err
	}
	if over {
		return nil, fmt.Errorf("the input is larger than the limit of %d MiB; only our own form, one object a line, may be longer", MaxInput>>20)
	}
	return data, nil
}

// readUpTo reads up to a number of bytes, and tells whether there are more.
func readUpTo(r io.Reader, most int64) (data []byte, over bool, err error) {
	var buffer bytes.Buffer
	n, err := buffer.ReadFrom(io.LimitReader(r, most+1))
	return buffer.Bytes(), n > most, err
}
