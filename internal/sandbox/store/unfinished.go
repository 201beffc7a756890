package store

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"

	"github.com/antom-cli/antom/internal/durable"
)

// The layout of a new file, as bbolt writes it in one go before anything else: two
// meta pages, an empty freelist and an empty leaf.
const (
	newPages     = 4
	metaPage     = 0x04
	freelistPage = 0x10
	leafPage     = 0x02
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	pageHeader   = 16
)

// removeUnfinished removes the file if it is what a first start leaves behind that
// could not write all of an empty database, on a full disk for example. Nothing was
// ever stored in it. seen is the file that was found unusable: another process may
// have begun a new one since.
func removeUnfinished(path string, seen os.FileInfo) bool {
	if seen == nil || seen.Size() > int64(newPages*os.Getpagesize()) {
		return false
	}
	data, err := durable.ReadState(path, seen.Size())
	if err != nil || !unfinished(data, newFile(os.Getpagesize())) {
		return false
	}
	current, err := os.Stat(path)
	return err == nil && os.SameFile(seen, current) && os.Remove(path) == nil
}

// unfinished reports whether data is the beginning of a new file, and nothing or zeros
// behind that: a file system may keep the size of what it did not write.
func unfinished(data, whole []byte) bool {
	same := 0
	for same < min(len(data), len(whole)) && data[same] == whole[same] {
		same++
	}
	return len(bytes.TrimLeft(data[same:], "\x00")) == 0
}

// newFile is a new file of bbolt. Its bytes are in the order of the machine, because
// bbolt maps its pages into memory.
func newFile(pageSize int) []byte {
	var file bytes.Buffer
	for page, flags := range []uint16{metaPage, metaPage, freelistPage, leafPage} {
		var content []byte
		if flags == metaPage {
			content = newMeta(pageSize, page)
		}
		put(&file, uint64(page), flags, uint16(0), uint32(0))
		file.Write(content)
		file.Write(make([]byte, pageSize-pageHeader-len(content)))
	}
	return file.Bytes()
}

// newMeta is the content of the meta page of the first two transactions.
func newMeta(pageSize, transaction int) []byte {
	const root, sequence, freelist = 3, 0, 2
	var meta bytes.Buffer
	put(&meta, uint32(boltMagic), uint32(boltVersion), uint32(pageSize), uint32(0),
		uint64(root), uint64(sequence), uint64(freelist), uint64(newPages), uint64(transaction))
	sum := fnv.New64a()
	_, _ = sum.Write(meta.Bytes()) // a hash takes everything
	put(&meta, sum.Sum64())
	return meta.Bytes()
}

// put writes numbers of a fixed size, which cannot fail into memory.
func put(w io.Writer, numbers ...any) {
	for _, n := range numbers {
		_ = binary.Write(w, binary.NativeEndian, n)
	}
}
