package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"syscall"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/notification"
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

// MakeDir makes a directory that only the user can look into.
func MakeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return apperr.New(apperr.Config, "making "+path, PathReason(err))
	}
	return nil
}

// UsageError makes err wrong usage of a flag. An error that tells its place already
// only gets the hints.
func UsageError(what string, err error, hints ...string) error {
	var told *apperr.Error
	if errors.As(err, &told) {
		more := *told
		more.Hints = append(slices.Clone(told.Hints), hints...)
		return &more
	}
	return apperr.New(apperr.Usage, what, err, hints...)
}

// NoDirectoryError is the error of a machine without a home directory, where no other
// place is named either.
func NoDirectoryError(what, hint string) error {
	return apperr.New(apperr.Config, "there is no directory for "+what+" (no home directory)", nil, hint)
}

// InboxDir is the directory of the stored notifications, or "" if there is none.
func InboxDir(env *Env) string { return JoinDir(env.StateDir(), "inbox") }

// ParseTargetURL reads the URL of an endpoint from an argument or a flag.
func ParseTargetURL(what, text string) (*url.URL, error) {
	target, err := notification.ParseTarget(text)
	if err != nil {
		return nil, UsageError(what, err, "pass a complete URL, such as http://127.0.0.1:8080/notify")
	}
	return target, nil
}
