// Package cmd is the command line of antom: the tree of the commands, their help, and
// how an error becomes a message and an exit code. The commands themselves are in the
// packages below it.
package cmd

import (
	"context"
	"crypto/rand"
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
	}
}

// Main runs the command line of this process and returns its exit code.
func Main() int { return Run(System()) }

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
	root := newRootCmd(env)
	root.SetArgs(p.Args)
	err := cli.CheckLine(env, root)
	if err == nil {
		if !cli.Completing(p.Args) {
			root.SetArgs(joinOptionalValues(root, p.Args))
		}
		var called *cobra.Command
		called, err = root.ExecuteContextC(ctx)
		env.Called = called.CommandPath()
	}
	env.Close()
	code := cli.Report(env, err)
	cli.FlushWarnings(env)
	return code
}
