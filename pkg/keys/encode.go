package keys

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
)

// Encode writes a key in a form and a container. PEM, Base64 (one line of the
// standard alphabet with padding) and JWK end with a newline; DER is bare.
//
// FormPKCS8 and FormPKCS1 need the private key. FormSPKI and FormPKCS1Public
// write the public key, also of a private one. FormJWK writes whatever k has,
// so pass k.PublicOnly() for a public JWK; its container is ContainerJWK, and
// no other form has that container. Other forms can be read only. A failure is
// an [*Error].
func Encode(k *Key, form Form, c Container) ([]byte, error) {
	whole, err := complete(k)
	if err != nil {
		return nil, err
	}
	if (form == FormJWK) != (c == ContainerJWK) {
		return nil, unsupportedPair(form, c)
	}
	if form == FormJWK {
		return encodeJWK(whole)
	}
	der, label, err := encodeDER(whole, form)
	if err != nil {
		return nil, err
	}
	switch c {
	case ContainerPEM:
		return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}), nil
	case ContainerBase64:
		return append([]byte(base64.StdEncoding.EncodeToString(der)), '\n'), nil
	case ContainerDER:
		return der, nil
	}
	return nil, unsupportedPair(form, c)
}

// complete returns a sound copy of the key with its public half in place, so
// that nothing below can fail on missing numbers.
func complete(k *Key) (*Key, error) {
	if k == nil || k.Public == nil && k.Private == nil {
		return nil, &Error{Reason: ReasonEmpty, Found: "no key", Wanted: "an RSA key to encode"}
	}
	whole := &Key{Private: k.Private, Public: k.Public}
	if whole.Private != nil {
		if len(whole.Private.Primes) != 2 {
			return nil, &Error{Reason: ReasonUnsupported, Found: "an RSA private key without its two primes", Wanted: "a key of two primes"}
		}
		whole.Private.Precompute() // does nothing for a key that was read or generated
		if err := whole.Private.Validate(); err != nil {
			return nil, &Error{Reason: ReasonInvalid, Found: "an RSA private key whose numbers do not fit together", Err: err}
		}
		whole.Public = &whole.Private.PublicKey
	}
	if whole.Public.N == nil || whole.Public.N.Sign() <= 0 {
		return nil, &Error{Reason: ReasonInvalid, Found: "an RSA public key without a modulus"}
	}
	return whole, nil
}

func unsupportedPair(form Form, c Container) error {
	return &Error{
		Reason: ReasonUnsupported, Found: fmt.Sprintf("form %q in container %q", form, c),
		Wanted: "pkcs8, pkcs1, spki or pkcs1-public in pem, base64 or der, or jwk in jwk",
	}
}

// encodeDER returns the DER of a form and its PEM label.
func encodeDER(k *Key, form Form) (der []byte, label string, err error) {
	switch form {
	case FormPKCS8, FormPKCS1:
		if k.Private == nil {
			return nil, "", &Error{
				Reason: ReasonWrongKind, Found: "a public key", Wanted: "an RSA private key",
				Hint: "A private key cannot be made from a public one; use the form spki or pkcs1-public.",
			}
		}
		return encodePrivate(k.Private, form)
	case FormSPKI:
		der, err = x509.MarshalPKIXPublicKey(k.Public)
		label = "PUBLIC KEY"
	case FormPKCS1Public:
		der, label = x509.MarshalPKCS1PublicKey(k.Public), "RSA PUBLIC KEY"
	default:
		err = &Error{
			Reason: ReasonUnsupported, Found: fmt.Sprintf("the form %q", form),
			Wanted: "pkcs8, pkcs1, spki, pkcs1-public or jwk", Hint: "Other forms can only be read.",
		}
	}
	return der, label, err
}

func encodePrivate(priv *rsa.PrivateKey, form Form) (der []byte, label string, err error) {
	if form == FormPKCS1 {
		return x509.MarshalPKCS1PrivateKey(priv), "RSA PRIVATE KEY", nil
	}
	der, err = x509.MarshalPKCS8PrivateKey(priv)
	return der, "PRIVATE KEY", err
}
