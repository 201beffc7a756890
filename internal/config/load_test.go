package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
)

func TestLoadProfile(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := home(t, sample)
	c := load(t, o)
	path := filepath.Join(o.HomeDir, ".config", "antom", "config.yaml")
	if c.Path() != path || c.ProfileName() != "shop" || c.StateDir() != filepath.Join(o.HomeDir, ".local", "state", "antom") {
		t.Errorf("path %q, profile %q, state %q", c.Path(), c.ProfileName(), c.StateDir())
	}
	if got := c.Profiles(); !reflect.DeepEqual(got, []string{"shop", "live"}) {
		t.Errorf("Profiles = %v", got)
	}
	want := map[string]string{
		KeyClientID: "SANDBOX_5Y00", KeyGateway: "https://open-sea-global.alipay.com", KeyKeyVersion: "2", KeyTimeout: "5s",
		KeyPrivateKey:     filepath.Join(filepath.Dir(path), "keys", "shop.pem"),
		KeyAntomPublicKey: filepath.Join(o.HomeDir, "antom-old.pem") + "\n/etc/antom/new.pem",
		KeyRetries:        "2", KeyLive: "deny", KeyOutput: "text", KeyColor: "auto", KeyPrivateKeyCommand: "", KeyPrivateKeyKeyring: "",
		KeyAPIKey: "", KeyAPIKeyCommand: "", KeyConnectTimeout: "5s", KeyCAFile: "", KeyStore: "", KeyStorePassword: "",
	}
	for _, v := range c.List() {
		if v.Text != want[v.Key] {
			t.Errorf("%s = %q, want %q", v.Key, v.Text, want[v.Key])
		}
		if v.Set != (v.Origin.Kind == FromProfile) {
			t.Errorf("%s: set %v from %v", v.Key, v.Set, v.Origin)
		}
	}
	if len(c.List()) != len(want) {
		t.Errorf("%d values", len(c.List()))
	}
	if got := c.Get(KeyClientID).Origin.String(); got != "profile shop ("+path+":7)" {
		t.Errorf("origin %q", got)
	}
	if c.Timeout() != 5*time.Second || c.Retries() != 2 || c.LiveAllowed() || c.KeyVersion() != "2" {
		t.Error("typed values are wrong")
	}
	if file, ok := c.PrivateKeyFile(); !ok || file != want[KeyPrivateKey] {
		t.Errorf("PrivateKeyFile = %q, %v", file, ok)
	}
	if len(c.Warnings())+len(c.Problems()) != 0 {
		t.Errorf("warnings %v, problems %v", c.Warnings(), c.Problems())
	}
}

func TestDefaultsKeepCaseOrderAndText(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, sample))
	var got []string
	for _, d := range c.Defaults() {
		got = append(got, d.Path+"="+d.Text)
		if v := c.Get("defaults." + d.Path); v.Text != d.Text || !v.Set || v.Origin != d.Origin || d.Origin.Line < 16 {
			t.Errorf("Get of %s = %+v", d.Path, v)
		}
	}
	want := []string{"order.buyer.referenceBuyerId=0042", "paymentNotifyUrl=https://shop.example/notify", "order.env.terminalType=WAP"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Defaults = %v", got)
	}
	if v := c.Get("defaults.order.orderId"); v.Set || v.Text != "" {
		t.Errorf("a default that is not there: %+v", v)
	}
}

