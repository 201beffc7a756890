package cmd

import (
	"bytes"
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

// App holds what commands share. Everything that costs time or touches the
// machine is made when a command first asks for it, so that `antom version`
// reads no file.
type App struct {
	Process

	ctx      context.Context // ends with the first signal: for what is opened far below a command
	global   globalFlags
	sandbox  string            // the simulator's state directory, "" for the usual one
	local    bool              // the command talks to the simulator
	called   string            // the command with its parents, once it is over
	account  map[string]string // the flags of a merchant account that were given, by name
	envFile  *config.EnvFile   // of --env-file; nil: none was given
	format   string            // the resolved output format, once it is known
	warnings []string          // held back while errors are JSON
	log      *jsonLog          // of a server with --log-format json, else nil

	telling sync.Mutex // requests that are sent at the same time warn and note one after the other
	running bool       // a command's own code has begun; before that, errors are usage errors

	warnWritable func() // of a journal that others may change, once a command

	config  func() (*config.Config, error)
	streams func() *ui.Streams
	theme   func() *ui.Theme // for standard output
	errs    func() *ui.Theme // for standard error
	closers []func()
}

// globalFlags are the flags that every command takes.
type globalFlags struct {
	config   string
	envFile  string
	profile  string
	color    string
	output   string
	jq       string
	template string
	quiet    bool
	debug    bool
}

func newApp(p Process) *App {
	a := &App{Process: p, ctx: context.Background()}
	a.config = sync.OnceValues(a.loadConfig)
	a.warnWritable = sync.OnceFunc(a.warnWritableJournal)
	a.streams = sync.OnceValue(a.newStreams)
	a.theme = sync.OnceValue(func() *ui.Theme { return a.streams().Theme() })
	a.errs = sync.OnceValue(func() *ui.Theme { return a.streams().ErrTheme() })
	return a
}

// atExit runs f when the command has ended, last added first.
func (a *App) atExit(f func()) { a.closers = append(a.closers, f) }

func (a *App) close() {
	for i := len(a.closers) - 1; i >= 0; i-- {
		a.closers[i]()
	}
	a.closers = nil
}

func (a *App) newStreams() *ui.Streams {
	color := a.global.color
	if color == "" {
		color = a.Getenv("ANTOM_COLOR")
	}
	s := ui.System(a.Getenv, color)
	a.atExit(s.Close)
	return s
}

// dirs are the user's directories by the convention of the platform; each is
// empty when the machine does not say where it is.
type dirs struct{ home, config, state string }

func (a *App) dirs() dirs {
	home := a.Getenv("HOME")
	if a.OS == "windows" {
		home = a.Getenv("USERPROFILE")
	}
	d := dirs{home: home, config: a.Getenv("XDG_CONFIG_HOME"), state: a.Getenv("XDG_STATE_HOME")}
	switch a.OS {
	case "windows":
		d.config = or(d.config, a.Getenv("APPDATA"))
		d.state = or(d.state, a.Getenv("LOCALAPPDATA"))
	case "darwin":
		d.config = or(d.config, under(home, "Library", "Application Support"))
		d.state = or(d.state, under(home, "Library", "Application Support"))
	}
	d.config = or(d.config, under(home, ".config"))
	d.state = or(d.state, under(home, ".local", "state"))
	return d
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func under(dir string, parts ...string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// keyring keeps private keys in the keyring of the operating system. Making it
// touches nothing.
func (a *App) keyring() keyring.Keyring { return keyring.Keyring{Store: a.Process.Keyring} }

// workDir is the directory that the program was started in, "" when it is not known.
func workDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// configOptions are what the configuration is found by.
func (a *App) configOptions() config.Options {
	d := a.dirs()
	return config.Options{
		Getenv:     a.Getenv,
		EnvFile:    a.envFile,
		ProjectDir: workDir(),
		HomeDir:    d.home,
		ConfigHome: d.config,
		StateHome:  d.state,
		File:       a.global.config,
		Flags:      a.flagSettings(),
		Profile:    a.global.profile,
		OS:         a.OS,
		Stderr:     a.Err,
		Keyring:    a.keyring().Get,
	}
}

func (a *App) loadConfig() (*config.Config, error) {
	c, err := config.Load(a.configOptions())
	if err != nil {
		return nil, asConfig("reading the configuration", err)
	}
	for _, w := range c.Warnings() {
		a.warn("%s", w)
	}
	return c, nil
}

// flagSettings are the configuration keys that have a flag of their own and
// were given on this command line.
func (a *App) flagSettings() map[string]string {
	settings := map[string]string{}
	maps.Copy(settings, a.account)
	if a.global.output != "" {
		settings["output"] = a.global.output
	}
	if a.global.color != "" {
		settings["color"] = a.global.color
	}
	return settings
}

// asConfig gives err the kind Config unless it has a kind already.
func asConfig(what string, err error) error {
	if apperr.KindOf(err) != apperr.Internal {
		return err
	}
	return apperr.New(apperr.Config, what, err)
}

// stateDir is where the journal and the simulator keep their files, or ""
// when the machine has no place for them.
func (a *App) stateDir() string { return a.configOptions().StateDir() }

// journal opens the journal of this machine; nil when there is no place for one.
func (a *App) journal() *journal.Journal {
	dir := a.stateDir()
	if dir == "" {
		return nil
	}
	return journal.Open(dir, a.Now)
}

// warnWritableJournal warns of a journal that others may change.
func (a *App) warnWritableJournal() {
	j := a.journal()
	if j == nil {
		return
	}
	if mode, byOthers := j.Writable(); byOthers {
		a.warn("other users may change the journal %s (mode %04o); run: chmod go-w %s", j.Path(), mode, apperr.ShellQuote(j.Path()))
	}
}

// warn writes a warning line to standard error. With JSON errors it is held
// back: it becomes part of the error's object, or a line at the end.
func (a *App) warn(format string, args ...any) {
	a.telling.Lock()
	defer a.telling.Unlock()
	if a.log != nil {
		a.log.write("warning", format, args...)
		return
	}
	if a.wantsJSON() {
		a.warnings = append(a.warnings, fmt.Sprintf(format, args...))
		return
	}
	a.errs().WarningBlock(a.streams().Err, redact(fmt.Sprintf(format, args...)), nil)
}

// note writes a plain line to standard error, unless --quiet or JSON is wanted.
func (a *App) note(format string, args ...any) {
	if a.log != nil {
		a.logInfo(format, args...)
		return
	}
	a.tell(func(w io.Writer) { a.errs().Note(w, ui.Clean(fmt.Sprintf(format, args...))) })
}

// noteStyled is note for a line that is clean already and may have colours.
func (a *App) noteStyled(line string) {
	a.tell(func(w io.Writer) { fmt.Fprintln(w, line) })
}

// tell writes to standard error, one after the other, unless --quiet or JSON is
// wanted.
func (a *App) tell(write func(io.Writer)) {
	if a.global.quiet || a.wantsJSON() {
		return
	}
	a.telling.Lock()
	defer a.telling.Unlock()
	write(a.streams().Err)
}

// hint writes a hint line to standard error, unless --quiet or JSON is wanted.
func (a *App) hint(format string, args ...any) {
	if a.log != nil {
		a.logInfo(format, args...)
		return
	}
	a.tell(func(w io.Writer) { a.errs().Hint(w, fmt.Sprintf(format, args...)) })
}

// outputOptions are the output flags, checked. configured is false for
// commands that must not read the configuration.
func (a *App) outputOptions(configured bool, allowed ...output.Format) (output.Options, error) {
	name := or(a.global.output, a.Getenv("ANTOM_OUTPUT"))
	if configured {
		if err := a.applySettings(&name); err != nil {
			return output.Options{}, err
		}
	}
	if len(allowed) == 0 {
		allowed = []output.Format{output.Text, output.JSON, output.YAML}
	}
	if err := ui.CheckColor(a.global.color); err != nil {
		return output.Options{}, apperr.New(apperr.Usage, "--color", err)
	}
	a.format = name
	o := output.Options{JQ: a.global.jq, Template: a.global.template, Quiet: a.global.quiet}
	o.Clean = a.cleaner()
	var err error
	if o.Format, err = output.ParseFormat(or(name, string(output.Text)), allowed...); err != nil {
		return o, apperr.New(apperr.Usage, "--output", err)
	}
	if err := o.Check(); err != nil {
		return o, apperr.New(apperr.Usage, "", err)
	}
	return o, nil
}

// commands writes commands that lead to the same gateway as this command line.
func (a *App) commands() flow.Commands { return flow.Commands{Flags: a.where(), Local: a.local} }

// where are the flags that lead to the same gateway as this command line.
func (a *App) where() string {
	command := ""
	if a.local {
		command += " --local"
	}
	if a.global.profile != "" && !a.local {
		command += " --profile " + apperr.ShellQuote(a.global.profile)
	}
	if a.global.config != "" {
		command += " --config " + apperr.ShellQuote(a.global.config)
	}
	if a.global.envFile != "" {
		command += " --env-file " + apperr.ShellQuote(a.global.envFile)
	}
	return command + a.accountWords()
}

// cleaner makes foreign text safe for a terminal; a pipe gets its exact bytes.
func (a *App) cleaner() func(string) string {
	if a.streams().OutTTY {
		return ui.CleanText
	}
	return func(s string) string { return s }
}

// configAndOutput are what a command needs that shows the configuration.
func (a *App) configAndOutput() (*config.Config, output.Options, error) {
	c, err := a.config()
	if err != nil {
		return nil, output.Options{}, err
	}
	o, err := a.outputOptions(true)
	return c, o, err
}

// applySettings takes the output format and the colours from the profile where
// no flag or variable gave them. A configuration that cannot be read is told by
// the command when it needs it.
func (a *App) applySettings(format *string) error {
	c, err := a.config()
	if err != nil {
		return nil
	}
	*format = or(*format, c.Get(config.KeyOutput).Text)
	if err := a.streams().SetColor(c.Get(config.KeyColor).Text); err != nil {
		return apperr.New(apperr.Config, config.KeyColor, err)
	}
	return nil
}

// print writes a command's result to standard output.
func (a *App) print(cmd *cobra.Command, o output.Options, r output.Result) error {
	return a.printResult(cmd.Context(), o, r)
}

// printResult writes a result to standard output.
func (a *App) printResult(ctx context.Context, o output.Options, r output.Result) error {
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
	err := output.Print(ctx, a.streams().Out, o, r)
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

// readArgument reads a file argument, or standard input for "-", up to limit bytes.
func (a *App) readArgument(name string, limit int64) ([]byte, error) {
	r, closeFile, err := a.openArgument(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	if name == "-" {
		name = "standard input"
	}
	return readLimited(r, name, limit)
}

// openArgument opens a file argument, or standard input for "-".
func (a *App) openArgument(name string) (io.Reader, func(), error) {
	if name == "-" {
		return a.In, func() {}, nil
	}
	f, err := durable.Open(a.ctx, name)
	if errors.Is(err, context.Canceled) {
		return nil, nil, err
	}
	if err != nil {
		e := apperr.New(apperr.Usage, "reading "+name, plainPathError(err))
		if _, derr := time.ParseDuration(name); derr == nil {
			e.Hints = append(e.Hints, "a time to wait is written with an equals sign: --wait="+name)
		}
		return nil, nil, e
	}
	return f, func() { f.Close() }, nil
}
