package doctor_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/pkg/keys"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	mine, antoms := pair(t, 0), pair(t, 1).PublicOnly()
	private := doctor.PrivateKey{Source: "file /k.pem", Key: mine, File: "/k.pem", Mode: 0o600}
	change := func(f func(*doctor.PrivateKey)) *doctor.PrivateKey { p := private; f(&p); return &p }
	public := []doctor.PublicKey{{Source: "file /a.pem", Key: antoms}}
	encrypted := &keys.Error{Reason: keys.ReasonEncrypted, Found: "an encrypted private key"}
	for _, c := range []struct {
		name      string
		private   *doctor.PrivateKey
		antom     []doctor.PublicKey
		check     string
		severity  doctor.Severity
		code      string
		what, fix string
		usable    bool
	}{
		{"well", &private, public, "antom-public-key", doctor.OK, "", "it is not your own", "", true},
		{"its bits", &private, public, "private-key", doctor.OK, "", "RSA, 2048 bits, sha256:", "", true},
		{"own key", &private, []doctor.PublicKey{{Source: "x", Key: mine.PublicOnly()}}, "antom-public-key", doctor.Error, "own-key", "public key of your own", "Dashboard", false},
		{"one of two is the own", &private, append(public[:1:1], doctor.PublicKey{Key: mine.PublicOnly()}), "private-key", doctor.OK, "", "", "", false},
		{"exposed", change(func(p *doctor.PrivateKey) { p.Expose, p.Mode = true, 0o644 }), public, "private-key-mode", doctor.Warning, "", "0644", "chmod 600 '/k.pem'", true},
		{"encrypted", change(func(p *doctor.PrivateKey) { p.Key, p.Err = nil, encrypted }), public, "private-key", doctor.Error, "encrypted", "encrypted", "ANTOM_KEY_PASSPHRASE", false},
		{"no keyring", change(func(p *doctor.PrivateKey) {
			p.Key, p.Err, p.Fixes = nil, errors.New("no keyring"), []string{"use a file"}
		}), public, "private-key", doctor.Error, "key", "no keyring", "use a file", false},
		{"Antom's is damaged", &private, []doctor.PublicKey{{Source: "x", Err: &keys.Error{Reason: keys.ReasonMalformed, Found: "a damaged key"}}}, "antom-public-key", doctor.Error, "malformed", "damaged", "copy it again", false},
		{"the file beside it", change(func(p *doctor.PrivateKey) { p.Beside = &doctor.PublicKey{Source: "/k.pub", Key: mine.PublicOnly()} }), public, "pair", doctor.OK, "", "belongs to it", "", true},
		{"another file beside it", change(func(p *doctor.PrivateKey) { p.Beside = &doctor.PublicKey{Source: "/k.pub", Key: antoms} }), public, "pair", doctor.Warning, "", "another private key", "antom keys public '/k.pem'", true},
		{"two keys of Antom's", &private, append(public[:1:1], doctor.PublicKey{Source: "b", Key: antoms}), "antom-public-key", doctor.OK, "", "not your own", "", true},
		{"odd form", change(func(p *doctor.PrivateKey) { k := *mine; k.Notes = []string{"line ends of Windows"}; p.Key = &k }), public, "private-key-form", doctor.Warning, "", "Windows", "antom keys convert", true},
	} {
		k := doctor.Keys{Private: c.private, Antom: c.antom, Version: "1", Quote: quote}
		found := k.Check()
		wellFormed(t, found)
		f := find(t, found, c.check)
		if f.Severity != c.severity || f.Code != c.code || !strings.Contains(f.What, c.what) || !strings.Contains(f.Fix, c.fix) {
			t.Errorf("%s: %+v", c.name, f)
		}
		if k.Usable() != c.usable {
			t.Errorf("%s: usable %v", c.name, k.Usable())
		}
	}
	if found := (doctor.Keys{}).Check(); len(found) != 0 || (doctor.Keys{}).Usable() {
		t.Errorf("without keys: %+v", found)
	}
}
