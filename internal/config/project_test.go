package config

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

// inProject makes a home directory with a configuration and below it a project with a
// file, and begins in a directory of the project.
func inProject(t testing.TB, configuration, text string) Options {
	t.Helper()
	o := home(t, configuration)
	root := filepath.Join(o.HomeDir, "shop")
	if err := os.MkdirAll(filepath.Join(root, "src", "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, ProjectFileName), text)
	o.ProjectDir = filepath.Join(root, "src", "deep")
	o.WorkDir = o.ProjectDir
	return o
}

const (
	sandboxProfile = "profiles:\n  shop: {client-id: SANDBOX_P, gateway: us, retries: 1, private-key: /p.pem, live: allow, defaults: {a: profile, b: profile}}\n"
	liveProfile    = "profiles:\n  shop: {client-id: 5P, gateway: us, retries: 1, private-key: /p.pem}\n"
)

func TestProjectFile(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, sandboxProfile, "# ours\nretries: 3\ngateway: de\nprivate-key: keys/k.pem\ndefaults:\n  b: project\n  c: project\n")
	c := load(t, o)
	path := filepath.Join(o.HomeDir, "shop", ProjectFileName)
	if c.ProjectFile() != path {
		t.Errorf("project file %q", c.ProjectFile())
	}
	for key, want := range map[string]string{KeyRetries: "3", KeyGateway: Regions()[2].URL, KeyPrivateKey: filepath.Join(o.HomeDir, "shop", "keys", "k.pem")} {
		if got := c.Get(key); got.Text != want || got.Origin.Kind != FromProject || !strings.HasPrefix(got.Origin.String(), "project file "+path+":") {
			t.Errorf("%s: %q from %s, want %q", key, got.Text, got.Origin, want)
		}
	}
	if got := c.Get(KeyClientID); got.Text != "SANDBOX_P" || got.Origin.Kind != FromProfile {
		t.Errorf("client id %q from %s", got.Text, got.Origin)
	}
	var all []string
	for _, d := range c.Defaults() {
		all = append(all, d.Path+"="+d.Text+" "+string(d.Origin.Kind))
	}
	if got, want := strings.Join(all, ", "), "b=project project, c=project project, a=profile profile"; got != want {
		t.Errorf("defaults %s, want %s", got, want)
	}
	o.Getenv, o.Flags = env("ANTOM_GATEWAY", "sg"), map[string]string{KeyRetries: "5"}
	c = load(t, o)
	if c.Get(KeyGateway).Origin.Kind != FromEnvironment || c.Get(KeyRetries).Origin.Kind != FromFlag {
		t.Errorf("stronger sources: %+v", c.List())
	}
}

// A client id of the project's own is an account of its own.
func TestProjectAccount(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for _, profile := range []string{sandboxProfile, liveProfile} {
		c := load(t, inProject(t, profile, "client-id: SANDBOX_Q\n"))
		if c.ClientID() != "SANDBOX_Q" || c.Get(KeyPrivateKey).Set || c.LiveAllowed() || c.Gateway() != Regions()[0].URL || c.Retries() != 1 {
			t.Errorf("another account: %+v", c.List())
		}
	}
	c := load(t, inProject(t, sandboxProfile, "client-id: SANDBOX_P\n"))
	if !c.Get(KeyPrivateKey).Set || c.Gateway() != Regions()[1].URL {
		t.Errorf("the same account: %+v", c.List())
	}
}

// A project file has no say over a live account, whatever made it the one in use.
func TestProjectAndLiveAccounts(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	const evil = "gateway: http://127.0.0.1:1\nantom-public-key: evil.pem\nretries: 9\ndefaults: {paymentNotifyUrl: https://evil.example}\n"
	unaffected := func(name string, c *Config, from string) {
		t.Helper()
		if c.ProjectFile() != "" || c.Get(KeyAntomPublicKey).Set || c.Retries() == 9 || len(c.Defaults()) > 0 || strings.Contains(c.Gateway(), "127.0.0.1") {
			t.Errorf("%s: %+v", name, c.List())
		}
		contains(t, name, strings.Join(c.Warnings(), "\n"), "is ignored, because the client id of "+from+" is live")
	}
	unaffected("profile", load(t, inProject(t, liveProfile, evil)), "profile shop")
	o := inProject(t, "", evil)
	o.Getenv = env("ANTOM_CLIENT_ID", "5E")
	unaffected("environment", load(t, o), "environment ANTOM_CLIENT_ID")
	o = inProject(t, "", evil)
	o.Flags = map[string]string{KeyClientID: "5F"}
	unaffected("flag", load(t, o), "flag --client-id")
	o = inProject(t, "", evil+"client-id: SANDBOX_Q\n")
	o.Flags = map[string]string{KeyClientID: "5F"}
	unaffected("flag over the project's", load(t, o), "flag --client-id")

	_, err := Load(inProject(t, "profiles: {shop: {client-id: 5P}, other: {}}\n", "profile: shop\n"))
	if apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), "antom.yaml:1: the client id \"5P\" is live") {
		t.Errorf("a live profile chosen: %v", err)
	}
	c := load(t, inProject(t, "profile: live\nprofiles: {live: {client-id: 5P}, test: {client-id: SANDBOX_T}}\n", "profile: test\n"))
	if c.ClientID() != "SANDBOX_T" || c.ProfileOrigin().Kind != FromProject {
		t.Errorf("a sandbox profile chosen: %s from %s", c.ClientID(), c.ProfileOrigin())
	}
	if c := load(t, inProject(t, liveProfile, "profile: local\n")); !c.Local() {
		t.Error("the simulator was not chosen")
	}
}

