package store

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	// dumpMagic begins a dump, before the part that is compressed.
	dumpMagic = "antom simulator state 1\n"
	// maxDumpHead, maxDumpKey and maxDumpValue limit the parts of a dump that are
	// written and read, in bytes: the largest record has what came in one request of at
	// most 1 MB. maxDump limits all of it when it is not compressed, maxDumpRecords the
	// number of records: one of 100,000 payments has less than half of either.
	maxDumpHead    = 64 << 10
	maxDumpKey     = 4 << 10
	maxDumpValue   = 2 << 20
	maxDump        = 256 << 20
	maxDumpRecords = 2_000_000
)

// ErrDumpSize says that a state is too large for a dump.
var ErrDumpSize = fmt.Errorf("more than %d MB or %d records", maxDump>>20, maxDumpRecords)

// ErrDump says that a dump is damaged, or is none.
var ErrDump = errors.New("it is damaged")

// Dump writes every record that tx sees to w, but those that keep does not want. head
// is a text for whoever reads the dump.
func Dump(tx Tx, w io.Writer, head []byte, keep func(b Bucket, key string) bool) error {
	if _, err := io.WriteString(w, dumpMagic); err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	d := dumper{w: bufio.NewWriter(z), room: maxDump}
	records := 0
	d.text(head)
	for _, b := range Buckets() {
		for key, value := range tx.Ascend(b, "", "") {
			if keep(b, key) {
				d.text([]byte(b))
				d.text([]byte(key))
				d.text(value)
				records++
			}
			if records > maxDumpRecords {
				return ErrDumpSize
			}
			if d.err != nil {
				return d.err
			}
		}
	}
	d.text(nil) // no bucket: the end
	return errors.Join(d.err, d.w.Flush(), z.Close())
}

// dumper writes texts with their length before them.
type dumper struct {
	w    *bufio.Writer
	room int // for further bytes
	err  error
}

func (d *dumper) text(b []byte) {
	if d.err != nil {
		return
	}
	if d.room -= len(b) + binary.MaxVarintLen64; d.room < 0 {
		d.err = ErrDumpSize
		return
	}
	if _, d.err = d.w.Write(binary.AppendUvarint(nil, uint64(len(b)))); d.err == nil {
		_, d.err = d.w.Write(b)
	}
}

// Undump reads what Dump wrote, and calls record for each record in its order. The
// error is ErrDump when r is something else, or breaks off.
func Undump(r io.Reader, record func(b Bucket, key string, value []byte) error) error {
	u, err := openDump(r)
	if err != nil {
		return err
	}
	if _, err := u.text(maxDumpHead); err != nil {
		return err
	}
	for records := 0; ; records++ {
		name, err := u.text(maxDumpKey)
		if err != nil {
			return err
		}
		if len(name) == 0 {
			return u.end()
		}
		if records == maxDumpRecords {
			return fmt.Errorf("%w: it has more than %d records", ErrDump, maxDumpRecords)
		}
		b := Bucket(name)
		if !slices.Contains(Buckets(), b) {
			return fmt.Errorf("it has %q, which this program does not know: use a newer program", name)
		}
		key, err := u.text(maxDumpKey)
		if err != nil {
			return err
		}
		value, err := u.text(maxDumpValue)
		if err != nil {
			return err
		}
		if err := record(b, string(key), value); err != nil {
			return err
		}
	}
}

// DumpHead reads the head of a dump alone.
func DumpHead(r io.Reader) ([]byte, error) {
	u, err := openDump(r)
	if err != nil {
		return nil, err
	}
	return u.text(maxDumpHead)
}

// undumper reads texts with their length before them.
type undumper struct{ r *bufio.Reader }

func openDump(r io.Reader) (*undumper, error) {
	magic := make([]byte, len(dumpMagic))
	if _, err := io.ReadFull(r, magic); err != nil || string(magic) != dumpMagic {
		return nil, ErrDump
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, damagedDump(err)
	}
	return &undumper{bufio.NewReader(io.LimitReader(z, maxDump))}, nil
}

func (u *undumper) text(limit uint64) ([]byte, error) {
	n, err := binary.ReadUvarint(u.r)
	if err != nil {
		return nil, damagedDump(err)
	}
	if n > limit {
		return nil, fmt.Errorf("%w: a record has %d bytes", ErrDump, n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(u.r, b); err != nil {
		return nil, damagedDump(err)
	}
	return b, nil
}

// end checks that nothing follows, and by that the checksum.
func (u *undumper) end() error {
	if _, err := u.r.ReadByte(); err != io.EOF {
		return damagedDump(err)
	}
	return nil
}

// damagedDump words what a reader said of a dump.
func damagedDump(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: its end is missing or wrong", ErrDump)
	}
	return fmt.Errorf("%w: %w", ErrDump, err)
}
