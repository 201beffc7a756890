package config

import (
	"context"
	"io"
	"io/fs"
	"path/filepath"
	"time"
)

// Options are what Load knows of the world. It looks at nothing else: not at
// the process's environment, arguments or home directory.
type Options struct {
	Getenv     func(string) string // nil: an empty environment
	HomeDir    string              // the user's home directory; "" when unknown
	ConfigHome string              // the platform's configuration directory, see os.UserConfigDir; "" when unknown
	StateHome  string              // the platform's directory for state; "" when unknown
	OS         string              // as runtime.GOOS; "" is a Unix
	WorkDir    string              // what relative paths of flags, variables and Set start from; "" is the process's

	// ProjectDir is where the search for a project file begins; "" for none.
	ProjectDir string
	// OwnedByUser tells whether a file belongs to the user; nil asks the operating system.
	OwnedByUser func(fs.FileInfo) bool
	EnvFile     *EnvFile // the file that some of Getenv's variables come from; nil: none do

	File    string            // --config
	Profile string            // --profile
	Flags   map[string]string // the flags given, by name; those that are no key are ignored. A repeated flag's values are joined by line ends

	// Edit is set by commands that change the file. Then Load accepts a file
	// with wrong values, unknown keys or without the chosen profile, because
	// they are what such a command puts right. Problems tells what is wrong.
	Edit bool

	Stderr io.Writer // gets the messages of a private-key-command that worked, unless they look like a key; nil: nobody does
	// Keyring reads a key from the keyring of the operating system; nil: there is
	// none. It is called only when a private-key-keyring is used.
	Keyring func(ctx context.Context, name string) ([]byte, error)

	CommandTimeout time.Duration // for private-key-command; 0 is 10 s
}

// The names of the directory and of the file in it.
const (
	directory = "antom"
	fileName  = "config.yaml"
)

// getenv is an environment variable; one that is empty counts as not set.
func (o Options) getenv(name string) string {
	if o.Getenv == nil {
		return ""
	}
	return o.Getenv(name)
}

// place is where the configuration file is, and whether the user named it.
type place struct {
	path string
	by   string // "--config", "ANTOM_CONFIG" or "" for the usual place
}

// configFile finds the place of the configuration file. Its path is empty when
// no directory is known.
func (o Options) configFile() (place, error) {
	for _, named := range []place{{o.File, "--config"}, {o.getenv(envConfig), envConfig}} {
		if named.path == "" {
			continue
		}
		path, err := o.expand(named.path, o.WorkDir)
		return place{path, named.by}, err
	}
	return place{path: o.inHome("XDG_CONFIG_HOME", o.ConfigHome, map[string]string{
		"darwin":  "Library/Application Support",
		"windows": "AppData/Roaming",
		"":        ".config",
	}, fileName)}, nil
}

// StateDir is the directory for the journal, the inbox and the simulator, found
// without reading the configuration file: ANTOM_STATE_DIR, else the platform's
// place. It is "" when none is known, and may not exist yet.
func (o Options) StateDir() string {
	dir, err := o.stateDir()
	if err != nil {
		return "" // Load tells why
	}
	return dir
}

// stateDir finds the directory for what the program remembers; "" when none is
// known.
func (o Options) stateDir() (string, error) {
	if dir := o.getenv(envStateDir); dir != "" {
		return o.expand(dir, o.WorkDir)
	}
	return o.inHome("XDG_STATE_HOME", o.StateHome, map[string]string{
		"darwin":  "Library/Application Support",
		"windows": "AppData/Local",
		"":        ".local/state",
	}), nil
}

// inHome is a path in the program's directory: below an XDG variable (relative
// ones are invalid by that specification), else below the platform's directory,
// else below the place that the platform has for it in the home directory.
func (o Options) inHome(variable, given string, usual map[string]string, name ...string) string {
	base := o.getenv(variable)
	if !filepath.IsAbs(base) {
		base = given
	}
	if base == "" && o.HomeDir != "" {
		below, ok := usual[o.OS]
		if !ok {
			below = usual[""]
		}
		base = filepath.Join(o.HomeDir, filepath.FromSlash(below))
	}
	if base == "" {
		return ""
	}
	return filepath.Join(append([]string{base, directory}, name...)...)
}

// expand makes a path usable from anywhere: ~ is the home directory, and a
// relative path starts from base ("" is the process's directory).
func (o Options) expand(path, base string) (string, error) {
	if path == "~" || len(path) > 1 && path[0] == '~' && (path[1] == '/' || path[1] == filepath.Separator) {
		if o.HomeDir == "" {
			return "", mistake{message: shown(path) + " cannot be found: no home directory is known (HOME is not set)"}
		}
		return filepath.Join(o.HomeDir, path[1:]), nil
	}
	if filepath.IsAbs(path) || base == "" {
		return filepath.Clean(path), nil
	}
	return filepath.Join(base, path), nil
}
