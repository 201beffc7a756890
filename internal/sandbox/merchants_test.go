package sandbox

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// identities are two, made once: it takes a while.
var identities = sync.OnceValue(func() (ids [2]Identity) {
	for i := range ids {
		id, err := LoadIdentity("", rand.Reader)
		if err != nil {
			panic(err)
		}
		ids[i] = id
	}
	return ids
})

func publicText(t *testing.T, private bool) string {
	t.Helper()
	key := keys.NewKey(identities()[1].MerchantKey)
	form := keys.FormPKCS8
	if !private {
		key, form = key.PublicOnly(), keys.FormSPKI
	}
	text, err := keys.Encode(key, form, keys.ContainerPEM)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func load(t *testing.T, path string) *merchants {
	t.Helper()
	m, err := loadMerchants(path, identities()[0], "http://127.0.0.1:1/all")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMerchantsAreKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), merchantsFile)
	m := load(t, path)
	for _, add := range []NewMerchant{
		{ClientID: "SHOP", PublicKey: publicText(t, false)},
		{ClientID: "SHOP", PublicKey: publicText(t, false), KeyVersion: "2", NotifyURL: "http://127.0.0.1:2/n"},
		{ClientID: ClientID, NotifyURL: "http://127.0.0.1:3/n"},
	} {
		if _, err := m.add(add); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []*merchants{m, load(t, path)} {
		all := m.all()
		if len(all) != 2 || !all[0].BuiltIn || all[0].ClientID != ClientID || len(all[1].Keys) != 2 {
			t.Errorf("got %+v", all)
		}
		for id, want := range map[string]string{"SHOP": "http://127.0.0.1:2/n", ClientID: "http://127.0.0.1:3/n", "OTHER": "http://127.0.0.1:1/all"} {
			if got := m.notifyURL(id); got != want {
				t.Errorf("%s: the notify URL is %q, want %q", id, got, want)
			}
		}
		found, ok := m.find("SHOP")
		if !ok || !found.Keys["2"].Equal(&identities()[1].MerchantKey.PublicKey) {
			t.Errorf("found %+v, %v", found, ok)
		}
		if got := m.ids(); !slices.Equal(got, []string{ClientID, "SHOP"}) {
			t.Errorf("the ids are %q", got)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if err := m.remove("SHOP"); err != nil {
		t.Fatal(err)
	}
	if _, ok := load(t, path).find("SHOP"); ok {
		t.Error("a merchant that was removed is back")
	}
}

func TestMerchantsThatCannotBe(t *testing.T) {
	t.Parallel()
	own, err := keys.Encode(keys.NewKey(identities()[0].AntomKey).PublicOnly(), keys.FormSPKI, keys.ContainerPEM)
	if err != nil {
		t.Fatal(err)
	}
	good := publicText(t, false)
	m := load(t, "")
	for _, test := range []struct {
		add  NewMerchant
		says string
	}{
		{NewMerchant{PublicKey: good}, "empty"},
		{NewMerchant{ClientID: "A B", PublicKey: good}, "without spaces"},
		{NewMerchant{ClientID: "A\x00", PublicKey: good}, "without spaces"},
		{NewMerchant{ClientID: "Ä", PublicKey: good}, "without spaces"},
		{NewMerchant{ClientID: strings.Repeat("A", 129), PublicKey: good}, "129 characters"},
		{NewMerchant{ClientID: "A"}, "needs a public key"},
		{NewMerchant{ClientID: "A", NotifyURL: "http://127.0.0.1/"}, "needs a public key"},
		{NewMerchant{ClientID: "A", PublicKey: "nonsense"}, "the public key"},
		{NewMerchant{ClientID: "A", PublicKey: publicText(t, true)}, "private key"},
		{NewMerchant{ClientID: "A", PublicKey: string(own)}, "stands for Antom's"},
		{NewMerchant{ClientID: "A", PublicKey: good, KeyVersion: "0"}, "whole number"},
		{NewMerchant{ClientID: "A", PublicKey: good, KeyVersion: "-1"}, "whole number"},
		{NewMerchant{ClientID: "A", PublicKey: good, KeyVersion: "1234567890"}, "whole number"},
		{NewMerchant{ClientID: "A", PublicKey: good, NotifyURL: "ftp://127.0.0.1/"}, "cannot be called"},
		{NewMerchant{ClientID: ClientID, PublicKey: good}, "another public key of version 1"},
	} {
		_, err := m.add(test.add)
		var refused *MerchantError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%+v: got %v, want %q", test.add, err, test.says)
		}
	}
	for id, says := range map[string]string{ClientID: "built in", "A": "no merchant"} {
		if err := m.remove(id); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("removing %s: got %v", id, err)
		}
	}
	if len(m.all()) != 1 {
		t.Errorf("left: %+v", m.all())
	}
}

func TestDamagedMerchantsAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "no JSON": "{", "later schema": `{"schema":2}`, "bad key": `{"schema":1,"merchants":[{"clientId":"A","keys":{"1":"AAAA"}}]}`,
		"no key": `{"schema":1,"merchants":[{"clientId":"A"}]}`, "bad id": `{"schema":1,"merchants":[{"clientId":" ","keys":{"1":"AAAA"}}]}`,
	} {
		path := filepath.Join(t.TempDir(), merchantsFile)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadMerchants(path, identities()[0], ""); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want an error that names the file", name, err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != text {
			t.Errorf("%s: the file was changed: %q, %v", name, data, err)
		}
	}
}
