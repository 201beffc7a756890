package cmd

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// readLimited reads r to its end and refuses more than limit bytes.
func readLimited(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := durable.ReadAll(r, limit)
	if err == nil || errors.Is(err, context.Canceled) {
		return data, err
	}
	return nil, apperr.New(apperr.Usage, "reading "+name, plainPathError(err))
}

// plainPathError drops the operation and the path that os puts before the
// reason, since the message names the file already.
func plainPathError(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// stateUnwritable tells whether err means that a directory cannot be written:
// no permission, read-only, full, or something else in its place.
func stateUnwritable(err error) bool {
	for _, target := range []error{fs.ErrPermission, syscall.EROFS, syscall.ENOSPC, syscall.EDQUOT, syscall.ENOTDIR} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// makeDir makes a directory that only the user can look into.
func makeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return apperr.New(apperr.Config, "making "+path, plainPathError(err))
	}
	return nil
}

// usage makes err wrong usage of a flag. An error that tells its place already
// only gets the hints.
func usage(what string, err error, hints ...string) error {
	var told *apperr.Error
	if errors.As(err, &told) {
		more := *told
		more.Hints = append(slices.Clone(told.Hints), hints...)
		return &more
	}
	return apperr.New(apperr.Usage, what, err, hints...)
}

// noPlace is the error of a machine without a home directory, where no other
// place is named either.
func noPlace(what, hint string) error {
	return apperr.New(apperr.Config, "there is no place for "+what+" (no home directory)", nil, hint)
}
