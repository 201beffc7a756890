package keys_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"golang.org/x/crypto/cryptobyte"
)

// sshParts are the parts of an OpenSSH private key, to be changed one by one.
type sshParts struct {
	cipher, kdf string
	options     []byte
	count       uint32
	public      [][]byte // the name, e and n
	locked      []byte   // the private part of an encrypted key; else the following
	check       [2]uint32
	private     [][]byte // the name, n, e, d, the inverse, p, q and the comment
	padding     []byte   // nil: as much as is right
	tail        []byte
}

// The places in sshParts.public and sshParts.private.
const (
	atName                                           = 0
	atPublicE, atPublicN                             = 1, 2
	atN, atE, atD, atInverse, atP, atQ, atSSHComment = 1, 2, 3, 4, 5, 6, 7
)

// sshString is a string as SSH writes it.
func sshString(content []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(content))), content...)
}

func sshStrings(contents [][]byte) []byte {
	var out []byte
	for _, content := range contents {
		out = append(out, sshString(content)...)
	}
	return out
}

// bytes puts the parts together.
func (s *sshParts) bytes() []byte {
	section := s.locked
	if section == nil {
		section = binary.BigEndian.AppendUint32(section, s.check[0])
		section = binary.BigEndian.AppendUint32(section, s.check[1])
		section = append(section, sshStrings(s.private)...)
		padding := s.padding
		for i := byte(1); s.padding == nil && (len(section)+len(padding))%8 != 0; i++ {
			padding = append(padding, i)
		}
		section = append(section, padding...)
	}
	out := []byte("openssh-key-v1\x00")
	out = append(out, sshStrings([][]byte{[]byte(s.cipher), []byte(s.kdf), s.options})...)
	out = binary.BigEndian.AppendUint32(out, s.count)
	out = append(out, sshStrings([][]byte{sshStrings(s.public), section})...)
	return append(out, s.tail...)
}

// changed is the key with one change.
func (s *sshParts) changed(change func(*sshParts)) []byte {
	next := *s
	next.public, next.private = slices.Clone(s.public), slices.Clone(s.private)
	next.options, next.locked = slices.Clone(s.options), slices.Clone(s.locked)
	change(&next)
	return next.bytes()
}

// splitSSH takes an OpenSSH key of the fixtures apart, and its private part if
// it is not encrypted.
func splitSSH(t testing.TB, name string) *sshParts {
	t.Helper()
	rest := cryptobyte.String(der(t, name)[len("openssh-key-v1\x00"):])
	take := func(s *cryptobyte.String) []byte {
		var length uint32
		var out []byte
		if !s.ReadUint32(&length) || !s.ReadBytes(&out, int(length)) {
			t.Fatalf("%s is damaged", name)
		}
		return out
	}
	takeAll := func(data []byte, count int) (parts [][]byte, left []byte) {
		s := cryptobyte.String(data)
		for range count {
			parts = append(parts, take(&s))
		}
		return parts, s
	}
	var s sshParts
	s.cipher, s.kdf, s.options = string(take(&rest)), string(take(&rest)), take(&rest)
	if !rest.ReadUint32(&s.count) {
		t.Fatalf("%s is damaged", name)
	}
	s.public, _ = takeAll(take(&rest), 3)
	section := cryptobyte.String(take(&rest))
	if s.cipher != "none" {
		s.locked, s.tail = section, rest
		return &s
	}
	if !section.ReadUint32(&s.check[0]) || !section.ReadUint32(&s.check[1]) {
		t.Fatalf("%s is damaged", name)
	}
	s.private, _ = takeAll(section, 8)
	return &s
}
