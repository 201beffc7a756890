package antom

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
)

// DefaultKeyVersion is the version of the first key that a merchant uploads.
const DefaultKeyVersion = "1"

// Sign makes the signature of m. The key is an *rsa.PrivateKey or anything
// else that signs with an RSA key, such as a key in a hardware module. An empty
// keyVersion means DefaultKeyVersion. The error is a *SignError.
//
// The signature is deterministic: the same key and message give the same bytes.
func Sign(key crypto.Signer, keyVersion string, m Message) (Signature, error) {
	return SignContext(context.Background(), key, keyVersion, m)
}

// SignContext is Sign for a key that can take its time, such as one in a key
// management service: it returns when ctx ends, with an error that wraps the
// error of ctx.
func SignContext(ctx context.Context, key crypto.Signer, keyVersion string, m Message) (Signature, error) {
	if keyVersion == "" {
		keyVersion = DefaultKeyVersion
	}
	if !isNumber(keyVersion) {
		return Signature{}, &SignError{
			Reason: ReasonKeyVersion,
			Detail: "the key version is " + quote(keyVersion) + ", it must be a whole number such as 1",
		}
	}
	if _, err := publicKey(key); err != nil {
		return Signature{}, err
	}
	digest := m.digest()
	value, err := signDigest(ctx, key, digest[:])
	if err != nil && ctx.Err() != nil {
		return Signature{}, &SignError{Reason: ReasonSigner, Detail: "the wait for the private key was stopped", Err: ctx.Err()}
	}
	if err != nil {
		return Signature{}, &SignError{Reason: ReasonSigner, Detail: "the private key returned an error", Err: err}
	}
	return Signature{Algorithm: Algorithm, KeyVersion: keyVersion, Value: value}, nil
}

// publicKey returns the public half of a signer's RSA key.
func publicKey(key crypto.Signer) (*rsa.PublicKey, error) {
	if private, ok := key.(*rsa.PrivateKey); key == nil || ok && private == nil {
		return nil, &SignError{Reason: ReasonNoKey, Detail: "there is no private key"}
	}
	public, ok := key.Public().(*rsa.PublicKey)
	if !ok || public == nil {
		return nil, &SignError{Reason: ReasonBadKey, Detail: fmt.Sprintf("the key is a %T, not an RSA key", key.Public())}
	}
	return public, nil
}

// Verify checks that s is the signature of m by the owner of pub. The error is
// a *VerifyError. Its Reason tells a signature that does not fit
// (ReasonBadSignature) from one that cannot fit (ReasonSignatureLength,
// ReasonAlgorithm) and from an unusable key.
func Verify(pub *rsa.PublicKey, m Message, s Signature) error {
	_, err := VerifyAny([]*rsa.PublicKey{pub}, m, s)
	return err
}

// VerifyAny checks s against several keys, as after a change of keys, and returns
// the index of the first that verifies it. If none does, the index is -1 and the
// error is a *VerifyError, that of the key that came nearest.
func VerifyAny(pubs []*rsa.PublicKey, m Message, s Signature) (index int, err error) {
	if s.Algorithm != Algorithm {
		return -1, &VerifyError{Reason: ReasonAlgorithm, Detail: "the algorithm is " + quote(s.Algorithm) + ", Antom uses " + Algorithm}
	}
	if len(pubs) == 0 {
		return -1, &VerifyError{Reason: ReasonNoKey, Detail: "there is no public key"}
	}
	digest := m.digest()
	var nearest *VerifyError
	for i, pub := range pubs {
		failed := verifyDigest(pub, &digest, s.Value)
		if failed == nil {
			return i, nil
		}
		if nearest == nil || failed.Reason == ReasonBadSignature {
			nearest = failed
		}
	}
	return -1, nearest
}

func verifyDigest(pub *rsa.PublicKey, digest *[sha256.Size]byte, value []byte) *VerifyError {
	if pub == nil || pub.N == nil {
		return &VerifyError{Reason: ReasonNoKey, Detail: "there is no public key"}
	}
	if len(value) != pub.Size() {
		return &VerifyError{
			Reason: ReasonSignatureLength,
			Detail: fmt.Sprintf("it has %d bytes, a signature by this key has %d", len(value), pub.Size()),
		}
	}
	err := rsa.VerifyPKCS1v15(pub, crypto.SHA256, digest[:], value)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, rsa.ErrVerification):
		return &VerifyError{Reason: ReasonBadSignature, Detail: "it was made with another key or over other content", Err: err}
	default:
		return &VerifyError{Reason: ReasonBadKey, Detail: "the public key cannot be used: " + err.Error(), Err: err}
	}
}

// isNumber reports whether text consists of ASCII digits, at least one.
func isNumber(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
