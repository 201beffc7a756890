package keys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// opensshCase is an OpenSSH private key with one fault. The cause is a part of
// the error's text.
type opensshCase struct {
	name   string
	data   []byte
	reason keys.Reason
	found  string
	cause  string
}

const (
	foundDamagedSSH = "a damaged or unusual OpenSSH private key"
	foundNumbers    = "an RSA private key whose numbers do not fit together"
	foundLockedSSH  = "an encrypted OpenSSH private key that cannot be opened here"
)

// opensshCases are faults of keys that are not encrypted.
func opensshCases(t testing.TB) []opensshCase {
	t.Helper()
	return slices.Concat(outerCases(t), publicHalfCases(t), privateHalfCases(t), paddingCases(t))
}

func outerCases(t testing.TB) []opensshCase {
	t.Helper()
	whole := splitSSH(t, "merchant-openssh")
	damaged := func(name, cause string, change func(*sshParts)) opensshCase {
		return opensshCase{name, whole.changed(change), keys.ReasonMalformed, foundDamagedSSH, cause}
	}
	plain := whole.bytes()
	magic := len("openssh-key-v1\x00")
	huge := append(bytes.Clone(plain[:magic]), 0xff, 0xff, 0xff, 0xff)
	return []opensshCase{
		{"wrong magic", append([]byte("openssh-key-v2\x00"), plain[magic:]...), keys.ReasonNotAKey, "binary data", ""},
		{
			"wrong magic in pem", pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: append([]byte("openssh-key-v2\x00"), plain[magic:]...)}),
			keys.ReasonMalformed, "a damaged PEM block OPENSSH PRIVATE KEY", "no key",
		},
		{"magic alone", plain[:magic], keys.ReasonMalformed, foundDamagedSSH, "cut short"},
		{"length of all memory", append(huge, plain[magic+4:]...), keys.ReasonMalformed, foundDamagedSSH, "cut short"},
		damaged("no keys", "holds 0 keys", func(s *sshParts) { s.count = 0 }),
		damaged("two keys", "holds 2 keys", func(s *sshParts) { s.count = 2 }),
		damaged("options without encryption", "cut short or damaged", func(s *sshParts) { s.options = []byte("x") }),
		damaged("bytes after the end", "more bytes follow", func(s *sshParts) { s.tail = []byte{0} }),
	}
}

func publicHalfCases(t testing.TB) []opensshCase {
	t.Helper()
	whole := splitSSH(t, "merchant-openssh")
	public := func(name string, reason keys.Reason, found, cause string, parts ...[]byte) opensshCase {
		data := whole.changed(func(s *sshParts) { s.public = parts })
		return opensshCase{name, data, reason, found, cause}
	}
	name, e, n := whole.public[atName], whole.public[atPublicE], whole.public[atPublicN]
	const bad = keys.ReasonMalformed
	other := append(bytes.Clone(n[:len(n)-1]), n[len(n)-1]^2)
	modulus := func(bits int) []byte { return append([]byte{0}, bytes.Repeat([]byte{0xff}, bits/8)...) }
	return []opensshCase{
		public("no public half", bad, foundDamagedSSH, "cut short"),
		public("no algorithm", bad, foundDamagedSSH, "cut short", []byte("rsa"), e, n),
		public("longer algorithm", keys.ReasonWrongAlgorithm, "an OpenSSH private key that is not RSA", "", []byte("ssh-rsa2"), e, n),
		public("another algorithm", keys.ReasonWrongAlgorithm, "an OpenSSH private key that is not RSA", "", []byte("ssh-ed25519"), e),
		public("no modulus", bad, foundDamagedSSH, "cut short", name, e),
		public("more numbers", bad, foundDamagedSSH, "more bytes follow", name, e, n, n),
		public("negative modulus", bad, foundDamagedSSH, "cut short", name, e, n[1:]),
		public("exponent zero", keys.ReasonInvalid, "an RSA key with an impossible public exponent", "", name, nil, n),
		public("exponent one", keys.ReasonInvalid, "an RSA key with an impossible public exponent", "", name, []byte{1}, n),
		public("exponent of 32 bits", bad, foundDamagedSSH, "exponent is too large", name, []byte{0, 0x80, 0, 0, 1}, n),
		public("512 bits", keys.ReasonTooShort, "an RSA key of 512 bits", "", name, e, modulus(512)),
		public("16384 bits", keys.ReasonTooLong, "an RSA key of 16384 bits", "", name, e, modulus(16384)),
		public("more bits than any", bad, foundDamagedSSH, "cut short", name, e, modulus(16392)),
		public("even modulus", keys.ReasonInvalid, "an RSA key with an impossible modulus", "", name, e, append(bytes.Clone(n[:len(n)-1]), 2)),
		public("another modulus", keys.ReasonInvalid, foundNumbers, "another key", name, e, other),
		public("another exponent", keys.ReasonInvalid, foundNumbers, "another key", name, []byte{3}, n),
	}
}

