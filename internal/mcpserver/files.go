package mcpserver

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
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
	if err == nil {
		err = c.checkLinks(local)
	}
	if err != nil {
		return nil, apperr.New(apperr.Usage, what, err, "files are read only below "+c.o.Dir, "give the content in the argument capture")
	}
	data, err := durable.ReadBelow(c.o.Dir, local, maxFile)
	if err == nil && hasPrivateKey(data) {
		err = errors.New("it contains a private key, which no agent may see")
	}
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
	return name, notHidden(name)
}

func notHidden(name string) error {
	for part := range strings.SplitSeq(filepath.ToSlash(name), "/") {
		if strings.HasPrefix(part, ".") {
			return errors.New("hidden files and files in hidden directories are not read")
		}
	}
	return nil
}

// checkLinks holds that links below the directory do not lead to a hidden file. What is
// not there, and what is outside, is refused when it is read.
func (c *call) checkLinks(local string) error {
	dir, err := filepath.EvalSymlinks(c.o.Dir)
	if err != nil {
		return nil
	}
	target, err := filepath.EvalSymlinks(filepath.Join(dir, local))
	if err != nil {
		return nil
	}
	relative, err := filepath.Rel(dir, target)
	if err != nil || !filepath.IsLocal(relative) {
		return nil
	}
	return notHidden(relative)
}

// hasPrivateKey reports whether a file has a private key as PEM in it, or is one in
// another form.
func hasPrivateKey(data []byte) bool {
	if bytes.Contains(data, []byte("PRIVATE KEY-----")) {
		return true
	}
	const most = 64 << 10 // no key is longer
	if len(data) > most {
		return false
	}
	_, err := keys.ParsePrivate(data, nil)
	return err == nil
}

// pathReason drops the operation and the path that os puts before the reason.
func pathReason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
