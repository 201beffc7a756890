package durable

import (
	"fmt"
	"io/fs"
	"os"
)

// OpenState opens a state file as [os.OpenFile] does, and never blocks. What is not
// a regular file, after symbolic links, is an [*IrregularError].
func OpenState(path string, flag int, perm fs.FileMode) (*os.File, error) {
	// Looked at twice: an open alone can change a device or fail without a word of
	// why, and what was looked at before the open may have been replaced since.
	if err := CheckState(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, flag|nonblock, perm)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(path, info)
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// ReadState reads a state file of at most limit bytes. A larger one is a
// [*SizeError].
func ReadState(path string, limit int64) ([]byte, error) {
	f, err := OpenState(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return ReadAll(f, limit)
}

// CheckState looks at a state file without opening it. It is an [*IrregularError]
// or, also for a file that is not there, nil.
func CheckState(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil // the open says it better
	}
	return regular(path, info)
}

func regular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &IrregularError{Path: path, Mode: info.Mode()}
}

// IrregularError says that something else stands where a state file belongs.
type IrregularError struct {
	Path string
	Mode fs.FileMode
}

func (e *IrregularError) Error() string {
	return fmt.Sprintf("%s is %s, not a regular file", e.Path, e.kind())
}

// Hint says what to do.
func (e *IrregularError) Hint() string {
	return "look at it with ls -ld, then move it away or name another place"
}

func (e *IrregularError) kind() string {
	switch {
	case e.Mode.IsDir():
		return "a directory"
	case e.Mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case e.Mode&fs.ModeSocket != 0:
		return "a socket"
	case e.Mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}