func TestMistakesInProjectFiles(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for text, want := range map[string]string{
		"private-key-command: rm\n":                 "1:1: a project file cannot have private-key-command",
		"api-key-command: rm\n":                     "1:1: a project file cannot have api-key-command",
		"private-key-keyring: shop\n":               "1:1: a project file cannot have private-key-keyring",
		"live: allow\n":                             "1:1: a project file cannot have live",
		"profiles: {a: {}}\n":                       "1:1: profiles belong in the configuration file of a user",
		"clientId: SANDBOX_X\n":                     "1:1: unknown key \"clientId\"; did you mean \"client-id\"?",
		"paymentRequestId: X\n":                     "1:1: unknown key",
		"client-id: 5Y11\n":                         "1:12: client id \"5Y11\" is live",
		"gateway: https://evil.example\n":           "1:10: gateway \"https://evil.example\" is neither Antom's nor on this machine",
		"gateway: https://localhost.evil.example\n": "1:10: gateway",
		"private-key: /etc/k.pem\n":                 "1:14: private-key \"/etc/k.pem\" is not below the directory",
		"private-key: ../k.pem\n":                   "1:14: private-key \"../k.pem\" is not below",
		"private-key: a/../../k.pem\n":              "1:14: private-key",
		"private-key: ~/k.pem\n":                    "1:14: private-key \"~/k.pem\" is not below",
		"api-key: \"~/token\"\n":                    "1:10: api-key \"~/token\" is not below",
		"antom-public-key: [a.pem, ../b.pem]\n":     "1:19: antom-public-key \"../b.pem\" is not below",
		"private-key: " + pkcs8 + "\n":              "1:14: this is a key, not the path of a file",
		"private-key: a\napi-key: b\n":              "2:10: the project file has api-key as well as private-key (line 1)",
		"retries: 1\nretries: 2\n":                  "2:1: the project file has \"retries\" twice",
		"retries: -1\n":                             "1:10: retries \"-1\"",
		"a: [\n":                                    "2:1: this is not YAML",
		"- a\n":                                     "1:1: expected keys and their values, found a list",
		"profile: a b\n":                            "1:10: \"a b\" cannot be a profile name",
		"profile: gone\n":                           "there is no profile \"gone\"",
		"defaults: {a: {b: c}}\n":                   "1:15: found a mapping; write",
	} {
		_, err := Load(inProject(t, sandboxProfile, text))
		if apperr.ExitCode(err) != 3 {
			t.Errorf("%q: %v", text, err)
			continue
		}
		contains(t, text, err.Error(), ProjectFileName, want)
		if strings.Contains(err.Error(), pkcs8[:40]) {
			t.Errorf("%q: the error has the key in it", text)
		}
	}
	o := inProject(t, sandboxProfile, "live: allow\nretries: 3\n")
	o.Edit = true
	if c := load(t, o); len(c.Problems()) != 1 || c.Retries() != 3 || c.LiveAllowed() != true {
		t.Errorf("to be put right: %v, %+v", c.Problems(), c.List())
	}
}

// What is missing for the account of a project is not missing in the profile.
func TestIncompleteProject(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, sandboxProfile, "client-id: SANDBOX_Q\n")
	err := load(t, o).Require(KeyClientID, KeyPrivateKey, KeyAntomPublicKey)
	var e *apperr.Error
	if !errors.As(err, &e) || e.Kind != apperr.Config || e.Code != "incomplete-project" {
		t.Fatal(err)
	}
	contains(t, "error", e.Error(), ProjectFileName+" has the client id SANDBOX_Q, so the keys of another account are not used: private-key, antom-public-key are missing")
	contains(t, "hints", strings.Join(e.Hints, "\n"), "add private-key: FILE to the project file, or set ANTOM_PRIVATE_KEY_FILE",
		"add antom-public-key: FILE to the project file, or set ANTOM_PUBLIC_KEY_FILE", "ANTOM_PROJECT_FILE=off")
	if strings.Contains(strings.Join(e.Hints, "\n"), "config set") {
		t.Errorf("the hints would change the profile: %q", e.Hints)
	}
}

// A link in the project does not lead out of it.
func TestProjectLinks(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, sandboxProfile, "client-id: SANDBOX_Q\napi-key: token\n")
	root, secret := filepath.Join(o.HomeDir, "shop"), filepath.Join(o.HomeDir, "secret")
	write(t, secret, "of the user")
	link := filepath.Join(root, "token")
	for target, outside := range map[string]bool{secret: true, "../secret": true, "src/token": false} {
		_ = os.Remove(link)
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, "src", "token"), "of the project")
		_, err := Load(o)
		if outside && (err == nil || !strings.Contains(err.Error(), "2:10: api-key \"token\" is a link that leads out of the directory")) || !outside && err != nil {
			t.Errorf("%s: %v", target, err)
		}
	}
}

