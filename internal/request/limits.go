package request

// The limits of one input. They are far above what Antom takes and keep a wrong
// or hostile file from using up the machine.
const (
	// MaxInput is the largest input, in bytes.
	MaxInput = 8 << 20
	// MaxRequest is the largest single request as it is written, in bytes. The
	// YAML parser needs some 200 times as much memory in the worst case.
	MaxRequest = 1 << 20
	// MaxDocuments is the largest number of requests in one input.
	MaxDocuments = 10_000
	// MaxDepth is the deepest nesting of objects and lists.
	MaxDepth = 64
	// MaxNodes is the largest number of values in one input, in all its
	// documents, with every YAML alias counted each time it is used.
	MaxNodes = 250_000
	// MaxMembers is the largest number of fields in one object.
	MaxMembers = 1_000
	// maxMistakes ends the search for mistakes: who has so many has the wrong file.
	maxMistakes = 50
)
