package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Tags of an rpm's header that name its files.
const (
	rpmFileSizes  = 1028
	rpmFileModes  = 1030
	rpmDirIndexes = 1116
	rpmBaseNames  = 1117
	rpmDirNames   = 1118
)

// rpmHeader is a header of an rpm: a table of tags, and the data that they point to.
type rpmHeader struct {
	entries map[uint32]rpmEntry
	data    []byte
}

// rpmEntry is where the values of a tag are.
type rpmEntry struct{ kind, offset, count uint32 }

// readRPM lists the files of an rpm from its header. The lead has 96 bytes; the signature, a
// header too, is filled up to a multiple of eight bytes.
func readRPM(data []byte) (map[string]file, error) {
	const lead = 96
	if len(data) < lead || !bytes.HasPrefix(data, []byte{0xed, 0xab, 0xee, 0xdb}) {
		return nil, errors.New("it is no rpm")
	}
	_, size, err := readRPMHeader(data[lead:])
	if err != nil {
		return nil, fmt.Errorf("the signature: %w", err)
	}
	start := lead + (size+7)/8*8
	if start > len(data) {
		return nil, errors.New("it ends in the signature")
	}
	header, _, err := readRPMHeader(data[start:])
	if err != nil {
		return nil, fmt.Errorf("the header: %w", err)
	}
	return header.files()
}

// readRPMHeader reads a header and tells its size.
func readRPMHeader(data []byte) (*rpmHeader, int, error) {
	const intro, entry = 16, 16
	if len(data) < intro || !bytes.HasPrefix(data, []byte{0x8e, 0xad, 0xe8, 0x01}) {
		return nil, 0, errors.New("it does not begin like a header")
	}
	n, size := int(binary.BigEndian.Uint32(data[8:])), int(binary.BigEndian.Uint32(data[12:]))
	if n > len(data)/entry || size > len(data) || intro+n*entry+size > len(data) {
		return nil, 0, errors.New("it is cut off")
	}
	h := &rpmHeader{entries: map[uint32]rpmEntry{}, data: data[intro+n*entry : intro+n*entry+size]}
	for i := range n {
		e := data[intro+i*entry:]
		h.entries[binary.BigEndian.Uint32(e)] = rpmEntry{
			binary.BigEndian.Uint32(e[4:]), binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:]),
		}
	}
	return h, intro + n*entry + size, nil
}

// files puts the names together, which an rpm has in two parts.
func (h *rpmHeader) files() (map[string]file, error) {
	dirs, bases := h.texts(rpmDirNames), h.texts(rpmBaseNames)
	indexes, modes, sizes := h.numbers(rpmDirIndexes), h.numbers(rpmFileModes), h.numbers(rpmFileSizes)
	if len(bases) == 0 || len(indexes) != len(bases) || len(modes) != len(bases) || len(sizes) != len(bases) {
		return nil, fmt.Errorf("it has %d names, %d directories, %d modes and %d sizes", len(bases), len(indexes), len(modes), len(sizes))
	}
	files := map[string]file{}
	for i, base := range bases {
		if int(indexes[i]) >= len(dirs) {
			return nil, fmt.Errorf("%s is in a directory without a name", base)
		}
		const typeBits, regular = 0o170000, 0o100000
		if modes[i]&typeBits == regular {
			files[strings.TrimPrefix(dirs[indexes[i]]+base, "/")] = file{fs.FileMode(modes[i] &^ typeBits), int64(sizes[i])}
		}
	}
	return files, nil
}

// texts are the values of a tag whose type is a list of strings.
func (h *rpmHeader) texts(tag uint32) []string {
	e, ok := h.entries[tag]
	if !ok || int(e.offset) > len(h.data) {
		return nil
	}
	parts := strings.SplitN(string(h.data[e.offset:]), "\x00", int(e.count)+1)
	return parts[:min(int(e.count), len(parts))]
}

// numbers are the values of a tag whose type is a list of numbers, of 16 bits (3) or 32 (4).
func (h *rpmHeader) numbers(tag uint32) []uint32 {
	e, ok := h.entries[tag]
	width := map[uint32]int{3: 2, 4: 4}[e.kind]
	if !ok || width == 0 || int(e.offset)+int(e.count)*width > len(h.data) {
		return nil
	}
	var list []uint32
	for i := range int(e.count) {
		at := h.data[int(e.offset)+i*width:]
		if width == 2 {
			list = append(list, uint32(binary.BigEndian.Uint16(at)))
		} else {
			list = append(list, binary.BigEndian.Uint32(at))
		}
	}
	return list
}
