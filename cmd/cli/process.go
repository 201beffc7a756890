package cli

import (
	"context"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/keyring"
)

// Process is what a command gets from the operating system. Tests replace parts
// of it, most of all the clock.
type Process struct {
	Args   []string // without the program's name
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
	OS     string // runtime.GOOS
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Timer  func(time.Duration) (fires <-chan time.Time, stop func() bool) // nil is a real one
	Rand   io.Reader
	Browse func(url string) error // opens a web browser

	Keyring keyring.Store // the operating system's

	Name       string                 // the program is called by; "" is antom
	Executable func() (string, error) // the path of the program's file
}
