package diagnose

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"fmt"
	"sync"

	"filippo.io/bigmod"

	"github.com/antom-cli/antom/pkg/keys"
)

// Limits on the keys that are tried. An RSA operation with the largest key
// takes less than a millisecond.
const (
	maxKeys     = 256
	maxExponent = 1<<31 - 1
	minKeyBits  = 512 // too short to verify with, but good enough to recognize
)

// A scheme is the way a signature was made.
type scheme struct {
	name   string      // as a person would say it
	hash   crypto.Hash // 0 if it is not known
	prefix string      // the DigestInfo before the digest, in DER
}

// schemeAntom is the only one that Antom uses.
var schemeAntom = scheme{"SHA-256", crypto.SHA256, "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"}

// schemes lists the PKCS #1 v1.5 encodings that are told apart (RFC 8017,
// section 9.2, note 1). The last one is a digest without its DigestInfo.
func schemes() []scheme {
	return []scheme{
		schemeAntom,
		{"SHA-1", crypto.SHA1, "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"},
		{"SHA-384", crypto.SHA384, "\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"},
		{"SHA-512", crypto.SHA512, "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"},
		{"MD5", crypto.MD5, "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x10"},
		{"SHA-256 without the DigestInfo that PKCS #1 v1.5 puts before it", crypto.SHA256, ""},
	}
}

// opened is what a key found inside a signature.
type opened struct {
	scheme scheme
	digest []byte // nil for PSS, which does not show it, and for what is unknown
	pss    bool
}

// An opener opens signatures with a public key. It prepares the modulus at the
// first one, and keeps it.
type opener struct {
	public  *rsa.PublicKey
	modulus func() (*bigmod.Modulus, error)
}

// newOpener returns nil for a key that is nil or cannot be an RSA key.
func newOpener(pub *rsa.PublicKey) *opener {
	if !usable(pub) {
		return nil
	}
	return &opener{public: pub, modulus: sync.OnceValues(func() (*bigmod.Modulus, error) {
		return bigmod.NewModulus(pub.N.Bytes())
	})}
}

// open undoes a PKCS #1 v1.5 signature with the public key and recognizes what is
// inside, Antom's way or another. It reports false when the signature was not made
// with the private half of this key. The padding is checked strictly, so that
// nothing but a real signature opens.
func (o *opener) open(sig []byte) (opened, bool) {
	block, ok := o.publicOperation(sig)
	if !ok {
		return opened{}, false
	}
	if inner, ok := unpad(block); ok {
		return recognize(inner), true
	}
	if looksLikePSS(o.public, block) {
		return opened{scheme: scheme{name: "RSA-PSS padding"}, pss: true}, true
	}
	return opened{}, false
}

// recognize tells the scheme by what the padding leaves.
func recognize(inner []byte) opened {
	for _, s := range schemes() {
		digest, ok := bytes.CutPrefix(inner, []byte(s.prefix))
		if ok && len(digest) == s.hash.Size() {
			return opened{scheme: s, digest: digest}
		}
	}
	return opened{scheme: scheme{name: fmt.Sprintf("an unknown algorithm (%d bytes)", len(inner))}}
}

// publicOperation computes sig^E mod N, as long as the modulus.
func (o *opener) publicOperation(sig []byte) ([]byte, bool) {
	if len(sig) != o.public.Size() {
		return nil, false
	}
	modulus, err := o.modulus()
	if err != nil {
		return nil, false
	}
	s, err := bigmod.NewNat().SetBytes(sig, modulus)
	if err != nil {
		return nil, false // it is not below the modulus
	}
	return bigmod.NewNat().ExpShortVarTime(s, uint(o.public.E), modulus).Bytes(modulus), true
}

func usable(pub *rsa.PublicKey) bool {
	return pub != nil && pub.N != nil && pub.N.Sign() > 0 && pub.N.Bit(0) == 1 &&
		pub.N.BitLen() >= minKeyBits && pub.N.BitLen() <= keys.MaxBits &&
		pub.E >= 3 && pub.E <= maxExponent
}

// unpad takes off the padding 00 01 FF … FF 00, which has at least eight FF.
func unpad(block []byte) (inner []byte, ok bool) {
	if len(block) < 11 || block[0] != 0 || block[1] != 1 {
		return nil, false
	}
	end := 2
	for end < len(block) && block[end] == 0xff {
		end++
	}
	if end < 2+8 || end == len(block) || block[end] != 0 {
		return nil, false
	}
	return block[end+1:], true
}

// looksLikePSS recognizes the PSS encoding with SHA-256 (RFC 8017, section
// 9.1.2) without knowing the message: after the mask is taken off there are
// zeros, a one and the salt. A salt so long that it leaves no room for four
// zeros is not recognized, as the rest could be chance.
func looksLikePSS(pub *rsa.PublicKey, block []byte) bool {
	const size, minZeros = 32, 4
	bits := pub.N.BitLen() - 1
	if bits%8 == 0 {
		block = block[1:]
	}
	if len(block) < 2*size+2 || block[len(block)-1] != 0xbc {
		return false
	}
	masked, hash := block[:len(block)-size-1], block[len(block)-size-1:len(block)-1]
	unused := ^byte(0xff >> (8*len(block) - bits))
	if masked[0]&unused != 0 {
		return false
	}
	db := mask(hash, masked)
	db[0] &^= unused
	zeros := 0
	for zeros < len(db) && db[zeros] == 0 {
		zeros++
	}
	return zeros >= minZeros && zeros < len(db) && db[zeros] == 1
}

// mask is MGF1 with SHA-256 (RFC 8017, appendix B.2.1), XORed with data.
func mask(seed, data []byte) []byte {
	out := make([]byte, 0, len(data)+32)
	for counter := byte(0); len(out) < len(data); counter++ {
		h := crypto.SHA256.New()
		h.Write(seed)
		h.Write([]byte{0, 0, 0, counter})
		out = h.Sum(out)
	}
	for i := range data {
		out[i] ^= data[i]
	}
	return out[:len(data)]
}
