package store

import (
	"iter"
	"slices"

	"go.etcd.io/bbolt"
)

// boltTx is a transaction of a Bolt.
type boltTx struct {
	tx    *bbolt.Tx
	wrote bool
}

// fillPercent is how full a page is left when it is split. Most keys begin with
// the time, so that pages are filled from one end and not come back to.
const fillPercent = 0.9

func (t *boltTx) bucket(b Bucket) *bbolt.Bucket { return t.tx.Bucket([]byte(b)) }

func (t *boltTx) Get(b Bucket, key string) []byte {
	return slices.Clone(t.bucket(b).Get([]byte(key)))
}

func (t *boltTx) Put(b Bucket, key string, value []byte) error {
	if !t.tx.Writable() {
		return ErrReadOnly
	}
	t.wrote = true
	bucket := t.bucket(b)
	bucket.FillPercent = fillPercent
	return bucket.Put([]byte(key), value)
}

func (t *boltTx) Delete(b Bucket, key string) error {
	if !t.tx.Writable() {
		return ErrReadOnly
	}
	t.wrote = true
	return t.bucket(b).Delete([]byte(key))
}

func (t *boltTx) Each(b Bucket, f func(key string, value []byte) error) error {
	return each(t.Ascend(b, "", ""), f)
}

func (t *boltTx) Ascend(b Bucket, from, to string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		w := t.walk(b)
		for ok := w.seek(from); ok; ok = w.step((*bbolt.Cursor).Next) {
			if to != "" && w.key >= to || !yield(w.key, w.value) {
				return
			}
		}
	}
}

func (t *boltTx) Descend(b Bucket, before string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		w := t.walk(b)
		move := (*bbolt.Cursor).Last
		if before != "" && w.seek(before) {
			move = (*bbolt.Cursor).Prev
		}
		for ok := w.step(move); ok; ok = w.step((*bbolt.Cursor).Prev) {
			if !yield(w.key, w.value) {
				return
			}
		}
	}
}

// walk is a way over a bucket.
type walk struct {
	cursor *bbolt.Cursor
	key    string
	value  []byte
}

func (t *boltTx) walk(b Bucket) *walk {
	return &walk{cursor: t.bucket(b).Cursor()}
}

// seek goes to the first record from a key on, and reports whether there is one.
func (w *walk) seek(key string) bool {
	return w.take(w.cursor.Seek([]byte(key)))
}

// step goes on, and reports whether there is a record.
func (w *walk) step(move func(*bbolt.Cursor) (k, v []byte)) bool {
	return w.take(move(w.cursor))
}

// take copies a record out of the file.
func (w *walk) take(k, v []byte) bool {
	w.key, w.value = string(k), slices.Clone(v)
	return k != nil
}

func (t *boltTx) Clear(b Bucket) error {
	if !t.tx.Writable() {
		return ErrReadOnly
	}
	t.wrote = true
	if err := t.tx.DeleteBucket([]byte(b)); err != nil {
		return err
	}
	_, err := t.tx.CreateBucket([]byte(b))
	return err
}

// each calls f for every record of a walk until it fails.
func each(walk iter.Seq2[string, []byte], f func(key string, value []byte) error) error {
	for key, value := range walk {
		if err := f(key, value); err != nil {
			return err
		}
	}
	return nil
}
