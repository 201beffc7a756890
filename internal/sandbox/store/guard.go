package store

import (
	"runtime/debug"

	"github.com/antom-cli/antom/pkg/keys"
)

// checkSuffix is added to the name of a database to name the file that asks for a
// check of every page at the next start: the last one met a page that made no sense.
const checkSuffix = ".check"

// onFault makes a memory fault in a damaged file a panic, for the time until the
// function that it returns is called. bbolt maps the file into memory.
func onFault() (back func()) {
	before := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(before) }
}

// tag marks what bbolt panics with, so that it can be told from what the function
// of a transaction panics with. It is to be deferred around bbolt's part alone.
func tag() {
	if r := recover(); r != nil {
		panic(senseless(r))
	}
}

// met notes damage that a transaction met, and returns the error for its caller.
func (b *Bolt) met(d damage) error {
	path := b.db.Path()
	// Without the note the next start may not see the damage; this error is told
	// all the same.
	_ = keys.WriteFile(path+checkSuffix, []byte(d.Error()+"\n"), keys.WriteOptions{Mode: fileMode, Overwrite: true})
	return &DamagedError{Path: path, Open: true, Err: d}
}

// guarded runs a transaction and turns damage that it meets into an error.
func (b *Bolt) guarded(run func() error) (err error) {
	defer onFault()()
	defer func() {
		switch r := recover().(type) {
		case nil:
		case damage:
			err = b.met(r)
		default:
			panic(r)
		}
	}()
	return run()
}
