package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// readLimited reads r to its end and refuses more than limit bytes.
func readLimited(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := durable.ReadAll(r, limit)
	if err == nil || errors.Is(err, context.Canceled) {
		return data, err
	}
	return nil, apperr.New(apperr.Usage, "reading "+name, PathReason(err))
}

// PathReason drops the operation and the path that os puts before the
// reason, since the message names the file already.
func PathReason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// stateUnwritable reports whether err means that a directory cannot be written:
// no permission, read-only, full, or something else in its place.
func stateUnwritable(err error) bool {
	for _, target := range []error{fs.ErrPermission, syscall.EROFS, syscall.ENOSPC, syscall.EDQUOT, syscall.ENOTDIR} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// ReadArgument reads a file argument, or standard input for "-", up to limit bytes.
func (env *Env) ReadArgument(name string, limit int64) ([]byte, error) {
	r, closeFile, err := env.OpenArgument(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	if name == "-" {
		name = "standard input"
	}
	return readLimited(r, name, limit)
}

// missingArgumentHint names the file that was probably meant, else where it was looked for.
func missingArgumentHint(name string) string {
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		dir = filepath.Dir(name)
	}
	const most = 1000 // of a directory with very many files the others are not read
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "there is no directory " + dir
	}
	var names []string
	for _, entry := range entries[:min(len(entries), most)] {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	if near := spec.Nearest(filepath.Base(name), names); near != "" {
		return "did you mean " + filepath.Join(filepath.Dir(name), near) + "?"
	}
	return "it was looked for in " + dir
}

// OpenArgument opens a file argument, or standard input for "-".
func (env *Env) OpenArgument(name string) (io.Reader, func(), error) {
	if name == "-" {
		return env.In, func() {}, nil
	}
	f, err := durable.Open(env.Ctx, name)
	if errors.Is(err, context.Canceled) {
		return nil, nil, err
	}
	if err != nil {
		e := apperr.New(apperr.Usage, "reading "+name, PathReason(err))
		if _, derr := time.ParseDuration(name); derr == nil {
			e.Hints = append(e.Hints, "write the time limit with an equals sign: --wait="+name)
		} else if errors.Is(err, fs.ErrNotExist) {
			e.Hints = append(e.Hints, missingArgumentHint(name))
		}
		return nil, nil, e
	}
	if IsDir(name) {
		f.Close()
		return nil, nil, apperr.New(apperr.Usage, "reading "+name, errors.New("it is a directory"),
			"name the files in it: "+apperr.ShellQuote(filepath.Clean(name))+"/*")
	}
	return f, func() { f.Close() }, nil
}

// IsDir reports whether a name is that of a directory.
func IsDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
