package keys

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// maxPrivateDER is well over the DER of a private key of MaxBits. It bounds
// the arithmetic that a hostile key can ask for.
const maxPrivateDER = 8 << 10

// errTrailing is the damage of two keys run together.
var errTrailing = errors.New("more bytes follow its end")

// parseBinary reads a key that is not text: DER, or what Base64 text held.
func (p *parser) parseBinary(data []byte, c Container) (*Key, error) {
	switch {
	case bytes.HasPrefix(data, []byte(opensshMagic)):
		return p.parseOpenSSH(data, c)
	case isSSHBlob(data):
		return p.parseSSHBlob(data)
	case bytes.HasPrefix(data, []byte("\xfe\xed\xfe\xed")):
		return nil, p.fail(ReasonWrongKind, "a Java keystore",
			"Make a PKCS#12 file of it with: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype pkcs12", nil)
	case len(data) == 0 || data[0] != 0x30:
		return nil, p.fail(ReasonNotAKey, "binary data", "", nil)
	}
	if len(data) > 1 && data[1] == 0x80 {
		return nil, p.fail(ReasonUnsupported, "a key or a PKCS#12 file in BER, not in DER", hintPKCS12Key, nil)
	}
	if err := checkOuter(data); err != nil {
		return nil, p.fail(ReasonMalformed, "a damaged key", "Copy the key again, with its very end.", err)
	}
	return p.parseShape(data, inspect(data), c)
}

// checkOuter compares the length that the outer structure states with what is
// there, which finds keys that were cut short while copying.
func checkOuter(der []byte) error {
	header, length, ok := outerLength(der)
	switch {
	case !ok:
		return errors.New("its length cannot be read")
	case len(der) < header+length:
		return fmt.Errorf("it is cut short: %d of %d bytes are there", len(der), header+length)
	case len(der) > header+length:
		return errTrailing
	}
	return nil
}

// outerLength reads the header of a DER structure: the header's length and the
// length of what follows.
func outerLength(der []byte) (header, length int, ok bool) {
	if len(der) < 2 {
		return 0, 0, false
	}
	if der[1] < 0x80 {
		return 2, int(der[1]), true
	}
	count := int(der[1] & 0x7f)
	if count == 0 || count > 3 || len(der) < 2+count { // 3 bytes are enough for MaxSize
		return 0, 0, false
	}
	for _, b := range der[2 : 2+count] {
		length = length<<8 | int(b)
	}
	return 2 + count, length, true
}

// parseShape decodes a structure whose outline is known, if it is what was
// wanted.
func (p *parser) parseShape(der []byte, s shape, c Container) (*Key, error) {
	if err := p.refuse(s); err != nil {
		return nil, err
	}
	if s.kind == kindPrivate && len(der) > maxPrivateDER {
		return nil, p.fail(ReasonTooLong, fmt.Sprintf("a private key of %d bytes", len(der)), lengthHint(), nil)
	}
	switch s.form {
	case FormPKCS8:
		return p.decodePKCS8(der, c)
	case FormPKCS1:
		return p.decodePKCS1(der, FormPKCS1, c)
	case FormSPKI:
		return p.decodeSPKI(der, c)
	case FormPKCS1Public:
		return p.decodePKCS1Public(der, c)
	case FormCertificate:
		return p.decodeCertificate(der, c)
	case FormPKCS12:
		return p.decodePKCS12(der, c)
	default:
		return p.decodeEncrypted(der, c)
	}
}

// refuse says no to a thing whose outline shows already that it is not what
// was wanted.
func (p *parser) refuse(s shape) error {
	switch {
	case s.kind == kindOther:
		return p.fail(s.reason, s.found, s.hint, nil)
	case s.kind == kindStore: // what it holds is not seen yet
		return nil
	case s.form == FormCertificate || s.form == FormEncryptedPKCS8:
	case s.algorithm != algorithmRSA:
		return p.wrongAlgorithm(s.found)
	}
	return p.checkKind(s.kind, s.found)
}

// checkKind says no to a public key where a private one is wanted, and the
// reverse.
func (p *parser) checkKind(k kind, found string) error {
	switch {
	case k == kindPrivate && !p.private:
		return p.fail(ReasonWrongKind, found, "Give the public key here; a private key is for its owner only.", nil)
	case k != kindPrivate && !p.public:
		return p.fail(ReasonWrongKind, found, "Give the private key that was made together with it.", nil)
	}
	return nil
}

