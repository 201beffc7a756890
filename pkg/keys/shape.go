package keys

import (
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// kind is the role of a thing among the things that can stand in a key file.
type kind int

const (
	kindOther       kind = iota // no key and no certificate
	kindPrivate                 // a private key
	kindPublic                  // a public key
	kindCertificate             // an X.509 certificate
	kindStore                   // a PKCS#12 file, which holds keys, certificates or both
)

// shape is what a DER structure is, told from its outline only: nothing is
// decrypted and no number is looked at, so that it costs nothing on hostile
// input.
type shape struct {
	kind kind
	form Form // "" when this package cannot read it
	// found is the thing in words, for a message: "an EC private key".
	found string
	// reason and hint go into the error when the thing is no key.
	reason Reason
	hint   string
	// algorithm is "RSA", another algorithm's name, or "" when the outline does
	// not tell, as in a certificate or an encrypted key.
	algorithm string
}

// notKey is a shape that has nothing to do with keys.
func notKey(found string) shape { return shape{found: found, reason: ReasonNotAKey} }

// relative is a shape that is made with a key or holds one in a way that this
// package does not read.
func relative(found, hint string) shape {
	return shape{found: found, reason: ReasonWrongKind, hint: hint}
}

// revocationList is told in two places.
func revocationList() shape {
	return relative("a certificate revocation list", "")
}

// privateShape and publicShape name a key by its algorithm.
func privateShape(form Form, algorithm string) shape {
	return shape{kind: kindPrivate, form: form, algorithm: algorithm, found: describe(algorithm, "private key")}
}

func publicShape(form Form, algorithm string) shape {
	return shape{kind: kindPublic, form: form, algorithm: algorithm, found: describe(algorithm, "public key")}
}

// describe puts an algorithm before a noun, with the article. RSA is what is
// expected and is not named.
func describe(algorithm, noun string) string {
	switch algorithm {
	case algorithmRSA:
		return "a " + noun
	case "":
		return "a " + noun + " of an unknown algorithm"
	}
	return article(algorithm) + " " + algorithm + " " + noun
}

// article is "an" before names that are spoken with a vowel at the start.
func article(name string) string {
	switch name[0] {
	case 'A', 'E', 'M', 'R', 'S', 'X':
		return "an"
	}
	return "a"
}

// inspect tells what a DER structure is. The structure must be whole; see
// checkOuter.
func inspect(der []byte) shape {
	input := cryptobyte.String(der)
	var body cryptobyte.String
	if !input.ReadASN1(&body, cbasn1.SEQUENCE) {
		return notKey("binary data")
	}
	switch {
	case body.PeekASN1Tag(cbasn1.INTEGER):
		return inspectInteger(body)
	case body.PeekASN1Tag(cbasn1.SEQUENCE):
		return inspectSequence(body)
	case body.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER):
		return relative("a PKCS#7 file (certificates or signed data)",
			"Take the certificates out with: openssl pkcs7 -print_certs -in FILE")
	}
	return notKey("ASN.1 data")
}

// inspectInteger handles structures that begin with a number, which is a
// version or already a part of a key.
func inspectInteger(body cryptobyte.String) shape {
	var first, next cryptobyte.String
	var tag cbasn1.Tag
	if !body.ReadASN1(&first, cbasn1.INTEGER) || !body.ReadAnyASN1(&next, &tag) {
		return notKey("ASN.1 data")
	}
	switch tag {
	case cbasn1.OCTET_STRING: // ECPrivateKey, RFC 5915
		return privateShape("", "EC")
	case cbasn1.SEQUENCE:
		if string(first) == "\x03" { // PFX has version 3, PrivateKeyInfo 0 or 1
			return shape{kind: kindStore, form: FormPKCS12, found: foundPKCS12}
		}
		return privateShape(FormPKCS8, readAlgorithm(next))
	case cbasn1.INTEGER:
		return inspectNumbers(first, next, body)
	}
	return notKey("ASN.1 data")
}

