package keys

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// Damage to an OpenSSH private key, in words.
var (
	errSSHCheck   = errors.New("its two check numbers differ")
	errSSHPadding = errors.New("its padding is damaged")
	errSSHHalves  = errors.New("its public half belongs to another key")
	errSSHInverse = errors.New("the inverse of its second prime is wrong")
)

// sshFile is the outer structure of an OpenSSH private key, as PROTOCOL.key in
// the sources of OpenSSH describes it. All of it is readable without the
// passphrase, but for what the section holds.
type sshFile struct {
	cipher, kdf string
	options     []byte // the parameters of the key derivation
	public      []byte // the public half, as in an "ssh-rsa" line
	section     []byte // the private half, encrypted unless the cipher is "none"
	tail        []byte // what follows; ciphers that authenticate put their tag here
}

// encrypted reports whether a passphrase is needed. A file that names only one
// of the two counts as encrypted and is refused as such.
func (f *sshFile) encrypted() bool { return f.cipher != sshNone || f.kdf != sshNone }

// readSSHFile takes the outer structure apart. The data must begin with
// opensshMagic.
func readSSHFile(data []byte) (*sshFile, error) {
	var f sshFile
	var cipher, kdf []byte
	var count uint32
	rest := cryptobyte.String(data[len(opensshMagic):])
	if !readSSHString(&rest, &cipher) || !readSSHString(&rest, &kdf) || !readSSHString(&rest, &f.options) || !rest.ReadUint32(&count) {
		return nil, errSSHCut
	}
	if count != 1 { // the format has room for several, and no program writes them
		return nil, fmt.Errorf("it holds %d keys; only a file of 1 can be read", count)
	}
	if !readSSHString(&rest, &f.public) || !readSSHString(&rest, &f.section) {
		return nil, errSSHCut
	}
	f.cipher, f.kdf, f.tail = string(cipher), string(kdf), rest
	return &f, nil
}

// parseOpenSSH reads an OpenSSH private key. What the public half tells is
// refused before anybody is asked for a passphrase.
func (p *parser) parseOpenSSH(data []byte, c Container) (*Key, error) {
	if err := p.checkKind(kindPrivate, "an OpenSSH private key"); err != nil {
		return nil, err
	}
	f, err := readSSHFile(data)
	if err != nil {
		return nil, p.damagedOpenSSH(err)
	}
	pub, err := p.publicHalf(f)
	if err != nil {
		return nil, err
	}
	section, err := p.openSection(f)
	if err != nil {
		return nil, err
	}
	numbers, err := readSSHNumbers(section)
	switch {
	case errors.Is(err, errSSHCheck) && f.encrypted():
		return nil, p.wrongPassphrase()
	case err != nil:
		return nil, p.damagedOpenSSH(err)
	}
	return p.joinHalves(pub, numbers, c)
}

func (p *parser) damagedOpenSSH(err error) error {
	return p.malformed("a damaged or unusual OpenSSH private key", err)
}

// publicHalf reads the public half and refuses other algorithms than RSA and
// lengths that are not accepted.
func (p *parser) publicHalf(f *sshFile) (*rsa.PublicKey, error) {
	switch name := sshName(f.public); {
	case name == "":
		return nil, p.damagedOpenSSH(errSSHCut)
	case name != sshRSA && f.encrypted():
		return nil, p.wrongAlgorithm(describeSSH(name, "private key"))
	case name != sshRSA:
		return nil, p.wrongAlgorithm("an OpenSSH private key that is not RSA")
	}
	pub, err := readSSHPublic(f.public)
	if err != nil {
		return nil, p.damagedOpenSSH(err)
	}
	if _, err := p.checkPublic(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// sshNumbers are the numbers of the private half, as RFC 8017 names them.
type sshNumbers struct{ n, e, d, qInv, p, q *big.Int }

// readSSHNumbers reads the private half: one random number twice, which shows
// whether it was decrypted rightly, the algorithm, the key, a comment and the
// padding.
func readSSHNumbers(section []byte) (*sshNumbers, error) {
	var check, again uint32
	var name, comment []byte
	var k sshNumbers
	rest := cryptobyte.String(section)
	if !rest.ReadUint32(&check) || !rest.ReadUint32(&again) {
		return nil, errSSHCut
	}
	if check != again {
		return nil, errSSHCheck
	}
	if !readSSHString(&rest, &name) {
		return nil, errSSHCut
	}
	if string(name) != sshRSA { // the public half said ssh-rsa
		return nil, errSSHHalves
	}
	for _, number := range []**big.Int{&k.n, &k.e, &k.d, &k.qInv, &k.p, &k.q} {
		if !readSSHNumber(&rest, number) {
			return nil, errSSHCut
		}
	}
	if !readSSHString(&rest, &comment) {
		return nil, errSSHCut
	}
	return &k, checkSSHPadding(rest)
}

// checkSSHPadding wants the bytes 1, 2, 3 and so on, at most one block of AES:
// OpenSSH pads only as far as needed, and some programs add a whole block to
// what is full already.
func checkSSHPadding(padding []byte) error {
	if len(padding) > sshBlock {
		return errSSHPadding
	}
	for i, b := range padding {
		if int(b) != i+1 {
			return errSSHPadding
		}
	}
	return nil
}

// joinHalves makes the key of its two halves, which must be of one key, as must
// be all the numbers of the private one.
func (p *parser) joinHalves(pub *rsa.PublicKey, k *sshNumbers, c Container) (*Key, error) {
	if k.n.Cmp(pub.N) != 0 || k.e.Cmp(big.NewInt(int64(pub.E))) != 0 {
		return nil, p.badNumbers(errSSHHalves)
	}
	// The sizes are checked before any arithmetic.
	if k.p.Cmp(k.n) >= 0 || k.q.Cmp(k.n) >= 0 || k.d.Cmp(k.n) >= 0 {
		return nil, p.badNumbers(errNumbers)
	}
	priv := &rsa.PrivateKey{PublicKey: *pub, D: k.d, Primes: []*big.Int{k.p, k.q}}
	priv.Precompute()
	key, err := p.privateKey(priv, FormOpenSSH, c)
	if err != nil {
		return nil, err
	}
	if k.qInv.Cmp(priv.Precomputed.Qinv) != 0 {
		return nil, p.badNumbers(errSSHInverse)
	}
	return key, nil
}
