package durable

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteOptions are the choices of [WriteFile].
type WriteOptions struct {
	// Mode is the file's permission, less the process's umask. 0 means 0600.
	Mode os.FileMode
	// Overwrite allows replacing a file that exists.
	Overwrite bool
}

// WriteFile writes a whole file or nothing: the data goes to a temporary file
// in the same directory, is flushed to the disk, and only then gets its name,
// so that neither a crash nor a reader meets half of it.
//
// Without Overwrite it never replaces anything, not even a file that appears in
// the same moment: it returns an [*ExistsError]. With Overwrite a symbolic link
// stays and the file that it leads to is replaced.
func WriteFile(path string, data []byte, opt WriteOptions) error {
	return StreamFile(path, opt, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// StreamFile is [WriteFile] for data that need not be in memory as a whole. When write
// returns an error, there is no file.
func StreamFile(path string, opt WriteOptions, write func(io.Writer) error) error {
	if opt.Mode == 0 {
		opt.Mode = 0o600
	}
	target := path
	if opt.Overwrite {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			target = real
		}
	} else if _, err := os.Lstat(path); err == nil {
		return &ExistsError{Path: path}
	}
	if err := writeTarget(target, opt, write); err != nil {
		return writeError(path, err)
	}
	return nil
}

// writeTarget does the work of StreamFile on a path without links at its end.
func writeTarget(target string, opt WriteOptions, write func(io.Writer) error) error {
	dir := filepath.Dir(target)
	temp := filepath.Join(dir, ".new-"+rand.Text())
	err := writeNew(temp, opt.Mode.Perm(), write)
	if err == nil {
		err = moveIntoPlace(temp, target, opt)
	}
	if err != nil {
		_ = os.Remove(temp) // it may not be there any more; err tells the story
		return err
	}
	_ = SyncDir(dir) // some network file systems refuse it: the file is there all the same
	return nil
}

// writeNew makes a file that must not exist and flushes it to the disk.
func writeNew(path string, mode os.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// moveIntoPlace gives the temporary file its name. A hard link is the one way
// to do that without ever replacing another file.
func moveIntoPlace(temp, target string, opt WriteOptions) error {
	if opt.Overwrite {
		return os.Rename(temp, target)
	}
	err := os.Link(temp, target)
	if err == nil {
		return os.Remove(temp)
	}
	if errors.Is(err, fs.ErrExist) {
		return &ExistsError{Path: target}
	}
	return claimAndRename(temp, target, opt.Mode)
}

// claimAndRename is for file systems without hard links: an empty file that
// only one process can create claims the name, then it is replaced.
func claimAndRename(temp, target string, mode os.FileMode) error {
	claim, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode.Perm())
	if errors.Is(err, fs.ErrExist) {
		return &ExistsError{Path: target}
	}
	if err != nil {
		return err
	}
	if err := claim.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		_ = os.Remove(target) // our own empty claim
		return err
	}
	return nil
}

// writeError names the file that was asked for, not the temporary one. What was
// to be written is for the caller to say.
func writeError(path string, err error) error {
	var exists *ExistsError
	if errors.As(err, &exists) {
		return &ExistsError{Path: path}
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	var linkErr *os.LinkError
	if errors.As(err, &linkErr) {
		err = linkErr.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ExistsError says that [WriteFile] was to make a new file and there is one.
// errors.Is(err, fs.ErrExist) holds for it.
type ExistsError struct {
	Path string
}

// Error names the file.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s exists already", e.Path)
}

// Is makes the error an fs.ErrExist.
func (e *ExistsError) Is(target error) bool { return target == fs.ErrExist }
