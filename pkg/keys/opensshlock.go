package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

const (
	// sshNone is the name of the cipher and of the key derivation in a file
	// that is not encrypted.
	sshNone = "none"
	// sshBlock is the block size of AES, and sshPlainBlock that to which a
	// section without encryption is filled up, in bytes.
	sshBlock      = aes.BlockSize
	sshPlainBlock = 8
	// sshKeySize is the key size of AES-256 in bytes.
	sshKeySize = 32
	// maxSSHRounds bounds the key derivation, whose time grows with them.
	// ssh-keygen takes 16 or 24 unless it is told otherwise, which need a tenth
	// of a second; 256 need one to two seconds.
	maxSSHRounds = 256
)

// hintReencryptSSH is for OpenSSH keys that cannot be opened here. The command
// changes the file that it is given.
const hintReencryptSSH = "Encrypt a copy of it in the common way with: ssh-keygen -p -Z aes256-ctr -a 16 -f COPY"

// errSSHSize is the damage of a private section that is no row of whole blocks.
var errSSHSize = errors.New("the length of its private part is impossible")

// sshLock is how a private section is encrypted.
type sshLock struct {
	salt   []byte
	rounds int
	cbc    bool // else CTR
}

// openSection returns the private section in the clear, asking for the
// passphrase if there must be one.
func (p *parser) openSection(f *sshFile) ([]byte, error) {
	if !f.encrypted() {
		if err := f.checkLayout(sshPlainBlock); err != nil {
			return nil, p.damagedOpenSSH(err)
		}
		if len(f.options) != 0 {
			return nil, p.damagedOpenSSH(errSSHCut)
		}
		return f.section, nil
	}
	lock, err := f.lock()
	if err != nil {
		return nil, p.fail(ReasonUnsupported, "an encrypted OpenSSH private key that cannot be opened here", hintReencryptSSH, err)
	}
	if err := f.checkLayout(sshBlock); err != nil {
		return nil, p.damagedOpenSSH(err)
	}
	passphrase, err := p.open("an encrypted OpenSSH private key")
	if err != nil {
		return nil, err
	}
	section, err := lock.decrypt(f.section, passphrase)
	if err != nil {
		return nil, p.damagedOpenSSH(err)
	}
	return section, nil
}

// checkLayout wants whole blocks and nothing after them.
func (f *sshFile) checkLayout(block int) error {
	if len(f.tail) > 0 {
		return errTrailing
	}
	if len(f.section) == 0 || len(f.section)%block != 0 {
		return errSSHSize
	}
	return nil
}

// lock reads how the section is encrypted. It is an error if that is not one of
// the two ways that are handled here, or costs too much.
func (f *sshFile) lock() (*sshLock, error) {
	if f.cipher != "aes256-ctr" && f.cipher != "aes256-cbc" {
		return nil, errors.New("its cipher is not aes256-ctr or aes256-cbc")
	}
	if f.kdf != "bcrypt" {
		return nil, errors.New("its key derivation is not bcrypt")
	}
	var salt []byte
	var rounds uint32
	rest := cryptobyte.String(f.options)
	if !readSSHString(&rest, &salt) || !rest.ReadUint32(&rounds) || !rest.Empty() || len(salt) == 0 {
		return nil, errors.New("its bcrypt parameters are damaged")
	}
	if rounds < 1 || rounds > maxSSHRounds {
		return nil, fmt.Errorf("it asks for %d rounds of bcrypt; from 1 to %d are done", rounds, maxSSHRounds)
	}
	return &sshLock{salt: salt, rounds: int(rounds), cbc: f.cipher == "aes256-cbc"}, nil
}

// decrypt returns the section in the clear, in memory of its own. The section
// must be of whole blocks. A wrong passphrase gives bytes without a meaning and
// no error.
func (l *sshLock) decrypt(section, passphrase []byte) ([]byte, error) {
	derived, err := bcryptKey(passphrase, l.salt, l.rounds, sshKeySize+sshBlock)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived[:sshKeySize])
	if err != nil {
		return nil, err
	}
	iv := derived[sshKeySize:]
	plain := make([]byte, len(section))
	if l.cbc {
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, section)
	} else {
		cipher.NewCTR(block, iv).XORKeyStream(plain, section)
	}
	return plain, nil
}
