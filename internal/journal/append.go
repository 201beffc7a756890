package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/antom-cli/antom/internal/durable"
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
	return durable.OpenState(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
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
	forced := r.Record == recordBegin
	if forced {
		j.rotate()
	}
	f, err := j.open(j.Path())
	if err != nil {
		return err
	}
	created, err := writeLine(f, line, forced)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", j.Path(), err)
	}
	if forced && created {
		// Where a directory cannot be synced the record is there all the same.
		_ = durable.SyncDir(j.dir)
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

// writeLine appends line and reports whether the file was empty before. A file
// that ends in the middle of a line, because its writer died or the disk was
// full, gets a line end first: its last line stays damaged, ours does not.
func writeLine(f appendFile, line []byte, forced bool) (created bool, err error) {
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
	if err == nil && forced {
		err = f.Sync()
	}
	return created, err
}
