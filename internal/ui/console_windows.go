package ui

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableEscapes makes a Windows console understand escape sequences and
// returns how to undo it.
func enableEscapes(f *os.File) (func() error, error) {
	console := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return nil, err
	}
	return func() error { return windows.SetConsoleMode(console, mode) }, nil
}
