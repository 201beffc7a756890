//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly || windows)

package inbox

func syncDirectory(string) error { return nil }
