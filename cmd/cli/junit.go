package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// CheckJUnit checks before a run, which takes a while, that the results can be
// written to the file of --junit. It accepts "".
func CheckJUnit(path string) error {
	if path == "" {
		return nil
	}
	if IsDir(path) {
		return junitError(path, errors.New("it is a directory"))
	}
	dir := filepath.Dir(path)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return junitError(path, fmt.Errorf("there is no directory %s", dir))
	case err != nil:
		return junitError(path, PathReason(err))
	case !info.IsDir():
		return junitError(path, fmt.Errorf("%s is not a directory", dir))
	}
	return nil
}

func junitError(path string, err error) error {
	return apperr.New(apperr.Usage, "--junit: "+path+" cannot be written", err,
		"choose a file in an existing directory, such as --junit report.xml")
}

// WriteJUnit writes the file of --junit.
func WriteJUnit(path string, write func(io.Writer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return apperr.New(apperr.Internal, "writing "+path, err)
	}
	if err := durable.WriteFile(path, out.Bytes(), durable.WriteOptions{Mode: 0o644, Overwrite: true}); err != nil {
		if inner := errors.Unwrap(err); inner != nil {
			err = inner // without the path, which the message has
		}
		return junitError(path, err)
	}
	return nil
}
