//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package ui

import "time"

// askBackground knows no way to ask on this system.
func askBackground(time.Duration) (dark, ok bool) { return false, false }
