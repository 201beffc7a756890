package doctor

import (
	"errors"
	"fmt"
	"io/fs"
)

// Value is the effective value of a setting. It is never a secret.
type Value struct {
	Key    string `json:"key"`
	Text   string `json:"value"`
	Origin string `json:"origin"`
}

// Default is the origin of a value that nobody gave. It is no finding.
const Default = "default"

// Problem is a mistake in the configuration.
type Problem struct{ Where, Message, Fix string }

// Settings are what is known of the configuration.
type Settings struct {
	File      string // the configuration file, "" when there is no place for one
	FileFound bool
	Project   string // the project file that is used, "" for none
	EnvFile   string // the file of variables that is used, "" for none
	// Unreadable: the file is there and no configuration can be made of it; the
	// problems say why.
	Unreadable bool

	Profile   string // the profile in use, "" for none
	Origin    string // why it is that one
	Local     bool   // it is the simulator's
	Live      bool   // its client id moves real money
	LiveAllow bool   // without being asked for
	Values    []Value
	Problems  []Problem
	Warnings  []string
	Missing   []Missing // settings that are needed and have no value
}

// Missing is a setting that is needed and has no value.
type Missing struct {
	Key string
	Fix string // the command that sets it
}

// Check looks at the configuration.
func (s Settings) Check() []Finding {
	var found []Finding
	if !s.Unreadable {
		found = append(found, s.file())
	}
	if s.Project != "" {
		found = append(found, ok(GroupConfig, "project-file", "the project file is used for sandbox accounts only", s.Project))
	}
	if s.EnvFile != "" {
		found = append(found, ok(GroupConfig, "env-file", "variables are read from the env file", s.EnvFile))
	}
	for _, p := range s.Problems {
		found = append(found, failure(GroupConfig, "setting", KindConfig, "mistake", p.Message, p.Where, p.Fix))
	}
	for _, w := range s.Warnings {
		found = append(found, warning(GroupConfig, "setting", w, "", ""))
	}
	if len(s.Problems) > 0 {
		return found
	}
	if s.Local {
		return append(found, ok(GroupConfig, "profile", "the simulator on this machine: no account, no network, no money", "profile local"))
	}
	switch {
	case s.Profile == "" && s.Project == "" && len(s.Missing) > 0:
		return append(found, failure(GroupConfig, "profile", KindConfig, "no-profile", "there is no profile", "",
			"to create one: antom init, or try the simulator, which needs no account: antom doctor --local"))
	case s.Profile != "":
		found = append(found, ok(GroupConfig, "profile", s.Profile+" is the profile in use", s.Origin))
	}
	for _, v := range s.Values {
		if v.Origin == Default {
			continue
		}
		found = append(found, ok(GroupConfig, v.Key, v.Key+" "+v.Text, v.Origin))
	}
	for _, m := range s.Missing {
		found = append(found, failure(GroupConfig, m.Key, KindConfig, "incomplete-profile", m.Key+" is missing", s.File, m.Fix))
	}
	return append(found, s.money()...)
}

func (s Settings) file() Finding {
	switch {
	case s.File == "":
		return warning(GroupConfig, "config-file", "there is no place for the configuration file, because no home directory is known", "",
			"name a file: --config FILE or ANTOM_CONFIG=FILE")
	case !s.FileFound:
		return skipped(GroupConfig, "config-file", "there is no configuration file yet ("+s.File+")")
	}
	return ok(GroupConfig, "config-file", "the configuration file can be read", s.File)
}

// money says whether payments of the profile are real.
func (s Settings) money() []Finding {
	switch {
	case !s.Live:
		return nil
	case s.LiveAllow:
		return []Finding{warning(GroupConfig, "live", "the client id is live, and payments do not require --live: real money moves at once", "",
			"to protect real money again: antom config set live deny")}
	}
	return []Finding{ok(GroupConfig, "live", "the client id is live; commands that move money require --live", "")}
}

// File is a file or directory whose mode matters.
type File struct {
	Check  string      // the name of its finding
	Name   string      // what it is, such as "the journal"
	Path   string      //
	Mode   fs.FileMode // with the type bits; meaningless unless Found
	Found  bool        //
	Err    error       // why it cannot be looked at; nil when it can, or is not there
	Detail string      // what is known of its content, such as "12 requests"
	Secret bool        // others must not read it
	Damage string      // what is wrong with its content
	Fix    string      // what to do about the damage
}

// Stat fills in what the file system says and reports whether the file is there.
func (f *File) Stat(stat func(string) (fs.FileInfo, error)) bool {
	info, err := stat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		f.Err = err
	default:
		f.Found, f.Mode = true, info.Mode()
	}
	return f.Found
}

// Look looks at a file. quote makes a path safe for a shell; windows tells
// that permission bits say nothing.
func (f File) Look(windows bool, quote func(string) string) []Finding {
	switch {
	case f.Err != nil:
		fix := f.Fix
		if fix == "" {
			fix = "check who owns it: ls -ld " + quote(f.Path)
		}
		return []Finding{failure(GroupMachine, f.Check, KindConfig, "file", fmt.Sprintf("%s cannot be read: %v", f.Name, f.Err), f.Path, fix)}
	case !f.Found:
		return []Finding{ok(GroupMachine, f.Check, f.Name+" does not exist yet; it is created when it is needed", f.Path)}
	}
	var found []Finding
	if f.Damage != "" {
		found = append(found, warning(GroupMachine, f.Check, f.Name+": "+f.Damage, f.Path, f.Fix))
	}
	mode := f.Mode.Perm()
	switch {
	case !windows && f.Secret && mode&0o077 != 0:
		private := "600"
		if f.Mode.IsDir() {
			private = "700"
		}
		found = append(found, warning(GroupMachine, f.Check, fmt.Sprintf("other users can read %s (mode %04o)", f.Name, mode), f.Path,
			"chmod "+private+" "+quote(f.Path)))
	case !windows && mode&0o200 == 0:
		found = append(found, warning(GroupMachine, f.Check, fmt.Sprintf("%s cannot be written (mode %04o)", f.Name, mode), f.Path,
			"chmod u+w "+quote(f.Path)))
	}
	if len(found) == 0 {
		what := f.Name
		if f.Detail != "" {
			what += ": " + f.Detail
		}
		found = append(found, ok(GroupMachine, f.Check, what, f.Path))
	}
	return found
}
