//go:build unix

package engine_test

import (
	"syscall"
	"time"
)

// cpuTime is how long the process has had a core: on a machine with other work it
// tells more than the clock.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
