package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ProjectFileName is the name of the file that a project keeps its settings in. It is
// looked for in the working directory and in those above it.
const ProjectFileName = "antom.yaml"

// envProject names the project file, or says that there is none.
const (
	envProject = "ANTOM_PROJECT_FILE"
	noProject  = "off"
)

// project is what a project file says.
//
// Anybody can write one into a directory that somebody else unpacks, so it can name
// no command and no file outside its directory, and it has a say over sandbox
// accounts only: see projectKeys, checkProjectValue and useProject.
type project struct {
	path     string
	chosen   string // the profile that it chooses, "" when it chooses none
	line     int    // of that
	settings profile
}

// projectKeys are the keys that a project file can have, beside profile and defaults.
func projectKeys() []string {
	return []string{KeyClientID, KeyGateway, KeyPrivateKey, KeyAPIKey, KeyAntomPublicKey, KeyKeyVersion,
		KeyTimeout, KeyConnectTimeout, KeyRetries, KeyOutput, KeyColor}
}

// accountKeys are the keys that belong to one merchant account.
func accountKeys() []string {
	return append([]string{KeyClientID, KeyGateway, KeyAntomPublicKey, KeyKeyVersion, KeyLive}, keySources()...)
}

// ProjectFile is the path of the project file that was found, "" without one.
func (c *Config) ProjectFile() string {
	if c.project == nil {
		return ""
	}
	return c.project.path
}

// readProject finds and reads the project file. An error is one of its place or its
// form; what is wrong in it is among the problems.
func (c *Config) readProject() ([]Problem, error) {
	path, named, err := c.findProject()
	if path == "" || err != nil {
		return nil, err
	}
	data, err := c.openProject(path, named)
	if err != nil {
		return nil, apperr.New(apperr.Config, "reading the project file", err,
			"or ignore it: "+envProject+"="+noProject).WithCode("project-file")
	}
	doc, problems := parse(path, data)
	if len(problems) > 0 {
		return problems, nil
	}
	c.project, problems = projectOf(doc)
	return problems, nil
}

// findProject looks for the project file, from the working directory up to the home
// directory or the root of the file system. named says that the user named it.
func (c *Config) findProject() (path string, named bool, err error) {
	o := c.options
	switch value := o.getenv(envProject); {
	case value == noProject:
		return "", false, nil
	case value != "":
		path, err = o.expand(value, o.WorkDir)
		return path, true, err
	case o.ProjectDir == "":
		return "", false, nil
	}
	home := filepath.Clean(o.HomeDir)
	if below, err := filepath.Rel(home, o.ProjectDir); o.OS == "windows" && (err != nil || !filepath.IsLocal(below)) {
		return "", false, nil // who owns a file is not looked at there, so only the user's own directory is
	}
	for dir := filepath.Clean(o.ProjectDir); ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, ProjectFileName)
		if info, err := os.Lstat(path); err == nil && !info.IsDir() && !c.isOwnFile(path) {
			return path, false, nil
		}
		if dir == home || dir == filepath.Dir(dir) {
			return "", false, nil
		}
	}
}

// isOwnFile tells whether a path leads to the configuration file, which can have the
// name of a project file.
func (c *Config) isOwnFile(path string) bool {
	own, err := os.Stat(c.path)
	if err != nil {
		return false
	}
	other, err := os.Stat(path)
	return err == nil && os.SameFile(own, other)
}

