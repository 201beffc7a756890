package cli

import (
	"context"
	"sync"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/ui"
)

// Env holds what commands share. Everything that costs time or touches the
// machine is made when a command first asks for it, so that `antom version`
// reads no file.
type Env struct {
	Process

	Ctx      context.Context // ends with the first signal: for what is opened far below a command
	Global   GlobalFlags
	Sandbox  string            // the simulator's state directory, "" for the usual one
	local    bool              // the command talks to the simulator
	caFile   string            // --ca-file, once it was read
	Called   string            // the command with its parents, once it is over
	Account  map[string]string // the flags of a merchant account that were given, by name
	EnvFile  *config.EnvFile   // of --env-file; nil: none was given
	format   string            // the resolved output format, once it is known
	warnings []string          // held back while errors are JSON
	Log      *JSONLog          // of a server with --log-format json, else nil

	writing sync.Mutex   // requests that are sent at the same time warn and note one after the other
	screen  func(string) // takes messages while a command draws on the whole terminal, else nil
	Running bool         // a command's own code has begun; before that, errors are usage errors

	WarnWritable func() // of a journal that others may change, once a command

	// Rename puts the program's name into the commands of a text; nil where that is antom.
	Rename func(text string) string

	Config  func() (*config.Config, error)
	Streams func() *ui.Streams
	Theme   func() *ui.Theme // for standard output
	Errs    func() *ui.Theme // for standard error
	closers []func()
}

// GlobalFlags are the flags that every command takes.
type GlobalFlags struct {
	Config   string
	EnvFile  string
	Profile  string
	Color    string
	Output   string
	Jq       string
	Template string
	Quiet    bool
	Debug    bool
	NoHeader bool
}

func NewEnv(p Process) *Env {
	env := &Env{Process: p, Ctx: context.Background()}
	env.Config = sync.OnceValues(func() (*config.Config, error) { return loadConfig(env) })
	env.WarnWritable = sync.OnceFunc(func() { warnWritableJournal(env) })
	env.Streams = sync.OnceValue(func() *ui.Streams { return newStreams(env) })
	env.Theme = sync.OnceValue(func() *ui.Theme {
		if env.Global.NoHeader {
			return env.Streams().Theme().WithoutHeader()
		}
		return env.Streams().Theme()
	})
	env.Errs = sync.OnceValue(func() *ui.Theme { return env.Streams().ErrTheme() })
	return env
}

// AtExit runs f when the command has ended, last added first.
func (env *Env) AtExit(f func()) { env.closers = append(env.closers, f) }

func (env *Env) Close() {
	for i := len(env.closers) - 1; i >= 0; i-- {
		env.closers[i]()
	}
	env.closers = nil
}

func newStreams(env *Env) *ui.Streams {
	color := env.Global.Color
	if color == "" {
		color = env.Getenv("ANTOM_COLOR")
	}
	s := ui.System(env.Out, env.Err, env.Getenv, color)
	env.AtExit(s.Close)
	s.Err = Renaming(env, s.Err)
	return s
}
