package capture

import (
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
)

// Capture is one notification as it was captured.
type Capture struct {
	// Source is the name of the input, usually a file; "-" is standard input.
	Source string
	// Index is the place among the notifications of the source, from 1.
	// Those that could not be read count as well.
	Index int
	// Format is the format that it was read from, never FormatAuto.
	Format Format
	// ReceivedAt is when the notification came, zero if the capture does not tell.
	ReceivedAt time.Time
	// Method is the HTTP method as it was written, usually POST.
	Method string
	// Path is the path and query exactly as they were requested, such as
	// "/payNotify?x=1", without scheme and host; "" if the capture does not tell.
	Path string
	// OwnPath is the path that the capture itself told, where an option
	// replaced it; else "".
	OwnPath string
	// Paths are other paths and queries in the capture that may have been signed,
	// such as those in the headers of a proxy; at most 16.
	Paths []string
	// Headers are the header fields in their order, with names in their own case.
	Headers []Header
	// Body is the body, byte for byte.
	Body []byte
	// Packed is the body as it came, if Body was unpacked as its content-encoding
	// says; else nil.
	Packed []byte
	// Notes say in plain English what is odd or may have been lost.
	Notes []string
	// Offset is where in the source it begins, in bytes; 0 where the format
	// has no such place of its own.
	Offset int64

	// unread says why the body is not there; nil if it is.
	unread error
}

// Header is one header field.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Header returns the first value of a header field, whatever the case of its
// name, or "".
func (c *Capture) Header(name string) string {
	value, _ := httpserve.HeaderValue(c.Headers, name)
	return value
}

// Values returns all values of a header field in their order, whatever the
// case of its name; nil if there is none.
func (c *Capture) Values(name string) []string { return httpserve.HeaderValues(c.Headers, name) }

func (c *Capture) note(text string) {
	c.Notes = append(c.Notes, text)
}
