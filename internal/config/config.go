// Package config finds out what a command works with: from flags, from ANTOM_*
// environment variables, from a file of such variables, from a project file, from a
// profile in the configuration file, and from defaults, in this order. Each effective
// value knows where it came from.
//
// It is the only user of viper, which decides between the layers. The file is
// read as a tree of nodes, so that messages have positions, names of request
// fields keep their case, and a change keeps comments and order.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/viper"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// commandTimeout is the usual time limit of a private-key-command.
const commandTimeout = 10 * time.Second

// Config is the effective configuration. Its methods may be called from several
// goroutines, except for those that change the file.
type Config struct {
	options  Options
	path     string
	contents *contents
	project  *project // nil: there is none, or it has no say
	selected *profile // nil: none, or the built-in one
	name     string
	origin   Origin // of name
	values   *viper.Viper
	warnings []string
	problems []Problem
}

// Load reads the configuration. A file that does not exist is fine, unless it
// was asked for by --config. A file or a value with mistakes is an error that
// lists all of them, with their places.
func Load(o Options) (*Config, error) {
	if o.CommandTimeout == 0 {
		o.CommandTimeout = commandTimeout
	}
	c := &Config{options: o, contents: &contents{}}
	where, err := o.configFile()
	if err != nil {
		return nil, apperr.New(apperr.Config, "finding the configuration file", err)
	}
	c.path = where.path
	if _, err = o.stateDir(); err != nil {
		return nil, apperr.New(apperr.Config, "finding the state directory", err)
	}
	if err := c.readFile(where); err != nil {
		return nil, err
	}
	inProject, err := c.readProject()
	if err != nil && !o.Edit {
		return nil, err
	}
	if err != nil {
		inProject = []Problem{{Where: "the project file", Message: err.Error()}}
	}
	if err := c.choose(); err != nil {
		return nil, err
	}
	if err := c.judge(slices.Concat(c.contents.problems, inProject), c.resolve()); err != nil {
		return nil, err
	}
	return c, nil
}

// judge ends Load with an error when the file or a value given elsewhere is
// wrong. A wrong flag alone is wrong usage.
func (c *Config) judge(file, given []Problem) error {
	c.problems = slices.Concat(file, given)
	onlyFlags := len(file) == 0
	for _, p := range given {
		onlyFlags = onlyFlags && strings.HasPrefix(p.Where, "--")
	}
	switch {
	case c.options.Edit || len(c.problems) == 0:
		return nil
	case onlyFlags:
		return apperr.New(apperr.Usage, "", &ProblemsError{c.problems}).WithDetails(c.problems)
	}
	return configError(c.problems)
}

// readFile reads and takes apart the file, if there is one.
func (c *Config) readFile(where place) error {
	data, err := c.readData()
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return c.missing(where)
	}
	if err != nil {
		return apperr.New(apperr.Config, "reading the configuration", err)
	}
	doc, problems := parse(c.path, data)
	if len(problems) > 0 {
		return configError(problems)
	}
	c.contents = read(doc)
	return nil
}

// missing decides about a file that does not exist.
func (c *Config) missing(where place) error {
	switch {
	case where.by == envConfig:
		c.warn(fmt.Sprintf("the configuration file %s, named by %s, does not exist", c.path, envConfig))
	case where.by != "" && !c.options.Edit:
		return apperr.New(apperr.Config, "reading the configuration",
			fmt.Errorf("the file %s, named by %s, does not exist", c.path, where.by), "antom init --config "+apperr.ShellQuote(c.path))
	}
	return nil
}

