package keys

import (
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"slices"

	//lint:ignore SA1019 the cipher is old, and bcrypt is made of it; nothing is encrypted with it here
	"golang.org/x/crypto/blowfish"
)

// bcryptSize is what one run of the bcrypt function yields, in bytes.
const bcryptSize = 32

// bcryptKey derives a key of size bytes from a passphrase with bcrypt_pbkdf,
// the function of OpenBSD that OpenSSH encrypts private keys with. It is PBKDF2
// (RFC 8018) with a form of bcrypt in the place of HMAC, and differs once more:
// the key takes a byte of every block in turn, so that no part of the key can
// be had without the work for all of it. The rounds must be at least 1.
func bcryptKey(passphrase, salt []byte, rounds, size int) ([]byte, error) {
	secret := sha512.Sum512(passphrase)
	blocks := (size + bcryptSize - 1) / bcryptSize
	key := make([]byte, blocks*bcryptSize)
	for i := range blocks {
		numbered := binary.BigEndian.AppendUint32(slices.Clone(salt), uint32(i+1))
		block, err := bcryptRounds(secret[:], numbered, rounds)
		if err != nil {
			return nil, err
		}
		for j, b := range block {
			key[j*blocks+i] = b
		}
	}
	return key[:size], nil
}

// bcryptRounds mixes the results of all rounds, each of which takes the one
// before it as its salt.
func bcryptRounds(secret, salt []byte, rounds int) ([]byte, error) {
	mixed := make([]byte, bcryptSize)
	for range rounds {
		hashed := sha512.Sum512(salt)
		block, err := bcryptHash(secret, hashed[:])
		if err != nil {
			return nil, err
		}
		subtle.XORBytes(mixed, mixed, block)
		salt = block
	}
	return mixed, nil
}

// bcryptHash is bcrypt as bcrypt_pbkdf has it: with 2^6 key expansions, on a
// text of its own, and with the words of the result in little-endian order.
func bcryptHash(secret, salt []byte) ([]byte, error) {
	const work = 64
	c, err := blowfish.NewSaltedCipher(secret, salt)
	if err != nil {
		return nil, err
	}
	for range work {
		blowfish.ExpandKey(salt, c)
		blowfish.ExpandKey(secret, c)
	}
	out := []byte("OxychromaticBlowfishSwatDynamite")
	for at := 0; at < len(out); at += blowfish.BlockSize {
		block := out[at : at+blowfish.BlockSize]
		for range work {
			c.Encrypt(block, block)
		}
	}
	for at := 0; at < len(out); at += 4 {
		slices.Reverse(out[at : at+4])
	}
	return out, nil
}
