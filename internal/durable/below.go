package durable

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// ReadBelow reads a regular file of at most so many bytes below a directory. The name
// is relative to it, and no link on the way leads out of it: for names that somebody
// else chooses.
func ReadBelow(dir, name string, most int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	info, err := root.Stat(name) // before it is opened: opening a pipe could wait for ever
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it is larger than %d bytes; at most so many are read", most)
	}
	return data, err
}
