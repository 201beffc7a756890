//go:build unix

package durable

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// nonblock lets the open of a FIFO return at once. It means nothing to a regular
// file.
const nonblock = unix.O_NONBLOCK

// SyncDir makes the names in a directory durable.
func SyncDir(dir string) error {
	d, err := os.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
