package keys_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// Everything that Encode writes reads back as the same key in the same form.
func TestEncodeRoundTrip(t *testing.T) {
	t.Parallel()
	private := merchant(t)
	antom, err := keys.ParsePrivate(fixture(t, "antom-pkcs8.pem"), nil)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := keys.ParsePrivate(fixture(t, "rsa-exponent3.pem"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []*keys.Key{private, antom, weak, private.PublicOnly()} {
		for _, form := range []keys.Form{keys.FormPKCS8, keys.FormPKCS1, keys.FormSPKI, keys.FormPKCS1Public, keys.FormJWK} {
			if k.Private == nil && (form == keys.FormPKCS8 || form == keys.FormPKCS1) {
				continue
			}
			containers := []keys.Container{keys.ContainerPEM, keys.ContainerBase64, keys.ContainerDER}
			if form == keys.FormJWK {
				containers = []keys.Container{keys.ContainerJWK}
			}
			for _, c := range containers {
				roundTrip(t, k, form, c)
			}
		}
	}
}

func roundTrip(t *testing.T, k *keys.Key, form keys.Form, c keys.Container) {
	t.Helper()
	data, err := keys.Encode(k, form, c)
	if err != nil {
		t.Fatalf("%s in %s: %v", form, c, err)
	}
	if c != keys.ContainerDER && (!bytes.HasSuffix(data, []byte("\n")) || bytes.HasSuffix(data, []byte("\n\n"))) {
		t.Errorf("%s in %s does not end with one newline", form, c)
	}
	if c == keys.ContainerBase64 && bytes.Count(data, []byte("\n")) != 1 {
		t.Errorf("%s in %s is not one line", form, c)
	}
	back, err := keys.Parse(data, nil)
	if err != nil {
		t.Fatalf("%s in %s: %v", form, c, err)
	}
	if back.Form != form || back.Container != c {
		t.Errorf("%s in %s reads back as %s in %s", form, c, back.Form, back.Container)
	}
	want := k
	if form == keys.FormSPKI || form == keys.FormPKCS1Public {
		want = k.PublicOnly()
	}
	sameKey(t, back, want)
}

// What Encode writes is byte for byte what OpenSSL writes.
func TestEncodeLikeOpenSSL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file      string
		form      keys.Form
		container keys.Container
	}{
		{"merchant-pkcs8.pem", keys.FormPKCS8, keys.ContainerPEM},
		{"merchant-pkcs1.pem", keys.FormPKCS1, keys.ContainerPEM},
		{"merchant-pkcs1.der", keys.FormPKCS1, keys.ContainerDER},
		{"merchant-spki.pem", keys.FormSPKI, keys.ContainerPEM},
		{"merchant-pkcs1-public.pem", keys.FormPKCS1Public, keys.ContainerPEM},
	} {
		got, err := keys.Encode(merchant(t), c.form, c.container)
		if err != nil || !bytes.Equal(got, fixture(t, c.file)) {
			t.Errorf("%s in %s differs from %s: %v", c.form, c.container, c.file, err)
		}
	}
}

