package keys

import (
	"crypto/aes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"
)

const (
	// sshNone is the name of the cipher and of the key derivation in a file
	// that is not encrypted.
	sshNone = "none"
	// sshPlainBlock is the size, in bytes, to whose multiple a private section
	// without encryption is padded. An encrypted one is padded to AES's.
	sshPlainBlock = 8
	// maxSSHRounds bounds the key derivation, whose time grows with them. The
	// ssh package allows 2048, which takes ten seconds and more. ssh-keygen
	// takes 16 or 24 unless it is told otherwise; 256 need one to two seconds.
	maxSSHRounds = 256
)

const foundDamagedSSH = "a damaged or unusual OpenSSH private key"

// hintReencryptSSH is for OpenSSH keys that cannot be opened here. The command
// changes the file that it is given.
const hintReencryptSSH = "Encrypt a copy of it in the common way with: ssh-keygen -p -Z aes256-ctr -a 16 -f COPY"

// sshFile is the outer structure of an OpenSSH private key, as PROTOCOL.key in
// the sources of OpenSSH describes it. All of it is readable without the
// passphrase, except for what the section holds. The ssh package reads the key;
// this structure is for what has to be refused, and explained, before it does.
type sshFile struct {
	Cipher  string
	KDF     string
	Options []byte // the parameters of the key derivation
	Count   uint32 // of keys
	Public  []byte // the public half, as in an "ssh-rsa" line
	Section []byte // the private half, encrypted unless the cipher is "none"
	Tail    []byte `ssh:"rest"` // ciphers that authenticate put their tag here
}

// encrypted reports whether a passphrase is needed. A file that names only one
// of the two counts as encrypted and is refused as such.
func (f *sshFile) encrypted() bool { return f.Cipher != sshNone || f.KDF != sshNone }

// parseOpenSSH reads an OpenSSH private key. What the public half shows is
// refused before anybody is asked for a passphrase. The data must begin with
// opensshMagic.
func (p *parser) parseOpenSSH(data []byte, c Container) (*Key, error) {
	if err := p.checkKind(kindPrivate, "an OpenSSH private key"); err != nil {
		return nil, err
	}
	var f sshFile
	if err := ssh.Unmarshal(data[len(opensshMagic):], &f); err != nil {
		return nil, p.damagedOpenSSH(errSSHCut)
	}
	if f.Count != 1 { // the format has room for several, and no program writes them
		return nil, p.damagedOpenSSH(fmt.Errorf("it holds %d keys; only a file of 1 can be read", f.Count))
	}
	pub, err := p.publicHalf(&f)
	if err != nil {
		return nil, err
	}
	priv, err := p.openSSHKey(data, &f)
	if err != nil {
		return nil, err
	}
	if !priv.PublicKey.Equal(pub) {
		return nil, p.badNumbers(errSSHHalves)
	}
	return p.privateKey(priv, FormOpenSSH, c)
}

func (p *parser) damagedOpenSSH(err error) error {
	return p.malformed(foundDamagedSSH, err)
}

// publicHalf reads the public half and refuses other algorithms than RSA and
// lengths that are not accepted.
func (p *parser) publicHalf(f *sshFile) (*rsa.PublicKey, error) {
	switch name := sshName(f.Public); {
	case name == "":
		return nil, p.damagedOpenSSH(errSSHCut)
	case name != ssh.KeyAlgoRSA && f.encrypted():
		return nil, p.wrongAlgorithm(describeSSH(name, "private key"))
	case name != ssh.KeyAlgoRSA:
		return nil, p.wrongAlgorithm("an OpenSSH private key that is not RSA")
	}
	pub, err := readSSHPublic(f.Public)
	if err != nil {
		return nil, p.badSSHPublic(foundDamagedSSH, err)
	}
	if _, err := p.checkPublic(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// openSSHKey reads the private half, asking for the passphrase if there must be
// one.
func (p *parser) openSSHKey(data []byte, f *sshFile) (*rsa.PrivateKey, error) {
	text := pem.EncodeToMemory(&pem.Block{Type: sshLabel, Bytes: data})
	if !f.encrypted() {
		if err := f.checkLayout(sshPlainBlock); err != nil {
			return nil, p.damagedOpenSSH(err)
		}
		opened, err := ssh.ParseRawPrivateKey(text)
		return p.openedSSHKey(opened, err)
	}
	if err := f.checkEncryption(); err != nil {
		return nil, p.fail(ReasonUnsupported, "an encrypted OpenSSH private key that cannot be opened here", hintReencryptSSH, err)
	}
	if err := f.checkLayout(aes.BlockSize); err != nil {
		return nil, p.damagedOpenSSH(err)
	}
	passphrase, err := p.open("an encrypted OpenSSH private key")
	if err != nil {
		return nil, err
	}
	opened, err := ssh.ParseRawPrivateKeyWithPassphrase(text, passphrase)
	return p.openedSSHKey(opened, err)
}

// openedSSHKey puts the answer of the ssh package into words. It finds damage to
// the structure itself, with errors that begin with its name; others come from
// crypto/rsa and are about the numbers.
func (p *parser) openedSSHKey(opened any, err error) (*rsa.PrivateKey, error) {
	switch {
	case errors.Is(err, x509.IncorrectPasswordError):
		return nil, p.wrongPassphrase()
	case err != nil && strings.HasPrefix(err.Error(), "ssh: "):
		return nil, p.damagedOpenSSH(sshDamage(err))
	case err != nil:
		return nil, p.badNumbers(err)
	}
	priv, ok := opened.(*rsa.PrivateKey)
	if !ok { // the public half said ssh-rsa
		return nil, p.damagedOpenSSH(errSSHHalves)
	}
	for _, n := range append(priv.Primes, priv.N, priv.D) {
		if n.Sign() <= 0 {
			return nil, p.damagedOpenSSH(errSSHCut)
		}
	}
	return priv, nil
}

// checkLayout wants whole blocks and nothing after them.
func (f *sshFile) checkLayout(block int) error {
	switch {
	case len(f.Tail) > 0:
		return errTrailing
	case len(f.Section) == 0 || len(f.Section)%block != 0:
		return errSSHSize
	case !f.encrypted() && len(f.Options) != 0:
		return errSSHCut
	}
	return nil
}

// checkEncryption looks at how the section is encrypted, before a passphrase is
// asked for: at what the ssh package opens, and at what it would cost.
func (f *sshFile) checkEncryption() error {
	if f.Cipher != "aes256-ctr" && f.Cipher != "aes256-cbc" {
		return errors.New("its cipher is not aes256-ctr or aes256-cbc")
	}
	if f.KDF != "bcrypt" {
		return errors.New("its key derivation is not bcrypt")
	}
	var options struct {
		Salt   []byte
		Rounds uint32
	}
	if err := ssh.Unmarshal(f.Options, &options); err != nil || len(options.Salt) == 0 {
		return errors.New("its bcrypt parameters are damaged")
	}
	if options.Rounds < 1 || options.Rounds > maxSSHRounds {
		return fmt.Errorf("it asks for %d rounds of bcrypt; from 1 to %d are done", options.Rounds, maxSSHRounds)
	}
	return nil
}
