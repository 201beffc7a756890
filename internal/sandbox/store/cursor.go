package store

import (
	"bytes"
	"iter"
	"slices"

	"go.etcd.io/bbolt"
)

// boltTx is a transaction of a Bolt.
type boltTx struct {
	tx    *bbolt.Tx
	wrote bool
}

func (t *boltTx) bucket(b Bucket) *bbolt.Bucket { return t.tx.Bucket([]byte(b)) }

func (t *boltTx) Get(b Bucket, key string) []byte {
	return slices.Clone(t.bucket(b).Get([]byte(key)))
}

func (t *boltTx) Put(b Bucket, key string, value []byte) error {
	if !t.tx.Writable() {
		return ErrReadOnly
	}
	t.wrote = true
	return t.bucket(b).Put([]byte(key), value)
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
		c := t.bucket(b).Cursor()
		for k, v := c.Seek([]byte(from)); k != nil; k, v = c.Next() {
			if to != "" && bytes.Compare(k, []byte(to)) >= 0 {
				return
			}
			if !yield(string(k), slices.Clone(v)) {
				return
			}
		}
	}
}

func (t *boltTx) Descend(b Bucket, before string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := t.bucket(b).Cursor()
		k, v := c.Last()
		if before != "" {
			if at, _ := c.Seek([]byte(before)); at != nil {
				k, v = c.Prev()
			} else {
				k, v = c.Last()
			}
		}
		for ; k != nil; k, v = c.Prev() {
			if !yield(string(k), slices.Clone(v)) {
				return
			}
		}
	}
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
