package keys

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
)

// ReadFile reads a file of at most [MaxSize] bytes; a pipe is fine. The error
// is an [*Error] with ReasonFile or ReasonTooLarge; for a missing file
// errors.Is(err, fs.ErrNotExist) holds.
//
// A path that looks like a key itself, because somebody put the key where its
// file's name belongs, is refused without being repeated.
func ReadFile(path string) ([]byte, error) {
	if holdsKey(path) {
		return nil, &Error{
			Reason: ReasonFile, Found: "a key itself", Wanted: "the path of a file with the key",
			Hint: "Put the key into a file of its own and give the path of that file.",
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, &Error{
			Reason: ReasonFile, Found: fmt.Sprintf("a directory at %s", path), Wanted: "a file",
			Hint: "Give the path of the key file in that directory.",
		}
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fileError(path, err)
	}
	if len(data) > MaxSize {
		return nil, tooLarge(fmt.Sprintf("a file of more than %d bytes at %s", MaxSize, path))
	}
	return data, nil
}

// fileError turns an error of the file system into words.
func fileError(path string, err error) *Error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err // without the path, which is in Found
	}
	e := &Error{Reason: ReasonFile, Found: path, Err: err}
	switch {
	case path == "":
		e.Found, e.Wanted, e.Hint = "an empty path", "the path of a key file", "Give the path of the key file."
	case errors.Is(err, fs.ErrNotExist):
		e.Hint = "Give the path of a file that exists."
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "Give your user the permission to read the file."
	}
	return e
}

// fileText says why a file cannot be read.
func fileText(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	return err.Error()
}

func tooLarge(found string) *Error {
	return &Error{
		Reason: ReasonTooLarge, Found: found, Wanted: fmt.Sprintf("at most %d bytes", MaxSize),
		Hint: "A key has a few thousand bytes; check that this is the right file.",
	}
}

// Exposed reports the permission of a file and whether its group or others may
// read or change it, which a private key's file must not allow. It is false on
// Windows, where permission bits say nothing, for pipes, and for a file that
// is not there.
func Exposed(path string) (os.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	mode := info.Mode().Perm()
	return mode, runtime.GOOS != "windows" && mode&0o077 != 0
}

// holdsKey reports whether a path is so much like a key that it must not appear
// in a message. What no path begins with or has in it counts too.
func holdsKey(path string) bool {
	text := strings.TrimSpace(path)
	return strings.ContainsAny(text, "\n\r") || strings.Contains(text, pemDash) ||
		strings.HasPrefix(text, "{") || strings.HasPrefix(text, "ssh-rsa ") ||
		slices.ContainsFunc(pathParts(text), LooksLikeKey)
}

// pathParts is an absolute path in its parts, and other text as it is: no key begins
// with a slash, and the names of nested directories together can look like one.
func pathParts(text string) []string {
	if strings.HasPrefix(text, "/") {
		return strings.Split(text, "/")
	}
	return []string{text}
}
