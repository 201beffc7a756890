package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// Env holds what commands share. Everything that costs time or touches the
// machine is made when a command first asks for it, so that `antom version`
// reads no file.
type Env struct {
	Process

	Ctx      context.Context // ends with the first signal: for what is opened far below a command
	Global   globalFlags
	Sandbox  string            // the simulator's state directory, "" for the usual one
	local    bool              // the command talks to the simulator
	Called   string            // the command with its parents, once it is over
	Account  map[string]string // the flags of a merchant account that were given, by name
	EnvFile  *config.EnvFile   // of --env-file; nil: none was given
	format   string            // the resolved output format, once it is known
	warnings []string          // held back while errors are JSON
	Log      *jsonLog          // of a server with --log-format json, else nil

	writing sync.Mutex // requests that are sent at the same time warn and note one after the other
	Running bool       // a command's own code has begun; before that, errors are usage errors

	WarnWritable func() // of a journal that others may change, once a command

	Config  func() (*config.Config, error)
	Streams func() *ui.Streams
	Theme   func() *ui.Theme // for standard output
	Errs    func() *ui.Theme // for standard error
	closers []func()
}

// globalFlags are the flags that every command takes.
type globalFlags struct {
	Config   string
	EnvFile  string
	Profile  string
	Color    string
	Output   string
	Jq       string
	Template string
	Quiet    bool
	Debug    bool
}

func NewEnv(p Process) *Env {
	env := &Env{Process: p, Ctx: context.Background()}
	env.Config = sync.OnceValues(func() (*config.Config, error) { return loadConfig(env) })
	env.WarnWritable = sync.OnceFunc(func() { warnWritableJournal(env) })
	env.Streams = sync.OnceValue(func() *ui.Streams { return newStreams(env) })
	env.Theme = sync.OnceValue(func() *ui.Theme { return env.Streams().Theme() })
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
	s := ui.System(env.Getenv, color)
	env.AtExit(s.Close)
	return s
}

// dirs are the user's directories by the convention of the platform; each is
// empty when the machine does not say where it is.
type dirs struct{ Home, config, state string }

func UserDirs(env *Env) dirs {
	home := env.Getenv("HOME")
	if env.OS == "windows" {
		home = env.Getenv("USERPROFILE")
	}
	d := dirs{Home: home, config: env.Getenv("XDG_CONFIG_HOME"), state: env.Getenv("XDG_STATE_HOME")}
	switch env.OS {
	case "windows":
		d.config = cmp.Or(d.config, env.Getenv("APPDATA"))
		d.state = cmp.Or(d.state, env.Getenv("LOCALAPPDATA"))
	case "darwin":
		d.config = cmp.Or(d.config, JoinDir(home, "Library", "Application Support"))
		d.state = cmp.Or(d.state, JoinDir(home, "Library", "Application Support"))
	}
	d.config = cmp.Or(d.config, JoinDir(home, ".config"))
	d.state = cmp.Or(d.state, JoinDir(home, ".local", "state"))
	return d
}

