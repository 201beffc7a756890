package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// firstProfile is the name of a profile that is made without being named.
const firstProfile = "default"

// Change is one change of a profile.
type Change struct {
	Key    string   // one of Keys, or defaults. and a field path
	Values []string // the new value; several only for a key that is a list; none removes the key
}

// Set gives a key of a profile a value and writes the file. An empty profile
// means the one in use. A profile that does not exist is made. Of
// antom-public-key, several values can be joined by line ends.
func (c *Config) Set(profile, key, value string) error {
	return c.Update(profile, []Change{SetChange(key, value)})
}

// SetChange is the change that gives a key a value. Of antom-public-key, several
// values can be joined by line ends; of settlement-currencies, by commas.
func SetChange(key, value string) Change {
	if key == KeyAntomPublicKey && !isKeyText(value) {
		return Change{key, strings.Split(value, "\n")}
	}
	f, _ := findField(key)
	return Change{key, f.separate(value)}
}

// Unset removes a key from a profile and writes the file. A key that is not
// there is an error.
func (c *Config) Unset(profile, key string) error {
	return c.Update(profile, []Change{{Key: key}})
}

// Update makes several changes of one profile in one write: all or none. It
// works on the file as it is now; of two processes that write in the same
// moment the later one wins, and the file is always whole. Afterwards c has the
// new values.
//
// A relative path is meant from the working directory, as everywhere on a
// command line, and is stored whole.
func (c *Config) Update(profile string, changes []Change) error {
	change, err := c.planned(profile, changes)
	if err != nil {
		return err
	}
	return c.rewrite(change)
}

// Check returns the error with which Update would refuse the same changes, and
// writes nothing. Whether the file can be written is not tried.
func (c *Config) Check(profile string, changes []Change) error {
	change, err := c.planned(profile, changes)
	if err != nil {
		return err
	}
	_, err = c.edited(change)
	return err
}

// planned checks the changes of a profile, and returns how to make them.
func (c *Config) planned(profile string, changes []Change) (func(*editor) error, error) {
	name, err := c.editable(profile)
	if err != nil {
		return nil, err
	}
	changes = slices.Clone(changes)
	for i, change := range changes {
		if changes[i].Values, err = c.checkChange(change); err != nil {
			return nil, err
		}
	}
	return func(e *editor) error {
		if err := c.oneKeySourceOf(e, name, changes); err != nil {
			return err
		}
		if err := e.nameFirst(name); err != nil {
			return err
		}
		return e.apply(name, changes)
	}, nil
}

// oneKeySourceOf refuses changes that would give a profile a second source of
// its private key: which of the two was meant is for its owner to say.
func (c *Config) oneKeySourceOf(e *editor, profile string, changes []Change) error {
	given := map[string]bool{}
	for _, change := range changes {
		given[change.Key] = len(change.Values) > 0
	}
	chosen := ""
	for _, key := range keySources() {
		switch {
		case !given[key]:
		case chosen == "":
			chosen = key
		default:
			return apperr.New(apperr.Usage, "", fmt.Errorf("%s and %s cannot be used together: a profile has one key of yours",
				chosen, key)).WithCode(codeKeyConflict)
		}
	}
	for _, other := range keySources() {
		_, concerned := given[other]
		if chosen == "" || concerned {
			continue
		}
		if n := find(e.doc.root, []string{keyProfiles, profile, other}); n != nil && !isNull(n) {
			return apperr.New(apperr.Config, "", fmt.Errorf("the profile %q has %s already; it cannot have %s as well", profile, other, chosen),
				"to remove that one first: antom config unset "+c.profileFlag(profile)+other).WithCode(codeKeyConflict)
		}
	}
	return nil
}

// KeySources are the keys that say where the private key of a profile in the
// file is, or its API key: one of private-key, private-key-command,
// private-key-keyring, api-key and api-key-command, or several when the file is
// wrong, or none.
func (c *Config) KeySources(profile string) []string {
	var found []string
	if p := c.contents.find(profile); p != nil {
		for _, key := range keySources() {
			if _, ok := p.entries[key]; ok {
				found = append(found, key)
			}
		}
	}
	return found
}

// ProfileValue returns the value of a key in a profile of the file, "" where the
// profile has none. A path is whole. Of several values it is the first.
func (c *Config) ProfileValue(profile, key string) string {
	p := c.contents.find(profile)
	if path, ok := strings.CutPrefix(key, defaultsPrefix); ok && p != nil {
		for _, d := range p.defaults {
			if d.Path == path {
				return d.Text
			}
		}
	}
	text := p.text(key)
	if f, ok := findField(key); ok && f.path && text != "" && !isKeyText(text) {
		if whole, err := c.options.expand(text, filepath.Dir(c.path)); err == nil {
			return whole
		}
	}
	return text
}

// codeKeyConflict is the code of the error of a profile with two private keys.
const codeKeyConflict = "key-conflict"

// profileFlag is --profile for a command in a hint; empty when the command
// means this profile without it.
func (c *Config) profileFlag(profile string) string {
	if profile == c.name && c.origin.Kind != FromFlag {
		return ""
	}
	return "--profile " + apperr.ShellQuote(profile) + " "
}

