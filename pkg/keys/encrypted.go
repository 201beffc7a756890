package keys

import (
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/youmark/pkcs8"
)

// Limits on what an encrypted key may cost to open. They are far above what
// key tools write, and keep the work for a hostile file to a few seconds.
const (
	maxIterations   = 10_000_000 // PBKDF2
	maxScryptMemory = 128 << 20  // bytes: 128 × cost × block size
	maxScryptCost   = 1 << 20
	maxScryptBlock  = 64
	maxScryptLanes  = 4
)

// Hints for what cannot be opened here but elsewhere.
const (
	hintReencrypt  = "Encrypt it in the common way with: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in FILE -out key.pem"
	hintPassphrase = "Give the passphrase that the key was encrypted with."
)

var errEmptyPassphrase = errors.New("the passphrase is empty")

// open asks for the passphrase, once.
func (p *parser) open(found string) ([]byte, error) {
	if p.pass == nil {
		return nil, p.fail(ReasonEncrypted, found, "Give its passphrase, or a key that is not encrypted.", nil)
	}
	passphrase, err := p.pass()
	if err == nil && len(passphrase) == 0 {
		err = errEmptyPassphrase
	}
	if err != nil {
		return nil, p.fail(ReasonPassphrase, found, hintPassphrase, err)
	}
	return passphrase, nil
}

func (p *parser) wrongPassphrase() error {
	return p.fail(ReasonPassphrase, "an encrypted private key that this passphrase does not open", hintPassphrase, nil)
}

// decodeEncrypted opens an EncryptedPrivateKeyInfo.
func (p *parser) decodeEncrypted(der []byte, c Container) (*Key, error) {
	if err := checkEncryption(der); err != nil {
		return nil, p.fail(ReasonUnsupported, "an encrypted private key that cannot be opened here", hintReencrypt, err)
	}
	passphrase, err := p.open("an encrypted private key")
	if err != nil {
		return nil, err
	}
	opened, err := pkcs8.ParsePKCS8PrivateKey(der, passphrase)
	if err != nil {
		return nil, p.wrongPassphrase()
	}
	priv, ok := opened.(*rsa.PrivateKey)
	if !ok {
		return nil, p.wrongAlgorithm("an encrypted private key that is not RSA")
	}
	return p.privateKey(priv, FormEncryptedPKCS8, c)
}

// encryptedInfo is EncryptedPrivateKeyInfo of RFC 5958.
type encryptedInfo struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

// pbes2 holds the parameters of PBES2, RFC 8018.
type pbes2 struct {
	Derivation pkix.AlgorithmIdentifier
	Cipher     pkix.AlgorithmIdentifier
}

// checkEncryption looks at how a key is encrypted, before a passphrase is
// asked for: at what the pkcs8 package opens, and at what it would cost. It
// also guards that package against parameters of impossible lengths.
func checkEncryption(der []byte) error {
	var info encryptedInfo
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return errors.New("its outer structure is damaged")
	}
	if info.Algorithm.Algorithm.String() != "1.2.840.113549.1.5.13" {
		return errors.New("it is not encrypted with PBES2")
	}
	var params pbes2
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &params); err != nil {
		return errors.New("its encryption parameters are damaged")
	}
	if err := checkCipher(params.Cipher, len(info.Data)); err != nil {
		return err
	}
	return checkDerivation(params.Derivation)
}

// checkCipher allows the CBC ciphers, with whole blocks.
func checkCipher(id pkix.AlgorithmIdentifier, size int) error {
	blockSize := 16
	switch id.Algorithm.String() {
	case "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.42": // AES-128, 192, 256
	case "1.2.840.113549.3.7": // DES-EDE3
		blockSize = 8
	default:
		return fmt.Errorf("its cipher%s is not AES-CBC or 3DES-CBC", oidText(id.Algorithm))
	}
	var iv []byte
	if _, err := asn1.Unmarshal(id.Parameters.FullBytes, &iv); err != nil || len(iv) != blockSize {
		return errors.New("its initialization vector is damaged")
	}
	if size == 0 || size%blockSize != 0 {
		return errors.New("its encrypted part is damaged")
	}
	return nil
}