// openProject reads the project file, unless somebody else could have written it.
func (c *Config) openProject(path string, named bool) ([]byte, error) {
	link, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	f, err := durable.OpenState(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := c.trusted(path, named, link, info); err != nil {
		return nil, err
	}
	data, err := durable.ReadAll(f, maxFile)
	if size := new(durable.SizeError); errors.As(err, &size) {
		err = fmt.Errorf("%s is larger than %d bytes, which is no project file", path, maxFile)
	}
	return data, err
}

// trusted refuses a file of another user, unless it was named, and one that
// everybody may write. A link counts as well as what it leads to.
func (c *Config) trusted(path string, named bool, infos ...fs.FileInfo) error {
	owned := c.options.OwnedByUser
	if owned == nil {
		owned = ownedByUser
	}
	for _, info := range infos {
		switch {
		case !named && !owned(info):
			return fmt.Errorf("%s belongs to another user; if you trust it, name it: %s=%s", path, envProject, apperr.ShellQuote(path))
		case c.options.OS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o002 != 0:
			return fmt.Errorf("every user may change %s (mode %04o): chmod o-w %s", path, info.Mode().Perm(), apperr.ShellQuote(path))
		}
	}
	return nil
}

// projectOf takes a project file apart.
func projectOf(doc *document) (*project, []Problem) {
	r := reader{doc: doc}
	p := &project{path: doc.file, settings: profile{entries: map[string]entry{}, project: true}}
	if doc.root == nil {
		return p, nil
	}
	r.pairs(doc.root, "the project file", func(key, value *yaml.Node) {
		switch key.Value {
		case keyProfile:
			r.readCurrent(value)
			return
		case keyDefaults:
			r.readDefaults(&p.settings, value)
			return
		}
		f, ok := findField(key.Value)
		if !ok || !slices.Contains(projectKeys(), key.Value) {
			r.problem(key, key.Value, notInProject(key.Value, ok))
			return
		}
		texts := r.values(f, value)
		for _, text := range texts {
			err := checkProjectValue(f, text)
			if err == nil && f.path && !isKeyText(text) {
				err = checkProjectLink(doc.file, f.key, text)
			}
			if err != nil {
				r.problem(value, f.key, err)
				return
			}
		}
		if len(texts) > 0 {
			p.settings.entries[f.key] = entry{texts, value}
		}
	})
	r.checkKeySource(&p.settings)
	if p.chosen = r.current; p.chosen != "" {
		p.line = r.place.Line
	}
	return p, r.problems
}

// notInProject is the mistake of a key that a project file cannot have.
func notInProject(key string, known bool) mistake {
	switch {
	case key == keyProfiles:
		return mistake{message: "profiles belong in the configuration file of a user; a project file contains the settings themselves"}
	case key == keyAliases:
		return mistake{message: "a project file cannot have aliases: whoever wrote it would decide what runs; they belong in the configuration file of a user"}
	case known:
		return mistake{message: fmt.Sprintf("a project file cannot have %s: whoever wrote it would decide for whoever runs it; it belongs in a profile", key)}
	}
	return mistake{fmt.Sprintf("unknown key %s", shown(key)), spec.Nearest(key, append(projectKeys(), keyProfile, keyDefaults))}
}

// checkProjectValue refuses a value that reaches further than a project.
func checkProjectValue(f field, text string) error {
	switch {
	case f.key == KeyClientID && antom.Live(text):
		return mistake{message: fmt.Sprintf("client id %s is live; a project file can only name one that begins with %s", shown(text), sandboxPrefix)}
	case f.key == KeyGateway && !knownGateway(text):
		return mistake{message: fmt.Sprintf("gateway %s is neither Antom's nor on this machine; a project file cannot send requests elsewhere", shown(text))}
	case f.path && !isKeyText(text) && (strings.HasPrefix(text, "~") || !filepath.IsLocal(filepath.FromSlash(text))):
		return mistake{message: fmt.Sprintf("%s %s is not below the directory of the project file", f.key, shown(text))}
	}
	return nil
}

// checkProjectLink refuses a file that a symbolic link leads out of the directory of
// the project file: whoever wrote the link would choose which file of the user's is
// read, and sent. A file that does not exist is reported when it is needed.
func checkProjectLink(projectFile, key, text string) error {
	dir, err := filepath.EvalSymlinks(filepath.Dir(projectFile))
	if err != nil {
		return nil
	}
	file, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(text)))
	if err != nil {
		return nil
	}
	if below, err := filepath.Rel(dir, file); err != nil || !filepath.IsLocal(below) {
		return mistake{message: fmt.Sprintf("%s %s is a link that leads out of the directory of the project file", key, shown(text))}
	}
	return nil
}

// knownGateway tells whether a gateway is Antom's, or on this machine.
func knownGateway(text string) bool {
	address, err := checkGateway(text)
	if err != nil {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && spec.Loopback(u.Hostname()) || slices.ContainsFunc(Regions(), func(r Region) bool { return r.URL == address })
}

// useProject decides what the project file has a say over, now that it is known
// which account is in use. It has none over a live one. A client id of its own is an
// account of its own: what the profile has about another account does not mix with it.
func (c *Config) useProject(stronger ...layer) []Problem {
	p := c.project
	if p == nil {
		return nil
	}
	own, profileID := p.settings.text(KeyClientID), c.selected.text(KeyClientID)
	account, origin := own, Origin{}
	if account == "" {
		account = profileID
	}
	for _, l := range slices.Backward(stronger) {
		if g, ok := l[KeyClientID].(*given); ok {
			account, origin = g.texts[0], g.origin
		}
	}
	switch {
	case account != "" && antom.Live(account) && c.origin.Kind == FromProject:
		c.project = nil
		return []Problem{{Where: c.origin.place(), Key: keyProfile,
			Message: fmt.Sprintf("the client id %s is live; a project file cannot control a live account: choose the profile with --profile", shown(account))}}
	case account != "" && antom.Live(account):
		from := "profile " + c.name
		if origin.Kind != "" {
			from = origin.String()
		}
		c.warn(fmt.Sprintf("the project file %s is ignored, because the client id of %s is live", p.path, from))
		c.project = nil
	case own != "" && own != profileID && c.selected != nil && c.origin.explicit():
		c.warn(fmt.Sprintf("the project file %s is left out, because it is for client id %s, and profile %s was chosen by %s", p.path, own, c.name, c.origin))
		c.project = nil
	case own != "" && own != profileID && c.selected != nil:
		if profileID != "" {
			c.warn(fmt.Sprintf("the account is client id %s of the project file %s, not that of profile %s (--profile %s chooses it)", own, p.path, c.name, c.name))
		}
		c.selected = c.selected.without(accountKeys())
	}
	return nil
}

// text is the value of a key; it is empty without one.
func (p *profile) text(key string) string {
	if p == nil || len(p.entries[key].texts) == 0 {
		return ""
	}
	return p.entries[key].texts[0]
}

// without is the profile without some of its keys.
func (p *profile) without(keys []string) *profile {
	rest := &profile{name: p.name, entries: map[string]entry{}, defaults: p.defaults}
	for key, e := range p.entries {
		if !slices.Contains(keys, key) {
			rest.entries[key] = e
		}
	}
	return rest
}

// mergedDefaults are the request defaults of a project file, then those of the
// profile that it does not have.
func mergedDefaults(p *project, selected *profile) []Default {
	var all []Default
	if p != nil {
		all = append(all, p.settings.defaults...)
	}
	if selected == nil {
		return all
	}
	for _, d := range selected.defaults {
		if !slices.ContainsFunc(all, func(other Default) bool { return other.Path == d.Path }) {
			all = append(all, d)
		}
	}
	return all
}
