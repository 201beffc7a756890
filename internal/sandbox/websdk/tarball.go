package websdk

import (
	"bytes"
	"compress/gzip"
	"fmt"
)

// The form of a tar archive: POSIX ustar.
const (
	tarBlock    = 512
	tarMaxName  = 100
	tarChecksum = 148 // where the checksum is in a header, in eight bytes
)

// Tarball is a package as npm wants it: a gzipped tar archive with everything in
// the directory "package". The same files make the same bytes.
func Tarball(files []File) ([]byte, error) {
	var tar bytes.Buffer
	for _, f := range files {
		header, err := tarHeader("package/"+f.Path, len(f.Data))
		if err != nil {
			return nil, err
		}
		tar.Write(header)
		tar.Write(f.Data)
		tar.Write(make([]byte, (tarBlock-len(f.Data)%tarBlock)%tarBlock))
	}
	tar.Write(make([]byte, 2*tarBlock)) // the end
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(tar.Bytes()); err != nil {
		return nil, fmt.Errorf("packing the SDK: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("packing the SDK: %w", err)
	}
	return out.Bytes(), nil
}

// tarHeader is the header of a regular file that everybody may read.
func tarHeader(name string, size int) ([]byte, error) {
	if len(name) > tarMaxName {
		return nil, fmt.Errorf("packing the SDK: the name %s is too long", name)
	}
	h := make([]byte, tarBlock)
	for _, field := range []struct {
		at   int
		text string
	}{
		{0, name}, {100, "0000644"}, {108, "0000000"}, {116, "0000000"}, // mode, owner, group
		{124, fmt.Sprintf("%011o", size)}, {136, "03560116604"}, // npm's own time, 1985-10-26
		{tarChecksum, "        "}, {156, "0"}, // a regular file
		{257, "ustar\x0000"},
	} {
		copy(h[field.at:], field.text)
	}
	sum := 0
	for _, b := range h {
		sum += int(b)
	}
	copy(h[tarChecksum:], fmt.Sprintf("%06o\x00 ", sum))
	return h, nil
}
