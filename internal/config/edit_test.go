package config

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

// changed runs a change on a file and returns what the file says afterwards.
func changed(t *testing.T, text string, change func(*Config) error) string {
	t.Helper()
	o := home(t, text)
	o.Edit = true
	c := load(t, o)
	if err := change(c); err != nil {
		t.Fatalf("in %q: %v", text, err)
	}
	return fileText(t, c)
}

func TestEdits(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	set := func(profile, key, value string) func(*Config) error {
		return func(c *Config) error { return c.Set(profile, key, value) }
	}
	unset := func(profile, key string) func(*Config) error {
		return func(c *Config) error { return c.Unset(profile, key) }
	}
	use := func(name string) func(*Config) error { return func(c *Config) error { return c.UseProfile(name) } }
	from := func(old, new string) string { return strings.Replace(sample, old, new, 1) }
	for _, c := range []struct {
		name, text string
		change     func(*Config) error
		want       string
	}{
		{"value", sample, set("shop", "gateway", "de"), from("gateway: sg", "gateway: de")},
		{"value before a comment", sample, set("shop", "client-id", "SANDBOX_X"), from("SANDBOX_5Y00 ", "SANDBOX_X ")},
		{"quoted value", sample, set("live", "client-id", "5Y12"), from(`"5Y11"`, "5Y12")},
		{"value that needs quotes", sample, set("live", "client-id", "0042"), from(`"5Y11"`, `"0042"`)},
		{"number", sample, set("live", "retries", "3"), from("retries: 0", "retries: 3")},
		{"same value", sample, set("live", "retries", "0"), sample},
		{"current profile", sample, set("", "timeout", "7s"), from("timeout: 5", "timeout: 7s")},
		{"new key", sample, set("live", "gateway", "us"), sample + "    gateway: us\n"},
		{"new key behind a mapping", sample, set("shop", "output", "json"), from("terminalType: WAP\n", "terminalType: WAP\n    output: json\n")},
		{"new default", sample, set("shop", "defaults.order.goods[0].goodsName", "Bag # 1"), from("terminalType: WAP\n", "terminalType: WAP\n      order.goods[0].goodsName: 'Bag # 1'\n")},
		{"default's value", sample, set("shop", "defaults.order.buyer.referenceBuyerId", "0043"), from("0042", `"0043"`)},
		{"first default", sample, set("live", "defaults.a.B", "x"), sample + "    defaults:\n      a.B: x\n"},
		{"new profile", sample, set("third", "client-id", "x"), sample + "  third:\n    client-id: x\n"},
		{"list", sample, set("shop", "antom-public-key", "/a.pem\n/b.pem"), from("- ~/antom-old.pem\n      - /etc/antom/new.pem", "- /a.pem\n      - /b.pem")},
		{"list to one", sample, set("shop", "antom-public-key", "~/a.pem"), from("\n      - ~/antom-old.pem\n      - /etc/antom/new.pem", " ~/a.pem")},
		{"unset", sample, unset("shop", "gateway"), from("    gateway: sg\n", "")},
		{"unset a list", sample, unset("shop", "antom-public-key"), from("    antom-public-key:\n      - ~/antom-old.pem\n      - /etc/antom/new.pem\n", "")},
		{"unset a default", sample, unset("shop", "defaults.paymentNotifyUrl"), from("      paymentNotifyUrl: https://shop.example/notify\n", "")},
		{"use", sample, use("live"), from("profile: shop", "profile: live")},
		{"use local", sample, use("local"), from("profile: shop", "profile: local")},

		{"no file", "", set("shop", "client-id", "x"), "profile: shop\nprofiles:\n  shop:\n    client-id: x\n"},
		{"no file, no name", "", set("", "client-id", "x"), "profile: default\nprofiles:\n  default:\n    client-id: x\n"},
		{"only comments", "# mine\n", set("shop", "gateway", "sg"), "# mine\nprofile: shop\nprofiles:\n  shop:\n    gateway: sg\n"},
		{"comment without line end", "# mine", set("shop", "gateway", "sg"), "# mine\nprofile: shop\nprofiles:\n  shop:\n    gateway: sg\n"},
		{"document mark", "---\n", use("local"), "---\nprofile: local\n"},
		{"braces", "{} # c\n", set("shop", "gateway", "sg"), "# c\nprofile: shop\nprofiles:\n  shop:\n    gateway: sg\n"},
		{"empty mappings", "profiles:\n  a: {} # mine\n\n  b: {}\n", set("a", "gateway", "sg"), "profiles:\n  a: # mine\n    gateway: sg\n\n  b: {}\n"},
		{"use in a file without it", "profiles:\n  a: {}\n", use("a"), "profiles:\n  a: {}\nprofile: a\n"},
		{"empty profile", "profile: a\nprofiles:\n  a: # mine\n  b:\n", set("a", "gateway", "sg"), "profile: a\nprofiles:\n  a: # mine\n    gateway: sg\n  b:\n"},
		{"null profile", "profiles:\n  a: ~\n", set("a", "gateway", "sg"), "profiles:\n  a:\n    gateway: sg\n"},
		{"empty value", "profiles:\n  a:\n    gateway:\n    live: deny\n", set("a", "gateway", "sg"), "profiles:\n  a:\n    gateway: sg\n    live: deny\n"},
		{"deeper indentation", "profiles:\n    a:\n        live: deny\n\n    b: {}\n", set("a", "gateway", "sg"), "profiles:\n    a:\n        live: deny\n        gateway: sg\n\n    b: {}\n"},
		{"empty braces", "# c\n\nprofiles: {}\n", set("a", "gateway", "sg"), "# c\n\nprofiles:\n  a:\n    gateway: sg\nprofile: a\n"},
		{"flow", "profiles: {a: {live: deny}} # c\n", set("a", "live", "allow"), "profiles: {a: {live: allow}} # c\n"},
		{"new key in flow", "profiles: {a: {live: deny}}\n", set("a", "gateway", "sg"), "profiles: {a: {live: deny, gateway: sg}}\n"},
		{"comments around flow", "# head\n\nprofiles: {a: {live: deny}} # side\n\n# foot\n", set("a", "gateway", "sg"), "# head\n\nprofiles: {a: {live: deny, gateway: sg}} # side\n\n# foot\n"},
		{"unset in flow", "profiles: {a: {live: deny, gateway: sg}}\n", unset("a", "live"), "profiles: {a: {gateway: sg}}\n"},
		{"no line end", "profiles:\n  a:\n    live: deny", set("a", "gateway", "sg"), "profiles:\n  a:\n    live: deny\n    gateway: sg\n"},
		{"windows line ends", "profiles:\r\n  a:\r\n    live: deny\r\n", set("a", "gateway", "sg"), "profiles:\r\n  a:\r\n    live: deny\r\n    gateway: sg\r\n"},
		{"block scalar", "profiles:\n  a:\n    client-id: |\n      x\n    live: deny\n", set("a", "client-id", "y"), "profiles:\n  a:\n    client-id: y\n    live: deny\n"},
		{"folded value", "profiles:\n  a:\n    private-key-command: get\n      the key\n    live: deny\n", set("a", "private-key-command", "cat: k"), "profiles:\n  a:\n    private-key-command: 'cat: k'\n    live: deny\n"},
		{"single quotes", "profiles:\n  a:\n    private-key-command: 'it''s' # c\n", set("a", "private-key-command", "x"), "profiles:\n  a:\n    private-key-command: x # c\n"},
		{"double quotes", "profiles:\n  a:\n    private-key-command: \"a \\\" b\" # c\n", set("a", "private-key-command", "x"), "profiles:\n  a:\n    private-key-command: x # c\n"},
		{"last default", "profiles:\n  a:\n    live: deny\n    defaults:\n      b: c\n", unset("a", "defaults.b"), "profiles:\n  a:\n    live: deny\n"},
		{"last key", "profiles:\n  a:\n    live: deny\n", unset("a", "live"), "profiles:\n  a: {}\n"},
		{"a wrong value is put right", "profiles:\n  a:\n    retries: -1\n    live: maybe\n", set("a", "retries", "1"), "profiles:\n  a:\n    retries: 1\n    live: maybe\n"},
		{"a value of YAML's own words", "profiles:\n  a: {}\n", set("a", "defaults.x", "null"), "profiles:\n  a:\n    defaults:\n      x: \"null\"\n"},
		{"spaces before a comment", "profile: a   # mine\nprofiles:\n  a: {}\n  b: {}\n", use("b"), "profile: b # mine\nprofiles:\n  a: {}\n  b: {}\n"},
		{"flush list", "profiles:\n  a:\n    antom-public-key:\n    - /a.pem # old\n    - /b.pem\n", set("a", "gateway", "sg"), "profiles:\n  a:\n    antom-public-key:\n    - /a.pem # old\n    - /b.pem\n    gateway: sg\n"},
		{"empty line in a block", "profiles:\n  a:\n    private-key-command: |\n      one\n\n      two\n\n    live: deny\n", set("a", "gateway", "sg"), "profiles:\n  a:\n    private-key-command: |\n      one\n\n      two\n\n    live: deny\n    gateway: sg\n"},
		{"comments of a removed key", "profiles:\n  a:\n    # the account\n\n    # the region\n    gateway: sg # here\n    # below\n    live: deny\n", unset("a", "gateway"), "profiles:\n  a:\n    # the account\n\n    # the region\n    # below\n    live: deny\n"},
		{"comments of the last key", "profiles:\n  a:\n    live: deny\n    # the region\n    gateway: sg\n  # behind\n  b: {}\n", unset("a", "gateway"), "profiles:\n  a:\n    live: deny\n    # the region\n  # behind\n  b: {}\n"},
		{"comments of the only key", "profiles:\n  a:\n    # the region\n    gateway: sg\n", unset("a", "gateway"), "profiles:\n  a: {}\n  # the region\n"},
		{"comments everywhere", "# top\n\n# of profile\nprofile: a # p\n# between\nprofiles: # s\n  # above\n  a: # k\n    # first\n    live: deny # l\n    # last\n# foot\n\n# end\n", set("a", "gateway", "sg"), "# top\n\n# of profile\nprofile: a # p\n# between\nprofiles: # s\n  # above\n  a: # k\n    # first\n    live: deny # l\n    # last\n\n    gateway: sg\n# foot\n\n# end\n"},
		{"several lines", "profiles:\n  a:\n    live: deny\n", set("a", "defaults.x", "1\n2"), "profiles:\n  a:\n    live: deny\n    defaults:\n      x: \"1\\n2\"\n"},
	} {
		if got := changed(t, c.text, c.change); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

func TestValuesAfterChanges(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	c := load(t, home(t, sample))
	err := c.Update("third", []Change{{KeyClientID, []string{"x"}}, {KeyAntomPublicKey, []string{"/a.pem", spki}}, {KeyPrivateKey, []string{"k.pem"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.UseProfile("third"); err != nil {
		t.Fatal(err)
	}
	if c.ProfileName() != "third" || c.ClientID() != "x" || c.Get(KeyAntomPublicKey).Text != "/a.pem\n"+spki {
		t.Errorf("%s: %+v", c.ProfileName(), c.List())
	}
	// A relative path is meant from where the user stands, not from the file's directory.
	if got, want := c.Get(KeyPrivateKey).Text, filepath.Join(c.options.WorkDir, "k.pem"); got != want {
		t.Errorf("private-key = %q, want %q", got, want)
	}
}

func TestRefusedChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*Config) error
		code   int
		want   string
	}{
		{"local", func(c *Config) error { return c.Set("local", KeyGateway, "sg") }, 2, "built in"},
		{"use unknown", func(c *Config) error { return c.UseProfile("lokal") }, 3, `did you mean "local"?`},
		{"profile's name", func(c *Config) error { return c.Set("a b", KeyGateway, "sg") }, 2, "cannot be a profile name"},
		{"key", func(c *Config) error { return c.Set("shop", "gatway", "sg") }, 2, `did you mean "gateway"?`},
		{"value", func(c *Config) error { return c.Set("shop", KeyRetries, "-1") }, 2, "whole number"},
		{"field path", func(c *Config) error { return c.Set("shop", "defaults.a..b", "1") }, 2, "a field name is missing"},
		{"two values", func(c *Config) error { return c.Update("shop", []Change{{KeyGateway, []string{"sg", "us"}}}) }, 2, "only one value"},
		{"unset what is not there", func(c *Config) error { return c.Unset("live", KeyGateway) }, 2, `the profile "live" in `},
		{"unset in an unknown profile", func(c *Config) error { return c.Unset("none", KeyGateway) }, 2, "has no gateway"},
		{"two private keys", func(c *Config) error { return c.Set("shop", KeyPrivateKeyCommand, "x") }, 3, "has private-key already; it cannot have private-key-command as well"},
		{"two private keys at once", func(c *Config) error {
			return c.Update("live", []Change{{KeyPrivateKey, []string{"a.pem"}}, {KeyPrivateKeyCommand, []string{"x"}}})
		}, 2, "cannot be used together"},
		{"half of an update", func(c *Config) error {
			return c.Update("shop", []Change{{KeyGateway, []string{"us"}}, {Key: KeyOutput}})
		}, 2, "has no output"},
	} {
		conf := load(t, home(t, sample))
		if err := c.change(conf); apperr.ExitCode(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := fileText(t, conf); got != sample {
			t.Errorf("%s: the file was changed:\n%s", c.name, got)
		}
	}
}

func TestChangesInWrongFiles(t *testing.T) {
	t.Parallel()
	o := home(t, "profiles: [a]\n")
	o.Edit = true
	c := load(t, o)
	if len(c.Problems()) != 1 {
		t.Errorf("problems %v", c.Problems())
	}
	if err := c.Set("shop", KeyGateway, "sg"); err == nil || !strings.Contains(err.Error(), "config.yaml:1:11: expected keys, found a list") {
		t.Errorf("Set: %v", err)
	}
	write(t, c.Path(), "profiles: [\n")
	if err := c.UseProfile("local"); err == nil || !strings.Contains(err.Error(), "this is not YAML") {
		t.Errorf("Set in a file that broke meanwhile: %v", err)
	}
	if got := fileText(t, c); got != "profiles: [\n" {
		t.Errorf("the file was changed: %q", got)
	}
}

func TestNoPlaceToWrite(t *testing.T) {
	t.Parallel()
	err := load(t, Options{Edit: true}).Set("shop", KeyGateway, "sg")
	var e *apperr.Error
	if !errors.As(err, &e) || e.Kind != apperr.Config {
		t.Fatalf("%v", err)
	}
	contains(t, "no home", err.Error()+strings.Join(e.Hints, ""), "XDG_CONFIG_HOME", "--config")
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	if err := load(t, Options{HomeDir: file}).Set("shop", KeyGateway, "sg"); apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), file) {
		t.Errorf("below a file: %v", err)
	}
}

func TestWrittenFile(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	o := home(t, "")
	c := load(t, o)
	if err := c.Set("shop", KeyGateway, "sg"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(c.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(c.Path()))
	if err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}

	// A link stays a link, also one that leads to nothing yet.
	dir := t.TempDir()
	for name, existing := range map[string]string{"there.yaml": sample, "not-there.yaml": ""} {
		target, link := filepath.Join(dir, name), filepath.Join(dir, "link-"+name)
		if existing != "" {
			write(t, target, existing)
		}
		if err := os.Symlink(name, link); err != nil {
			t.Fatal(err)
		}
		c := load(t, Options{File: link, Edit: true})
		if err := c.Set("shop", KeyGateway, "us"); err != nil {
			t.Fatal(err)
		}
		if to, err := os.Readlink(link); err != nil || to != name {
			t.Errorf("%s is no link any more: %v", link, err)
		}
		data, err := os.ReadFile(target)
		if err != nil || !strings.Contains(string(data), "gateway: us") {
			t.Errorf("%s: %q, %v", target, data, err)
		}
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if _, err := followLinks(loop); err == nil {
		t.Error("a loop of links has an end")
	}
}

func TestParallelWriters(t *testing.T) {
	t.Parallel()
	o := home(t, sample)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			c, err := Load(o)
			if err != nil {
				t.Error(err)
				return
			}
			for n := range 5 {
				if err := c.Set("live", KeyRetries, fmt.Sprint((i+n)%10)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c := load(t, o)
	if got := fileText(t, c); len(got) != len(sample) || len(c.Profiles()) != 2 {
		t.Errorf("the file is damaged:\n%s", got)
	}
}

// Whatever is set can be read again, and nothing else changes: not a comment,
// not an empty line, not another value.
func TestSetProperty(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "B", " ", "#", ": ", "'", `"`, "\\", "-", "[", "{", "*", "&", "!", "|", ">", "%", "@", "é", "0", "true", "~", "\t", "\n"}
	doc, problems := parse("config.yaml", []byte(sample))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for range 400 {
		var value strings.Builder
		for range 1 + r.IntN(6) {
			value.WriteString(parts[r.IntN(len(parts))])
		}
		profile := []string{"shop", "live", "new"}[r.IntN(3)]
		field := []string{"paymentNotifyUrl", "order.orderId", "a.B[0].c"}[r.IntN(3)]
		e := &editor{doc: doc}
		if err := e.apply(profile, []Change{{defaultsPrefix + field, []string{value.String()}}}); err != nil {
			t.Fatalf("%q: %v", value.String(), err)
		}
		after := string(e.doc.data)
		p := e.contents().find(profile)
		if len(e.contents().problems) > 0 || p == nil {
			t.Fatalf("%q: %v", value.String(), e.contents().problems)
		}
		found := false
		for _, d := range p.defaults {
			found = found || d.Path == field && d.Text == value.String()
		}
		if !found {
			t.Fatalf("%q was not read again from:\n%s", value.String(), after)
		}
		for _, line := range strings.Split(sample, "\n") {
			if !strings.Contains(after, line) && !strings.Contains(line, field+":") {
				t.Fatalf("%q: the line %q is gone:\n%s", value.String(), line, after)
			}
		}
		if got, want := strings.Count(after, "\n\n"), strings.Count(sample, "\n\n"); got != want {
			t.Fatalf("%q: %d empty lines, want %d:\n%s", value.String(), got, want, after)
		}
	}
}

// The way out of a second private key is a command that can be copied.
func TestSecondKeySource(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	const text = "profile: shop\nprofiles:\n  shop: {private-key: /a.pem}\n  other: {private-key-command: get}\n"
	for _, c := range []struct{ flag, profile, key, hint string }{
		{"", "", KeyPrivateKeyCommand, "antom config unset private-key"},
		{"", "shop", KeyPrivateKeyCommand, "antom config unset private-key"},
		{"shop", "shop", KeyPrivateKeyCommand, "antom config unset --profile shop private-key"},
		{"", "other", KeyPrivateKey, "antom config unset --profile other private-key-command"},
	} {
		o := home(t, text)
		o.Profile = c.flag
		conf := load(t, o)
		err := conf.Set(c.profile, c.key, "new")
		var e *apperr.Error
		if !errors.As(err, &e) || len(e.Hints) != 1 || e.Hints[0] != "to remove that one first: "+c.hint {
			t.Errorf("%+v: %v, hints %q", c, err, e.Hints)
		}
		if strings.Contains(err.Error(), "config.yaml:") {
			t.Errorf("%+v: the error names a line that was never written: %v", c, err)
		}
	}
	c := load(t, home(t, text))
	err := c.Update("shop", []Change{{KeyPrivateKeyCommand, []string{"get"}}, {Key: KeyPrivateKey}})
	if err != nil || c.Get(KeyPrivateKeyCommand).Text != "get" || c.Get(KeyPrivateKey).Set {
		t.Errorf("one for the other in one update: %v, %+v", err, c.List())
	}
	if err := c.Set("shop", KeyPrivateKeyCommand, "get again"); err != nil {
		t.Errorf("another command: %v", err)
	}
}

// Hints are commands for a shell.
func TestHintsAreQuoted(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	dir := filepath.Join(t.TempDir(), "my files")
	path := filepath.Join(dir, "it's.yaml")
	hint := func(o Options) string {
		_, err := Load(o)
		var e *apperr.Error
		if !errors.As(err, &e) || len(e.Hints) == 0 {
			t.Fatalf("%+v: %v", o, err)
		}
		return e.Hints[len(e.Hints)-1]
	}
	want := "antom init --config '" + dir + `/it'\''s.yaml'`
	if got := hint(Options{File: path}); got != want {
		t.Errorf("hint %s, want %s", got, want)
	}
	for profile, want := range map[string]string{
		"shop": "antom init --profile shop", "a b": "antom init --profile NAME", "$(id)": "antom init --profile NAME", pkcs8: "antom init --profile NAME",
	} {
		if got := hint(Options{Profile: profile}); got != want {
			t.Errorf("hint %s, want %s", got, want)
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, path, sample)
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	c := load(t, Options{File: path, HomeDir: dir})
	contains(t, "warning", strings.Join(c.Warnings(), "\n"), `chmod go-w '`+dir+`/it'\''s.yaml'`)
}