func (p *parser) wrongAlgorithm(found string) error {
	return p.fail(ReasonWrongAlgorithm, found, "Antom's signatures need a plain RSA key; other algorithms do not work.", nil)
}

func (p *parser) malformed(found string, err error) error {
	return p.fail(ReasonMalformed, found, "Copy the key again, or make a new one.", err)
}

// decodePKCS8 takes the RSAPrivateKey out of its PKCS#8 wrapping.
func (p *parser) decodePKCS8(der []byte, c Container) (*Key, error) {
	var body, key cryptobyte.String
	input := cryptobyte.String(der)
	ok := input.ReadASN1(&body, cbasn1.SEQUENCE) &&
		body.SkipASN1(cbasn1.INTEGER) && body.SkipASN1(cbasn1.SEQUENCE) &&
		body.ReadASN1(&key, cbasn1.OCTET_STRING)
	if !ok || inspect(key).form != FormPKCS1 {
		return nil, p.malformed("a damaged PKCS#8 private key", nil)
	}
	return p.decodePKCS1(key, FormPKCS8, c)
}

// decodePKCS1 reads an RSAPrivateKey; x509 checks that its numbers fit
// together.
func (p *parser) decodePKCS1(der []byte, form Form, c Container) (*Key, error) {
	var body cryptobyte.String
	var version int
	input := cryptobyte.String(der)
	if input.ReadASN1(&body, cbasn1.SEQUENCE) && body.ReadASN1Integer(&version) && version == 1 {
		return nil, p.fail(ReasonUnsupported, "an RSA private key of more than two primes", "Make a new key of two primes.", nil)
	}
	priv, err := x509.ParsePKCS1PrivateKey(der)
	if err != nil {
		return nil, p.badNumbers(err)
	}
	return p.privateKey(priv, form, c)
}

// badNumbers tells a structure that cannot be read from one whose numbers make
// no key.
func (p *parser) badNumbers(err error) error {
	var structure asn1.StructuralError
	var syntax asn1.SyntaxError
	if errors.As(err, &structure) || errors.As(err, &syntax) {
		return p.malformed("a damaged RSA private key", err)
	}
	return p.fail(ReasonInvalid, "an RSA private key whose numbers do not fit together",
		"Make a new key pair.", err)
}

func (p *parser) decodeSPKI(der []byte, c Container) (*Key, error) {
	pub, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, p.malformed("a damaged RSA public key", err)
	}
	return p.publicKey(pub, FormSPKI, c)
}

func (p *parser) decodePKCS1Public(der []byte, c Container) (*Key, error) {
	pub, err := x509.ParsePKCS1PublicKey(der)
	if err != nil {
		return nil, p.malformed("a damaged RSA public key", err)
	}
	return p.publicKey(pub, FormPKCS1Public, c)
}

func (p *parser) decodeCertificate(der []byte, c Container) (*Key, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, p.malformed("a damaged certificate", err)
	}
	if algorithm := inspect(cert.RawSubjectPublicKeyInfo).algorithm; algorithm != algorithmRSA {
		return nil, p.wrongAlgorithm("a certificate with " + describe(algorithm, "key"))
	}
	key, err := p.publicKey(cert.PublicKey, FormCertificate, c)
	if err != nil {
		return nil, err
	}
	key.Notes = append(key.Notes, "the key was taken from a certificate; its dates and its issuer were not checked")
	return key, nil
}

// publicKey checks an RSA public key and makes the Key of it.
func (p *parser) publicKey(pub any, form Form, c Container) (*Key, error) {
	rsaKey, ok := pub.(*rsa.PublicKey)
	if !ok {
		return nil, p.wrongAlgorithm("a key that is not RSA")
	}
	notes, err := p.checkPublic(rsaKey)
	if err != nil {
		return nil, err
	}
	return &Key{Public: rsaKey, Form: form, Container: c, Notes: notes}, nil
}

// privateKey checks an RSA private key and makes the Key of it.
func (p *parser) privateKey(priv *rsa.PrivateKey, form Form, c Container) (*Key, error) {
	notes, err := p.checkPublic(&priv.PublicKey)
	if err != nil {
		return nil, err
	}
	if err := priv.Validate(); err != nil {
		return nil, p.badNumbers(err)
	}
	return &Key{Private: priv, Public: &priv.PublicKey, Form: form, Container: c, Notes: notes}, nil
}