// UseProfile makes a profile the one in use. The built-in one is possible.
// --profile and ANTOM_PROFILE still win.
func (c *Config) UseProfile(name string) error {
	return c.rewrite(func(e *editor) error {
		all := e.contents()
		if name != LocalProfile && all.find(name) == nil {
			return c.unknownProfile(name, all)
		}
		return e.set([]string{keyProfile}, keyProfile, []string{name})
	})
}

// unknownProfile is the error of a name that is no profile.
func (c *Config) unknownProfile(name string, all *contents) error {
	names := []string{LocalProfile}
	for _, p := range all.profiles {
		names = append(names, p.name)
	}
	return apperr.New(apperr.Config, "", mistake{fmt.Sprintf("there is no profile %s", shown(name)), spec.Nearest(name, names)}, "antom profile list")
}

// editable is the name of the profile to change.
func (c *Config) editable(name string) (string, error) {
	if name == "" {
		name = c.name
	}
	if name == "" {
		name = firstProfile
	}
	return name, CheckProfileName(name)
}

// checkChange checks a change before anything is touched, and returns the
// values as they are to be written.
func (c *Config) checkChange(change Change) ([]string, error) {
	if err := CheckKey(change.Key); err != nil {
		return nil, err
	}
	f, ok := findField(change.Key)
	if len(change.Values) > 1 && !f.list {
		return nil, apperr.New(apperr.Usage, change.Key, errors.New("only one value is possible"))
	}
	var values []string
	for _, value := range change.Values {
		if !ok {
			if err := checkDefault(change.Key, value); err != nil {
				return nil, apperr.New(apperr.Usage, change.Key, err)
			}
			values = append(values, value)
			continue
		}
		value = strings.TrimSpace(value)
		if _, err := f.check(value); err != nil {
			return nil, apperr.New(apperr.Usage, "", err) // it names the key
		}
		if f.path && !isKeyText(value) {
			var err error
			if value, err = c.wholePath(value); err != nil {
				return nil, apperr.New(apperr.Usage, change.Key, err)
			}
		}
		values = append(values, value)
	}
	return values, nil
}

// ResolvePath returns the file that a path means which is given as a setting: ~ is the
// home directory, and a relative path starts from the working directory.
func (c *Config) ResolvePath(path string) (string, error) {
	return c.options.expand(path, c.options.WorkDir)
}

// wholePath makes a path that means the same from anywhere. One in the home
// directory keeps its ~.
func (c *Config) wholePath(path string) (string, error) {
	if strings.HasPrefix(path, "~") {
		_, err := c.options.expand(path, "")
		return path, err
	}
	path, err := c.options.expand(path, c.options.WorkDir)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// rewrite makes a change in the file and takes over the new values.
func (c *Config) rewrite(change func(*editor) error) error {
	e, err := c.edited(change)
	if err != nil {
		return err
	}
	if err := c.write(e.doc.data); err != nil {
		return apperr.New(apperr.Config, "writing the configuration", err)
	}
	return c.reload()
}

// edited reads the file as it is now, lets change edit it, and checks the
// result.
func (c *Config) edited(change func(*editor) error) (*editor, error) {
	if c.path == "" {
		return nil, apperr.New(apperr.Config, "writing the configuration",
			errors.New("there is no directory for the file: neither a home directory nor XDG_CONFIG_HOME is known"),
			"name a file: --config FILE or ANTOM_CONFIG=FILE")
	}
	data, err := c.readData()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, apperr.New(apperr.Config, "writing the configuration", err)
	}
	doc, problems := parse(c.path, data)
	if len(problems) > 0 {
		return nil, configError(problems)
	}
	e := &editor{doc: doc}
	before := e.contents().problems
	if err := change(e); err != nil {
		return nil, err
	}
	if after := e.contents().problems; len(after) > len(before) {
		return nil, configError(newProblems(before, after))
	}
	return e, nil
}

// newProblems are the problems that a change brought.
func newProblems(before, after []Problem) []Problem {
	return slices.DeleteFunc(slices.Clone(after), func(p Problem) bool {
		return slices.ContainsFunc(before, func(q Problem) bool { return q.Key == p.Key && q.Message == p.Message })
	})
}

// write replaces the file. A symbolic link stays and what it leads to is
// replaced, even when that does not exist yet.
func (c *Config) write(data []byte) error {
	target, err := followLinks(c.path)
	if err != nil {
		return err
	}
	if info, err := os.Stat(target); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", target)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	return durable.WriteFile(target, data, durable.WriteOptions{Mode: 0o600, Overwrite: true})
}

// maxLinks is the length of the longest chain of symbolic links, as on Linux.
const maxLinks = 40

// followLinks returns what a path's symbolic links lead to.
func followLinks(path string) (string, error) {
	for range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link, or nothing at all
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", fmt.Errorf("%s: too many symbolic links", path)
}

// reload takes the values of the file that was just written.
func (c *Config) reload() error {
	o := c.options
	o.Edit = true
	fresh, err := Load(o)
	if err != nil {
		return err
	}
	fresh.options = c.options
	*c = *fresh
	return nil
}