func JoinDir(dir string, parts ...string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// OpenKeyring keeps private keys in the keyring of the operating system. Making it
// touches nothing.
func OpenKeyring(env *Env) keyring.Keyring { return keyring.Keyring{Store: env.Process.Keyring} }

// workDir is the directory that the program was started in, "" when it is not known.
func workDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// ConfigOptions are what the configuration is found by.
func (env *Env) ConfigOptions() config.Options {
	d := UserDirs(env)
	return config.Options{
		Getenv:     env.Getenv,
		EnvFile:    env.EnvFile,
		ProjectDir: workDir(),
		HomeDir:    d.Home,
		ConfigHome: d.config,
		StateHome:  d.state,
		File:       env.Global.Config,
		Flags:      flagSettings(env),
		Profile:    env.Global.Profile,
		OS:         env.OS,
		Stderr:     env.Err,
		Keyring:    OpenKeyring(env).Get,
	}
}

func loadConfig(env *Env) (*config.Config, error) {
	c, err := config.Load(env.ConfigOptions())
	if err != nil {
		return nil, ConfigError("reading the configuration", err)
	}
	for _, w := range c.Warnings() {
		env.Warn("%s", w)
	}
	return c, nil
}

// flagSettings are the configuration keys that have a flag of their own and
// were given on this command line.
func flagSettings(env *Env) map[string]string {
	settings := map[string]string{}
	maps.Copy(settings, env.Account)
	if env.Global.Output != "" {
		settings["output"] = env.Global.Output
	}
	if env.Global.Color != "" {
		settings["color"] = env.Global.Color
	}
	return settings
}

// ConfigError gives err the kind Config unless it has a kind already.
func ConfigError(what string, err error) error {
	if apperr.KindOf(err) != apperr.Internal {
		return err
	}
	return apperr.New(apperr.Config, what, err)
}

// StateDir is where the journal and the simulator keep their files, or ""
// when the machine has no place for them.
func (env *Env) StateDir() string { return env.ConfigOptions().StateDir() }

// Journal opens the journal of this machine; nil when there is no place for one.
func (env *Env) Journal() *journal.Journal {
	dir := env.StateDir()
	if dir == "" {
		return nil
	}
	return journal.Open(dir, env.Now)
}

// warnWritableJournal warns of a journal that others may change.
func warnWritableJournal(env *Env) {
	j := env.Journal()
	if j == nil {
		return
	}
	if mode, byOthers := j.Writable(); byOthers {
		env.Warn("other users may change the journal %s (mode %04o); run: chmod go-w %s", j.Path(), mode, apperr.ShellQuote(j.Path()))
	}
}

// Warn writes a warning line to standard error. With JSON errors it is held
// back: it becomes part of the error's object, or a line at the end.
func (env *Env) Warn(format string, args ...any) {
	env.writing.Lock()
	defer env.writing.Unlock()
	if env.Log != nil {
		env.Log.write("warning", format, args...)
		return
	}
	if env.WantsJSON() {
		env.warnings = append(env.warnings, fmt.Sprintf(format, args...))
		return
	}
	env.Errs().WarningBlock(env.Streams().Err, redact(fmt.Sprintf(format, args...)), nil)
}

// takeWarnings returns the warnings that were held back, each of them once.
func (env *Env) takeWarnings() []string {
	env.writing.Lock()
	defer env.writing.Unlock()
	held := env.warnings
	env.warnings = nil
	return held
}

// Note writes a plain line to standard error, unless --quiet or JSON is wanted.
func (env *Env) Note(format string, args ...any) {
	if env.Log != nil {
		env.logInfo(format, args...)
		return
	}
	env.writeNote(func(w io.Writer) { env.Errs().Note(w, ui.Clean(fmt.Sprintf(format, args...))) })
}

// NoteStyled is note for a line that is clean already and may have colours.
func (env *Env) NoteStyled(line string) {
	env.writeNote(func(w io.Writer) { fmt.Fprintln(w, line) })
}

// writeNote writes to standard error, one after the other, unless --quiet or JSON is
// wanted.
func (env *Env) writeNote(write func(io.Writer)) {
	if env.Global.Quiet || env.WantsJSON() {
		return
	}
	env.writing.Lock()
	defer env.writing.Unlock()
	write(env.Streams().Err)
}

// Hint writes a hint line to standard error, unless --quiet or JSON is wanted.
func (env *Env) Hint(format string, args ...any) {
	if env.Log != nil {
		env.logInfo(format, args...)
		return
	}
	env.writeNote(func(w io.Writer) { env.Errs().Hint(w, fmt.Sprintf(format, args...)) })
}

// OutputOptions are the output flags, checked. configured is false for
// commands that must not read the configuration.
func (env *Env) OutputOptions(configured bool, allowed ...output.Format) (output.Options, error) {
	name := cmp.Or(env.Global.Output, env.Getenv("ANTOM_OUTPUT"))
	if configured {
		if err := applySettings(env, &name); err != nil {
			return output.Options{}, err
		}
	}
	if len(allowed) == 0 {
		allowed = []output.Format{output.Text, output.JSON, output.YAML}
	}
	if err := ui.CheckColor(env.Global.Color); err != nil {
		return output.Options{}, apperr.New(apperr.Usage, "--color", err)
	}
	env.format = name
	o := output.Options{JQ: env.Global.Jq, Template: env.Global.Template, Quiet: env.Global.Quiet}
	o.Clean = env.Cleaner()
	var err error
	if o.Format, err = output.ParseFormat(cmp.Or(name, string(output.Text)), allowed...); err != nil {
		return o, apperr.New(apperr.Usage, "--output", err)
	}
	if err := o.Check(); err != nil {
		return o, apperr.New(apperr.Usage, "", err)
	}
	return o, nil
}

// Commands writes commands that lead to the same gateway as this command line.
func (env *Env) Commands() flow.Commands {
	return flow.Commands{Flags: env.GatewayFlags(), Local: env.local}
}

// GatewayFlags are the flags that lead to the same gateway as this command line.
func (env *Env) GatewayFlags() string {
	command := ""
	if env.local {
		command += " --local"
	}
	if env.Global.Profile != "" && !env.local {
		command += " --profile " + apperr.ShellQuote(env.Global.Profile)
	}
	if env.Global.Config != "" {
		command += " --config " + apperr.ShellQuote(env.Global.Config)
	}
	if env.Global.EnvFile != "" {
		command += " --env-file " + apperr.ShellQuote(env.Global.EnvFile)
	}
	return command + accountWords(env)
}

// Cleaner makes foreign text safe for a terminal; a pipe gets its exact bytes.
func (env *Env) Cleaner() func(string) string {
	if env.Streams().OutTTY {
		return ui.CleanText
	}
	return func(s string) string { return s }
}

// ConfigAndOutput are what a command needs that shows the configuration.
func (env *Env) ConfigAndOutput() (*config.Config, output.Options, error) {
	c, err := env.Config()
	if err != nil {
		return nil, output.Options{}, err
	}
	o, err := env.OutputOptions(true)
	return c, o, err
}

// applySettings takes the output format and the colours from the profile where
// no flag or variable gave them. A configuration that cannot be read is told by
// the command when it needs it.
func applySettings(env *Env, format *string) error {
	c, err := env.Config()
	if err != nil {
		return nil
	}
	*format = cmp.Or(*format, c.Get(config.KeyOutput).Text)
	if err := env.Streams().SetColor(c.Get(config.KeyColor).Text); err != nil {
		return apperr.New(apperr.Config, config.KeyColor, err)
	}
	return nil
}

// Print writes a command's result to standard output.
func (env *Env) Print(cmd *cobra.Command, o output.Options, r output.Result) error {
	return env.PrintResult(cmd.Context(), o, r)
}

// PrintResult writes a result to standard output.
func (env *Env) PrintResult(ctx context.Context, o output.Options, r output.Result) error {
	write := r.Text
	r.Text = func(w io.Writer) error {
		// One write, whose error is seen, instead of many that nobody checks.
		var text bytes.Buffer
		if err := write(&text); err != nil {
			return err
		}
		_, err := w.Write(text.Bytes())
		return err
	}
	err := output.Print(ctx, env.Streams().Out, o, r)
	var expr *output.ExprError
	switch {
	case err == nil, errors.Is(err, output.ErrClosedPipe): // the reader has enough
		return nil
	case errors.As(err, &expr):
		return apperr.New(apperr.Usage, "", err)
	default:
		return apperr.New(apperr.Internal, "", err)
	}
}

// ReadArgument reads a file argument, or standard input for "-", up to limit bytes.
func (env *Env) ReadArgument(name string, limit int64) ([]byte, error) {
	r, closeFile, err := env.OpenArgument(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	if name == "-" {
		name = "standard input"
	}
	return readLimited(r, name, limit)
}

// OpenArgument opens a file argument, or standard input for "-".
func (env *Env) OpenArgument(name string) (io.Reader, func(), error) {
	if name == "-" {
		return env.In, func() {}, nil
	}
	f, err := durable.Open(env.Ctx, name)
	if errors.Is(err, context.Canceled) {
		return nil, nil, err
	}
	if err != nil {
		e := apperr.New(apperr.Usage, "reading "+name, PlainPathError(err))
		if _, derr := time.ParseDuration(name); derr == nil {
			e.Hints = append(e.Hints, "a time to wait is written with an equals sign: --wait="+name)
		}
		return nil, nil, e
	}
	return f, func() { f.Close() }, nil
}
