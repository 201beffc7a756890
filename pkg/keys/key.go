package keys

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Limits on keys and on the text they are read from.
const (
	// MaxSize is the largest input that is read, in bytes.
	MaxSize = 1 << 20
	// MinBits is the shortest modulus that is accepted at all. It is what Go's
	// crypto/rsa signs and verifies with.
	MinBits = 1024
	// MinGenerateBits is the length of Antom's own keys and the shortest key
	// that [Generate] makes. A shorter key that is read gets a note.
	MinGenerateBits = 2048
	// MaxBits is the longest modulus that is accepted or generated.
	MaxBits = 8192
)

// Form is the structure that a key is stored in.
type Form string

// The forms. The first two hold a private key, the next three a public key,
// OpenSSH, JWK, XML and PKCS#12 either.
const (
	FormPKCS8          Form = "pkcs8"           // PrivateKeyInfo, what Antom's Java, Go and .NET libraries take
	FormPKCS1          Form = "pkcs1"           // RSAPrivateKey
	FormSPKI           Form = "spki"            // SubjectPublicKeyInfo, what Antom's dashboard shows and takes
	FormPKCS1Public    Form = "pkcs1-public"    // RSAPublicKey
	FormCertificate    Form = "certificate"     // X.509 certificate; read only
	FormOpenSSH        Form = "openssh"         // OpenSSH private key or "ssh-rsa" line; read only
	FormJWK            Form = "jwk"             // JSON Web Key, RFC 7517
	FormEncryptedPKCS8 Form = "encrypted-pkcs8" // EncryptedPrivateKeyInfo with PBES2; read only
	FormXML            Form = "xml"             // RSAKeyValue of .NET and of XML Signature; read only
	FormPKCS12         Form = "pkcs12"          // PKCS#12 file (.p12, .pfx), RFC 7292; read only
)

// Container is the wrapping around a form.
type Container string

// The containers.
const (
	ContainerPEM    Container = "pem"
	ContainerBase64 Container = "base64"
	ContainerDER    Container = "der"
	ContainerJWK    Container = "jwk"
	ContainerXML    Container = "xml" // read only
)

// Passphrase supplies the passphrase of an encrypted key. It is called at most
// once, and only when the input is an encrypted private key. An error of its
// own ends the reading.
type Passphrase func() ([]byte, error)

// Key is an RSA key and how it was stored.
//
// Printing a Key, with any verb, shows its kind and fingerprint only.
type Key struct {
	Private *rsa.PrivateKey `json:"-"` // nil for a public key
	Public  *rsa.PublicKey  `json:"-"` // never nil in a key that was read
	Form    Form
	// Container is the innermost wrapping: PEM text inside Base64 is PEM.
	Container Container
	// Notes are remarks for the user, each a short clause without a full stop:
	// what was repaired, what was left aside, what other programs may refuse.
	Notes []string
}

// NewKey returns a Key for a private key made here, ready for [Encode].
func NewKey(priv *rsa.PrivateKey) *Key {
	return &Key{Private: priv, Public: &priv.PublicKey, Form: FormPKCS8}
}

// Bits is the length of the modulus, 0 if there is no key.
func (k *Key) Bits() int {
	if k == nil || k.Public == nil || k.Public.N == nil {
		return 0
	}
	return k.Public.N.BitLen()
}

// PublicOnly returns the key without its private part.
func (k *Key) PublicOnly() *Key {
	return &Key{Public: k.Public, Form: FormSPKI, Container: k.Container}
}

// String describes the key without showing it, as in
// "RSA private key of 2048 bits, sha256:1f…".
func (k Key) String() string {
	kind := "public"
	if k.Private != nil {
		kind = "private"
	}
	return fmt.Sprintf("RSA %s key of %d bits, %s", kind, k.Bits(), Fingerprint(k.Public))
}

// Format writes the same as String for every verb, so that no debug output can
// hold the private key.
func (k Key) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprint(s, k.String())
}

// Fingerprint is "sha256:" and the lower-case hexadecimal SHA-256 of the key's
// SubjectPublicKeyInfo in DER. It is the same for a private key, its public key
// and its certificate. It is "" when there is no key.
func Fingerprint(pub *rsa.PublicKey) string {
	if pub == nil || pub.N == nil {
		return ""
	}
	sum := sha256.Sum256(appendSPKI(make([]byte, 0, pub.Size()+64), pub))
	var digits [2 * sha256.Size]byte
	hex.Encode(digits[:], sum[:])
	return "sha256:" + string(digits[:])
}

// rsaEncryption is the AlgorithmIdentifier of RSA keys in DER (RFC 3279, 2.3.1).
const rsaEncryption = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"

// appendSPKI appends the SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) of a key in DER,
// as x509.MarshalPKIXPublicKey does, but fast: verification needs the
// fingerprint with every message.
func appendSPKI(dst []byte, pub *rsa.PublicKey) []byte {
	b := cryptobyte.NewBuilder(dst)
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes([]byte(rsaEncryption))
		b.AddASN1(asn1.BIT_STRING, func(b *cryptobyte.Builder) {
			b.AddUint8(0) // no unused bits
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1BigInt(pub.N)
				b.AddASN1Int64(int64(pub.E))
			})
		})
	})
	return b.BytesOrPanic() // its only errors are those of lengths beyond 32 bits
}

// Match reports whether the two are halves of one key pair.
func Match(priv *rsa.PrivateKey, pub *rsa.PublicKey) bool {
	if priv == nil || priv.N == nil || pub == nil || pub.N == nil {
		return false
	}
	return priv.E == pub.E && priv.N.Cmp(pub.N) == 0
}
