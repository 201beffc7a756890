//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly || windows)

package inbox

import (
	"errors"
	"os"
)

// lockFile refuses: without a lock two writers could spoil an inbox.
func lockFile(*os.File) error { return errors.ErrUnsupported }

func unlockFile(*os.File) error { return nil }
