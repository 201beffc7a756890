package reconcile

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"
	"os"
	"slices"
)

// partCount is how many parts the records are divided into. A part of four million
// records has 64 thousand.
const partCount = 64

// spill keeps records in parts by the hash of their keys: in memory as long as they
// are few, then in a temporary file.
type spill struct {
	dir    string
	seed   maphash.Seed
	most   int // bytes in memory
	held   int
	parts  [partCount]part
	file   *os.File
	offset int64
}

// part is what is in memory of one part, in blocks, behind what is in the file.
type part struct {
	blocks [][]byte // the last one has room
	chunks []chunk
}

// Blocks begin small, because most comparisons are, and are never copied.
const (
	firstBlock = 1 << 10
	mostBlock  = 64 << 10
)

// room is the block that takes so many more bytes.
func (p *part) room(size int) (block *[]byte, grown int) {
	last := len(p.blocks) - 1
	if last >= 0 && cap(p.blocks[last])-len(p.blocks[last]) >= size {
		return &p.blocks[last], 0
	}
	grown = firstBlock
	if last >= 0 {
		grown = min(2*cap(p.blocks[last]), mostBlock)
	}
	grown = max(grown, size)
	p.blocks = append(p.blocks, make([]byte, 0, grown))
	return &p.blocks[last+1], grown
}

// chunk is a piece of the file.
type chunk struct{ at, size int64 }

func newSpill(dir string, most int) *spill {
	return &spill{dir: dir, most: most, seed: maphash.MakeSeed()}
}

// add keeps a record. It does not keep data.
func (s *spill) add(key string, data []byte) error {
	p := &s.parts[maphash.String(s.seed, key)%partCount]
	block, grown := p.room(len(data) + binary.MaxVarintLen32)
	*block = binary.AppendUvarint(*block, uint64(len(data)))
	*block = append(*block, data...)
	s.held += grown
	if s.held > s.most {
		return s.flush()
	}
	return nil
}

// flush writes what is in memory to the file.
func (s *spill) flush() error {
	if s.file == nil {
		var err error
		if s.file, err = tempFile(s.dir); err != nil {
			return err
		}
	}
	for i := range s.parts {
		p := &s.parts[i]
		for k, block := range p.blocks {
			if len(block) == 0 {
				continue
			}
			if _, err := s.file.WriteAt(block, s.offset); err != nil {
				return err
			}
			p.chunks = append(p.chunks, chunk{s.offset, int64(len(block))})
			s.offset += int64(len(block))
			p.blocks[k] = nil
		}
		p.blocks = p.blocks[:0]
	}
	s.held = 0
	return nil
}

// each calls use with the records of one part, in the order in which they were added.
// The data is valid until use returns.
func (s *spill) each(i int, use func(data []byte) error) error {
	p := &s.parts[i]
	var buffer []byte
	for _, c := range p.chunks {
		buffer = slices.Grow(buffer[:0], int(c.size))
		data := buffer[:c.size]
		if _, err := s.file.ReadAt(data, c.at); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := eachRecord(data, use); err != nil {
			return err
		}
	}
	for _, block := range p.blocks {
		if err := eachRecord(block, use); err != nil {
			return err
		}
	}
	return nil
}

func eachRecord(data []byte, use func([]byte) error) error {
	for len(data) > 0 {
		size, n := binary.Uvarint(data)
		if n <= 0 || uint64(len(data)-n) < size {
			return io.ErrUnexpectedEOF
		}
		if err := use(data[n : n+int(size)]); err != nil {
			return err
		}
		data = data[n+int(size):]
	}
	return nil
}

// drop forgets a part that was used.
func (s *spill) drop(i int) { s.parts[i] = part{} }

// close removes the temporary file.
func (s *spill) close() error { return removeTemp(s.file) }

// tempFile makes a temporary file that only the user can read. Where the system allows
// it, the file has no name any more, so that nothing stays behind if the process is killed.
func tempFile(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "antom-reconcile-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // an open file cannot be removed on Windows: removeTemp does it
	return f, nil
}

func removeTemp(f *os.File) error {
	if f == nil {
		return nil
	}
	err := f.Close()
	if gone := os.Remove(f.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
