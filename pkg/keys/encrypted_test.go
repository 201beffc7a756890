package keys_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// encryptedCases are the ways in which the merchant's key is encrypted.
func encryptedCases() map[string]keys.Form {
	return map[string]keys.Form{
		"merchant-encrypted.pem":        keys.FormEncryptedPKCS8,
		"merchant-encrypted-3des.pem":   keys.FormEncryptedPKCS8,
		"merchant-encrypted-scrypt.pem": keys.FormEncryptedPKCS8,
		"merchant-legacy.pem":           keys.FormPKCS1,
		"merchant-openssh-encrypted":    keys.FormOpenSSH,
	}
}

func TestParseEncrypted(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	for name, form := range encryptedCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			k, err := keys.ParsePrivate(fixture(t, name), func() ([]byte, error) {
				calls++
				return []byte("correct"), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			sameKey(t, k, want)
			if k.Form != form || k.Container != keys.ContainerPEM || calls != 1 {
				t.Errorf("form %s in %s after %d calls, want %s in pem after 1", k.Form, k.Container, calls, form)
			}
			if legacy := name == "merchant-legacy.pem"; hasNote(k, "openssl pkcs8 -topk8") != legacy {
				t.Errorf("notes = %q", k.Notes)
			}
		})
	}
}

func TestParseEncryptedBase64(t *testing.T) {
	t.Parallel()
	k, err := keys.ParsePrivate([]byte(line(t, "merchant-encrypted.pem")), passphrase("correct"))
	if err != nil {
		t.Fatal(err)
	}
	if k.Form != keys.FormEncryptedPKCS8 || k.Container != keys.ContainerBase64 {
		t.Errorf("form %s in %s", k.Form, k.Container)
	}
}

func TestParseEncryptedWithoutTheRightPassphrase(t *testing.T) {
	t.Parallel()
	errAsk := errors.New("no terminal")
	const locked = "an encrypted private key that this passphrase does not open"
	for name := range encryptedCases() {
		found := map[string]string{
			"merchant-legacy.pem":        "an encrypted private key (old PEM encryption)",
			"merchant-openssh-encrypted": "an encrypted OpenSSH private key",
		}[name]
		if found == "" {
			found = "an encrypted private key"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			_, err := keys.ParsePrivate(data, nil)
			wantError(t, err, data, keys.ReasonEncrypted, found)
			_, err = keys.ParsePrivate(data, passphrase(""))
			wantError(t, err, data, keys.ReasonPassphrase, found)
			_, err = keys.ParsePrivate(data, passphrase("wrong"))
			wantError(t, err, data, keys.ReasonPassphrase, locked)
			_, err = keys.ParsePrivate(data, func() ([]byte, error) { return nil, errAsk })
			wantError(t, err, data, keys.ReasonPassphrase, found)
			if !errors.Is(err, errAsk) {
				t.Errorf("the error %v hides that of the passphrase", err)
			}
		})
	}
}

// Where a public key is wanted nobody is asked for a passphrase.
func TestParsePublicRefusesEncrypted(t *testing.T) {
	t.Parallel()
	for name := range encryptedCases() {
		_, err := keys.ParsePublic(fixture(t, name))
		var e *keys.Error
		if !errors.As(err, &e) || e.Reason != keys.ReasonWrongKind {
			t.Errorf("%s: %v, want the reason %s", name, err, keys.ReasonWrongKind)
		}
	}
}

func TestParseEncryptedOfAnotherAlgorithm(t *testing.T) {
	t.Parallel()
	for name, found := range map[string]string{
		"ec-encrypted.pem":          "an encrypted private key that is not RSA",
		"ed25519-openssh":           "an OpenSSH private key that is not RSA",
		"ed25519-openssh-encrypted": "an Ed25519 private key",
	} {
		data := fixture(t, name)
		_, err := keys.Parse(data, passphrase("correct"))
		wantError(t, err, data, keys.ReasonWrongAlgorithm, found)
	}
}

// What cannot be opened is refused before a passphrase is asked for.
func TestParseUnsupportedEncryption(t *testing.T) {
	t.Parallel()
	never := func() ([]byte, error) {
		t.Error("a passphrase was asked for")
		return nil, nil
	}
	iterations := []byte("\x02\x02\x08\x00") // 2048, as OpenSSL writes it
	whole := der(t, "merchant-encrypted.pem")
	if bytes.Count(whole, iterations) != 1 {
		t.Fatal("the fixture does not have 2048 iterations")
	}
	iv := []byte("\x60\x86\x48\x01\x65\x03\x04\x01\x2a\x04\x10")
	for name, data := range map[string][]byte{
		"sha-512":     fixture(t, "merchant-encrypted-sha512.pem"),
		"pbes1":       fixture(t, "merchant-encrypted-pbes1.pem"),
		"negative":    bytes.Replace(whole, iterations, []byte("\x02\x02\xff\x00"), 1),
		"iv too long": bytes.Replace(whole, iv, append(bytes.Clone(iv[:10]), 0x0f), 1),
		"gcm":         bytes.Replace(whole, iv, append(bytes.Clone(iv[:8]), 0x2e, 0x04, 0x10), 1),
		"no data":     []byte("\x30\x0f\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x04\x00"),
	} {
		_, err := keys.ParsePrivate(data, never)
		t.Run(name, func(t *testing.T) {
			wantError(t, err, nil, keys.ReasonUnsupported, "an encrypted private key that cannot be opened here")
		})
	}
}
