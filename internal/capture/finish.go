package capture

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/httpserve"
)

// finish puts the options into a capture that was read, holds it to the limits
// and notes what is odd about it whatever its format.
func (o *Options) finish(c *Capture) error {
	if o.Method != "" {
		c.Method = o.Method
	}
	if o.Path != "" {
		if c.Path != o.Path {
			c.OwnPath = c.Path
		}
		c.Path = o.Path
	}
	if len(o.Headers) > 0 {
		c.Headers = override(c.Headers, o.Headers)
	}
	if c.Method == "" {
		c.Method = "POST"
		c.note("the capture has no method; POST is assumed")
	}
	if path, whole := target(c.Path); whole {
		c.Path = path
		c.note("the request target was a whole URL; only its path and query are signed")
	}
	c.addFieldPaths()
	c.noteHeaders()
	if err := o.check(c); err != nil {
		return err
	}
	if c.unread != nil {
		return c.unread
	}
	if c.Path == "" && c.Format != FormatBody {
		return errNoPath(c.Paths)
	}
	return c.unpackBody(o.maxBody())
}

// errNoPath asks for what the signature covers and the capture does not tell. A
// path in the lines around it may be the right one.
func errNoPath(others []string) error {
	example := "/payNotify?shop=1"
	if len(others) > 0 {
		example = short(others[0])
	}
	return &PathError{Example: example}
}

// override gives the fields with those of the same names replaced.
func override(fields, by []Header) []Header {
	kept := make([]Header, 0, len(fields)+len(by))
	for _, h := range fields {
		if !hasName(by, h.Name) {
			kept = append(kept, h)
		}
	}
	return append(kept, by...)
}

func hasName(headers []Header, name string) bool {
	_, ok := httpserve.HeaderValue(headers, name)
	return ok
}

// noteHeaders notes what would make a signature fail in surprising ways.
func (c *Capture) noteHeaders() {
	signatures := 0
	for i := range c.Headers {
		if strings.EqualFold(c.Headers[i].Name, "signature") {
			signatures++
		}
	}
	if signatures > 1 {
		c.note(fmt.Sprintf("the signature header occurs %d times; the first is used", signatures))
	}
}

// check holds a capture to the limits and to what a record can hold.
func (o *Options) check(c *Capture) error {
	if most := o.maxBody(); int64(len(c.Body)) > most {
		return fmt.Errorf("the body is %d bytes long, more than the limit of %d", len(c.Body), most)
	}
	if len(c.Headers) > MaxHeaders {
		return errManyHeaders()
	}
	size := 0
	for i := range c.Headers {
		size += len(c.Headers[i].Name) + len(c.Headers[i].Value)
	}
	if size > MaxHeaderBytes {
		return fmt.Errorf("the headers are %d bytes long, more than the limit of %d KiB", size, MaxHeaderBytes>>10)
	}
	if len(c.Path) > MaxPath {
		return fmt.Errorf("the path is %d bytes long, more than the limit of %d KiB", len(c.Path), MaxPath>>10)
	}
	return CheckText(c.Method, c.Path, c.Headers)
}

func (o *Options) maxBody() int64 {
	if o.MaxBody > 0 {
		return o.MaxBody
	}
	return MaxBody
}

func errManyHeaders() error {
	return fmt.Errorf("there are more than %d header fields", MaxHeaders)
}

// target returns the path and query of a request target or URL, byte for
// byte, and whether scheme or host stood before them.
func target(s string) (path string, whole bool) {
	if s == "" || s[0] == '/' {
		return s, false
	}
	scheme, rest, found := strings.Cut(s, "://")
	if !found || scheme == "" || strings.ContainsAny(scheme, "/?#") {
		return s, false
	}
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.IndexAny(rest, "/?")
	if i < 0 {
		return "/", true
	}
	if rest[i] == '?' {
		return "/" + rest[i:], true
	}
	return rest[i:], true
}
