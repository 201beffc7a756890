package store_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"strconv"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// bomb is a small file that is much when it is not compressed: values of a size, and so
// many of them.
func bomb(t *testing.T, size, count int) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("antom simulator state 1\n")
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	text := func(b []byte) {
		if _, err := z.Write(append(binary.AppendUvarint(nil, uint64(len(b))), b...)); err != nil {
			t.Fatal(err)
		}
	}
	value := make([]byte, size)
	text([]byte("{}"))
	for range count {
		text([]byte(store.Payments))
		text([]byte("1"))
		text(value)
	}
	text(nil)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDumpBombs holds that what is read of a dump is limited, however small its file is.
func TestDumpBombs(t *testing.T) {
	t.Parallel()
	const megabyte = 1 << 20
	for name, test := range map[string]struct{ size, count int }{
		"a large value": {4 * megabyte, 1},
		"all of it":     {megabyte, 300},
		"many records":  {0, 2_000_001},
	} {
		read := 0
		err := store.Undump(bytes.NewReader(bomb(t, test.size, test.count)), func(_ store.Bucket, _ string, value []byte) error {
			read += len(value)
			return nil
		})
		if !errors.Is(err, store.ErrDump) || read > 256*megabyte {
			t.Errorf("%s: %d bytes were read, %v", name, read, err)
		}
	}
}

// largeTx has one bucket of values that are more than a dump holds.
type largeTx struct {
	store.Tx
	value []byte
}

func (l largeTx) Ascend(b store.Bucket, _, _ string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for i := 0; b == store.Payments && i < 300; i++ {
			if !yield(strconv.Itoa(i), l.value) {
				return
			}
		}
	}
}

// TestDumpRefusesWhatCannotBeRead holds that no dump is written that Undump refuses.
func TestDumpRefusesWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	err := store.Dump(largeTx{value: make([]byte, 1<<20)}, io.Discard, nil, func(store.Bucket, string) bool { return true })
	if !errors.Is(err, store.ErrDumpSize) {
		t.Errorf("got %v", err)
	}
}
