package keys

import (
	"bytes"
	"encoding/base64"
	"strings"
)

const (
	// opensshMagic begins the binary body of an OpenSSH private key.
	opensshMagic = "openssh-key-v1\x00"
	// sshLabel is the PEM label of that body.
	sshLabel = "OPENSSH PRIVATE KEY"
	sshRSA   = "ssh-rsa"
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
	case name == sshRSA:
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

// parseSSHBlob reads the binary part of an OpenSSH public key.
func (p *parser) parseSSHBlob(data []byte) (*Key, error) {
	name := string(data[4 : 4+min(int(data[3]), len(data)-4)])
	if name != sshRSA {
		return nil, p.wrongAlgorithm(describeSSH(name, "public key"))
	}
	if err := p.checkKind(kindPublic, "a public key"); err != nil {
		return nil, err
	}
	pub, err := readSSHPublic(data)
	if err != nil {
		return nil, p.malformed("a damaged OpenSSH public key", err)
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
