package cli

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/antom-cli/antom/internal/apperr"
)

// Dirs are the user's directories by the convention of the platform; each is
// empty when the machine does not say where it is.
type Dirs struct{ Home, config, state string }

func UserDirs(env *Env) Dirs {
	home := env.Getenv("HOME")
	if env.OS == "windows" {
		home = env.Getenv("USERPROFILE")
	}
	d := Dirs{Home: home, config: env.Getenv("XDG_CONFIG_HOME"), state: env.Getenv("XDG_STATE_HOME")}
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

// workDir is the directory that the program was started in, "" when it is not known.
func workDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// StateDir is where the journal and the simulator keep their files, or ""
// when the machine has no place for them.
func (env *Env) StateDir() string { return env.ConfigOptions().StateDir() }

// InboxDir is the directory of the stored notifications, or "" if there is none.
func InboxDir(env *Env) string { return JoinDir(env.StateDir(), "inbox") }

// MakeDir makes a directory that only the user can look into.
func MakeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return apperr.New(apperr.Config, "making "+path, PathReason(err))
	}
	return nil
}
