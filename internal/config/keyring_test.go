package config

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

func TestPrivateKeyFromKeyring(t *testing.T) {
	t.Parallel()
	o := home(t, "profiles: {shop: {private-key-keyring: shop-key}}")
	var asked []string
	o.Keyring = func(_ context.Context, name string) ([]byte, error) {
		asked = append(asked, name)
		return []byte("from the keyring"), nil
	}
	c := load(t, o)
	if len(asked) != 0 {
		t.Fatal("the keyring was asked before its key was used")
	}
	data, source, err := c.PrivateKey(context.Background())
	if err != nil || string(data) != "from the keyring" || source != "keyring entry shop-key" || !slices.Equal(asked, []string{"shop-key"}) {
		t.Errorf("%q from %q, %v; asked for %q", data, source, err, asked)
	}
	if !c.PrivateKeyAsks() || c.Require(KeyPrivateKey) != nil {
		t.Error("the key is not known to be there, or to ask")
	}
	if _, ok := c.PrivateKeyFile(); ok {
		t.Error("a file is named")
	}
	if got := c.KeySources("shop"); !slices.Equal(got, []string{KeyPrivateKeyKeyring}) {
		t.Errorf("sources %q", got)
	}
}

func TestKeyringThatFails(t *testing.T) {
	t.Parallel()
	o := home(t, "profiles: {shop: {private-key-keyring: k}}")
	_, _, err := load(t, o).PrivateKey(context.Background())
	if apperr.KindOf(err) != apperr.Config || !strings.Contains(err.Error(), "no access to a keyring") {
		t.Errorf("without a keyring: %v", err)
	}
	o.Keyring = func(context.Context, string) ([]byte, error) {
		return nil, apperr.New(apperr.Config, "", errors.New("locked"), "unlock it").WithCode("keyring")
	}
	_, _, err = load(t, o).PrivateKey(context.Background())
	var e *apperr.Error
	if !errors.As(err, &e) || e.Code != "keyring" || !slices.Equal(e.Hints, []string{"unlock it"}) || !strings.Contains(e.Error(), "config.yaml:1") {
		t.Errorf("%#v", err)
	}
}

// One source a profile, whatever the pair.
func TestKeySourcesExcludeEachOther(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"profiles: {shop: {private-key: a, private-key-keyring: b}}",
		"profiles: {shop: {private-key-command: a, private-key-keyring: b}}",
	} {
		if _, err := Load(home(t, text)); err == nil || !strings.Contains(err.Error(), "as well as") {
			t.Errorf("%s: %v", text, err)
		}
	}
	c := load(t, home(t, "profiles: {shop: {private-key-command: a}}"))
	err := c.Set("shop", KeyPrivateKeyKeyring, "b")
	if err == nil || !strings.Contains(err.Error(), "has private-key-command already") {
		t.Errorf("a second source: %v", err)
	}
	if err := c.Update("shop", []Change{{Key: KeyPrivateKeyCommand}, {Key: KeyPrivateKeyKeyring, Values: []string{"b"}}}); err != nil {
		t.Errorf("in place of the first: %v", err)
	}
	if got := c.Get(KeyPrivateKeyKeyring).Text; got != "b" {
		t.Errorf("now %q", got)
	}
}

func TestKeyringNames(t *testing.T) {
	t.Parallel()
	c := load(t, home(t, ""))
	for _, name := range []string{"", "a b", "-x", "../x", "a\nb", strings.Repeat("a", 65), "-----BEGIN PRIVATE KEY-----"} {
		if err := c.Set("shop", KeyPrivateKeyKeyring, name); err == nil || strings.Contains(err.Error(), "BEGIN") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
