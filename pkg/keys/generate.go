package keys

import (
	"crypto/rsa"
	"fmt"
	"io"
)

// Generate makes an RSA key pair of a length from [MinGenerateBits] to
// [MaxBits]. It costs one rsa.GenerateKey and nothing else.
//
// Go 1.26 and later draw from the system's secure random source whatever rand
// is; it is passed on for the settings under which Go still uses it.
func Generate(rand io.Reader, bits int) (*rsa.PrivateKey, error) {
	wanted := fmt.Sprintf("a length from %d to %d bits", MinGenerateBits, MaxBits)
	found := fmt.Sprintf("a length of %d bits", bits)
	const hint = "Antom's keys have 2048 bits."
	switch {
	case bits < MinGenerateBits:
		return nil, &Error{Reason: ReasonTooShort, Found: found, Wanted: wanted, Hint: hint}
	case bits > MaxBits:
		return nil, &Error{Reason: ReasonTooLong, Found: found, Wanted: wanted, Hint: hint}
	}
	key, err := rsa.GenerateKey(rand, bits)
	if err != nil {
		return nil, fmt.Errorf("generating an RSA key of %d bits: %w", bits, err)
	}
	return key, nil
}