func privateHalfCases(t testing.TB) []opensshCase {
	t.Helper()
	whole := splitSSH(t, "merchant-openssh")
	change := func(name string, reason keys.Reason, found, cause string, change func(*sshParts)) opensshCase {
		return opensshCase{name, whole.changed(change), reason, found, cause}
	}
	set := func(at int, value []byte) func(*sshParts) { return func(s *sshParts) { s.private[at] = value } }
	plus := func(at int) func(*sshParts) { // another odd number of the same length
		value := bytes.Clone(whole.private[at])
		value[len(value)-1] ^= 2
		return set(at, value)
	}
	const bad, invalid = keys.ReasonMalformed, keys.ReasonInvalid
	larger := append(bytes.Clone(whole.private[atN]), 0)
	cases := []opensshCase{
		change("check numbers", bad, foundDamagedSSH, "check numbers differ", func(s *sshParts) { s.check[1]++ }),
		change("another algorithm inside", bad, foundDamagedSSH, "", set(atName, []byte("ssh-ed25519"))),
		change("no name inside", bad, foundDamagedSSH, "another key", set(atName, nil)),
		change("another modulus inside", invalid, foundNumbers, "p * q != n", plus(atN)),
		change("another exponent inside", invalid, foundNumbers, "exponent", set(atE, []byte{3})),
		change("another private exponent", invalid, foundNumbers, "", plus(atD)),
		change("another first prime", invalid, foundNumbers, "", plus(atP)),
		change("another second prime", invalid, foundNumbers, "", plus(atQ)),
		change("private exponent over the modulus", invalid, foundNumbers, "", set(atD, larger)),
		change("first prime over the modulus", invalid, foundNumbers, "", set(atP, larger)),
		change("second prime over the modulus", invalid, foundNumbers, "", set(atQ, larger)),
		change("prime one", invalid, foundNumbers, "", set(atQ, []byte{1})),
		change("no comment", bad, foundDamagedSSH, "cut short", func(s *sshParts) { s.private = s.private[:atSSHComment] }),
	}
	for at, name := range map[int]string{atN: "n", atE: "e", atD: "d", atP: "p", atQ: "q"} {
		for what, value := range map[string][]byte{"empty": nil, "zero": {0}, "negative": {0xff, 1}, "too long": bytes.Repeat([]byte{1}, 2050)} {
			cases = append(cases, change(what+" "+name, "", "", "", set(at, value)))
		}
	}
	for at, name := range map[int]string{atN: "n", atE: "e", atD: "d", atInverse: "inverse", atP: "p", atQ: "q"} {
		cases = append(cases, change("without "+name, bad, foundDamagedSSH, "", func(s *sshParts) { s.private = s.private[:at] }))
	}
	return cases
}

// ascending are the bytes of a right padding.
func ascending(count int) []byte {
	out := make([]byte, count)
	for i := range out {
		out[i] = byte(i + 1)
	}
	return out
}

// roomy is the merchant's key with a comment after which count bytes of padding
// are missing to whole blocks.
func roomy(t testing.TB, count int) *sshParts {
	t.Helper()
	s := splitSSH(t, "merchant-openssh")
	s.private[atSSHComment] = nil
	s.padding = []byte{}
	size := len(s.bytes())
	s.padding = nil
	missing := len(s.bytes()) - size
	s.private[atSSHComment] = bytes.Repeat([]byte("c"), (missing-count+8)%8)
	return s
}

func paddingCases(t testing.TB) []opensshCase {
	t.Helper()
	change := func(name, cause string, s *sshParts, padding []byte) opensshCase {
		data := s.changed(func(s *sshParts) { s.padding = padding })
		return opensshCase{name, data, keys.ReasonMalformed, foundDamagedSSH, cause}
	}
	three, none := roomy(t, 3), roomy(t, 0)
	return []opensshCase{
		change("zero padding", "padding", three, []byte{0, 0, 0}),
		change("last byte of padding", "padding", three, []byte{1, 2, 4}),
		change("constant padding", "padding", three, []byte{3, 3, 3}),
		change("no padding", "length", three, []byte{}),
		change("padding too short", "length", three, []byte{1, 2}),
		change("long padding", "padding", none, ascending(256)),
		{
			"no private part", splitSSH(t, "merchant-openssh").changed(func(s *sshParts) { s.locked = []byte{} }),
			keys.ReasonMalformed, foundDamagedSSH, "length",
		},
		{
			"check numbers alone", splitSSH(t, "merchant-openssh").changed(func(s *sshParts) { s.locked = make([]byte, 8) }),
			keys.ReasonMalformed, foundDamagedSSH, "cut short",
		},
	}
}

