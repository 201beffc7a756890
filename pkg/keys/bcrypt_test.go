package keys

import (
	"encoding/hex"
	"math"
	"testing"

	"golang.org/x/crypto/cryptobyte"
)

// The first key is the well-known one of bcrypt_pbkdf; the others were computed
// with another implementation.
func TestBcryptKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		passphrase, salt string
		rounds           int
		want             string
	}{
		{"password", "salt", 4, "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"},
		{
			"password", "salt", 8,
			"e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec76227ea66088b849b20ab7aa478010246e74bba51723fefa9f9474d6508845e8d",
		},
		{
			"correct", "salt and more", 1,
			"807a87877a138fd34d5a639d0bc5fc65957e18d2478dbd68c666d846c3b66a00583549cb9d31459db3df049efe22e6d6",
		},
		{"a\x00b", "\x00", 3, "c8dfef519aaa3a20c096e49509c3c71806634b1b063f95277e8f47617c143d1ab6"},
	} {
		got, err := bcryptKey([]byte(c.passphrase), []byte(c.salt), c.rounds, len(c.want)/2)
		if err != nil || hex.EncodeToString(got) != c.want {
			t.Errorf("%d rounds: %x, %v, want %s", c.rounds, got, err, c.want)
		}
	}
}

// The salt must not be changed through the room behind it.
func TestBcryptKeyKeepsTheSalt(t *testing.T) {
	t.Parallel()
	memory := []byte("saltafter")
	if _, err := bcryptKey([]byte("password"), memory[:4], 1, 48); err != nil {
		t.Fatal(err)
	}
	if string(memory) != "saltafter" {
		t.Errorf("the memory of the salt became %q", memory)
	}
}

// An OpenSSH key may not ask for any amount of time.
func TestSSHRoundsLimit(t *testing.T) {
	t.Parallel()
	for rounds, ok := range map[uint32]bool{
		0: false, 1: true, 16: true, maxSSHRounds: true, maxSSHRounds + 1: false, math.MaxInt32 + 1: false, math.MaxUint32: false,
	} {
		var options cryptobyte.Builder
		options.AddUint32(4)
		options.AddBytes([]byte("salt"))
		options.AddUint32(rounds)
		f := sshFile{cipher: "aes256-ctr", kdf: "bcrypt", options: options.BytesOrPanic()}
		lock, err := f.lock()
		if (err == nil) != ok {
			t.Errorf("%d rounds: %v", rounds, err)
		}
		if ok && (lock.rounds != int(rounds) || string(lock.salt) != "salt" || lock.cbc) {
			t.Errorf("%d rounds: read as %+v", rounds, lock)
		}
	}
}
