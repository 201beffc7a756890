package config

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

func envFile(t testing.TB, text string, getenv func(string) string) (*EnvFile, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.env")
	write(t, path, text)
	return ReadEnvFile(context.Background(), path, getenv)
}

func TestEnvFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ANTOM_X=a":                            "a",
		"ANTOM_X=a b  \n":                      "a b",
		"# c\n\n  # c\nexport ANTOM_X=a # c\n": "a",
		"export   ANTOM_X=a\t# c\r\n":          "a",
		"  ANTOM_X=a#b\n":                      "a#b",
		"\ufeffANTOM_X=a\n":                    "a",
		"ANTOM_X=\n":                           "",
		"ANTOM_X= # c\n":                       "",
		"ANTOM_X='a $b \\n \"c\" # d' # e\n":   `a $b \n "c" # d`,
		"ANTOM_X=\"a \\$b\\n\\t\\\"c\\\\'\"":   "a $b\n\t\"c\\'",
		"ANTOM_X='a\nb'\nANTOM_Y=c":            "a\nb",
		"ANTOM_X=\"a\r\nb\"\r\nANTOM_Y=c":      "a\nb",
		"ANTOM_X='é'\nOTHER=a\nOTHER=b\n":      "é",
		"OTHER=a":                              "",
	} {
		f, err := envFile(t, text, env())
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := f.Getenv("ANTOM_X"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if f.Getenv("OTHER") != "" {
			t.Errorf("%q: a variable of another program is given", text)
		}
	}
}

func TestMistakesInEnvFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# c\nANTOM_X\n":                   ":2: an equals sign is missing",
		"\n\nANTOM_X = a":                  ":3: no space can follow the name ANTOM_X",
		"ANTOM_X= secret":                  ":1: no space can follow the equals sign of ANTOM_X",
		"ANTOM_X=a\n=secret":               ":2: a variable's name is expected",
		"1X=secret":                        ":1: a variable's name is expected",
		"ANTOM-X=secret":                   ":1: a variable's name is expected before the equals sign",
		"ANTOM_X: secret":                  ":1: a variable's name is expected before the equals sign",
		"ANTOM_X=a'secret'":                ":1: the value of ANTOM_X has a quote in it",
		"A=1\nANTOM_X='secret\n\nB=2":      ":2: the value of ANTOM_X has no closing quote",
		"ANTOM_X=\"secret":                 ":1: the value of ANTOM_X has no closing quote",
		"ANTOM_X='a' secret":               ":1: text follows the closing quote of ANTOM_X",
		"ANTOM_X='a\nb' secret":            ":2: text follows the closing quote of ANTOM_X",
		"ANTOM_X=$SECRET":                  ":1: the value of ANTOM_X has a $ in it",
		"ANTOM_X=\"a${SECRET}\"":           ":1: the value of ANTOM_X has a $ in it",
		"ANTOM_X=\"sec\\ret\\q\"":          ":1: the value of ANTOM_X has a backslash that means nothing",
		"ANTOM_X=secret\nY=1\nANTOM_X=b\n": ":3: ANTOM_X is given twice; the first is in line 1",
		"Y=1\nANTOM_X=secr\xe9t\n":         ":2: the file is not UTF-8 text",
		"Y=1\nANTOM_X='\nsecr\xe9t'\n":     "the file is not UTF-8 text",
		"ANTOM_X='secret\x00'\n":           ":1: the value of ANTOM_X has a zero byte",
		"OTHER='secret":                    ":1: the value of OTHER has no closing quote",
	} {
		_, err := envFile(t, text, env())
		if apperr.ExitCode(err) != 3 {
			t.Errorf("%q: %v", text, err)
			continue
		}
		contains(t, text, err.Error(), "shop.env:", want)
		if strings.Contains(strings.ToLower(err.Error()), "secr") {
			t.Errorf("%q: the error repeats a value: %v", text, err)
		}
	}
	if _, err := envFile(t, strings.Repeat("# much\n", maxEnvFile/6), env()); apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a large file: %v", err)
	}
	if _, err := ReadEnvFile(context.Background(), filepath.Join(t.TempDir(), "none.env"), env()); apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), "none.env: no such file") {
		t.Errorf("no file: %v", err)
	}
}

func FuzzEnvFile(f *testing.F) {
	for _, seed := range []string{"ANTOM_X=a\n", "export ANTOM_X='a\nb' # c\r\n", "ANTOM_X=\"\\n\\\"\"", "# c", "A='", "ANTOM_X= \t# c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := &envParser{rest: text, line: 1, found: map[string]fileVariable{}}
		err := p.file()
		if lines := strings.Count(text, "\n") + 1; p.line < 1 || p.line > lines || err != nil && err.Error() == "" {
			t.Fatalf("line %d of %d: %v", p.line, lines, err)
		}
	})
}

