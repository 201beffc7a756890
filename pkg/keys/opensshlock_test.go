package keys_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

func TestOpenSSHWithCBC(t *testing.T) {
	t.Parallel()
	data := fixture(t, "merchant-openssh-encrypted-cbc")
	k, err := keys.ParsePrivate(data, passphrase("correct"))
	if err != nil {
		t.Fatal(err)
	}
	sameKey(t, k, merchant(t))
	_, err = keys.ParsePrivate(data, passphrase("wrong"))
	wantError(t, err, data, keys.ReasonPassphrase, "an encrypted private key that this passphrase does not open")
}

// lockedCases are faults of encrypted keys that show without the passphrase.
func lockedCases(t testing.TB) []opensshCase {
	t.Helper()
	whole := splitSSH(t, "merchant-openssh-encrypted")
	change := func(name string, reason keys.Reason, found, cause string, change func(*sshParts)) opensshCase {
		return opensshCase{name, whole.changed(change), reason, found, cause}
	}
	unsupported := func(name, cause string, to func(*sshParts)) opensshCase {
		return change(name, keys.ReasonUnsupported, foundLockedSSH, cause, to)
	}
	options := func(salt []byte, rounds uint32) func(*sshParts) {
		return func(s *sshParts) { s.options = binary.BigEndian.AppendUint32(sshString(salt), rounds) }
	}
	salt := bytes.Repeat([]byte("s"), 16)
	const bad = keys.ReasonMalformed
	return []opensshCase{
		{"gcm", fixture(t, "merchant-openssh-encrypted-gcm"), keys.ReasonUnsupported, foundLockedSSH, "aes256-ctr or aes256-cbc"},
		unsupported("unknown cipher", "aes256-ctr or aes256-cbc", func(s *sshParts) { s.cipher = "a cipher that nobody knows of" }),
		unsupported("no cipher", "aes256-ctr or aes256-cbc", func(s *sshParts) { s.cipher = "none" }),
		unsupported("unknown derivation", "not bcrypt", func(s *sshParts) { s.kdf = "a derivation that nobody knows of" }),
		unsupported("no derivation", "not bcrypt", func(s *sshParts) { s.kdf = "none" }),
		unsupported("no options", "parameters are damaged", func(s *sshParts) { s.options = nil }),
		unsupported("options cut", "parameters are damaged", func(s *sshParts) { s.options = s.options[:len(s.options)-1] }),
		unsupported("options longer", "parameters are damaged", func(s *sshParts) { s.options = append(s.options, 0) }),
		unsupported("no salt", "parameters are damaged", options(nil, 16)),
		unsupported("no rounds", "0 rounds", options(salt, 0)),
		unsupported("too many rounds", "257 rounds", options(salt, 257)),
		unsupported("as many rounds as can be", "4294967295 rounds", options(salt, 1<<32-1)),
		change("broken block", bad, foundDamagedSSH, "length", func(s *sshParts) { s.locked = s.locked[:len(s.locked)-8] }),
		change("nothing encrypted", bad, foundDamagedSSH, "length", func(s *sshParts) { s.locked = []byte{} }),
		change("bytes after the end", bad, foundDamagedSSH, "more bytes follow", func(s *sshParts) { s.tail = make([]byte, 16) }),
		change("no public half", bad, foundDamagedSSH, "cut short", func(s *sshParts) { s.public = nil }),
		change("too short", keys.ReasonTooShort, "an RSA key of 9 bits", "", func(s *sshParts) { s.public[atPublicN] = []byte{1, 1} }),
		change("another algorithm", keys.ReasonWrongAlgorithm, "an EC private key", "", func(s *sshParts) { s.public[atName] = []byte("ecdsa-sha2-nistp256") }),
	}
}

func TestOpenSSHLocked(t *testing.T) {
	t.Parallel()
	checkOpenSSHCases(t, lockedCases(t))
}

// What cannot be opened here can be made so that it can.
func TestOpenSSHLockedHint(t *testing.T) {
	t.Parallel()
	data := fixture(t, "merchant-openssh-encrypted-gcm")
	_, err := keys.ParsePrivate(data, nil)
	e := wantError(t, err, data, keys.ReasonUnsupported, foundLockedSSH)
	if !strings.Contains(e.Hint, "ssh-keygen -p -Z aes256-ctr -a 16 -f COPY") {
		t.Errorf("hint = %q", e.Hint)
	}
}

// With the cipher in counter mode a bit that is changed in the file changes the
// same bit of the plain text, and nothing else. Only damage to the check
// numbers and to the length after them looks like a wrong passphrase.
func TestOpenSSHDamageIsNoWrongPassphrase(t *testing.T) {
	t.Parallel()
	whole := splitSSH(t, "merchant-openssh-encrypted")
	size := len(whole.locked)
	for _, c := range []struct {
		name   string
		at     int
		reason keys.Reason
		found  string
		cause  string
	}{
		{"first check number", 0, keys.ReasonPassphrase, "an encrypted private key that this passphrase does not open", ""},
		{"second check number", 7, keys.ReasonPassphrase, "an encrypted private key that this passphrase does not open", ""},
		{"length of the name", 8, keys.ReasonPassphrase, "an encrypted private key that this passphrase does not open", ""},
		{"length of the modulus", 19, keys.ReasonMalformed, foundDamagedSSH, "cut short"},
		{"name", 12, keys.ReasonMalformed, foundDamagedSSH, "another key"},
		{"modulus", 100, keys.ReasonInvalid, foundNumbers, "p * q != n"},
		{"padding", size - 1, keys.ReasonMalformed, foundDamagedSSH, "padding"},
	} {
		data := whole.changed(func(s *sshParts) { s.locked[c.at] ^= 0x40 })
		_, err := keys.ParsePrivate(data, passphrase("correct"))
		t.Run(c.name, func(t *testing.T) {
			e := wantError(t, err, data, c.reason, c.found)
			if !strings.Contains(e.Error(), c.cause) {
				t.Errorf("message %q, want the cause %q", e, c.cause)
			}
		})
	}
}

// The input belongs to the caller and is not decrypted in place.
func TestOpenSSHKeepsItsInput(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"merchant-openssh-encrypted", "merchant-openssh-encrypted-cbc"} {
		data := der(t, name)
		before := bytes.Clone(data)
		if _, err := keys.ParsePrivate(data, passphrase("correct")); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, before) {
			t.Errorf("%s was changed", name)
		}
	}
}
