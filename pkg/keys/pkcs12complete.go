package keys

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// complete returns the file with a substitute for what the pkcs12 package misses:
// a private key if key is true, else a certificate. The parts that are encrypted
// stay as they are. The passphrase must be right; the file gets a new checksum.
func (f *p12File) complete(passphrase string, key bool) ([]byte, error) {
	bag, err := substituteBag(key)
	if err != nil {
		return nil, err
	}
	bags := sequence(func(b *cryptobyte.Builder) {
		for _, there := range f.bags {
			b.AddBytes(there.Raw)
		}
		b.AddBytes(bag)
	})
	safe := sequence(func(b *cryptobyte.Builder) {
		for _, part := range f.encrypted {
			b.AddBytes(part)
		}
		b.AddBytes(dataPart(bags))
	})
	mac, err := checksum(safe, passphrase)
	if err != nil {
		return nil, err
	}
	return sequence(func(b *cryptobyte.Builder) {
		b.AddASN1Int64(3) // the version
		b.AddBytes(dataPart(safe))
		b.AddBytes(mac)
	}), nil
}

// sequence is a DER SEQUENCE. The contents here cannot fail to be written.
func sequence(content cryptobyte.BuilderContinuation) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, content)
	return b.BytesOrPanic()
}

// dataPart is a ContentInfo with data that is not encrypted.
func dataPart(data []byte) []byte {
	return sequence(func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1})
		addExplicit(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(data) })
	})
}

// addExplicit adds a value under the tag [0].
func addExplicit(b *cryptobyte.Builder, value cryptobyte.BuilderContinuation) {
	b.AddASN1(cbasn1.Tag(0).ContextSpecific().Constructed(), value)
}

// substituteBag is a SafeBag with a new private key or its certificate.
func substituteBag(key bool) ([]byte, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	if key {
		der, err := x509.MarshalPKCS8PrivateKey(private)
		return sequence(func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1})
			addExplicit(b, func(b *cryptobyte.Builder) { b.AddBytes(der) })
		}), err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	return sequence(func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 3})
		addExplicit(b, func(b *cryptobyte.Builder) {
			b.AddBytes(sequence(func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 22, 1})
				addExplicit(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(der) })
			}))
		})
	}), err
}

// checksum is a MacData with PBMAC1 (RFC 9579). One iteration will do, because
// nobody else ever sees it.
func checksum(safe []byte, passphrase string) ([]byte, error) {
	const size = sha256.Size
	salt := make([]byte, 16)
	key, err := pbkdf2.Key(sha256.New, passphrase, salt, 1, size)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(safe)
	hmacSHA256 := sequence(func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9})
	})
	derivation := sequence(func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12})
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(salt)
			b.AddASN1Int64(1)
			b.AddASN1Int64(size)
			b.AddBytes(hmacSHA256)
		})
	})
	return sequence(func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 14})
				b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddBytes(derivation)
					b.AddBytes(hmacSHA256)
				})
			})
			b.AddASN1OctetString(mac.Sum(nil))
		})
		b.AddASN1OctetString(salt)
	}), nil
}
