package keys_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/antom-cli/antom/pkg/keys"
)

// p12Case is a PKCS#12 file that can be read.
type p12Case struct {
	name    string
	data    []byte
	private bool
	locked  bool // with the passphrase "correct"
	note    string
}

// certificate is the one of the fixtures.
func certificate(t testing.TB) *x509.Certificate {
	t.Helper()
	cert, err := x509.ParseCertificate(der(t, "merchant-cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func p12Cases(t testing.TB) []p12Case {
	t.Helper()
	const beside, fromCertificate = "also has a certificate", "taken from a certificate"
	cases := []p12Case{
		{"openssl 3", fixture(t, "merchant.p12"), true, true, beside},
		{"openssl 1", fixture(t, "merchant-legacy.p12"), true, true, beside},
		{"without a passphrase", fixture(t, "merchant-nopassphrase.p12"), true, false, beside},
		{"key alone", fixture(t, "merchant-keyonly.p12"), true, true, ""},
		{"key alone without a passphrase", fixture(t, "merchant-keyonly-nopassphrase.p12"), true, false, ""},
		{"certificate alone", fixture(t, "merchant-certonly.p12"), false, true, fromCertificate},
		{"certificate alone of openssl 1", fixture(t, "merchant-certonly-legacy.p12"), false, true, fromCertificate},
	}
	cert, key := certificate(t), merchant(t).Private
	for name, encoder := range map[string]*pkcs12.Encoder{
		"RC2": pkcs12.LegacyRC2, "3DES": pkcs12.LegacyDES, "PBES2": pkcs12.Modern2023, "PBMAC1": pkcs12.Modern2026, "open": pkcs12.Passwordless,
	} {
		locked := name != "open"
		password := ""
		if locked {
			password = "correct"
		}
		whole, err := encoder.Encode(key, cert, []*x509.Certificate{cert}, password)
		if err != nil {
			t.Fatal(err)
		}
		store, err := encoder.EncodeTrustStore([]*x509.Certificate{cert, cert}, password)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, p12Case{name, whole, true, locked, beside}, p12Case{name + " trust store", store, false, locked, "other certificates"})
	}
	return cases
}

func TestParsePKCS12(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	for _, c := range p12Cases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			k, err := keys.Parse(c.data, func() ([]byte, error) {
				calls++
				return []byte("correct"), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			wanted := want
			if !c.private {
				wanted = want.PublicOnly()
			}
			sameKey(t, k, wanted)
			if k.Form != keys.FormPKCS12 || k.Container != keys.ContainerDER || (calls == 1) != c.locked || calls > 1 {
				t.Errorf("form %s in %s after %d calls", k.Form, k.Container, calls)
			}
			if c.note == "" && len(k.Notes) > 0 || !hasNote(k, c.note) && c.note != "" {
				t.Errorf("notes = %q, want %q", k.Notes, c.note)
			}
		})
	}
}

// The file is also kept as Base64 text, which is what variables and secrets hold.
func TestParsePKCS12InText(t *testing.T) {
	t.Parallel()
	data := fixture(t, "merchant.p12")
	for container, text := range map[keys.Container][]byte{
		keys.ContainerBase64: []byte(base64.StdEncoding.EncodeToString(data)),
		keys.ContainerPEM:    pem.EncodeToMemory(&pem.Block{Type: "PKCS12", Bytes: data}),
	} {
		k, err := keys.ParsePrivate(text, passphrase("correct"))
		if err != nil {
			t.Fatal(err)
		}
		sameKey(t, k, merchant(t))
		if k.Container != container || k.Form != keys.FormPKCS12 || hasNote(k, "label") {
			t.Errorf("form %s in %s, notes %q", k.Form, k.Container, k.Notes)
		}
	}
}

func TestParsePKCS12WithoutTheRightPassphrase(t *testing.T) {
	t.Parallel()
	errAsk := errors.New("no terminal")
	const locked = "an encrypted PKCS#12 file"
	for _, c := range p12Cases(t) {
		if !c.locked {
			continue
		}
		_, err := keys.Parse(c.data, nil)
		wantError(t, err, c.data, keys.ReasonEncrypted, locked)
		_, err = keys.Parse(c.data, passphrase(""))
		wantError(t, err, c.data, keys.ReasonPassphrase, locked)
		_, err = keys.Parse(c.data, passphrase("wrong"))
		wantError(t, err, c.data, keys.ReasonPassphrase, "an encrypted private key that this passphrase does not open")
		_, err = keys.Parse(c.data, func() ([]byte, error) { return nil, errAsk })
		if wantError(t, err, c.data, keys.ReasonPassphrase, locked); !errors.Is(err, errAsk) {
			t.Errorf("%s: the error %v hides that of the passphrase", c.name, err)
		}
	}
}

