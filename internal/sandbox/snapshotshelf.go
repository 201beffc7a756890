package sandbox

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
)

// snapshotsDir is the directory of snapshots in the state directory, and
// snapshotSuffix ends the names of their files.
const (
	snapshotsDir   = "snapshots"
	snapshotSuffix = ".snapshot"
)

// errNoSnapshot says that no snapshot has a name.
var errNoSnapshot = fs.ErrNotExist

// missingSnapshot words that there is no snapshot.
func missingSnapshot(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &SnapshotError{Name: name, Reason: SnapshotMissing, Detail: "there is no snapshot with the name " + name}
	}
	return err
}

// shelf is where snapshots are.
type shelf interface {
	// names lists them.
	names() ([]string, error)
	// put keeps one.
	put(name string, replace bool, write func(io.Writer) error) error
	// open reads one; the error is fs.ErrNotExist when there is none.
	open(name string) (io.ReadSeekCloser, int64, error)
	remove(name string) error
}

// newShelf is that of a state directory, or one in memory.
func newShelf(dir string) shelf {
	if dir == "" {
		return &memoryShelf{kept: map[string][]byte{}}
	}
	return fileShelf(filepath.Join(dir, snapshotsDir))
}

// fileShelf keeps snapshots in files of a directory.
type fileShelf string

func (dir fileShelf) path(name string) string {
	return filepath.Join(string(dir), name+snapshotSuffix)
}

func (dir fileShelf) names() ([]string, error) {
	entries, err := os.ReadDir(string(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), snapshotSuffix)
		if ok && checkSnapshotName(name) == nil {
			names = append(names, name)
		}
	}
	return names, err
}

func (dir fileShelf) put(name string, replace bool, write func(io.Writer) error) error {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return err
	}
	return durable.StreamFile(dir.path(name), durable.WriteOptions{Mode: 0o600, Overwrite: replace}, write)
}

func (dir fileShelf) open(name string) (io.ReadSeekCloser, int64, error) {
	if err := checkSnapshotName(name); err != nil {
		return nil, 0, err
	}
	file, err := durable.OpenState(dir.path(name), os.O_RDONLY, 0)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

func (dir fileShelf) remove(name string) error { return os.Remove(dir.path(name)) }

// memoryShelf keeps the snapshots of a simulator in memory.
type memoryShelf struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (m *memoryShelf) names() ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for name := range m.kept {
		names = append(names, name)
	}
	return names, nil
}

func (m *memoryShelf) put(name string, _ bool, write func(io.Writer) error) error {
	var data bytes.Buffer
	if err := write(&data); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	total := int64(data.Len())
	for other, kept := range m.kept {
		if other != name {
			total += int64(len(kept))
		}
	}
	if total > maxSnapshotSize {
		return errSnapshotSize
	}
	m.kept[name] = data.Bytes()
	return nil
}

func (m *memoryShelf) open(name string) (io.ReadSeekCloser, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.kept[name]
	if !ok {
		return nil, 0, errNoSnapshot
	}
	return readSeekNopCloser{bytes.NewReader(data)}, int64(len(data)), nil
}

func (m *memoryShelf) remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.kept[name]; !ok {
		return errNoSnapshot
	}
	delete(m.kept, name)
	return nil
}

type readSeekNopCloser struct{ io.ReadSeeker }

// Close has nothing to do.
func (readSeekNopCloser) Close() error { return nil }

// SnapshotNames lists the names of the snapshots of a state directory, without
// opening the state.
func SnapshotNames(dir string) ([]string, error) {
	if dir == "" {
		return nil, nil
	}
	return newShelf(dir).names()
}
