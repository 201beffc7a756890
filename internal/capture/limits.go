package capture

// Limits of what is read. They hold for every format; going over one is an
// error that names the limit.
const (
	// MaxInput is the largest input that is read whole, and the longest
	// single record of a stream, in bytes.
	MaxInput = 64 << 20
	// MaxBody is the largest body in bytes unless Options.MaxBody says otherwise.
	MaxBody = 16 << 20
	// MaxHeaders is the largest number of header fields of one notification.
	MaxHeaders = 256
	// MaxHeaderBytes is the largest sum of the lengths of all names and values.
	MaxHeaderBytes = 256 << 10
	// MaxPath is the longest path and query in bytes.
	MaxPath = 64 << 10
	// MaxNesting is the deepest nesting of objects and lists in a JSON container.
	MaxNesting = 64
)
