package config

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/keys"
)

func TestPrivateKeySources(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "k.pem")
	write(t, file, "from a file")
	other := filepath.Join(dir, "other.pem")
	write(t, other, "from another file")
	inProfile := "profiles: {shop: {private-key: " + file + "}}"
	command := "profiles: {shop: {private-key-command: printf command}}"
	for _, c := range []struct {
		name, text   string
		flags        map[string]string
		env          []string
		data, source string
		warning      string
	}{
		{"profile's file", inProfile, nil, nil, "from a file", "file " + file, ""},
		{"profile's command", command, nil, nil, "command", "private-key-command of profile shop (", ""},
		{"variable over profile", inProfile, nil, []string{"ANTOM_PRIVATE_KEY", "text"}, "text", "environment variable ANTOM_PRIVATE_KEY", ""},
		{"variable over command", command, nil, []string{"ANTOM_PRIVATE_KEY", "text"}, "text", "environment variable ANTOM_PRIVATE_KEY", ""},
		{"variable's file over command", command, nil, []string{"ANTOM_PRIVATE_KEY_FILE", other}, "from another file", "file " + other, ""},
		{"variable's command over file", inProfile, nil, []string{"ANTOM_PRIVATE_KEY_COMMAND", "printf env"}, "env", "private-key-command of environment ANTOM_PRIVATE_KEY_COMMAND", ""},
		{"flag over all", inProfile, map[string]string{KeyPrivateKey: other}, []string{"ANTOM_PRIVATE_KEY", "text"}, "from another file", "file " + other, ""},
		{"two variables", "", nil, []string{"ANTOM_PRIVATE_KEY", "text", "ANTOM_PRIVATE_KEY_FILE", other}, "text", "environment variable ANTOM_PRIVATE_KEY", "ANTOM_PRIVATE_KEY_FILE is ignored, because ANTOM_PRIVATE_KEY is set too"},
		{"one-line PEM", "", nil, []string{"ANTOM_PRIVATE_KEY", `-----BEGIN PRIVATE KEY-----\nAb3/\n-----END PRIVATE KEY-----\n`}, "-----BEGIN PRIVATE KEY-----\nAb3/\n-----END PRIVATE KEY-----\n", "environment variable ANTOM_PRIVATE_KEY", ""},
	} {
		o := home(t, c.text)
		o.Flags, o.Getenv = c.flags, env(c.env...)
		conf := load(t, o)
		data, source, err := conf.PrivateKey(context.Background())
		if err != nil || string(data) != c.data || !strings.HasPrefix(source, c.source) {
			t.Errorf("%s: %q from %q, %v", c.name, data, source, err)
		}
		if got := strings.Join(conf.Warnings(), "\n"); got != c.warning {
			t.Errorf("%s: warnings %q", c.name, got)
		}
		if err := conf.Require(KeyPrivateKey); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		both := conf.Get(KeyPrivateKey).Set && conf.Get(KeyPrivateKeyCommand).Set
		if both || strings.Contains(conf.Get(KeyPrivateKey).Text, c.data) {
			t.Errorf("%s: values %+v, %+v", c.name, conf.Get(KeyPrivateKey), conf.Get(KeyPrivateKeyCommand))
		}
	}
}

func TestPrivateKeyTextIsNotListed(t *testing.T) {
	t.Parallel()
	c := load(t, Options{Getenv: env("ANTOM_PRIVATE_KEY", pkcs8, "ANTOM_KEY_PASSPHRASE", "hunter2")})
	for _, v := range c.List() {
		if strings.Contains(v.Text, "MII") || strings.Contains(v.Text, "hunter2") {
			t.Errorf("%s = %q", v.Key, v.Text)
		}
	}
	v := c.Get(KeyPrivateKey)
	if !v.Secret || !v.Set || v.Text != notShown || v.Origin.String() != "environment ANTOM_PRIVATE_KEY" {
		t.Errorf("%+v", v)
	}
	if _, ok := c.PrivateKeyFile(); ok {
		t.Error("PrivateKeyFile of a text")
	}
	if p, ok := c.Passphrase(); !ok || string(p) != "hunter2" {
		t.Errorf("Passphrase = %v", ok)
	}
	if _, ok := load(t, Options{}).Passphrase(); ok {
		t.Error("a passphrase from nowhere")
	}
}

func TestPrivateKeyMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "k.pem"), "key")
	for _, c := range []struct {
		name string
		env  []string
		want string
	}{
		{"none", nil, "there is no profile"},
		{"missing file", []string{"ANTOM_PRIVATE_KEY_FILE", "none.pem"}, "environment ANTOM_PRIVATE_KEY_FILE"},
		{"a file's name as the key", []string{"ANTOM_PRIVATE_KEY", "k.pem"}, "holds the name of a file"},
		{"a file in the home directory as the key", []string{"ANTOM_PRIVATE_KEY", "~/k.pem"}, "holds the name of a file"},
	} {
		o := Options{WorkDir: dir, Getenv: env(c.env...)}
		_, _, err := load(t, o).PrivateKey(context.Background())
		if apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPrivateKeyCommand(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	for _, c := range []struct {
		name, command string
		want, not     string
	}{
		{"exit status", "echo Ab3/secret; echo no such item >&2; exit 3", "private-key-command failed with exit status 3: no such item", "Ab3/"},
		{"no messages", "exit 4", "exit status 4", "4:"},
		{"messages with a key", "echo '" + strings.Repeat("Ab3/", 20) + "' >&2; exit 1", "its messages are not shown", "Ab3/"},
		{"messages with PEM", "printf 'bad %sBEGIN PRIVATE%s' ----- ' KEY-----' >&2; exit 1", "its messages are not shown", "bad"},
		{"nothing, with messages", "echo locked >&2", "printed nothing: locked", ""},
		{"many messages", "i=0; while [ $i -lt 300 ]; do echo too-long-a-line-$i >&2; i=$((i+1)); done; exit 1", "too-long-a-line-0 ", "line-299"},
		{"unknown command", "antom-no-such-command", "exit status 127", ""},
		{"killed", "kill -9 $$", "signal: killed", ""},
		{"nothing", "true", "printed nothing", ""},
		{"only spaces", "echo; echo", "printed nothing", ""},
		{"endless", "yes", "printed more than 1048576 bytes", ""},
	} {
		o := Options{Getenv: env("ANTOM_PRIVATE_KEY_COMMAND", c.command)}
		data, source, err := load(t, o).PrivateKey(context.Background())
		if data != nil || apperr.ExitCode(err) != 3 || !strings.Contains(err.Error(), c.want) || !strings.Contains(source, "private-key-command") {
			t.Errorf("%s: %d bytes from %q, %v", c.name, len(data), source, err)
			continue
		}
		if c.not != "" && strings.Contains(err.Error(), c.not) {
			t.Errorf("%s: %q is shown: %v", c.name, c.not, err)
		}
	}
}

func TestPrivateKeyCommandLimits(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	sleep := Options{Getenv: env("ANTOM_PRIVATE_KEY_COMMAND", "exec sleep 5"), CommandTimeout: 30 * time.Millisecond}
	_, _, err := load(t, sleep).PrivateKey(context.Background())
	if err == nil || !strings.Contains(err.Error(), "did not end within 30ms") {
		t.Errorf("timeout: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	sleep.CommandTimeout = 0
	if _, _, err = load(t, sleep).PrivateKey(ctx); !errors.Is(err, context.Canceled) || apperr.ExitCode(err) != 130 {
		t.Errorf("cancelled: %v", err)
	}
	// A process that is left behind holds the output open, but the key is there.
	left := Options{Getenv: env("ANTOM_PRIVATE_KEY_COMMAND", "printf key; sleep 1 &")}
	if data, _, err := load(t, left).PrivateKey(context.Background()); err != nil || string(data) != "key" {
		t.Errorf("left behind: %q, %v", data, err)
	}
}

func TestPrivateKeyCommandMessagesArePassedOn(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	file := filepath.Join(t.TempDir(), "key.pem")
	write(t, file, "-----BEGIN PRIVATE KEY-----\n"+pkcs8+"\n-----END PRIVATE KEY-----\n")
	for _, c := range []struct{ command, want string }{
		{"echo touch the token >&2; printf key", "touch the token\n"},
		{"printf 'a\nb' >&2; printf key", "a\nb\n"},
		{"printf key", ""},
		{"cat " + file + " >&2; printf key", "private-key-command: its messages are not shown: they look like a key\n"},
		{"sed -n 2p " + file + " | cut -c 60-123 >&2; printf key", "private-key-command: its messages are not shown: they look like a key\n"},
		{"yes too much | head -n 10000 >&2; printf key", strings.TrimSpace(strings.Repeat("too much\n", maxStderr)[:maxStderr]) + "\n"},
	} {
		var messages bytes.Buffer
		o := Options{Getenv: env("ANTOM_PRIVATE_KEY_COMMAND", c.command), Stderr: &messages}
		data, _, err := load(t, o).PrivateKey(context.Background())
		if err != nil || string(data) != "key" || messages.String() != c.want {
			t.Errorf("%s: %q, %q, %v", c.command, data, messages.String(), err)
		}
	}
}

// What a command that failed said is in the error, and there only.
func TestFailedPrivateKeyCommandWritesNothing(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	var messages bytes.Buffer
	o := Options{Getenv: env("ANTOM_PRIVATE_KEY_COMMAND", "echo no such item >&2; exit 3"), Stderr: &messages}
	_, _, err := load(t, o).PrivateKey(context.Background())
	if err == nil || !strings.Contains(err.Error(), "no such item") || messages.Len() > 0 {
		t.Errorf("%v, and %q", err, messages.String())
	}
}

func TestAntomKeys(t *testing.T) {
	t.Parallel()
	unixPaths(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.pem"), "A")
	write(t, filepath.Join(dir, "b.pem"), "B")
	pem := "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
	for _, c := range []struct {
		name    string
		env     []string
		flag    string
		want    string
		sources string
	}{
		{"none", nil, "", "", ""},
		{"text", []string{"ANTOM_PUBLIC_KEY", spki}, "", spki, "environment variable ANTOM_PUBLIC_KEY"},
		{"two texts", []string{"ANTOM_PUBLIC_KEY", spki + ", " + spki}, "", spki + "|" + spki, "environment variable ANTOM_PUBLIC_KEY|environment variable ANTOM_PUBLIC_KEY"},
		{"two PEM blocks", []string{"ANTOM_PUBLIC_KEY", pem + pem}, "", pem + "|" + pem, "environment variable ANTOM_PUBLIC_KEY|environment variable ANTOM_PUBLIC_KEY"},
		{"one PEM in one line", []string{"ANTOM_PUBLIC_KEY", strings.ReplaceAll(pem, "\n", `\n`)}, "", strings.TrimSpace(pem), "environment variable ANTOM_PUBLIC_KEY"},
		{"files", []string{"ANTOM_PUBLIC_KEY_FILE", "a.pem:" + filepath.Join(dir, "b.pem")}, "", "A|B", "file " + filepath.Join(dir, "a.pem") + "|file " + filepath.Join(dir, "b.pem")},
		{"text and file", []string{"ANTOM_PUBLIC_KEY", spki, "ANTOM_PUBLIC_KEY_FILE", "a.pem"}, "", spki + "|A", "environment variable ANTOM_PUBLIC_KEY and ANTOM_PUBLIC_KEY_FILE|file " + filepath.Join(dir, "a.pem")},
		{"flags", []string{"ANTOM_PUBLIC_KEY", spki}, "a.pem\nb.pem", "A|B", "file " + filepath.Join(dir, "a.pem") + "|file " + filepath.Join(dir, "b.pem")},
	} {
		o := Options{WorkDir: dir, Getenv: env(c.env...)}
		if c.flag != "" {
			o.Flags = map[string]string{KeyAntomPublicKey: c.flag}
		}
		all, err := load(t, o).AntomKeys(t.Context())
		var data, sources []string
		for _, k := range all {
			data, sources = append(data, string(k.Data)), append(sources, k.Source)
		}
		if err != nil || strings.Join(data, "|") != c.want || strings.Join(sources, "|") != c.sources {
			t.Errorf("%s: %q from %q, %v", c.name, data, sources, err)
		}
	}
	_, err := load(t, Options{WorkDir: dir, OS: "windows", Getenv: env("ANTOM_PUBLIC_KEY_FILE", "none.pem;b.pem")}).AntomKeys(t.Context())
	if apperr.ExitCode(err) != 3 || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	contains(t, "missing file", err.Error(), "reading Antom's public key of environment ANTOM_PUBLIC_KEY_FILE")
}

func TestKeyTextLimitIsThatOfKeyFiles(t *testing.T) {
	t.Parallel()
	if keys.MaxSize != 1<<20 {
		t.Errorf("a command may print %d bytes", keys.MaxSize)
	}
}
