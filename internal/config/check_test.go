package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

func TestStateDirNeedsNoFile(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"home", Options{HomeDir: "/home/ann"}, "/home/ann/.local/state/antom"},
		{"XDG", Options{HomeDir: "/home/ann", Getenv: env("XDG_STATE_HOME", "/state")}, "/state/antom"},
		{"given", Options{HomeDir: "/home/ann", StateHome: "/var/state"}, "/var/state/antom"},
		{"variable", Options{WorkDir: "/work", Getenv: env("ANTOM_STATE_DIR", "st")}, "/work/st"},
		{"variable in the home directory", Options{HomeDir: "/home/ann", Getenv: env("ANTOM_STATE_DIR", "~/st")}, "/home/ann/st"},
		{"nothing", Options{}, ""},
		{"no home for ~", Options{Getenv: env("ANTOM_STATE_DIR", "~/st")}, ""},
	} {
		if got := c.o.StateDir(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	o := home(t, "this is: [no configuration\n")
	if _, err := Load(o); err == nil {
		t.Fatal("the file is not broken")
	}
	if got, want := o.StateDir(), filepath.Join(o.HomeDir, ".local/state/antom"); got != want {
		t.Errorf("beside a broken file: %q, want %q", got, want)
	}
	o = home(t, sample)
	if got, want := load(t, o).StateDir(), o.StateDir(); got != want {
		t.Errorf("Config has %q, Options have %q", got, want)
	}
}

func TestCheckRefusesWhatUpdateRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, profile string
		changes       []Change
		want          string // "" when nothing is wrong
	}{
		{"good", "shop", []Change{{KeyGateway, []string{"us"}}}, ""},
		{"new profile", "third", []Change{{KeyClientID, []string{"x"}}, {KeyRetries, []string{"1"}}}, ""},
		{"no change", "shop", nil, ""},
		{"value", "shop", []Change{{KeyGateway, []string{"moon"}}}, `gateway "moon" is not`},
		{"key", "shop", []Change{{"gatway", []string{"sg"}}}, `did you mean "gateway"?`},
		{"built-in profile", "local", nil, "built in"},
		{"profile's name", "a/b", nil, "cannot be a profile name"},
		{"unset what is not there", "live", []Change{{Key: KeyGateway}}, "has no gateway"},
		{"second key source", "shop", []Change{{KeyPrivateKeyCommand, []string{"x"}}}, "private-key"},
	} {
		o := home(t, sample)
		conf := load(t, o)
		checked := conf.Check(c.profile, c.changes)
		if got := fileText(t, conf); got != sample {
			t.Fatalf("%s: Check changed the file:\n%s", c.name, got)
		}
		updated := conf.Update(c.profile, c.changes)
		switch {
		case c.want == "" && (checked != nil || updated != nil):
			t.Errorf("%s: Check %v, Update %v", c.name, checked, updated)
		case c.want != "" && (checked == nil || updated == nil || checked.Error() != updated.Error() || !strings.Contains(checked.Error(), c.want)):
			t.Errorf("%s: Check %v, Update %v; want %q", c.name, checked, updated, c.want)
		}
	}
}

func TestCheckWritesNoNewFile(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, ""))
	if err := c.Check("shop", []Change{{KeyGateway, []string{"sg"}}}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(c.Path())); !os.IsNotExist(err) {
		t.Errorf("the directory was made: %v", err)
	}
	if err := load(t, Options{Edit: true}).Check("shop", nil); apperr.ExitCode(err) != 3 {
		t.Errorf("without a place for a file: %v", err)
	}
}

func TestCheckProfileName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"shop", "SHOP_2", "_x", "a.b-c", "0", strings.Repeat("a", 64)} {
		if err := CheckProfileName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"": "empty", ".": "cannot be", "..": "cannot be", "...": "cannot be", "a/b": "cannot be", `a\b`: "cannot be",
		"a b": "cannot be", "a\nb": "cannot be", "a\x1b[1mb": "cannot be", "-x": "cannot be", ".x": "cannot be", "läden": "cannot be",
		"local": "built in", strings.Repeat("a", 65): "more than 64",
	} {
		err := CheckProfileName(name)
		if apperr.ExitCode(err) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%q: the message has control characters: %q", name, err)
		}
	}
}

// A client id that is nearly one of the sandbox would be taken for a live one.
func TestClientIDsOfTheSandbox(t *testing.T) {
	t.Parallel()
	for id, near := range map[string]string{
		"SANDBOX_5X": "", "5X": "", "MYSANDBOX_5X": "", "SAND": "",
		"sandbox_5x": "SANDBOX_5X", "Sandbox-5X": "SANDBOX_5X", "SANDBOX5X": "SANDBOX_5X", "sandbox": "SANDBOX_",
	} {
		_, err := checkClientID(id)
		switch {
		case near == "" && err != nil:
			t.Errorf("%s: %v", id, err)
		case near != "" && (err == nil || !strings.Contains(err.Error(), `did you mean "`+near+`"?`)):
			t.Errorf("%s: %v, want %s", id, err, near)
		}
	}
}

// The value of a profile is what the file has, with a whole path.
func TestProfileValue(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	c := load(t, home(t, "profiles:\n  shop:\n    client-id: X\n    private-key: keys/a.pem\n    antom-public-key: "+spki+"\n    defaults:\n      paymentRedirectUrl: https://x.example/\n"))
	for key, want := range map[string]string{
		KeyClientID: "X", KeyPrivateKey: filepath.Join(filepath.Dir(c.Path()), "keys/a.pem"), KeyAntomPublicKey: spki,
		"defaults.paymentRedirectUrl": "https://x.example/", KeyGateway: "", "defaults.paymentNotifyUrl": "",
	} {
		if got := c.ProfileValue("shop", key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if got := c.ProfileValue("nosuch", KeyClientID); got != "" {
		t.Errorf("of no profile: %q", got)
	}
}