// checkOpenSSHCases parses keys that ask for no passphrase.
func checkOpenSSHCases(t *testing.T, cases []opensshCase) {
	t.Helper()
	never := func() ([]byte, error) {
		t.Error("a passphrase was asked for")
		return nil, nil
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := keys.ParsePrivate(c.data, never)
			if c.reason == "" {
				c.reason, c.found = sshReason(err)
			}
			e := wantError(t, err, c.data, c.reason, c.found)
			if !strings.Contains(e.Error(), c.cause) || e.Hint == "" {
				t.Errorf("message %q with hint %q, want the cause %q", e, e.Hint, c.cause)
			}
		})
	}
}

// sshReason is the reason of an error if it is one that a wrong number may have.
func sshReason(err error) (keys.Reason, string) {
	var e *keys.Error
	if errors.As(err, &e) && e.Reason == keys.ReasonInvalid {
		return keys.ReasonInvalid, foundNumbers
	}
	return keys.ReasonMalformed, foundDamagedSSH
}

func TestOpenSSHDamage(t *testing.T) {
	t.Parallel()
	checkOpenSSHCases(t, opensshCases(t))
}

// The parts of the fixture make a good key again, or the cases prove nothing.
func TestOpenSSHParts(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	comment := splitSSH(t, "merchant-openssh")
	comment.private[atSSHComment] = []byte("\xff\x00 any bytes")
	inverse := splitSSH(t, "merchant-openssh")
	inverse.private[atInverse] = []byte{1}
	block, blockOfAES := roomy(t, 0), roomy(t, 0)
	block.padding, blockOfAES.padding = ascending(8), ascending(16)
	for name, parts := range map[string]*sshParts{
		"as it was": splitSSH(t, "merchant-openssh"), "comment": comment,
		"no padding": roomy(t, 0), "padding of 7": roomy(t, 7),
		// The inverse is computed anew and not taken from the file.
		"another inverse":        inverse,
		"whole block of padding": block, "whole block of AES": blockOfAES,
	} {
		k, err := keys.ParsePrivate(parts.bytes(), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, want)
	}
	if !bytes.Equal(splitSSH(t, "merchant-openssh").bytes(), der(t, "merchant-openssh")) {
		t.Error("the fixture was put together differently")
	}
}

// A key that was cut anywhere is refused.
func TestOpenSSHCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"merchant-openssh", "merchant-openssh-encrypted"} {
		whole := der(t, name)
		for size := len("openssh-key-v1\x00"); size < len(whole); size++ {
			_, err := keys.ParsePrivate(whole[:size], passphrase("correct"))
			wantError(t, err, nil, keys.ReasonMalformed, foundDamagedSSH)
		}
	}
}

// sshLine is an "ssh-rsa" line of parts.
func sshLine(parts ...[]byte) []byte {
	return []byte("ssh-rsa " + base64.StdEncoding.EncodeToString(sshStrings(parts)) + " shop@example")
}

func TestOpenSSHPublicLineDamage(t *testing.T) {
	t.Parallel()
	whole := splitSSH(t, "merchant-openssh")
	name, e, n := whole.public[atName], whole.public[atPublicE], whole.public[atPublicN]
	const found = "a damaged OpenSSH public key"
	for _, c := range []struct {
		name   string
		line   []byte
		reason keys.Reason
		found  string
	}{
		{"no numbers", sshLine(name), keys.ReasonMalformed, found},
		{"no modulus", sshLine(name, e), keys.ReasonMalformed, found},
		{"more numbers", sshLine(name, e, n, n), keys.ReasonMalformed, found},
		{"negative modulus", sshLine(name, e, n[1:]), keys.ReasonMalformed, found},
		{"exponent too large", sshLine(name, bytes.Repeat([]byte{1}, 5), n), keys.ReasonMalformed, found},
		{"even exponent", sshLine(name, []byte{2}, n), keys.ReasonInvalid, "an RSA key with an impossible public exponent"},
		{"another algorithm", sshLine([]byte("ssh-ed25519"), e), keys.ReasonWrongAlgorithm, "an Ed25519 public key"},
		{"certificate", sshLine([]byte("ssh-rsa-cert-v01@openssh.com"), e, n), keys.ReasonWrongAlgorithm, "an OpenSSH certificate"},
	} {
		_, err := keys.ParsePublic(c.line)
		t.Run(c.name, func(t *testing.T) { wantError(t, err, c.line, c.reason, c.found) })
	}
	k, err := keys.ParsePublic(sshLine(name, e, n))
	if err != nil {
		t.Fatal(err)
	}
	sameKey(t, k, merchant(t).PublicOnly())
}
