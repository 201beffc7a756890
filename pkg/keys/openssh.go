package keys

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/crypto/ssh"
)

const (
	// opensshMagic begins the binary body of an OpenSSH private key.
	opensshMagic = "openssh-key-v1\x00"
	// sshLabel is the PEM label of that body.
	sshLabel = "OPENSSH PRIVATE KEY"
)

// Damage to an OpenSSH key, in words.
var (
	errSSHCut      = errors.New("a part of it is cut short or damaged")
	errSSHExponent = errors.New("its public exponent is too large")
	errSSHOdd      = errors.New("its public exponent is impossible")
	errSSHCheck    = errors.New("its two check numbers differ, or it is cut short")
	errSSHPadding  = errors.New("its padding is damaged")
	errSSHHalves   = errors.New("its public half belongs to another key")
	errSSHSize     = errors.New("the length of its private part is impossible")
)

// isSSHBlob reports whether the data is the binary part of an OpenSSH public
// key: a length below 64 in four bytes, then an algorithm's name.
func isSSHBlob(data []byte) bool {
	return len(data) > 8 && bytes.HasPrefix(data, []byte{0, 0, 0}) && data[3] < 64 && isSSHAlgorithm(string(data[4:min(len(data), 4+int(data[3]))]))
}

// isSSHAlgorithm knows the names of SSH key algorithms.
func isSSHAlgorithm(name string) bool {
	return strings.HasPrefix(name, "ssh-") || strings.HasPrefix(name, "ecdsa-sha2-") || strings.HasPrefix(name, "sk-")
}

// describeSSH names an SSH key by its algorithm's name.
func describeSSH(name, noun string) string {
	switch {
	case strings.Contains(name, "-cert-"):
		return "an OpenSSH certificate"
	case name == ssh.KeyAlgoRSA:
		return describe(algorithmRSA, noun)
	case strings.Contains(name, "ed25519"):
		return describe("Ed25519", noun)
	case strings.Contains(name, "ecdsa"):
		return describe("EC", noun)
	case name == "ssh-dss":
		return describe("DSA", noun)
	}
	return describe("", noun)
}

// sshName reads the algorithm's name that begins an SSH public key, "" if
// there is none.
func sshName(blob []byte) string {
	var begin struct {
		Name string
		Rest []byte `ssh:"rest"`
	}
	if ssh.Unmarshal(blob, &begin) != nil || !isSSHAlgorithm(begin.Name) {
		return ""
	}
	return begin.Name
}

// readSSHPublic reads the binary part of an "ssh-rsa" public key.
func readSSHPublic(blob []byte) (*rsa.PublicKey, error) {
	parsed, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, sshDamage(err)
	}
	key, ok := parsed.(ssh.CryptoPublicKey)
	if !ok {
		return nil, errSSHCut
	}
	pub, ok := key.CryptoPublicKey().(*rsa.PublicKey)
	if !ok || pub.N.Sign() <= 0 {
		return nil, errSSHCut
	}
	return pub, nil
}

// sshDamage puts an error of the ssh package into words, because its own may
// repeat parts of the key.
func sshDamage(err error) error {
	for _, known := range []struct {
		part string
		err  error
	}{
		{"exponent too large", errSSHExponent},
		{"incorrect exponent", errSSHOdd},
		{"trailing", errTrailing},
		{"padding", errSSHPadding},
		{"malformed OpenSSH key", errSSHCheck},
		{"unhandled key type", errSSHHalves},
	} {
		if strings.Contains(err.Error(), known.part) {
			return known.err
		}
	}
	return errSSHCut
}

// badSSHPublic explains why readSSHPublic failed.
func (p *parser) badSSHPublic(found string, err error) error {
	if errors.Is(err, errSSHOdd) {
		return p.impossibleExponent()
	}
	return p.malformed(found, err)
}

// parseSSHBlob reads the binary part of an OpenSSH public key.
func (p *parser) parseSSHBlob(data []byte) (*Key, error) {
	name := string(data[4 : 4+min(int(data[3]), len(data)-4)])
	if name != ssh.KeyAlgoRSA {
		return nil, p.wrongAlgorithm(describeSSH(name, "public key"))
	}
	if err := p.checkKind(kindPublic, "a public key"); err != nil {
		return nil, err
	}
	pub, err := readSSHPublic(data)
	if err != nil {
		return nil, p.badSSHPublic("a damaged OpenSSH public key", err)
	}
	return p.publicKey(pub, FormOpenSSH, ContainerBase64)
}

// sshLines returns the lines of a text that are OpenSSH public keys.
func sshLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if _, ok := sshBody(line); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// sshBody returns the Base64 part of a line such as "ssh-rsa AAAA… comment",
// also with the options of an authorized_keys file before it.
func sshBody(line string) (string, bool) {
	fields := strings.Fields(line)
	for i, field := range fields {
		if isSSHAlgorithm(field) && i+1 < len(fields) && strings.HasPrefix(fields[i+1], "AAAA") {
			return fields[i+1], true
		}
	}
	return "", false
}

// parseSSHLines reads the public key of an authorized_keys line.
func (p *parser) parseSSHLines(lines []string) (*Key, error) {
	if len(lines) > 1 {
		return nil, p.several(len(lines), "public keys")
	}
	body, _ := sshBody(lines[0])
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(body, "="))
	if err != nil || !isSSHBlob(data) {
		return nil, p.malformed("a damaged OpenSSH public key", nil)
	}
	return p.parseSSHBlob(data)
}
