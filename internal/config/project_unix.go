//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByUser tells whether a file belongs to the user of this process, or to the
// administrator.
func ownedByUser(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}
