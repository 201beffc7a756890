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
	f, err := root.OpenFile(name, os.O_RDONLY|nonblock, 0) // the open of a pipe could wait for ever
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it is larger than %d bytes; at most so many are read", most)
	}
	return data, err
}