// A profile that was chosen for this command wins over another account of the project.
func TestProjectAndChosenProfile(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, liveProfile, "client-id: SANDBOX_Q\ngateway: http://127.0.0.1:9\n")
	c := load(t, o)
	if warnings := strings.Join(c.Warnings(), "\n"); c.ClientID() != "SANDBOX_Q" || !strings.Contains(warnings, "the account is client id SANDBOX_Q of the project file") {
		t.Errorf("not chosen: %s, %q", c.ClientID(), warnings)
	}
	byFlag, byVariable := o, o
	byFlag.Profile = "shop"
	byVariable.Getenv = env("ANTOM_PROFILE", "shop")
	for name, o := range map[string]Options{"flag": byFlag, "variable": byVariable} {
		c := load(t, o)
		if c.ClientID() != "5P" || c.Gateway() != Regions()[1].URL || !strings.Contains(strings.Join(c.Warnings(), "\n"), "is left out, because it is for client id SANDBOX_Q") {
			t.Errorf("%s: %s at %s, %q", name, c.ClientID(), c.Gateway(), c.Warnings())
		}
	}
}

func TestWhereProjectFilesAreLookedFor(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	found := func(name string, o Options, want string) {
		t.Helper()
		if got := load(t, o).ProjectFile(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	o := inProject(t, "", "retries: 3\n")
	project := filepath.Join(o.HomeDir, "shop", ProjectFileName)
	found("above", o, project)
	near := filepath.Join(o.ProjectDir, ProjectFileName)
	write(t, near, "retries: 4\n")
	found("the nearest", o, near)
	if err := os.Remove(near); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(near, 0o700); err != nil {
		t.Fatal(err)
	}
	found("a directory of that name", o, project)
	o.Getenv = env(envProject, "off")
	found("none wanted", o, "")
	o.Getenv = env(envProject, project)
	o.ProjectDir = ""
	found("named", o, project)
	o.Getenv = nil
	found("no search", o, "")

	o.ProjectDir = filepath.Dir(project)
	o.HomeDir = o.ProjectDir
	found("in the home directory", o, project)
	o.ProjectDir = filepath.Join(o.HomeDir, "src")
	o.HomeDir = filepath.Join(o.HomeDir, "src")
	found("above the home directory", o, "")
	o.HomeDir = ""
	found("no home directory", o, project)
	o.File = project
	write(t, project, "profiles: {a: {}}\n")
	found("the configuration file itself", o, "")
}

func TestTrustInProjectFiles(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, "", "retries: 3\n")
	path := filepath.Join(o.HomeDir, "shop", ProjectFileName)
	refused := func(name, want string) {
		t.Helper()
		_, err := Load(o)
		if apperr.ExitCode(err) != 3 {
			t.Fatalf("%s: %v", name, err)
		}
		contains(t, name, err.Error(), want)
		edit := o
		edit.Edit = true
		if c := load(t, edit); c.Retries() == 3 || len(c.Problems()) != 1 {
			t.Errorf("%s: %d retries, %v", name, c.Retries(), c.Problems())
		}
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	refused("writable by everybody", "every user may change "+path+" (mode 0666): chmod o-w ")
	if err := os.Chmod(path, 0o664); err != nil {
		t.Fatal(err)
	}
	if load(t, o).Retries() != 3 {
		t.Error("writable by the group: not read")
	}
	o.OwnedByUser = func(fs.FileInfo) bool { return false }
	refused("another owner", path+" belongs to another user; if you trust it, name it: ANTOM_PROJECT_FILE="+path)
	o.OwnedByUser = func(info fs.FileInfo) bool { return info.Mode()&fs.ModeSymlink == 0 }
	if err := os.Rename(path, path+".real"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path+".real", path); err != nil {
		t.Fatal(err)
	}
	refused("a link of another owner", "belongs to another user")
	o.Getenv = env(envProject, path)
	if load(t, o).Retries() != 3 {
		t.Error("a named file of another owner: not read")
	}
	o.Getenv = env(envProject, path+".gone")
	refused("a named file that is not there", "no such file")
	o.Getenv, o.OwnedByUser = nil, nil
	write(t, path+".real", "# "+strings.Repeat("x", maxFile)+"\n")
	refused("a large file", "no project file")
}

// No command runs for a project file, whatever it holds.
func TestProjectKeySources(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := inProject(t, "profiles: {shop: {private-key-command: echo run}}\n", "private-key: k.pem\n")
	write(t, filepath.Join(o.HomeDir, "shop", "k.pem"), pkcs8)
	data, source, err := load(t, o).PrivateKey(context.Background())
	if err != nil || string(data) != pkcs8 || !strings.HasSuffix(source, "k.pem") {
		t.Errorf("%s, %v", source, err)
	}
}