// readData returns the file's bytes. The null device is a file without settings, as
// people use it to have none.
func (c *Config) readData() ([]byte, error) {
	switch c.path {
	case "":
		return nil, fs.ErrNotExist
	case os.DevNull:
		return nil, nil
	}
	f, err := durable.OpenState(c.path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	c.warnWritable(info)
	data, err := durable.ReadAll(f, maxFile)
	if size := new(durable.SizeError); errors.As(err, &size) {
		err = fmt.Errorf("%s is larger than %d bytes, which is no configuration file", c.path, maxFile)
	}
	return data, err
}

// warnWritable warns of a file that others may change: they could make this
// program run their private-key-command, or send to their gateway.
func (c *Config) warnWritable(info fs.FileInfo) {
	if mode := info.Mode(); c.options.OS != "windows" && mode.IsRegular() && mode.Perm()&0o022 != 0 {
		c.warn(fmt.Sprintf("other users may change the configuration file %s (mode %04o): chmod go-w %s", c.path, mode.Perm(), apperr.ShellQuote(c.path)))
	}
}

func (c *Config) warn(text string) {
	if !slices.Contains(c.warnings, text) {
		c.warnings = append(c.warnings, text)
	}
}

// choose finds the profile in use: --profile, ANTOM_PROFILE, the one that the
// project file or the configuration file names, the only one, or the one called
// default.
func (c *Config) choose() error {
	all := c.contents.profiles
	switch {
	case c.options.Profile != "":
		c.name, c.origin = c.options.Profile, Origin{Kind: FromFlag, Name: "--" + keyProfile}
	case c.options.getenv(envProfile) != "":
		c.name, c.origin = c.options.getenv(envProfile), c.options.variableOrigin(envProfile)
	case c.project != nil && c.project.chosen != "":
		c.name, c.origin = c.project.chosen, Origin{Kind: FromProject, Name: c.project.path, Line: c.project.line}
	case c.contents.current != "":
		c.name = c.contents.current
		c.origin = Origin{Kind: FromProfile, Name: c.path, Profile: c.name, Line: c.contents.place.Line}
	case len(all) == 1:
		c.name, c.origin = all[0].name, Origin{Kind: FromDefault}
	case c.contents.find(firstProfile) != nil:
		c.name, c.origin = firstProfile, Origin{Kind: FromDefault}
	default:
		c.origin = Origin{Kind: FromDefault}
		return nil
	}
	c.selected = c.contents.find(c.name)
	if c.selected == nil && c.name != LocalProfile && !c.options.Edit {
		return c.noProfile()
	}
	return nil
}

// noProfile is the error of a chosen profile that is not in the file.
func (c *Config) noProfile() error {
	cause := mistake{fmt.Sprintf("there is no profile %s", shown(c.name)), spec.Nearest(c.name, append(c.Profiles(), LocalProfile))}
	what := c.origin.place()
	if len(c.contents.profiles) == 0 {
		return apperr.New(apperr.Config, what, cause, c.howToInit())
	}
	return apperr.New(apperr.Config, what, cause, "antom profile list", c.howToInit())
}

// howToInit is the command that makes the chosen profile. A name that cannot be
// one, or looks like a key, is not repeated.
func (c *Config) howToInit() string {
	if checkProfileName(c.name) != nil || keys.LooksLikeKey(c.name) {
		return "antom init --profile NAME"
	}
	return "antom init --profile " + apperr.ShellQuote(c.name)
}

// ProfileOrigin tells what chose the profile in use.
func (c *Config) ProfileOrigin() Origin { return c.origin }

// ProfileName is the profile in use, "" when there is none.
func (c *Config) ProfileName() string { return c.name }

// Local tells whether the built-in profile of the simulator is in use: commands
// then behave as with --local.
func (c *Config) Local() bool { return c.name == LocalProfile }

// Profiles lists the file's profiles in its order. The built-in one is not
// among them.
func (c *Config) Profiles() []string {
	var names []string
	for _, p := range c.contents.profiles {
		names = append(names, p.name)
	}
	return names
}

// HasProfile tells whether a name can be used as a profile: it is in the file
// or built in.
func (c *Config) HasProfile(name string) bool {
	return name == LocalProfile || c.contents.find(name) != nil
}

// Path is the configuration file, whether it exists or not; "" when no
// directory for it is known.
func (c *Config) Path() string { return c.path }

// StateDir is the directory for the journal, the inbox and the simulator; ""
// when none is known. It may not exist yet.
func (c *Config) StateDir() string { return c.options.StateDir() }

// Warnings are things that work but should not stay as they are.
func (c *Config) Warnings() []string { return c.warnings }

// Problems are the mistakes that Load was told to accept by Options.Edit.
func (c *Config) Problems() []Problem { return c.problems }