func TestEncodeJWKMembers(t *testing.T) {
	t.Parallel()
	var private, public map[string]string
	if err := json.Unmarshal(merchantJWK(t, isPrivate), &private); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(merchantJWK(t, isPublic), &public); err != nil {
		t.Fatal(err)
	}
	if len(private) != 9 || len(public) != 3 || public["kty"] != "RSA" || public["e"] != "AQAB" {
		t.Errorf("members: %d private, %d public", len(private), len(public))
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	k := merchant(t)
	unsound := &keys.Key{Private: &rsa.PrivateKey{PublicKey: *k.Public, D: big.NewInt(3), Primes: k.Private.Primes}}
	noPrimes := &keys.Key{Private: &rsa.PrivateKey{PublicKey: *k.Public, D: k.Private.D}}
	for _, c := range []struct {
		name      string
		key       *keys.Key
		form      keys.Form
		container keys.Container
		reason    keys.Reason
	}{
		{"private form of a public key", k.PublicOnly(), keys.FormPKCS8, keys.ContainerPEM, keys.ReasonWrongKind},
		{"other private form of a public key", k.PublicOnly(), keys.FormPKCS1, keys.ContainerDER, keys.ReasonWrongKind},
		{"certificate", k, keys.FormCertificate, keys.ContainerPEM, keys.ReasonUnsupported},
		{"openssh", k, keys.FormOpenSSH, keys.ContainerPEM, keys.ReasonUnsupported},
		{"encrypted", k, keys.FormEncryptedPKCS8, keys.ContainerPEM, keys.ReasonUnsupported},
		{"pkcs12", k, keys.FormPKCS12, keys.ContainerDER, keys.ReasonUnsupported},
		{"jwk in pem", k, keys.FormJWK, keys.ContainerPEM, keys.ReasonUnsupported},
		{"pkcs8 in jwk", k, keys.FormPKCS8, keys.ContainerJWK, keys.ReasonUnsupported},
		{"unknown container", k, keys.FormPKCS8, "tar", keys.ReasonUnsupported},
		{"nil", nil, keys.FormPKCS8, keys.ContainerPEM, keys.ReasonEmpty},
		{"nothing in it", &keys.Key{}, keys.FormSPKI, keys.ContainerPEM, keys.ReasonEmpty},
		{"no modulus", &keys.Key{Public: &rsa.PublicKey{E: 3}}, keys.FormSPKI, keys.ContainerPEM, keys.ReasonInvalid},
		{"unsound", unsound, keys.FormPKCS8, keys.ContainerPEM, keys.ReasonInvalid},
		{"no primes", noPrimes, keys.FormPKCS1, keys.ContainerPEM, keys.ReasonUnsupported},
	} {
		_, err := keys.Encode(c.key, c.form, c.container)
		e, ok := err.(*keys.Error)
		if !ok || e.Reason != c.reason {
			t.Errorf("%s: %v, want the reason %s", c.name, err, c.reason)
		}
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	for _, c := range formCases(t) {
		k, err := keys.Parse(c.data, nil)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := keys.Fingerprint(k.Public); got != merchantFingerprint {
			t.Errorf("%s: %s, want %s", c.name, got, merchantFingerprint)
		}
	}
	k, err := keys.ParsePublic(fixture(t, "antom-spki.pem"))
	if err != nil || keys.Fingerprint(k.Public) != antomFingerprint {
		t.Errorf("the other key's fingerprint is wrong: %v", err)
	}
	if got := keys.Fingerprint(nil) + keys.Fingerprint(&rsa.PublicKey{}); got != "" {
		t.Errorf("the fingerprint of nothing is %q", got)
	}
}

// TestFingerprintOfX509: the fingerprint is that of the DER which crypto/x509 writes.
func TestFingerprintOfX509(t *testing.T) {
	t.Parallel()
	for _, bits := range []int{511, 512, 1023, 1024, 2048, 8192} {
		for _, e := range []int{3, 127, 128, 65537, 1<<31 - 1} {
			n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
			pub := &rsa.PublicKey{N: n.Add(n, big.NewInt(5)), E: e}
			der, err := x509.MarshalPKIXPublicKey(pub)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := keys.Fingerprint(pub), fmt.Sprintf("sha256:%x", sha256.Sum256(der)); got != want {
				t.Errorf("%d bits, exponent %d: %s, want %s", bits, e, got, want)
			}
		}
	}
}

func BenchmarkFingerprint(b *testing.B) {
	k, err := keys.ParsePublic(fixture(b, "antom-spki.pem"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = keys.Fingerprint(k.Public)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	k := merchant(t)
	other, err := keys.ParsePublic(fixture(t, "antom-spki.pem"))
	if err != nil {
		t.Fatal(err)
	}
	otherExponent := &rsa.PublicKey{N: k.Public.N, E: 3}
	for name, c := range map[string]struct {
		priv *rsa.PrivateKey
		pub  *rsa.PublicKey
		want bool
	}{
		"pair":           {k.Private, k.PublicOnly().Public, true},
		"other":          {k.Private, other.Public, false},
		"other exponent": {k.Private, otherExponent, false},
		"no private":     {nil, k.Public, false},
		"no public":      {k.Private, nil, false},
		"no numbers":     {&rsa.PrivateKey{}, &rsa.PublicKey{}, false},
	} {
		if got := keys.Match(c.priv, c.pub); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// However a key is printed, its private numbers stay out.
func TestPrintingAKeyShowsNoSecret(t *testing.T) {
	t.Parallel()
	k := merchant(t)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("key", "key", k)
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", *k)
	marshalled, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	text := log.String() + string(marshalled)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		printed := fmt.Sprintf(verb+verb, k, *k)
		if !strings.Contains(printed, "RSA private key of 2048 bits, "+merchantFingerprint) {
			t.Errorf("%s prints %q", verb, printed)
		}
		text += printed
	}
	secret := k.Private.Primes[0]
	for _, form := range []string{secret.String(), secret.Text(16), strings.ToUpper(secret.Text(16))} {
		if strings.Contains(text, form[:12]) {
			t.Error("a prime was printed")
		}
	}
	if got := k.PublicOnly().String(); !strings.HasPrefix(got, "RSA public key of 2048 bits") {
		t.Errorf("a public key prints as %q", got)
	}
}
