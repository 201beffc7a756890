//go:build !linux

package inbox

import "errors"

var errRole = errors.New("this role needs mounts")

func fillDisk(string) error      { return errRole }
func writeReadOnly(string) error { return errRole }
