package config

import (
	"os"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/alias"
	"github.com/antom-cli/antom/internal/apperr"
)

func TestAliasEdits(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	set := func(name, expansion string) func(*Config) error {
		return func(c *Config) error { return c.SetAlias(alias.Alias{Name: name, Expansion: expansion}) }
	}
	remove := func(name string) func(*Config) error { return func(c *Config) error { return c.DeleteAlias(name) } }
	const two = "# mine\naliases:\n  hk: pay --currency HKD # Hong Kong\n  last: inquire --last\n"
	for _, c := range []struct {
		name, text string
		change     func(*Config) error
		want       string
	}{
		{"first", sample, set("hk", "pay --amount $1 --currency HKD"), sample + "aliases:\n  hk: pay --amount $1 --currency HKD\n"},
		{"in an empty file", "# c\n", set("hk", "pay"), "# c\naliases:\n  hk: pay\n"},
		{"for the shell", two, set("n", "!antom history | wc -l"), two + "  n: '!antom history | wc -l'\n"},
		{"replaced", two, set("hk", "pay --currency 'HKD'"), strings.Replace(two, "pay --currency HKD", "pay --currency 'HKD'", 1)},
		{"deleted", two, remove("last"), strings.Replace(two, "  last: inquire --last\n", "", 1)},
		{"the last one deleted", "profile: local\naliases:\n  hk: pay\n", remove("hk"), "profile: local\n"},
	} {
		o := home(t, c.text)
		o.Edit = true
		conf := load(t, o)
		if err := c.change(conf); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := fileText(t, conf); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
		if info, err := os.Stat(conf.Path()); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", c.name, info.Mode(), err)
		}
	}
}

func TestAliasMistakes(t *testing.T) {
	t.Parallel()
	o := home(t, "aliases: {hk: pay}\n")
	c := load(t, o)
	for _, a := range []alias.Alias{{Name: "", Expansion: "pay"}, {Name: "a b", Expansion: "pay"}, {Name: "x", Expansion: ""}, {Name: "x", Expansion: "pay --live"}, {Name: "x", Expansion: "pay '"}} {
		if err := c.SetAlias(a); apperr.KindOf(err) != apperr.Usage {
			t.Errorf("%+v: %v", a, err)
		}
	}
	key := "MII" + strings.Repeat("EvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", 8)
	if err := c.SetAlias(alias.Alias{Name: "x", Expansion: "sign " + key}); err == nil || strings.Contains(err.Error(), key) {
		t.Errorf("a key: %v", err)
	}
	if err := c.DeleteAlias("kh"); err == nil || !strings.Contains(err.Error(), `did you mean "hk"`) {
		t.Errorf("another name: %v", err)
	}
	for text, want := range map[string]string{
		"aliases: {a: pay --live}\n":    "real money",
		"aliases: {a b: pay}\n":         "cannot be the name",
		"aliases: [pay]\n":              "expected names and command lines",
		"aliases: {a: [pay]}\n":         "expected a single value",
		"aliases: {a: pay, a: pay}\n":   "twice",
		"aliases: {a: \"pay '\"}\n":     "not closed",
		"alias: {a: pay}\n":             `did you mean "aliases"`,
		"aliases: {b: &x pay, a: *x}\n": "aliases (*name)",
	} {
		o := home(t, text)
		if _, err := Load(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
		if want == "twice" || strings.HasPrefix(text, "alias:") {
			continue // nothing of one alias is wrong
		}
		if _, _, err := ReadAliases(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the aliases of %s: %v, want %s", text, err, want)
		}
	}
}

// The aliases are there in a file with other mistakes, and where a profile is missing.
func TestReadAliases(t *testing.T) {
	t.Parallel()
	o := home(t, "profile: nope\nprofiles: {shop: {gatewy: sg}}\naliases: {z: '!echo $1', a: 'pay', none: }\n")
	o.Profile = "other"
	all, _, err := ReadAliases(o)
	if err != nil || len(all) != 2 || all[0] != (alias.Alias{Name: "a", Expansion: "pay"}) || all[1].Name != "z" {
		t.Errorf("%+v, %v", all, err)
	}
	if all, _, err := ReadAliases(home(t, "")); err != nil || len(all) != 0 {
		t.Errorf("without a file: %+v, %v", all, err)
	}
}

// A project file decides nothing about what runs.
func TestNoAliasesInAProject(t *testing.T) {
	t.Parallel()
	doc, problems := parse("antom.yaml", []byte("aliases: {pay-it: pay}\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, problems := projectOf(doc); len(problems) != 1 || !strings.Contains(problems[0].Message, "cannot have aliases") {
		t.Errorf("%v", problems)
	}
}
