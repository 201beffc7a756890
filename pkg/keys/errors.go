package keys

// Reason says why a key was refused. It is stable, for programs.
type Reason string

// The reasons.
const (
	ReasonEmpty          Reason = "empty"           // nothing there
	ReasonNotAKey        Reason = "not-a-key"       // something else: a path, a placeholder, an HTML page, a signature
	ReasonWrongKind      Reason = "wrong-kind"      // a key or a relative of one, but not the kind that is wanted
	ReasonWrongAlgorithm Reason = "wrong-algorithm" // a key of another algorithm than RSA
	ReasonTooShort       Reason = "too-short"       // fewer bits than MinBits, or than MinGenerateBits in Generate
	ReasonTooLong        Reason = "too-long"        // more bits than MaxBits
	ReasonEncrypted      Reason = "encrypted"       // encrypted, and there is no Passphrase
	ReasonPassphrase     Reason = "passphrase"      // the passphrase is wrong, empty or could not be had
	ReasonMalformed      Reason = "malformed"       // a key that is damaged or cut short
	ReasonInvalid        Reason = "invalid"         // whole, but its numbers make no sound RSA key
	ReasonUnsupported    Reason = "unsupported"     // a form or an encryption that this package does not handle
	ReasonTooLarge       Reason = "too-large"       // more than MaxSize bytes
	ReasonFile           Reason = "file"            // the file is missing, a directory, or cannot be read
)

// Error says what was found where a key was wanted. It never holds any part of
// the input.
type Error struct {
	Reason Reason
	// Found is what the input is, with its article: "a public key",
	// "an EC private key", "an RSA key of 512 bits". For a file that cannot be read
	// it is the path.
	Found string
	// Wanted is what the caller asked for: "an RSA private key".
	Wanted string
	// Hint is what to do next, one sentence or an exact command. It may be empty.
	Hint string
	Err  error // the cause, if there is one
}

// Error joins what was found, what was wanted and the cause. For a file that cannot be
// read it is the path and the cause.
func (e *Error) Error() string {
	if e.Reason == ReasonFile && e.Wanted == "" && e.Err != nil {
		return e.Found + ": " + fileText(e.Err)
	}
	text := "found " + e.Found
	if e.Wanted != "" {
		text += ", wanted " + e.Wanted
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
