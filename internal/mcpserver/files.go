package mcpserver

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
)

// maxFile is the largest file that is read for an agent, in bytes.
const maxFile = 8 << 20

// readCapture reads a file below the directory that the user allows. It follows no
// link out of it, and reads no hidden file: those hold keys and tokens.
func (c *call) readCapture(name string) ([]byte, error) {
	what := "the file " + short(name)
	if c.o.Dir == "" {
		return nil, apperr.New(apperr.Usage, what+" is not read", errors.New(c.o.NoDir), "give the content in the argument capture",
			"the user starts the server with --dir DIR to let it read files there")
	}
	local, err := c.localName(name)
	if err != nil {
		return nil, apperr.New(apperr.Usage, what, err, "files are read only below "+c.o.Dir, "give the content in the argument capture")
	}
	root, err := os.OpenRoot(c.o.Dir)
	if err != nil {
		return nil, apperr.New(apperr.Config, "the directory "+c.o.Dir, pathReason(err))
	}
	defer func() { _ = root.Close() }()
	data, err := readRegular(root, local)
	if err != nil {
		return nil, apperr.New(apperr.Usage, what, pathReason(err), "give the content in the argument capture")
	}
	return data, nil
}

// localName is a path below the directory.
func (c *call) localName(name string) (string, error) {
	if filepath.IsAbs(name) {
		relative, err := filepath.Rel(c.o.Dir, name)
		if err != nil {
			return "", errors.New("it is outside of the directory")
		}
		name = relative
	}
	name = filepath.Clean(name)
	if !filepath.IsLocal(name) {
		return "", errors.New("it is outside of the directory")
	}
	for part := range strings.SplitSeq(filepath.ToSlash(name), "/") {
		if strings.HasPrefix(part, ".") {
			return "", errors.New("hidden files and files in hidden directories are not read")
		}
	}
	return name, nil
}

func readRegular(root *os.Root, name string) ([]byte, error) {
	info, err := root.Stat(name) // before it is opened: opening a pipe could wait for ever
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", info.Size(), maxFile)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("it has more than %d bytes", maxFile)
	}
	return data, err
}

// pathReason drops the operation and the path that os puts before the reason.
func pathReason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
