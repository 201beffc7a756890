package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/antom-cli/antom/internal/durable"
)

// FileName is the name of the database file in the state directory.
const FileName = "sandbox.db"

const (
	fileMode = 0o600
	dirMode  = 0o700
	// minLockTimeout is given to a caller who does not say how long to wait:
	// bbolt reads 0 as "forever".
	minLockTimeout = time.Millisecond
)

// Options says how to open a Bolt store.
type Options struct {
	// Dir is the directory of the file; it is made when it is missing.
	Dir string
	// LockTimeout is how long to wait for another process to let go of the file.
	LockTimeout time.Duration
	// Now names a damaged file that is moved aside; time.Now when nil.
	Now func() time.Time
}

// Bolt is a Store in one file.
type Bolt struct {
	db      *bbolt.DB
	commits committer
}

// Open opens the store in o.Dir and makes it when there is none. It returns an
// error that is ErrLocked when another process has it open, a *DamagedError when
// the file is not a sound database, and a *VersionError when a newer program
// wrote it.
func Open(o Options) (*Bolt, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(o.Dir, dirMode); err != nil {
		return nil, fmt.Errorf("making the simulator's state directory: %w", err)
	}
	path := filepath.Join(o.Dir, FileName)
	timeout := max(o.LockTimeout, minLockTimeout)
	db, seen, err := openSound(path, timeout)
	if isDamage(err) && removeUnfinished(path, seen) {
		db, seen, err = openSound(path, timeout)
	}
	switch {
	case err == nil:
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("opening %s: %w", path, ErrLocked)
	case isDamage(err):
		return nil, moveAside(path, seen, o.Now(), err)
	default:
		return nil, fmt.Errorf("opening the simulator's state: %w", err)
	}
	b := &Bolt{db: db, commits: committer{db: db}}
	if err := b.prepare(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

// damage marks an error as a fault of the file's content.
type damage struct{ error }

func (d damage) Unwrap() error { return d.error }

// senseless is the damage that a panic of bbolt shows. What the runtime says of it,
// such as a nil pointer, tells nobody anything.
func senseless(panicked any) damage {
	if _, ok := panicked.(runtime.Error); ok {
		return damage{errors.New("its pages are invalid")}
	}
	return damage{fmt.Errorf("its pages are invalid: %v", panicked)}
}

func isDamage(err error) bool {
	var d damage
	return errors.As(err, &d) || errors.Is(err, bolterrors.ErrInvalid) ||
		errors.Is(err, bolterrors.ErrVersionMismatch) || errors.Is(err, bolterrors.ErrChecksum)
}

// openSound opens the file and checks all of it before anybody relies on it.
// bbolt maps the file into memory and trusts its content: a damaged file shows
// itself as a panic or a memory fault, which becomes an error here. seen is the
// file that was looked at.
func openSound(path string, timeout time.Duration) (db *bbolt.DB, seen os.FileInfo, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	// The handle is kept apart from db: when bbolt.Open itself panics it hands
	// out nothing that could be closed.
	var file *os.File
	defer func() {
		if r := recover(); r != nil {
			err = senseless(r)
		}
		if err == nil {
			return
		}
		if db != nil {
			_ = db.Close()
		} else if file != nil {
			_ = file.Close()
		}
		db = nil
	}()
	openFile := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := durable.OpenState(name, flag, mode)
		if err != nil {
			return nil, err
		}
		file = f
		seen, err = f.Stat()
		return f, err
	}
	opened, err := bbolt.Open(path, fileMode, &bbolt.Options{Timeout: timeout, OpenFile: openFile})
	if err != nil {
		return nil, seen, shortFile(seen, err)
	}
	db = opened
	return db, seen, checkPages(db, path)
}

// shortFile marks the error of a file that has no room for the two pages that
// every database begins with; bbolt has no error value for it.
func shortFile(seen os.FileInfo, err error) error {
	if seen != nil && seen.Size() > 0 && seen.Size() < int64(2*os.Getpagesize()) {
		return damage{err}
	}
	return err
}

// checkPages refuses a file that is shorter than its own account of itself, and
// one whose tree of pages does not hold together. It takes five milliseconds for
// a megabyte.
func checkPages(db *bbolt.DB, path string) error {
	return db.View(func(tx *bbolt.Tx) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.Size() < tx.Size() {
			return damage{fmt.Errorf("it has %d bytes and should have %d", info.Size(), tx.Size())}
		}
		var first error
		for err := range tx.Check() {
			if first == nil {
				first = damage{err}
			}
		}
		return first
	})
}

// View runs f over one consistent state of the file.
func (b *Bolt) View(f func(Tx) error) error {
	return b.db.View(func(tx *bbolt.Tx) error { return f(&boltTx{tx: tx}) })
}

// Update runs f; its writes are on the disk when Update returns. Updates that
// come at the same time share one write to the disk.
func (b *Bolt) Update(f func(Tx) error) error {
	return b.commits.do(f)
}

// Close lets go of the file.
func (b *Bolt) Close() error { return b.db.Close() }
