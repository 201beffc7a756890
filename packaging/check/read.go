package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// readFiles lists the regular files of an archive or a package.
func readFiles(name, format string) (map[string]file, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	switch format {
	case "tar.gz", "tgz":
		return readTarGz(bytes.NewReader(data))
	case "zip":
		return readZip(data)
	case "deb":
		return readDeb(data)
	case "apk":
		return readApk(data)
	case "rpm":
		return readRPM(data)
	}
	return nil, fmt.Errorf("nothing reads a %q here", format)
}

func readTarGz(r io.Reader) (map[string]file, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	files := map[string]file{}
	for archive := tar.NewReader(unpacked); ; {
		h, err := archive.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		if h.Typeflag != tar.TypeReg || h.Uid != 0 || h.Gid != 0 {
			return nil, fmt.Errorf("%s is of type %q and of owner %d:%d", h.Name, h.Typeflag, h.Uid, h.Gid)
		}
		files[path.Clean(strings.TrimPrefix(h.Name, "/"))] = file{fs.FileMode(h.Mode), h.Size}
	}
}

func readZip(data []byte) (map[string]file, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	files := map[string]file{}
	for _, f := range archive.File {
		if !f.Mode().IsDir() {
			files[f.Name] = file{f.Mode(), int64(f.UncompressedSize64)}
		}
	}
	return files, nil
}

// readApk reads an apk: archives of the control files and of the data, one after the other. The
// first has no end, so both are read as one.
func readApk(data []byte) (map[string]file, error) {
	files, err := readTarGz(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if _, ok := files[".PKGINFO"]; !ok {
		return nil, errors.New("it has no .PKGINFO")
	}
	delete(files, ".PKGINFO")
	return files, nil
}

// readDeb reads a deb: an ar archive, with the files in its member data.tar.gz.
func readDeb(data []byte) (map[string]file, error) {
	const magic, header = "!<arch>\n", 60
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, errors.New("it is no ar archive")
	}
	for len(rest) >= header {
		name := strings.TrimRight(string(rest[:16]), " /")
		size, err := strconv.Atoi(strings.TrimSpace(string(rest[48:58])))
		if err != nil || size < 0 || size > len(rest)-header {
			return nil, fmt.Errorf("the size of its member %s is wrong", name)
		}
		if name == "data.tar.gz" {
			return readTarGz(bufio.NewReader(bytes.NewReader(rest[header : header+size])))
		}
		rest = rest[min(header+size+size%2, len(rest)):]
	}
	return nil, errors.New("it has no data.tar.gz")
}