// Every source against every other one, for every key that all sources have.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	values := map[string][3]string{ // flag, environment, profile
		KeyClientID:   {"F", "E", "P"},
		KeyGateway:    {"https://f.example", "https://e.example", "https://p.example"},
		KeyPrivateKey: {"/f.pem", "/e.pem", "/p.pem"},
		KeyKeyVersion: {"3", "4", "5"},
		KeyLive:       {"allow", "deny", "allow"},
		KeyTimeout:    {"1s", "2s", "3s"},
		KeyRetries:    {"1", "3", "4"},
		KeyOutput:     {"json", "yaml", "raw"},
		KeyColor:      {"always", "never", "always"},

		KeyPrivateKeyCommand: {"f", "e", "p"},
		KeyPrivateKeyKeyring: {"f", "e", "p"},
		KeyAPIKey:            {"/f.key", "/e.key", "/p.key"},
		KeyAPIKeyCommand:     {"f", "e", "p"},
		KeyAntomPublicKey:    {"/f.pem", "/e.pem", "/p.pem"},
		KeyConnectTimeout:    {"1s", "2s", "3s"},
		KeyCAFile:            {"/f.pem", "/e.pem", "/p.pem"},
		KeyStore:             {"/f", "postgres://e@h/db", "postgres://p@h1,h2/db?sslmode=require"},
		KeyStorePassword:     {"f", "e", "p"},
	}
	kinds := []Kind{FromFlag, FromEnvironment, FromProfile}
	for key, v := range values {
		f, _ := findField(key)
		if f.env == "" {
			f.env = envPublicKeyFile
		}
		for given := range 8 { // which of the three sources have the key
			text := "profiles: {shop: {}}\n"
			var o Options
			want, origin := f.fallback, FromDefault
			for i := 2; i >= 0; i-- {
				if given&(1<<i) != 0 {
					want, origin = v[i], kinds[i]
				}
			}
			if given&4 != 0 {
				text = "profiles: {shop: {" + key + ": '" + v[2] + "'}}\n"
			}
			o = home(t, text)
			if given&2 != 0 {
				o.Getenv = env(f.env, v[1])
			}
			if given&1 != 0 {
				o.Flags = map[string]string{key: v[0]}
			}
			got := load(t, o).Get(key)
			if got.Text != want || got.Origin.Kind != origin || got.Set != (origin != FromDefault) {
				t.Errorf("%s, sources %03b: %+v, want %q from %s", key, given, got, want, origin)
			}
			name := map[Kind]string{FromFlag: "flag --" + key, FromEnvironment: "environment " + f.env, FromDefault: "default"}[origin]
			if name != "" && got.Origin.String() != name {
				t.Errorf("%s: origin %q, want %q", key, got.Origin, name)
			}
		}
	}
	if len(values) != len(Keys()) {
		t.Errorf("%d keys of %d are tested", len(values), len(Keys()))
	}
}

func TestChoiceOfProfile(t *testing.T) {
	t.Parallel()
	two := "profiles: {a: {}, b: {}}\n"
	for _, c := range []struct {
		name, text, flag, variable, want, origin string
		edit                                     bool
	}{
		{"none", "", "", "", "", "default", false},
		{"none of two", two, "", "", "", "default", false},
		{"only one", "profiles: {a: {}}", "", "", "a", "default", false},
		{"called default", "profiles: {a: {}, default: {}}", "", "", "default", "default", false},
		{"named in the file", "profile: b\n" + two, "", "", "b", "profile b (", false},
		{"environment", "profile: b\n" + two, "", "a", "a", "environment ANTOM_PROFILE", false},
		{"flag", "profile: b\n" + two, "b", "a", "b", "flag --profile", false},
		{"local in the file", "profile: local\n" + two, "", "", "local", "profile local (", false},
		{"local by flag", two, "local", "", "local", "flag --profile", false},
		{"new one to be made", two, "c", "", "c", "flag --profile", true},
	} {
		o := home(t, c.text)
		o.Profile, o.Getenv, o.Edit = c.flag, env("ANTOM_PROFILE", c.variable), c.edit
		got := load(t, o)
		if got.ProfileName() != c.want || !strings.HasPrefix(got.origin.String(), c.origin) {
			t.Errorf("%s: %q from %s", c.name, got.ProfileName(), got.origin)
		}
		if got.Local() != (c.want == LocalProfile) {
			t.Errorf("%s: Local = %v", c.name, got.Local())
		}
	}
}

func TestUnknownProfile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, flag, variable string
		want                 []string
	}{
		{sample, "shpo", "", []string{"--profile: ", `"shpo"`, `did you mean "shop"?`}},
		{sample, "", "lokal", []string{"environment variable ANTOM_PROFILE: ", `did you mean "local"?`}},
		{"profile: b\nprofiles: {a: {}}", "", "", []string{"config.yaml:1: ", `"b"`}},
		{"", "shop", "", []string{`there is no profile "shop"`}},
	} {
		o := home(t, c.text)
		o.Profile, o.Getenv = c.flag, env("ANTOM_PROFILE", c.variable)
		_, err := Load(o)
		var e *apperr.Error
		if !errors.As(err, &e) || apperr.ExitCode(err) != 3 || len(e.Hints) == 0 {
			t.Fatalf("%v", err)
		}
		contains(t, c.flag+c.variable, err.Error(), c.want...)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for _, c := range []struct {
		name        string
		o           Options
		path, state string
	}{
		{"nothing known", Options{}, "", ""},
		{"home", Options{HomeDir: "/h"}, "/h/.config/antom/config.yaml", "/h/.local/state/antom"},
		{"mac", Options{HomeDir: "/h", OS: "darwin"}, "/h/Library/Application Support/antom/config.yaml", "/h/Library/Application Support/antom"},
		{"windows", Options{HomeDir: "/h", OS: "windows"}, "/h/AppData/Roaming/antom/config.yaml", "/h/AppData/Local/antom"},
		{"given", Options{HomeDir: "/h", ConfigHome: "/c", StateHome: "/s"}, "/c/antom/config.yaml", "/s/antom"},
		{"xdg", Options{ConfigHome: "/c", StateHome: "/s", Getenv: env("XDG_CONFIG_HOME", "/x", "XDG_STATE_HOME", "/y")}, "/x/antom/config.yaml", "/y/antom"},
		{"relative xdg is invalid", Options{HomeDir: "/h", Getenv: env("XDG_CONFIG_HOME", "x", "XDG_STATE_HOME", "y")}, "/h/.config/antom/config.yaml", "/h/.local/state/antom"},
		{"variables", Options{HomeDir: "/h", WorkDir: "/w", Getenv: env("ANTOM_CONFIG", "~/my.yaml", "ANTOM_STATE_DIR", "state")}, "/h/my.yaml", "/w/state"},
		{"flag", Options{WorkDir: "/w", Edit: true, File: "a/b.yaml", Getenv: env("ANTOM_CONFIG", "/no.yaml")}, "/w/a/b.yaml", ""},
	} {
		got, err := Load(c.o)
		if err != nil || filepath.ToSlash(got.Path()) != c.path || filepath.ToSlash(got.StateDir()) != c.state {
			t.Errorf("%s: %q, %q, %v", c.name, got.Path(), got.StateDir(), err)
		}
	}
}

func TestMissingFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "none.yaml")
	_, err := Load(Options{File: missing})
	if apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "--config") {
		t.Errorf("--config: %v", err)
	}
	c := load(t, Options{Getenv: env("ANTOM_CONFIG", missing)})
	if len(c.Warnings()) != 1 || !strings.Contains(c.Warnings()[0], missing) {
		t.Errorf("ANTOM_CONFIG: %v", c.Warnings())
	}
	file := filepath.Join(dir, "file")
	write(t, file, "")
	if c := load(t, Options{HomeDir: file}); c.ProfileName() != "" || len(c.List()) == 0 {
		t.Error("a home that is no directory")
	}
	if _, err := Load(Options{File: dir}); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a directory: %v", err)
	}
	large := filepath.Join(dir, "large.yaml")
	write(t, large, strings.Repeat("#\n", maxFile))
	if _, err := Load(Options{File: large}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a large file: %v", err)
	}
	if _, err := Load(Options{File: "~/x.yaml"}); apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), "home directory") {
		t.Errorf("~ without a home: %v", err)
	}
}

func TestNullDevice(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip("no /dev/null here")
	}
	c := load(t, Options{Getenv: env("ANTOM_CONFIG", "/dev/null"), Edit: true})
	if len(c.Warnings()) != 0 {
		t.Errorf("warnings %v", c.Warnings())
	}
	if err := c.Set("shop", KeyClientID, "x"); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("Set: %v", err)
	}
}

func TestWritableByOthers(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := home(t, sample)
	path := load(t, o).Path()
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	w := load(t, o).Warnings()
	if len(w) != 1 || !strings.Contains(w[0], "chmod go-w "+path) || !strings.Contains(w[0], "0666") {
		t.Errorf("warnings %q", w)
	}
	o.OS, o.ConfigHome = "windows", filepath.Join(o.HomeDir, ".config")
	if w := load(t, o).Warnings(); len(w) != 0 {
		t.Errorf("on Windows: %q", w)
	}
}

func TestEmptyFiles(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\n", "# only a comment\n", "---\n", "{}\n", "profiles:\n", "profile:\nprofiles: ~\n", "profiles:\n  a:\n", "\ufeffprofile: local\n"} {
		c := load(t, home(t, text))
		if len(c.Problems()) != 0 || c.ClientID() != "" {
			t.Errorf("%q: %v", text, c.Problems())
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	o := home(b, sample)
	for b.Loop() {
		if _, err := Load(o); err != nil {
			b.Fatal(err)
		}
	}
}

// --live=false is the last word, whatever a variable or a profile allows.
func TestLiveFlag(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]bool{"false": false, LiveDeny: false, "true": true, LiveAllow: true} {
		for _, variable := range []string{"", LiveAllow, LiveDeny} {
			for _, inFile := range []string{LiveAllow, LiveDeny} {
				o := home(t, "profiles: {shop: {live: "+inFile+"}}\n")
				o.Getenv = env("ANTOM_LIVE", variable)
				o.Flags = map[string]string{KeyLive: flag}
				c := load(t, o)
				if v := c.Get(KeyLive); c.LiveAllowed() != want || v.Origin.Kind != FromFlag {
					t.Errorf("--live=%s, ANTOM_LIVE=%s, live: %s: %+v", flag, variable, inFile, v)
				}
			}
		}
	}
	o := Options{Flags: map[string]string{KeyLive: "untrue"}}
	if _, err := Load(o); err == nil || !strings.Contains(err.Error(), `--live: "untrue" is not`) {
		t.Errorf("--live=untrue: %v", err)
	}
}
