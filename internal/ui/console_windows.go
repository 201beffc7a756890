package ui

import (
	"os"

	"github.com/muesli/termenv"
)

// enableEscapes makes a Windows console understand escape sequences and
// returns how to undo it.
func enableEscapes(f *os.File) (func() error, error) {
	return termenv.EnableVirtualTerminalProcessing(termenv.NewOutput(f, termenv.WithProfile(termenv.Ascii)))
}
