package capture

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
)

// zipBegin is how a zip file begins.
const zipBegin = "PK\x03\x04"

// readSAZ reads the sessions that Fiddler saved: a zip file with each request as
// it came in raw/N_c.txt.
func readSAZ(e *emitter, data []byte) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		e.fail(errors.New("the zip file is damaged or cut off"), 0)
		return
	}
	var left int64 = MaxInput
	requests := 0
	for _, file := range archive.File {
		if ok, _ := path.Match("raw/*_c.txt", file.Name); !ok {
			continue
		}
		requests++
		text, err := readZipped(file, left)
		if err != nil {
			e.fail(fmt.Errorf("%s in the zip file: %w", short(file.Name), err), 0)
			return
		}
		left -= int64(len(text))
		for m := range messages(text) {
			e.putSession(m)
			if e.done {
				return
			}
		}
	}
	if requests == 0 {
		e.fail(otherZip(archive), 0)
	}
}

// putSession hands over the request of a session that may be a notification.
func (e *emitter) putSession(m *message) {
	switch _, signed := m.get("signature"); {
	case m.err != nil:
		e.fail(m.err, 0)
	case signed:
		c := m.capture(FormatSAZ)
		c.Offset = 0
		e.put(c, 0)
	}
}

// readZipped unpacks a file of an archive, up to a limit for all of them.
func readZipped(file *zip.File, left int64) ([]byte, error) {
	r, err := file.Open()
	if err != nil {
		return nil, unpackError(err)
	}
	defer r.Close()
	text, over, err := readUpTo(r, left)
	if err != nil {
		return nil, unpackError(err)
	}
	if over {
		return nil, fmt.Errorf("the unpacked files are larger than the limit of %d MiB", MaxInput>>20)
	}
	return text, nil
}

// otherZip says what to do with a zip file of another program.
func otherZip(archive *zip.Reader) error {
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "-meta.json") || strings.HasSuffix(file.Name, "_meta.json") {
			return &FormatError{"a session of Charles or Proxyman in a zip file", "export it as HAR, or in Charles as JSON Session File (.chlsj)"}
		}
	}
	return &FormatError{"a zip file without the sessions of Fiddler", "unpack it first"}
}
