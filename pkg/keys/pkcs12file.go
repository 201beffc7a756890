package keys

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
)

// maxP12Iterations bounds each of the key derivations of a PKCS#12 file, of which
// there are up to six. Key tools take from 1 to 600,000.
const maxP12Iterations = 1_000_000

// errP12Damaged is the damage of a PKCS#12 file whose structure cannot be read.
var errP12Damaged = errors.New("its structure is damaged, or it is in BER and not in DER")

// The object identifiers of RFC 7292 and RFC 2315.
const (
	oidP12Data         = "1.2.840.113549.1.7.1"
	oidP12Encrypted    = "1.2.840.113549.1.7.6"
	oidP12Key          = "1.2.840.113549.1.12.10.1.1"
	oidP12EncryptedKey = "1.2.840.113549.1.12.10.1.2"
)

// p12File is the outer structure of a PKCS#12 file: what it shows without the
// passphrase.
type p12File struct {
	der       []byte
	keys      int          // private keys outside the encrypted parts
	encrypted [][]byte     // the encrypted parts, each a whole ContentInfo
	bags      []p12SafeBag // the content of the other parts
}

// p12Info is a ContentInfo of RFC 2315.
type p12Info struct {
	Raw     asn1.RawContent
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"tag:0,explicit,optional"`
}

// p12SafeBag is a SafeBag of RFC 7292: a key or a certificate.
type p12SafeBag struct {
	Raw        asn1.RawContent
	ID         asn1.ObjectIdentifier
	Value      asn1.RawValue `asn1:"tag:0,explicit"`
	Attributes asn1.RawValue `asn1:"optional"`
}

// p12MAC is the MacData of RFC 7292.
type p12MAC struct {
	Digest struct {
		Algorithm pkix.AlgorithmIdentifier
		Value     []byte
	}
	Salt       []byte
	Iterations int `asn1:"optional,default:1"`
}

// readPKCS12 takes the outer structure apart and looks at how it is encrypted,
// before a passphrase is asked for: at what the pkcs12 package opens, and at what
// it would cost. A private key inside an encrypted part is not seen; nobody can
// put one there who does not know the passphrase.
func readPKCS12(der []byte) (*p12File, error) {
	var pfx struct {
		Version int
		Safe    p12Info
		MAC     p12MAC `asn1:"optional"`
	}
	var safe []byte
	var parts []p12Info
	if !wholeASN1(der, &pfx) {
		return nil, errP12Damaged
	}
	if pfx.Safe.Type.String() != oidP12Data {
		return nil, errors.New("it is signed, which is not supported")
	}
	if !wholeASN1(pfx.Safe.Content.Bytes, &safe) || !wholeASN1(safe, &parts) {
		return nil, errP12Damaged
	}
	f := &p12File{der: der}
	for _, part := range parts {
		if err := f.addPart(part); err != nil {
			return nil, err
		}
	}
	return f, f.checkMAC(&pfx.MAC)
}

// wholeASN1 decodes DER and wants nothing after it.
func wholeASN1(der []byte, out any) bool {
	rest, err := asn1.Unmarshal(der, out)
	return err == nil && len(rest) == 0
}

func (f *p12File) addPart(part p12Info) error {
	switch part.Type.String() {
	case oidP12Data:
		return f.addBags(part)
	case oidP12Encrypted:
		var data struct {
			Version int
			Content struct {
				Type      asn1.ObjectIdentifier
				Algorithm pkix.AlgorithmIdentifier
				Data      []byte `asn1:"tag:0,optional"`
			}
		}
		if !wholeASN1(part.Content.Bytes, &data) {
			return errP12Damaged
		}
		f.encrypted = append(f.encrypted, part.Raw)
		return checkP12Cipher(data.Content.Algorithm)
	}
	return errors.New("a part of it is encrypted for a public key, which is not supported")
}

func (f *p12File) addBags(part p12Info) error {
	var content []byte
	var bags []p12SafeBag
	if !wholeASN1(part.Content.Bytes, &content) || !wholeASN1(content, &bags) {
		return errP12Damaged
	}
	f.bags = append(f.bags, bags...)
	for _, bag := range bags {
		switch bag.ID.String() {
		case oidP12Key:
			f.keys++
		case oidP12EncryptedKey:
			f.keys++
			var info encryptedInfo
			if !wholeASN1(bag.Value.Bytes, &info) {
				return errP12Damaged
			}
			if err := checkP12Cipher(info.Algorithm); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkP12Cipher allows the three old ways of PKCS#12 that are in use, and PBES2
// with PBKDF2 and AES.
func checkP12Cipher(id pkix.AlgorithmIdentifier) error {
	switch id.Algorithm.String() {
	case "1.2.840.113549.1.12.1.3", "1.2.840.113549.1.12.1.5", "1.2.840.113549.1.12.1.6": // 3DES, RC2 of 128 and of 40 bits
		var params struct {
			Salt       []byte
			Iterations int
		}
		if !wholeASN1(id.Parameters.FullBytes, &params) {
			return errP12Damaged
		}
		return checkP12Iterations(params.Iterations)
	case "1.2.840.113549.1.5.13":
		var params pbes2
		if !wholeASN1(id.Parameters.FullBytes, &params) {
			return errP12Damaged
		}
		switch params.Cipher.Algorithm.String() {
		case "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.42":
			return checkP12Derivation(params.Derivation)
		}
		return fmt.Errorf("its cipher%s is not AES-CBC", oidText(params.Cipher.Algorithm))
	}
	return fmt.Errorf("its encryption%s is not 3DES, RC2 or PBES2", oidText(id.Algorithm))
}

// checkP12Derivation allows PBKDF2 with HMAC-SHA-1, SHA-256 or SHA-512.
func checkP12Derivation(id pkix.AlgorithmIdentifier) error {
	var params struct {
		Salt       asn1.RawValue
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	if id.Algorithm.String() != "1.2.840.113549.1.5.12" {
		return fmt.Errorf("its key derivation%s is not PBKDF2", oidText(id.Algorithm))
	}
	if !wholeASN1(id.Parameters.FullBytes, &params) {
		return errP12Damaged
	}
	switch params.PRF.Algorithm.String() {
	case "", "1.2.840.113549.2.7", "1.2.840.113549.2.9", "1.2.840.113549.2.11":
		return checkP12Iterations(params.Iterations)
	}
	return fmt.Errorf("its PBKDF2 function%s is not HMAC-SHA-1, HMAC-SHA-256 or HMAC-SHA-512", oidText(params.PRF.Algorithm))
}

func checkP12Iterations(count int) error {
	if count < 1 || count > maxP12Iterations {
		return fmt.Errorf("it asks for %d iterations; from 1 to %d are done", count, maxP12Iterations)
	}
	return nil
}

// checkMAC allows the checksums of the whole file that the pkcs12 package knows.
// A file without one shows no wrong passphrase and is opened only if nothing in
// it is encrypted.
func (f *p12File) checkMAC(mac *p12MAC) error {
	switch mac.Digest.Algorithm.Algorithm.String() {
	case "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3": // SHA-1, SHA-256, SHA-512
		return checkP12Iterations(mac.Iterations)
	case "1.2.840.113549.1.5.14": // PBMAC1, RFC 9579
		var params struct{ Derivation, MAC pkix.AlgorithmIdentifier }
		if !wholeASN1(mac.Digest.Algorithm.Parameters.FullBytes, &params) {
			return errP12Damaged
		}
		return checkP12Derivation(params.Derivation)
	case "":
		if f.locked() {
			return errors.New("it is encrypted and has no checksum (MAC)")
		}
		return nil
	}
	return fmt.Errorf("its checksum (MAC)%s is not of SHA-1, SHA-256, SHA-512 or PBMAC1", oidText(mac.Digest.Algorithm.Algorithm))
}

// locked reports whether a part of the file is encrypted.
func (f *p12File) locked() bool {
	for _, bag := range f.bags {
		if bag.ID.String() == oidP12EncryptedKey {
			return true
		}
	}
	return len(f.encrypted) > 0
}