// inspectNumbers handles sequences of bare numbers by their count.
func inspectNumbers(first, second, rest cryptobyte.String) shape {
	count := 2
	for rest.SkipASN1(cbasn1.INTEGER) {
		count++
	}
	const exponentSize = 8 // no RSA public exponent in use is longer, in bytes
	switch {
	case count == 2 && len(first) > exponentSize && len(second) <= exponentSize, count == 2 && len(first) >= MinBits/8:
		return publicShape(FormPKCS1Public, algorithmRSA)
	case count == 2:
		return notKey("a signature")
	case count == 6: // version, p, q, g, y, x
		return privateShape("", "DSA")
	case count >= 9: // version, n, e, d, p, q, dp, dq, qinv
		return privateShape(FormPKCS1, algorithmRSA)
	}
	return notKey("ASN.1 data")
}

// inspectSequence handles structures that begin with another structure: an
// algorithm, or the signed part of a certificate.
func inspectSequence(body cryptobyte.String) shape {
	var first cryptobyte.String
	if !body.ReadASN1(&first, cbasn1.SEQUENCE) {
		return notKey("ASN.1 data")
	}
	switch {
	case first.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) && body.PeekASN1Tag(cbasn1.BIT_STRING):
		return publicShape(FormSPKI, readAlgorithm(first))
	case first.PeekASN1Tag(cbasn1.OBJECT_IDENTIFIER) && body.PeekASN1Tag(cbasn1.OCTET_STRING):
		return shape{kind: kindPrivate, form: FormEncryptedPKCS8, found: "an encrypted private key"}
	case body.PeekASN1Tag(cbasn1.SEQUENCE):
		return inspectSigned(first)
	}
	return notKey("ASN.1 data")
}

// inspectSigned tells certificates from certificate requests and revocation
// lists by the beginning of their signed part.
func inspectSigned(signed cryptobyte.String) shape {
	certificate := shape{kind: kindCertificate, form: FormCertificate, found: "a certificate"}
	version := cbasn1.Tag(0).ContextSpecific().Constructed()
	if signed.PeekASN1Tag(version) {
		return certificate
	}
	var serial cryptobyte.String
	if !signed.ReadASN1(&serial, cbasn1.INTEGER) || !signed.SkipASN1(cbasn1.SEQUENCE) {
		return revocationList()
	}
	// The third part is the public key in a request, where a bit string follows
	// the algorithm; else it is the issuer, after which a list has a time and a
	// certificate of version 1 a pair of times.
	var third cryptobyte.String
	if !signed.ReadASN1(&third, cbasn1.SEQUENCE) {
		return certificate
	}
	if third.SkipASN1(cbasn1.SEQUENCE) && third.PeekASN1Tag(cbasn1.BIT_STRING) {
		return relative("a certificate request", "It holds a public key only; this prints it: openssl req -in FILE -noout -pubkey")
	}
	if signed.PeekASN1Tag(cbasn1.UTCTime) || signed.PeekASN1Tag(cbasn1.GeneralizedTime) {
		return revocationList()
	}
	return certificate
}

// readAlgorithm names the algorithm of an AlgorithmIdentifier, "" if it is unknown.
func readAlgorithm(identifier cryptobyte.String) string {
	var oid, parameter asn1.ObjectIdentifier
	if !identifier.ReadASN1ObjectIdentifier(&oid) {
		return ""
	}
	if identifier.ReadASN1ObjectIdentifier(&parameter) && parameter.String() == "1.2.156.10197.1.301" {
		return "SM2" // written as an EC key with the SM2 curve
	}
	return algorithmName(oid)
}

const algorithmRSA = "RSA"

// algorithmName is the name of a key algorithm, "" if it is unknown.
func algorithmName(oid asn1.ObjectIdentifier) string {
	switch oid.String() {
	case "1.2.840.113549.1.1.1":
		return algorithmRSA
	case "1.2.840.113549.1.1.10":
		return "RSA-PSS"
	case "1.2.840.10045.2.1":
		return "EC"
	case "1.3.101.110":
		return "X25519"
	case "1.3.101.111":
		return "X448"
	case "1.3.101.112":
		return "Ed25519"
	case "1.3.101.113":
		return "Ed448"
	case "1.2.840.10040.4.1":
		return "DSA"
	case "1.2.840.113549.1.3.1":
		return "Diffie-Hellman"
	case "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19":
		return "ML-DSA"
	}
	return ""
}
