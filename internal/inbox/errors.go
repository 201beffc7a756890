package inbox

import (
	"errors"
	"fmt"
)

// Errors that a caller may tell apart.
var (
	ErrNotFound = errors.New("no such notification in the inbox")
	ErrTooLarge = errors.New("the notification is too large to be stored")
	ErrClosed   = errors.New("the inbox is closed")
)

// LockedError tells that another process writes to the inbox.
type LockedError struct {
	Dir string
	PID int // of that process, 0 if it is not known
}

// Error names the directory and the process.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("the inbox %s is in use by another process", e.Dir)
	}
	return fmt.Sprintf("the inbox %s is in use by process %d", e.Dir, e.PID)
}

// SchemaError is a record that a newer version of the program wrote.
type SchemaError struct {
	Schema int // the record's
}

// Error names both versions.
func (e *SchemaError) Error() string {
	return fmt.Sprintf("the record has format %d, written by a newer version of antom; this one reads format %d", e.Schema, Schema)
}

// Damage is a line that is no record: part of the disk was lost or changed.
type Damage struct {
	File   string // path of the segment
	Offset int64  // where the line begins in it
	Err    error  // what is wrong
}

// Error names the place.
func (d *Damage) Error() string {
	return fmt.Sprintf("%s at byte %d: %v", d.File, d.Offset, d.Err)
}

// Unwrap returns what is wrong.
func (d *Damage) Unwrap() error { return d.Err }
