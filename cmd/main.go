// Package cmd is the command line of antom: the tree of the commands, their help, and
// how an error becomes a message and an exit code. The commands themselves are in the
// packages below it.
package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/internal/poll"
)

// System is the real process.
func System() cli.Process {
	return cli.Process{
		Args:   os.Args[1:],
		In:     os.Stdin,
		Out:    os.Stdout,
		Err:    os.Stderr,
		Getenv: os.Getenv,
		OS:     runtime.GOOS,
		Now:    time.Now,
		Sleep:  poll.Sleep,
		Rand:   rand.Reader,
		Browse: cli.Browse,

		Keyring: keyring.System{OS: runtime.GOOS, Getenv: os.Getenv},

		Executable: os.Executable,
	}
}

// Main runs the command line of this process and returns its exit code.
func Main() int {
	p := System()
	p.Name = programName(os.Args[0])
	return Run(p)
}

// Run runs one command line and returns its exit code: the only place where
// an error becomes a message, hints and a code.
func Run(p cli.Process) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first interrupt the command winds up by itself; a second one
	// must kill it, so the default action is put back.
	context.AfterFunc(ctx, stop)

	p.In = durable.Reader(ctx, p.In)
	env := cli.NewEnv(p)
	env.Ctx = ctx
	env.Rename = renamer(p.Name)
	root, program, err := resolveLine(env)
	switch {
	case program != nil:
		return handOver(env, program)
	case errors.Is(err, errDone):
		err = nil
	case err == nil:
		err = execute(env, root)
	}
	env.Close()
	code := cli.Report(env, err)
	cli.FlushWarnings(env)
	return code
}

// execute runs the command that the command line calls.
func execute(env *cli.Env, root *cobra.Command) error {
	root.SetArgs(env.Args)
	if err := cli.CheckLine(env, root); err != nil {
		return err
	}
	if !cli.Completing(env.Args) {
		root.SetArgs(joinOptionalValues(root, env.Args))
	}
	called, err := root.ExecuteContextC(env.Ctx)
	env.Called = called.CommandPath()
	return err
}