// checkDerivation allows PBKDF2 with HMAC-SHA-1 or SHA-256, and scrypt.
func checkDerivation(id pkix.AlgorithmIdentifier) error {
	switch id.Algorithm.String() {
	case "1.2.840.113549.1.5.12":
		return checkPBKDF2(id.Parameters.FullBytes)
	case "1.3.6.1.4.1.11591.4.11":
		return checkScrypt(id.Parameters.FullBytes)
	}
	return fmt.Errorf("its key derivation%s is not PBKDF2 or scrypt", oidText(id.Algorithm))
}

func checkPBKDF2(der []byte) error {
	var params struct {
		Salt       []byte
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &params); err != nil {
		return errors.New("its PBKDF2 parameters are damaged")
	}
	if params.Iterations < 1 || params.Iterations > maxIterations {
		return fmt.Errorf("it asks for %d iterations of PBKDF2; at most %d are done", params.Iterations, maxIterations)
	}
	if params.KeyLength != 0 { // the pkcs8 package misreads what follows it
		return errors.New("its PBKDF2 parameters state a key length")
	}
	switch params.PRF.Algorithm.String() {
	case "", "1.2.840.113549.2.7", "1.2.840.113549.2.9":
		return nil
	}
	return fmt.Errorf("its PBKDF2 function%s is not HMAC-SHA-1 or HMAC-SHA-256", oidText(params.PRF.Algorithm))
}

// oidText is the identifier with a blank before it, or nothing when it is
// longer than any real one.
func oidText(oid asn1.ObjectIdentifier) string {
	const maxArcs = 12
	if len(oid) > maxArcs {
		return ""
	}
	return " " + oid.String()
}

func checkScrypt(der []byte) error {
	var params struct {
		Salt               []byte
		Cost, Block, Lanes int
		KeyLength          int `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &params); err != nil {
		return errors.New("its scrypt parameters are damaged")
	}
	inRange := func(value, limit int) bool { return 1 <= value && value <= limit }
	if !inRange(params.Cost, maxScryptCost) || !inRange(params.Block, maxScryptBlock) ||
		!inRange(params.Lanes, maxScryptLanes) || 128*params.Cost*params.Block > maxScryptMemory {
		return errors.New("its scrypt parameters ask for too much time or memory")
	}
	return nil
}

// decodeLegacy opens a PEM block with "Proc-Type: 4,ENCRYPTED", the old way in
// which OpenSSL encrypted PKCS#1 keys.
func (p *parser) decodeLegacy(b *pemBlock) (*Key, error) {
	const found = "an encrypted private key (old PEM encryption)"
	if algorithm, ok := strings.CutSuffix(b.label, " PRIVATE KEY"); ok && (algorithm == "EC" || algorithm == "DSA") {
		return nil, p.wrongAlgorithm("an encrypted " + algorithm + " private key")
	}
	if err := p.checkKind(kindPrivate, found); err != nil {
		return nil, err
	}
	passphrase, err := p.open(found)
	if err != nil {
		return nil, err
	}
	block := &pem.Block{Type: b.label, Headers: b.headers, Bytes: b.data}
	//lint:ignore SA1019 the format is weak, and keys in it exist; nothing is ever written in it
	der, err := x509.DecryptPEMBlock(block, passphrase)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, p.wrongPassphrase()
	}
	if err != nil {
		return nil, p.fail(ReasonUnsupported, "an encrypted private key that cannot be opened here", hintReencrypt, err)
	}
	if checkOuter(der) != nil { // the padding fits by chance for one wrong passphrase in 256
		return nil, p.wrongPassphrase()
	}
	key, err := p.parseShape(der, inspect(der), ContainerPEM)
	if err != nil {
		return nil, err
	}
	key.Notes = append(key.Notes, "the key has the old PEM encryption, which is weak; convert it with: openssl pkcs8 -topk8 -in FILE -out key.pem")
	return key, nil
}
