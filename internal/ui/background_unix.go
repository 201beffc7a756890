//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package ui

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// maxAnswer bounds what is read of an answer, in bytes. Real ones have fewer
// than a hundred.
const maxAnswer = 1024

// askBackground asks the controlling terminal. It opens that terminal anew, so
// that the flags of the standard streams stay as they are.
func askBackground(limit time.Duration) (dark, ok bool) {
	fd, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, false
	}
	defer unix.Close(fd)
	// A background job that touches the terminal is stopped by the kernel.
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	if err != nil || group != unix.Getpgrp() {
		return false, false
	}
	return queryBackground(fd, limit)
}

// queryBackground puts the question to the terminal fd and reads the answer
// for at most limit. The terminal's mode is restored before it returns.
func queryBackground(fd int, limit time.Duration) (dark, ok bool) {
	saved, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
	if err != nil {
		return false, false
	}
	// Without echo, so that the answer stays invisible, and without waiting
	// for the end of a line. Ctrl-C goes on to work.
	quiet := *saved
	quiet.Lflag &^= unix.ECHO | unix.ICANON
	quiet.Cc[unix.VMIN], quiet.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, ioctlSetTermios, &quiet); err != nil {
		return false, false
	}
	restore := uint(ioctlSetTermios)
	defer func() { _ = unix.IoctlSetTermios(fd, restore, saved) }()

	// Something typed ahead belongs to whoever reads next: leave it there.
	if readable(fd, 0) {
		return false, false
	}
	if _, err := unix.Write(fd, []byte(backgroundQuery)); err != nil {
		return false, false
	}
	data, complete := readAnswer(fd, time.Now().Add(limit))
	if !complete {
		// Drop the rest of a late answer; the shell would take it for typing.
		restore = ioctlFlushTermios
	}
	return parseBackground(data)
}

func readAnswer(fd int, deadline time.Time) (data []byte, complete bool) {
	buf := make([]byte, 256)
	for len(data) < maxAnswer {
		left := time.Until(deadline)
		if left <= 0 || !readable(fd, left) {
			return data, false
		}
		n, err := unix.Read(fd, buf)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n <= 0 {
			return data, false
		}
		data = append(data, buf[:n]...)
		if answered(data) {
			return data, true
		}
	}
	return data, false
}

// readable waits until fd has something to read, for at most limit. It uses
// select since poll does not work on terminals everywhere (macOS).
func readable(fd int, limit time.Duration) bool {
	deadline := time.Now().Add(limit)
	for {
		var set unix.FdSet
		set.Set(fd)
		tv := unix.NsecToTimeval(max(time.Until(deadline), 0).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &tv)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return err == nil && n > 0
	}
}