// The layers: flag, environment, env file, project file, profile, default.
func TestEnvFileLayer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flag, variable, want, origin string
	}{
		{"", "", "3", "env file "},
		{"", "4", "4", "environment ANTOM_RETRIES"},
		{"5", "4", "5", "flag --retries"},
		{"5", "", "5", "flag --retries"},
	} {
		o := home(t, "profiles: {shop: {retries: 1}}\n")
		getenv := env("ANTOM_RETRIES", c.variable)
		f, err := envFile(t, "\nANTOM_RETRIES=3\n", getenv)
		if err != nil {
			t.Fatal(err)
		}
		o.Getenv, o.EnvFile = f.Getenv, f
		if c.flag != "" {
			o.Flags = map[string]string{KeyRetries: c.flag}
		}
		got := load(t, o).Get(KeyRetries)
		if got.Text != c.want || !strings.HasPrefix(got.Origin.String(), c.origin) {
			t.Errorf("%+v: %q from %s", c, got.Text, got.Origin)
		}
		if c.origin == "env file " && (got.Origin.Kind != FromEnvFile || got.Origin.Line != 2 || got.Origin.Name != f.Path()) {
			t.Errorf("origin %+v", got.Origin)
		}
	}
}

// A wrong value is reported at its line, and a key of the environment beats a file
// that the env file names.
func TestEnvFileValues(t *testing.T) {
	t.Parallel()
	o := home(t, "")
	f, err := envFile(t, "# c\nANTOM_GATEWAY=moon\n", env())
	if err != nil {
		t.Fatal(err)
	}
	o.Getenv, o.EnvFile = f.Getenv, f
	_, err = Load(o)
	if apperr.ExitCode(err) != 3 {
		t.Fatal(err)
	}
	contains(t, "wrong value", err.Error(), "shop.env:2: gateway \"moon\" is not")

	getenv := env(envKey, pkcs8)
	f, err = envFile(t, "ANTOM_PRIVATE_KEY_FILE=k.pem\nANTOM_PROFILE=shop\n", getenv)
	if err != nil {
		t.Fatal(err)
	}
	o = home(t, "profiles: {shop: {}, other: {}}\n")
	o.Getenv, o.EnvFile = f.Getenv, f
	c := load(t, o)
	_, source, err := c.PrivateKey(context.Background())
	if err != nil || source != "environment variable ANTOM_PRIVATE_KEY" {
		t.Errorf("%s, %v", source, err)
	}
	contains(t, "warnings", strings.Join(c.Warnings(), "\n"), "ANTOM_PRIVATE_KEY_FILE is ignored, because ANTOM_PRIVATE_KEY is set too")
	if c.ProfileName() != "shop" || c.ProfileOrigin().Kind != FromEnvFile || f.Secret() {
		t.Errorf("%s from %s, secret %v", c.ProfileName(), c.ProfileOrigin(), f.Secret())
	}

	f, err = envFile(t, "ANTOM_PRIVATE_KEY="+pkcs8+"\n", env())
	if err != nil {
		t.Fatal(err)
	}
	o.Getenv, o.EnvFile = f.Getenv, f
	_, source, err = load(t, o).PrivateKey(context.Background())
	if err != nil || !strings.HasSuffix(source, "shop.env:1") || !f.Secret() {
		t.Errorf("%s, %v, secret %v", source, err, f.Secret())
	}
}

func TestFileFlags(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := home(t, sample)
	o.WorkDir = "/work"
	o.Flags = map[string]string{FlagPrivateKeyFile: "k.pem", FlagAntomPublicKeyFile: "a.pem\n/b.pem"}
	c := load(t, o)
	for key, want := range map[string]string{KeyPrivateKey: "/work/k.pem", KeyAntomPublicKey: "/work/a.pem\n/b.pem"} {
		if got := c.Get(key); got.Text != want || got.Origin.String() != "flag --"+key+"-file" {
			t.Errorf("%s: %q from %s", key, got.Text, got.Origin)
		}
	}
	for flag, text := range map[string]string{FlagPrivateKeyFile: pkcs8, FlagAntomPublicKeyFile: spki} {
		o.Flags = map[string]string{flag: text}
		_, err := Load(o)
		if apperr.ExitCode(err) != 2 || strings.Contains(err.Error(), text[:40]) || !strings.Contains(err.Error(), "--"+flag+": ") {
			t.Errorf("%s: %v", flag, err)
		}
	}
}
