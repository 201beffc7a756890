package store

import (
	"bytes"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/antom-cli/antom/internal/durable"
)

// newPages is how many pages bbolt writes in one go when it makes a database.
const newPages = 4

// removeUnfinished removes the file if it is what a first start leaves behind that
// could not write all of an empty database, on a full disk for example. Nothing was
// ever stored in it. seen is the file that was found unusable: another process may
// have begun a new one since.
func removeUnfinished(path string, seen os.FileInfo) bool {
	if seen == nil || seen.Size() > int64(newPages*os.Getpagesize()) {
		return false
	}
	data, err := durable.ReadState(path, seen.Size())
	if err != nil {
		return false
	}
	whole, err := newDatabase()
	if err != nil || !unfinished(data, whole) {
		return false
	}
	current, err := os.Stat(path)
	return err == nil && os.SameFile(seen, current) && os.Remove(path) == nil
}

// unfinished reports whether data is the beginning of a new file, and nothing or zeros
// behind that: a file system may keep the size of what it did not write.
func unfinished(data, whole []byte) bool {
	same := 0
	for same < min(len(data), len(whole)) && data[same] == whole[same] {
		same++
	}
	return len(bytes.TrimLeft(data[same:], "\x00")) == 0
}

// newDatabase is what bbolt writes when it makes a database.
func newDatabase() ([]byte, error) {
	dir, err := os.MkdirTemp("", "antom-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary file more is no failure
	path := filepath.Join(dir, FileName)
	db, err := bbolt.Open(path, fileMode, &bbolt.Options{NoSync: true})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	const limit = 1 << 20 // bytes
	data, err := durable.ReadState(path, limit)
	return data[:min(len(data), newPages*os.Getpagesize())], err
}
