package capture

import "strconv"

// ReadError says where a notification could not be read, and why.
type ReadError struct {
	// Source is the name of the input, "-" for standard input.
	Source string
	// Line is the line in the source from 1, or 0 when no line is known.
	Line int
	// Err is the reason.
	Err error
}

// Error gives the place and the reason: "a.ndjson:12: …".
func (e *ReadError) Error() string {
	name := e.Source
	if name == "-" || name == "" {
		name = "standard input"
	}
	if e.Line > 0 {
		name += ":" + strconv.Itoa(e.Line)
	}
	return name + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *ReadError) Unwrap() error { return e.Err }

// PathError asks for the path, which the signature covers and a capture does not tell.
type PathError struct {
	// Example is a path and query, as they can be given.
	Example string
}

// Error asks for it.
func (e *PathError) Error() string {
	return "the capture has no path, which the signature covers; " +
		"give the path and query of the notify URL by --path, such as --path '" + e.Example + "'"
}

// FormatError says that the format of an input could not be told.
type FormatError struct {
	// Looks says what the input looks like: "a bare notification body".
	Looks string
	// Fix says what to do, with the option to give.
	Fix string
}

// Error gives both.
func (e *FormatError) Error() string {
	return "looks like " + e.Looks + "; " + e.Fix
}