// A private key is refused where a public one is wanted, and the reverse.
func TestParsePKCS12OfTheOtherKind(t *testing.T) {
	t.Parallel()
	for _, c := range p12Cases(t) {
		_, err := keys.ParsePublic(c.data)
		switch {
		case c.private:
			wantError(t, err, c.data, keys.ReasonWrongKind, "a PKCS#12 file with a private key")
		case c.locked:
			if e := wantError(t, err, c.data, keys.ReasonUnsupported, "an encrypted PKCS#12 file"); !strings.Contains(e.Hint, "-nokeys") {
				t.Errorf("%s: hint %q", c.name, e.Hint)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		}
		if _, err := keys.ParsePrivate(c.data, passphrase("correct")); !c.private {
			wantError(t, err, c.data, keys.ReasonWrongKind, "a PKCS#12 file without a private key")
		}
	}
}

func TestParsePKCS12ThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	never := func() ([]byte, error) {
		t.Error("a passphrase was asked for")
		return nil, nil
	}
	whole := fixture(t, "merchant.p12")
	const cannot = "a PKCS#12 file that cannot be opened here"
	// The parts have 2048 iterations each, as OpenSSL writes it: the certificate,
	// the key and the checksum.
	parts := bytes.Split(whole, []byte("\x02\x02\x08\x00"))
	if len(parts) != 4 {
		t.Fatalf("the fixture has %d places with 2048 iterations, want 3", len(parts)-1)
	}
	iterations := func(first, second, third string) []byte {
		return slices.Concat(parts[0], []byte("\x02\x02"+first), parts[1], []byte("\x02\x02"+second), parts[2], []byte("\x02\x02"+third), parts[3])
	}
	aes, unknown := []byte("\x60\x86\x48\x01\x65\x03\x04\x01\x2a"), []byte("\x60\x86\x48\x01\x65\x03\x04\x01\x2e")
	pbes2, pbes1 := []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"), []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0a")
	sha256, md5 := []byte("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), []byte("\x60\x86\x48\x01\x65\x03\x04\x02\x09")
	enveloped := bytes.Replace(whole, []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"), []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), 1)
	for _, c := range []struct {
		name, cause string
		data        []byte
		reason      keys.Reason
		found       string
	}{
		{"iterations of the certificate", "-32768 iterations", iterations("\x80\x00", "\x08\x00", "\x08\x00"), keys.ReasonUnsupported, cannot},
		{"iterations of the key", "-32768 iterations", iterations("\x08\x00", "\x80\x00", "\x08\x00"), keys.ReasonUnsupported, cannot},
		{"iterations of the checksum", "-32768 iterations", iterations("\x08\x00", "\x08\x00", "\x80\x00"), keys.ReasonUnsupported, cannot},
		{"cipher", "is not AES-CBC", bytes.Replace(whole, aes, unknown, 1), keys.ReasonUnsupported, cannot},
		{"encryption", "is not 3DES, RC2 or PBES2", bytes.Replace(whole, pbes2, pbes1, 1), keys.ReasonUnsupported, cannot},
		{"digest", "is not of SHA-1", bytes.Replace(whole, sha256, md5, 1), keys.ReasonUnsupported, cannot},
		{"public key encryption", "for a public key", enveloped, keys.ReasonUnsupported, cannot},
		{"no checksum", "no checksum", fixture(t, "merchant-nomac.p12"), keys.ReasonUnsupported, cannot},
		{"cut", "cut short", whole[:len(whole)-1], keys.ReasonMalformed, "a damaged key"},
		{"ber", "", append([]byte("\x30\x80"), whole[4:]...), keys.ReasonUnsupported, "a key or a PKCS#12 file in BER, not in DER"},
	} {
		_, err := keys.Parse(c.data, never)
		t.Run(c.name, func(t *testing.T) {
			e := wantError(t, err, c.data, c.reason, c.found)
			if !strings.Contains(e.Error(), c.cause) || e.Hint == "" {
				t.Errorf("message %q with hint %q, want the cause %q", e, e.Hint, c.cause)
			}
		})
	}
}

// A change anywhere in the file is an error or leaves the key as it is.
func TestParsePKCS12Damaged(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	whole := fixture(t, "merchant.p12")
	for at := 0; at < len(whole); at += 29 {
		data := bytes.Clone(whole)
		data[at] ^= 1
		k, err := keys.ParsePrivate(data, passphrase("correct"))
		var e *keys.Error
		switch {
		case err == nil:
			sameKey(t, k, want)
		case !errors.As(err, &e):
			t.Errorf("byte %d: %v", at, err)
		default:
			noLeak(t, e, nil)
		}
	}
}

func TestParsePKCS12OfAnotherAlgorithm(t *testing.T) {
	t.Parallel()
	data := fixture(t, "ec.p12")
	_, err := keys.Parse(data, passphrase("correct"))
	wantError(t, err, data, keys.ReasonWrongAlgorithm, "an EC private key in a PKCS#12 file")
}
