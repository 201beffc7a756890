package keys

import (
	"crypto/rsa"
	"fmt"
)

// usualExponent is the public exponent of practically every RSA key, F4.
const usualExponent = 65537

// checkPublic refuses public keys that nothing should be signed or verified
// with, and notes what is unusual.
func (p *parser) checkPublic(pub *rsa.PublicKey) ([]string, error) {
	bits := pub.N.BitLen()
	found := fmt.Sprintf("an RSA key of %d bits", bits)
	switch {
	case bits < MinBits:
		return nil, p.fail(ReasonTooShort, found, lengthHint(), nil)
	case bits > MaxBits:
		return nil, p.fail(ReasonTooLong, found, lengthHint(), nil)
	case pub.N.Sign() <= 0 || pub.N.Bit(0) == 0:
		return nil, p.fail(ReasonInvalid, "an RSA key with an impossible modulus", "Make a new key pair.", nil)
	case pub.E < 3 || pub.E%2 == 0:
		return nil, p.impossibleExponent()
	}
	var notes []string
	if bits < MinGenerateBits {
		notes = append(notes, fmt.Sprintf("the key has %d bits, which is weak; Antom's keys have 2048", bits))
	}
	if pub.E != usualExponent {
		notes = append(notes, fmt.Sprintf("the public exponent is %d; %d is usual", pub.E, usualExponent))
	}
	return notes, nil
}

func (p *parser) impossibleExponent() error {
	return p.fail(ReasonInvalid, "an RSA key with an impossible public exponent", "Make a new key pair.", nil)
}

// lengthHint names the lengths that are accepted.
func lengthHint() string {
	return fmt.Sprintf("Antom's keys have 2048 bits; from %d to %d are accepted here.", MinBits, MaxBits)
}
