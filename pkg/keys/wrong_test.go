package keys_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// wrongCase is something that is no RSA key.
type wrongCase struct {
	name   string
	data   []byte
	reason keys.Reason
	found  string
}

func wrongCases(t testing.TB) []wrongCase {
	t.Helper()
	return append(append(otherKeys(t), otherFiles(t)...), append(otherTexts(t), damaged(t)...)...)
}

// otherKeys are keys, but not RSA keys that can be used.
func otherKeys(t testing.TB) []wrongCase {
	t.Helper()
	const algorithm = keys.ReasonWrongAlgorithm
	return []wrongCase{
		{"ec pkcs8", fixture(t, "ec-pkcs8.pem"), algorithm, "an EC private key"},
		{"ec sec1", fixture(t, "ec-sec1.pem"), algorithm, "an EC private key"},
		{"ec base64", []byte(line(t, "ec-pkcs8.pem")), algorithm, "an EC private key"},
		{"ec der", der(t, "ec-sec1.pem"), algorithm, "an EC private key"},
		{"ec public", fixture(t, "ec-public.pem"), algorithm, "an EC public key"},
		{"ec labelled rsa", relabel(t, "ec-public.pem", "PUBLIC", "RSA PUBLIC"), algorithm, "an EC public key"},
		{"ec legacy", fixture(t, "ec-legacy.pem"), algorithm, "an encrypted EC private key"},
		{"ed25519", fixture(t, "ed25519.pem"), algorithm, "an Ed25519 private key"},
		{"ed25519 public", fixture(t, "ed25519-public.pem"), algorithm, "an Ed25519 public key"},
		{"ed25519 public base64", []byte(line(t, "ed25519-public.pem")), algorithm, "an Ed25519 public key"},
		{"ed25519 openssh line", []byte("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDJ5 a@b"), algorithm, "an Ed25519 public key"},
		{"openssh ec line", []byte("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= a@b"), algorithm, "an EC public key"},
		{"openssh dsa line", []byte("ssh-dss AAAAB3NzaC1kc3MAAACB a@b"), algorithm, "a DSA public key"},
		{"x25519", fixture(t, "x25519.pem"), algorithm, "an X25519 private key"},
		{"sm2", fixture(t, "sm2.pem"), algorithm, "an SM2 private key"},
		{"rsa-pss", fixture(t, "rsa-pss.pem"), algorithm, "an RSA-PSS private key"},
		{"dsa", fixture(t, "dsa-pkcs8.pem"), algorithm, "a DSA private key"},
		{"dsa traditional", fixture(t, "dsa-traditional.pem"), algorithm, "a DSA private key"},
		{"dsa public", fixture(t, "dsa-public.pem"), algorithm, "a DSA public key"},
		{"ec jwk", []byte(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`), algorithm, "an EC private key"},
		{"okp jwk", []byte(`{"kty":"OKP","crv":"Ed25519","x":"AA"}`), algorithm, "an Ed25519 public key"},
		{"unknown jwk", []byte(`{"kty":"XYZ"}`), algorithm, "a public key of an unknown algorithm"},
		{"symmetric jwk", []byte(`{"kty":"oct","k":"AA"}`), keys.ReasonWrongKind, "a JWK with a symmetric key"},
		{"512 bits", fixture(t, "rsa-512.pem"), keys.ReasonTooShort, "an RSA key of 512 bits"},
		{"512 bits public", fixture(t, "rsa-512-public.pem"), keys.ReasonTooShort, "an RSA key of 512 bits"},
		{"three primes", fixture(t, "rsa-3primes.pem"), keys.ReasonUnsupported, "an RSA private key of more than two primes"},
	}
}

// otherFiles are files that live beside keys.
func otherFiles(t testing.TB) []wrongCase {
	t.Helper()
	const kind = keys.ReasonWrongKind
	private := fixture(t, "merchant-pkcs8.pem")
	public := fixture(t, "merchant-spki.pem")
	set := func(n int) []byte {
		return []byte(`{"keys":[` + strings.TrimSuffix(strings.Repeat(string(merchantJWK(t, isPublic))+",", n), ",") + `]}`)
	}
	return []wrongCase{
		{"request", fixture(t, "merchant-request.pem"), kind, "a certificate request"},
		{"request der", der(t, "merchant-request.pem"), kind, "a certificate request"},
		{"revocation list", fixture(t, "merchant-crl.pem"), kind, "a certificate revocation list"},
		{"pkcs7", fixture(t, "merchant.p7b"), kind, "a PKCS#7 file (certificates or signed data)"},
		{"java keystore", []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02"), kind, "a Java keystore"},
		{"putty", []byte("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none"), kind, "a PuTTY key file"},
		{"ssh2", []byte("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3Nz\n---- END SSH2 PUBLIC KEY ----"), kind, "an SSH2 public key"},
		{"dotnet xml", []byte("<RSAKeyValue><Modulus>AQAB</Modulus></RSAKeyValue>"), keys.ReasonMalformed, "a damaged .NET XML key"},
		{"two private keys", append(private, fixture(t, "antom-pkcs8.pem")...), kind, "2 private keys in one text"},
		{"two public keys", append(public, fixture(t, "antom-spki.pem")...), kind, "2 public keys in one text"},
		{"two openssh lines", bytes.Repeat(fixture(t, "merchant-openssh.pub"), 2), kind, "2 public keys in one text"},
		{"set of two", set(2), kind, "a JWK set of 2 keys"},
		{"set of none", set(0), kind, "a JWK set of 0 keys"},
		{"pgp", fixture(t, "pgp-public.asc"), keys.ReasonNotAKey, "a PGP key block"},
		{"pgp message", []byte("-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----"), keys.ReasonNotAKey, "a PGP message"},
		{"ssh signature", []byte("-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----"), keys.ReasonNotAKey, "a signature"},
		{"dh parameters", []byte("-----BEGIN DH PARAMETERS-----\nMAYCAQsCAQI=\n-----END DH PARAMETERS-----"), keys.ReasonNotAKey, "parameters without a key"},
		{"other pem", []byte("-----BEGIN COOKIE-----\nMAA=\n-----END COOKIE-----"), keys.ReasonNotAKey, "a PEM block COOKIE"},
		{"binary", []byte("\x89PNG\r\n\x1a\n"), keys.ReasonNotAKey, "binary data"},
		{"nul bytes", make([]byte, 100), keys.ReasonNotAKey, "binary data"},
		{"ecdsa signature", []byte("\x30\x06\x02\x01\x05\x02\x01\x06"), keys.ReasonNotAKey, "a signature"},
	}
}

// otherTexts are what people put where a key belongs.
func otherTexts(t testing.TB) []wrongCase {
	t.Helper()
	const none = keys.ReasonNotAKey
	signature := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xa7}, 256))
	texts := []struct{ found, text string }{
		{"a placeholder, not a key", "YOUR PRIVATE KEY"},
		{"a placeholder, not a key", "ALIPAY PUBLIC KEY"},
		{"a placeholder, not a key", `"YOUR_PRIVATE_KEY"`},
		{"a placeholder, not a key", "<your private key here>"},
		{"a placeholder, not a key", "${MERCHANT_PRIVATE_KEY}"},
		{"a placeholder, not a key", "{{ .PrivateKey }}"},
		{"a placeholder, not a key", "xxxxxxxx"},
		{"a placeholder, not a key", "..."},
		{"a placeholder, not a key", "-----BEGIN PRIVATE KEY-----\nYOUR PRIVATE KEY\n-----END PRIVATE KEY-----"},
		{"a placeholder, not a key", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"},
		{"a path to a file, not a key", "/home/shop/merchant-private.pem"},
		{"a path to a file, not a key", "/etc/keys/private"},
		{"a path to a file, not a key", "./private.pem"},
		{"a path to a file, not a key", "~/private"},
		{"a path to a file, not a key", `C:\new\rsa_private`},
		{"a path to a file, not a key", "merchant.pem"},
		{"a path to a file, not a key", "file:///etc/key"},
		{"an HTML page", "<!DOCTYPE html><html><body>Sign in</body></html>"},
		{"an HTML page", "<html lang=en>"},
		{"an XML document", "<?xml version=\"1.0\"?><a/>"},
		{"a JSON document that is no JWK", `{"privateKey":"MII"}`},
		{"a JSON document that is no JWK", `{"kty":1}`},
		{"a JSON document that is no JWK", `["a"]`},
		{"a signature, not a key", signature},
		{"a signature, not a key", strings.ReplaceAll(strings.ReplaceAll(signature, "=", "%3D"), "/", "%2F")},
		{"an Antom signature, not a key", "algorithm=RSA256,keyVersion=1,signature=" + signature},
		{"a name and a value, as in a settings file", "privateKey: from the vault"},
		{"hexadecimal text", strings.Repeat("30820122", 40)},
		{"text that is not a key", "The quick brown fox"},
		{"text that is not a key", "SGVsbG8sIHdvcmxkIQ=="},
	}
	cases := make([]wrongCase, 0, len(texts))
	for _, c := range texts {
		cases = append(cases, wrongCase{"text " + c.text[:min(24, len(c.text))], []byte(c.text), none, c.found})
	}
	for _, empty := range []string{"", " \r\n\t", "\ufeff", "\"\"", "\xff\xfe"} {
		cases = append(cases, wrongCase{"empty", []byte(empty), keys.ReasonEmpty, "an empty text"})
	}
	return cases
}

// damaged are keys that did not survive their way.
func damaged(t testing.TB) []wrongCase {
	t.Helper()
	const bad = keys.ReasonMalformed
	private, public := string(fixture(t, "merchant-pkcs8.pem")), line(t, "merchant-spki.pem")
	pemText := func(body string) []byte {
		return []byte("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n")
	}
	return []wrongCase{
		{"no end line", []byte(private[:800]), bad, "damaged PEM text"},
		{"half an end line", []byte(strings.Split(private, "PRIVATE KEY-----\n")[1]), bad, "PEM text without its BEGIN line"},
		{"no begin line", []byte(private[28:]), bad, "PEM text without its BEGIN line"},
		{"em dashes", []byte(strings.ReplaceAll(private, "-----", "\u2014-")), bad, "PEM text with a damaged BEGIN line"},
		{"four hyphens", edit(private, "KEY-----\n", "KEY----\n"), bad, "damaged PEM text"},
		{"begin twice", []byte(private[:900] + private), bad, "damaged PEM text"},
		{"empty block", pemText(""), bad, "a damaged PEM block PRIVATE KEY"},
		{"star in body", edit(private, "MII", "MI*"), bad, "a damaged PEM block PRIVATE KEY"},
		{"no key in body", pemText(base64.StdEncoding.EncodeToString(make([]byte, 300))), bad, "a damaged PEM block PRIVATE KEY"},
		{"line lost", []byte(private[:28+65*4] + private[28+65*5:]), bad, "a damaged key"},
		{"base64 cut", []byte(public[:len(public)-44]), bad, "a damaged key"},
		{"base64 cut by one", []byte(strings.TrimRight(public, "=")[:389]), bad, "damaged Base64 text"},
		{"two base64 keys", []byte(line(t, "merchant-pkcs1-public.pem") + "==" + public), bad, "damaged Base64 text"},
		{"base64 with a star", []byte(public[:100] + "*" + public[101:]), bad, "damaged Base64 text"},
		{"der cut", der(t, "merchant-spki.pem")[:200], bad, "a damaged key"},
		{"der and more", append(der(t, "merchant-spki.pem"), 'x'), bad, "a damaged key"},
		{"der header", []byte("\x30\x84\xff\xff\xff\xff\x02\x01\x00"), bad, "a damaged key"},
		{"der content", append([]byte("\x30\x03\x02\x01"), 0), keys.ReasonNotAKey, "ASN.1 data"},
		{"json cut", merchantJWK(t, isPrivate)[:300], bad, "damaged JSON"},
		{"jwk number", []byte(`{"kty":"RSA","n":"***","e":"AQAB"}`), bad, "a damaged RSA JWK"},
		{"jwk type", []byte(`{"kty":"RSA","n":12,"e":"AQAB"}`), bad, "a damaged JWK"},
		{"jwk exponent", []byte(`{"kty":"RSA","n":"AQAB","e":"AQABAQABAQAB"}`), bad, "a damaged RSA JWK"},
		{"jwk without primes", edit(string(merchantJWK(t, isPrivate)), `"p":`, `"x":`), keys.ReasonUnsupported, "an RSA JWK without its primes p and q"},
		{"openssh cut", der(t, "merchant-openssh")[:200], bad, "a damaged or unusual OpenSSH private key"},
		{"openssh line cut", []byte("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"), bad, "a damaged OpenSSH public key"},
	}
}

func TestParseWrong(t *testing.T) {
	t.Parallel()
	for _, c := range wrongCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keys.Parse(c.data, nil)
			e := wantError(t, err, c.data, c.reason, c.found)
			if e.Wanted == "" || e.Hint == "" || !strings.Contains(e.Error(), c.found) {
				t.Errorf("message %q does not say what was found, wanted and to be done", e)
			}
		})
	}
}

// What is wrong for Parse is wrong for the other two as well.
func TestParseWrongEverywhere(t *testing.T) {
	t.Parallel()
	for _, c := range wrongCases(t) {
		if _, err := keys.ParsePrivate(c.data, nil); err == nil {
			t.Errorf("ParsePrivate accepts %s", c.name)
		}
		if _, err := keys.ParsePublic(c.data); err == nil {
			t.Errorf("ParsePublic accepts %s", c.name)
		}
	}
}

func TestParseCertificateOfAnotherAlgorithm(t *testing.T) {
	t.Parallel()
	data := fixture(t, "ec-cert.pem")
	_, err := keys.ParsePublic(data)
	wantError(t, err, data, keys.ReasonWrongAlgorithm, "a certificate with an EC key")
}

// A private key beside the public one must not be overlooked.
func TestParsePublicRefusesKeyPair(t *testing.T) {
	t.Parallel()
	data := append(fixture(t, "merchant-spki.pem"), fixture(t, "merchant-pkcs8.pem")...)
	_, err := keys.ParsePublic(data)
	wantError(t, err, data, keys.ReasonWrongKind, "a private key")
}

func TestParseUnsoundNumbers(t *testing.T) {
	t.Parallel()
	public := func(change func(*rsa.PublicKey)) []byte {
		pub := *merchant(t).Public
		pub.N = new(big.Int).Set(pub.N)
		change(&pub)
		return x509.MarshalPKCS1PublicKey(&pub)
	}
	long := new(big.Int).Lsh(big.NewInt(1), keys.MaxBits)
	private := fixture(t, "merchant-pkcs1.der")
	private[len(private)-1] ^= 1 // the CRT coefficient
	for _, c := range []wrongCase{
		{"even modulus", public(func(p *rsa.PublicKey) { p.N.SetBit(p.N, 0, 0) }), keys.ReasonInvalid, "an RSA key with an impossible modulus"},
		{"exponent 1", public(func(p *rsa.PublicKey) { p.E = 1 }), keys.ReasonInvalid, "an RSA key with an impossible public exponent"},
		{"even exponent", public(func(p *rsa.PublicKey) { p.E = 65536 }), keys.ReasonInvalid, "an RSA key with an impossible public exponent"},
		{"huge exponent", public(func(p *rsa.PublicKey) { p.E = 1 << 40 }), keys.ReasonMalformed, "a damaged RSA public key"},
		{"1023 bits", public(func(p *rsa.PublicKey) { p.N.Rsh(p.N, 1025).SetBit(p.N, 0, 1) }), keys.ReasonTooShort, "an RSA key of 1023 bits"},
		{"8193 bits", public(func(p *rsa.PublicKey) { p.N = long.SetBit(long, 0, 1) }), keys.ReasonTooLong, "an RSA key of 8193 bits"},
		{"coefficient", private, keys.ReasonInvalid, "an RSA private key whose numbers do not fit together"},
		{"jwk", edit(string(merchantJWK(t, isPrivate)), `"dp":"`, `"dp":"AAAB`), keys.ReasonInvalid, "an RSA private key whose numbers do not fit together"},
		{"jwk prime", edit(string(merchantJWK(t, isPrivate)), `"p":"`, `"p":"`+strings.Repeat("_", 400)), keys.ReasonInvalid, "an RSA private key whose numbers do not fit together"},
	} {
		_, err := keys.Parse(c.data, nil)
		t.Run(c.name, func(t *testing.T) { wantError(t, err, c.data, c.reason, c.found) })
	}
}

// The bounds themselves are accepted.
func TestParseLengthLimits(t *testing.T) {
	t.Parallel()
	for _, bits := range []int{keys.MinBits, keys.MaxBits} {
		n := new(big.Int).SetBit(big.NewInt(1), bits-1, 1)
		k, err := keys.ParsePublic(x509.MarshalPKCS1PublicKey(&rsa.PublicKey{N: n, E: 65537}))
		if err != nil || k.Bits() != bits {
			t.Errorf("a key of %d bits: %v", bits, err)
		}
	}
}

func TestParseSizeLimit(t *testing.T) {
	t.Parallel()
	padded := func(size int) []byte {
		data := bytes.Repeat([]byte{'\n'}, size)
		copy(data, fixture(t, "merchant-spki.pem"))
		return data
	}
	if _, err := keys.Parse(padded(keys.MaxSize), nil); err != nil {
		t.Errorf("a text of exactly the limit: %v", err)
	}
	_, err := keys.Parse(padded(keys.MaxSize+1), nil)
	wantError(t, err, nil, keys.ReasonTooLarge, "a text of more than 1 MiB")
}

func TestParseBlockLimit(t *testing.T) {
	t.Parallel()
	cert, private := string(fixture(t, "ec-cert.pem")), string(fixture(t, "merchant-pkcs8.pem"))
	if _, err := keys.Parse([]byte(strings.Repeat(cert, 31)+private), nil); err != nil {
		t.Errorf("32 blocks: %v", err)
	}
	_, err := keys.Parse([]byte(strings.Repeat(cert, 32)+private), nil)
	wantError(t, err, nil, keys.ReasonWrongKind, "33 PEM blocks in one text")
}

// A private key file that is much too long must not cost arithmetic.
func TestParsePrivateDERLimit(t *testing.T) {
	t.Parallel()
	number := "\x02\x82\x20\x00" + strings.Repeat("\x7f", 0x2000)
	body := "\x02\x01\x00" + strings.Repeat(number, 8)
	size := len(body)
	data := []byte("\x30\x83" + string([]byte{byte(size >> 16), byte(size >> 8), byte(size)}) + body)
	_, err := keys.ParsePrivate(data, nil)
	wantError(t, err, nil, keys.ReasonTooLong, "a private key of 65576 bytes")
}
