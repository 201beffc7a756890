package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The two kinds of record. Both hold the whole entry as it was known, so that
// the last record of an id is all there is to know.
const (
	recordBegin  = "begin"
	recordFinish = "finish"
)

// record is one line of the file. Its first member is the schema, always.
type record struct {
	Schema int    `json:"schema"`
	Record string `json:"record"`
	Entry
}

// appendFile is what the journal needs of a file that is open for appending.
type appendFile interface {
	io.WriteCloser
	io.ReaderAt
	Sync() error
	Stat() (os.FileInfo, error)
}

// openAppend opens the file so that every write goes to its end, whoever else
// writes to it.
func openAppend(path string) (appendFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
}

// append writes one record with one write call. A record that begins a request
// is forced to the disk.
func (j *Journal) append(r record) error {
	if j.dir == "" {
		return ErrNoDirectory
	}
	line, err := encode(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return err
	}
	durable := r.Record == recordBegin
	if durable {
		j.rotate()
	}
	f, err := j.open(j.Path())
	if err != nil {
		return err
	}
	created, err := writeLine(f, line, durable)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", j.Path(), err)
	}
	if durable && created {
		syncDirectory(j.dir)
	}
	return nil
}

// encode makes the one line of a record.
func encode(r record) ([]byte, error) {
	line, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	if len(line)+1 > maxLine {
		return nil, ErrTooLarge
	}
	return append(line, '\n'), nil
}

// writeLine appends line and tells whether the file was empty before. A file
// that ends in the middle of a line, because its writer died or the disk was
// full, gets a line end first: its last line stays damaged, ours does not.
func writeLine(f appendFile, line []byte, durable bool) (created bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	created = info.Size() == 0
	if !created {
		var last [1]byte
		if _, err := f.ReadAt(last[:], info.Size()-1); err == nil && last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	n, err := f.Write(line)
	if err == nil && n < len(line) {
		err = io.ErrShortWrite
	}
	if err == nil && durable {
		err = f.Sync()
	}
	return created, err
}

// syncDirectory makes a new file's name durable. Where a directory cannot be
// synced (Windows) there is nothing to do, so errors do not matter.
func syncDirectory(dir string) {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}
