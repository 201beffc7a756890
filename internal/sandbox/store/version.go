package store

import (
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"
)

// Version is the layout of the store that this program writes. It grows when
// an older program could no longer read what is written. Version 2 added the
// records of refunds, captures and notifications and what is due when, version 3
// disputes, subscriptions, authorizations and declarations: a program that knows
// version 2 would drop what is due to them.
const Version = 3

// VersionKey is where Meta has the version.
const VersionKey = "version"

// VersionError says that a newer program wrote the store.
type VersionError struct {
	// Found is the version in the file.
	Found string
	// Path is the file.
	Path string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("the simulator's database %s has version %s, but this program knows version %d: use a newer program or another state directory", e.Path, e.Found, Version)
}

// prepare makes the buckets of a new file and refuses one that is too new.
func (b *Bolt) prepare() error {
	ready, err := b.ready()
	if err != nil || ready {
		return err
	}
	return b.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range Buckets() {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return fmt.Errorf("preparing the simulator's database: %w", err)
			}
		}
		return tx.Bucket([]byte(Meta)).Put([]byte(VersionKey), []byte(strconv.Itoa(Version)))
	})
}

// ready reports whether nothing has to be written, which is how every start but
// the first of a program goes.
func (b *Bolt) ready() (bool, error) {
	ready := true
	err := b.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte(Meta))
		if meta == nil {
			ready = false
			return nil
		}
		found := string(meta.Get([]byte(VersionKey)))
		if n, err := strconv.Atoi(found); err != nil || n > Version {
			return &VersionError{Found: found, Path: b.db.Path()}
		}
		ready = found == strconv.Itoa(Version)
		for _, name := range Buckets() {
			ready = ready && tx.Bucket([]byte(name)) != nil
		}
		return nil
	})
	return ready, err
}
