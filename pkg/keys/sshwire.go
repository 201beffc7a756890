package keys

import (
	"crypto/rsa"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// maxSSHNumber is the most bytes of a number in an SSH key: one of 16384 bits,
// the longest that ssh-keygen makes, with its sign. Longer keys than MaxBits
// are read so far that they can be refused by their length.
const maxSSHNumber = 16384/8 + 1

// errSSHCut is the damage of whatever cannot be read to its end.
var errSSHCut = errors.New("a part of it is cut short or damaged")

// readSSHString reads a string of RFC 4251, section 5: its length in four
// bytes, then its bytes. They share the memory of the input.
func readSSHString(s *cryptobyte.String, out *[]byte) bool {
	var length uint32
	// Compared before it becomes an int, which has 32 bits on some machines.
	if !s.ReadUint32(&length) || uint64(length) > uint64(len(*s)) {
		return false
	}
	return s.ReadBytes(out, int(length))
}

// readSSHNumber reads an mpint of RFC 4251, section 5. No number of an RSA key
// is negative or zero, and the format allows no needless zeros before one.
func readSSHNumber(s *cryptobyte.String, out **big.Int) bool {
	var b []byte
	if !readSSHString(s, &b) || len(b) == 0 || len(b) > maxSSHNumber {
		return false
	}
	negative := b[0] >= 0x80
	needless := b[0] == 0 && (len(b) == 1 || b[1] < 0x80)
	if negative || needless {
		return false
	}
	*out = new(big.Int).SetBytes(b)
	return true
}

// sshName reads the algorithm's name that begins an SSH public key, "" if
// there is none.
func sshName(blob []byte) string {
	var name []byte
	rest := cryptobyte.String(blob)
	if !readSSHString(&rest, &name) || !isSSHAlgorithm(string(name)) {
		return ""
	}
	return string(name)
}

// readSSHPublic reads the binary part of an "ssh-rsa" public key: the name, the
// exponent and the modulus (RFC 4253, section 6.6). It looks at the structure
// only; see checkPublic.
func readSSHPublic(blob []byte) (*rsa.PublicKey, error) {
	var name []byte
	var e, n *big.Int
	rest := cryptobyte.String(blob)
	ok := readSSHString(&rest, &name) && readSSHNumber(&rest, &e) && readSSHNumber(&rest, &n)
	switch {
	case !ok || string(name) != sshRSA:
		return nil, errSSHCut
	case !rest.Empty():
		return nil, errTrailing
	case e.BitLen() > 31: // what crypto/rsa works with, and an int holds everywhere
		return nil, errors.New("its public exponent is too large")
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}
