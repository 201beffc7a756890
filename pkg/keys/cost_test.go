package keys

import (
	"encoding/asn1"
	"testing"
)

// An encrypted key may not ask for any amount of time and memory.
func TestDerivationLimits(t *testing.T) {
	t.Parallel()
	type pbkdf2 struct {
		Salt       []byte
		Iterations int
		KeyLength  int `asn1:"optional"`
	}
	type scrypt struct {
		Salt               []byte
		Cost, Block, Lanes int
	}
	salt := []byte("salt")
	for _, c := range []struct {
		name   string
		params any
		check  func([]byte) error
		ok     bool
	}{
		{"pbkdf2 at the limit", pbkdf2{salt, maxIterations, 0}, checkPBKDF2, true},
		{"pbkdf2 over the limit", pbkdf2{salt, maxIterations + 1, 0}, checkPBKDF2, false},
		{"pbkdf2 none", pbkdf2{salt, 0, 0}, checkPBKDF2, false},
		{"pbkdf2 with key length", pbkdf2{salt, 2048, 32}, checkPBKDF2, false},
		{"scrypt of openssl", scrypt{salt, 16384, 8, 1}, checkScrypt, true},
		{"scrypt at the limit", scrypt{salt, maxScryptCost, 1, maxScryptLanes}, checkScrypt, true},
		{"scrypt cost", scrypt{salt, maxScryptCost * 2, 1, 1}, checkScrypt, false},
		{"scrypt memory", scrypt{salt, maxScryptCost, 2, 1}, checkScrypt, false},
		{"scrypt block", scrypt{salt, 16, maxScryptBlock + 1, 1}, checkScrypt, false},
		{"scrypt lanes", scrypt{salt, 16, 1, maxScryptLanes + 1}, checkScrypt, false},
		{"scrypt negative", scrypt{salt, -1, -1, -1}, checkScrypt, false},
	} {
		der, err := asn1.Marshal(c.params)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.check(der); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if checkPBKDF2([]byte("x")) == nil || checkScrypt([]byte("x")) == nil {
		t.Error("damaged parameters are accepted")
	}
}
