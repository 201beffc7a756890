// Package cmd is the command line of antom: the Cobra tree, one file for each
// command. A command turns flags into a call and the answer into output; the
// rules live in the packages below it.
package cmd

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/internal/poll"
)

// Process is what the operating system gives a command. Tests replace parts
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
}

// System is the real process.
func System() Process {
	return Process{
		Args:   os.Args[1:],
		In:     os.Stdin,
		Out:    os.Stdout,
		Err:    os.Stderr,
		Getenv: os.Getenv,
		OS:     runtime.GOOS,
		Now:    time.Now,
		Sleep:  poll.Sleep,
		Rand:   rand.Reader,
		Browse: browse,

		Keyring: keyring.System{OS: runtime.GOOS, Getenv: os.Getenv},
	}
}

// Main runs the command line of this process and returns its exit code.
func Main() int { return Run(System()) }

// Run runs one command line and returns its exit code: the only place where
// an error becomes a message, hints and a code.
func Run(p Process) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first interrupt the command winds up by itself; a second one
	// must kill it, so the default action is put back.
	context.AfterFunc(ctx, stop)

	p.In = durable.Reader(ctx, p.In)
	app := newApp(p)
	app.ctx = ctx
	root := newRootCmd(app)
	root.SetArgs(p.Args)
	called, err := root.ExecuteContextC(ctx)
	app.called = called.CommandPath()
	app.close()
	code := app.report(err)
	app.flushWarnings()
	return code
}
