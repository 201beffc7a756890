package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

const (
	foundPKCS12     = "a PKCS#12 file"
	foundPKCS12Key  = "a PKCS#12 file with a private key"
	hintPKCS12Key   = "Take the key out with: openssl pkcs12 -in FILE -nocerts -noenc -out key.pem"
	hintPKCS12Certs = "Take the certificate out with: openssl pkcs12 -in FILE -nokeys -clcerts -out cert.pem"
)

// Errors that the pkcs12 package has as text only.
const (
	p12SeveralKeys   = "expected exactly one key bag"
	p12NoCertificate = "certificate missing"
	p12NoKey         = "private key missing"
)

// decodePKCS12 reads the only private key of a PKCS#12 file, or the public key of
// its first certificate if it has no private key.
func (p *parser) decodePKCS12(der []byte, c Container) (*Key, error) {
	f, err := readPKCS12(der)
	switch {
	case errors.Is(err, errP12Damaged):
		return nil, p.malformed("a damaged PKCS#12 file", err)
	case err != nil:
		return nil, p.lockedPKCS12(err)
	case f.keys > 1:
		return nil, p.severalPKCS12()
	case f.keys == 1:
		if err := p.checkKind(kindPrivate, foundPKCS12Key); err != nil {
			return nil, err
		}
	}
	content, err := p.openPKCS12(f)
	if err != nil {
		return nil, err
	}
	if content.private != nil {
		return p.privateOfPKCS12(content, c)
	}
	return p.publicOfPKCS12(content, c)
}

// openPKCS12 tries without a passphrase, which many files do not have, and asks
// for it if that fails.
func (p *parser) openPKCS12(f *p12File) (*p12Content, error) {
	content, err := f.open("")
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		if p.pass == nil && !p.private {
			return nil, p.fail(ReasonUnsupported, "an encrypted PKCS#12 file", hintPKCS12Certs, nil)
		}
		passphrase, passErr := p.open("an encrypted PKCS#12 file")
		if passErr != nil {
			return nil, passErr
		}
		content, err = f.open(string(passphrase))
	}
	switch {
	case err == nil:
		return content, nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, p.wrongPassphrase()
	case strings.Contains(err.Error(), p12SeveralKeys):
		return nil, p.severalPKCS12()
	}
	return nil, p.lockedPKCS12(errors.New("a part of it is damaged or unusual")) // the cause may repeat a part of it
}

func (p *parser) severalPKCS12() error {
	return p.fail(ReasonWrongKind, "several private keys in one PKCS#12 file", "Give one key at a time.", nil)
}

func (p *parser) lockedPKCS12(err error) error {
	return p.fail(ReasonUnsupported, "a PKCS#12 file that cannot be opened here", hintPKCS12Key, err)
}

// p12Content is what a PKCS#12 file holds.
type p12Content struct {
	private     any               // nil if there is none
	certificate *x509.Certificate // nil if there is none
	chain       int               // how many other certificates there are
}

// open decrypts the file. The pkcs12 package wants both a private key and a
// certificate; where one is missing, it gets a file with a substitute.
func (f *p12File) open(passphrase string) (*p12Content, error) {
	private, certificate, chain, err := pkcs12.DecodeChain(f.der, passphrase)
	if err == nil {
		return &p12Content{private: private, certificate: certificate, chain: len(chain)}, nil
	}
	missing := strings.HasSuffix(err.Error(), p12NoKey)
	if !missing && !strings.HasSuffix(err.Error(), p12NoCertificate) {
		return nil, err
	}
	der, err := f.complete(passphrase, missing)
	if err != nil {
		return nil, err
	}
	private, certificate, chain, err = pkcs12.DecodeChain(der, passphrase)
	switch {
	case err != nil:
		return nil, err
	case missing:
		return &p12Content{certificate: certificate, chain: len(chain)}, nil
	}
	return &p12Content{private: private}, nil
}

func (p *parser) privateOfPKCS12(content *p12Content, c Container) (*Key, error) {
	if err := p.checkKind(kindPrivate, foundPKCS12Key); err != nil {
		return nil, err
	}
	priv, ok := content.private.(*rsa.PrivateKey)
	if !ok {
		return nil, p.wrongAlgorithm(describe(privateAlgorithm(content.private), "private key") + " in a PKCS#12 file")
	}
	key, err := p.privateKey(priv, FormPKCS12, c)
	if err != nil {
		return nil, err
	}
	if content.certificate != nil {
		key.Notes = append(key.Notes, "the file also has a certificate; this was left aside")
	}
	return key, nil
}

// privateAlgorithm names the algorithm of a private key that is not RSA.
func privateAlgorithm(private any) string {
	switch private.(type) {
	case *ecdsa.PrivateKey:
		return "EC"
	case ed25519.PrivateKey:
		return "Ed25519"
	}
	return ""
}

func (p *parser) publicOfPKCS12(content *p12Content, c Container) (*Key, error) {
	if err := p.checkKind(kindCertificate, "a PKCS#12 file without a private key"); err != nil {
		return nil, err
	}
	key, err := p.decodeCertificate(content.certificate.Raw, c)
	if err != nil {
		return nil, err
	}
	key.Form = FormPKCS12
	if content.chain > 0 {
		key.Notes = append(key.Notes, "the file has other certificates; these were left aside")
	}
	return key, nil
}
