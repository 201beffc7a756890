package keys_test

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// The fingerprints of the fixtures' keys, as OpenSSL computes them:
// openssl pkey -pubin -outform DER -in merchant-spki.pem | sha256sum
const (
	merchantFingerprint = "sha256:aeaf98702eab2c53bee559ea120da1a74b550ed72aba379279a961777d178655"
	antomFingerprint    = "sha256:fe48fd5036f710629cdee4373375c2f9dd0cf017fe4701e0e3590c89873e9be3"
)

// fixture reads a file of testdata.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// der is the DER of the only block of a PEM fixture.
func der(t testing.TB, name string) []byte {
	t.Helper()
	block, _ := pem.Decode(fixture(t, name))
	if block == nil {
		t.Fatalf("%s is not PEM", name)
	}
	return block.Bytes
}

// line is the DER of a PEM fixture as one line of Base64.
func line(t testing.TB, name string) string {
	t.Helper()
	return base64.StdEncoding.EncodeToString(der(t, name))
}

// merchant is the private key of the fixtures.
func merchant(t testing.TB) *keys.Key {
	t.Helper()
	k, err := keys.ParsePrivate(fixture(t, "merchant-pkcs8.pem"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// passphrase is a Passphrase that always answers the same.
func passphrase(text string) keys.Passphrase {
	return func() ([]byte, error) { return []byte(text), nil }
}

// wantError checks that err is an *Error of a reason that found something, and
// that it repeats nothing of the input.
func wantError(t *testing.T, err error, input []byte, reason keys.Reason, found string) *keys.Error {
	t.Helper()
	var e *keys.Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a *keys.Error that found %q", err, found)
	}
	if e.Reason != reason || e.Found != found {
		t.Errorf("error = %s, found %q; want %s, found %q", e.Reason, e.Found, reason, found)
	}
	noLeak(t, e, input)
	return e
}

// noLeak checks that an error, printed in any way, has no run of 16 characters
// of the input.
func noLeak(t *testing.T, e *keys.Error, input []byte) {
	t.Helper()
	text := fmt.Sprintf("%s %+v %#v %s", e, *e, *e, e.Hint)
	if e.Err != nil {
		text += fmt.Sprintf("%+v", e.Err)
	}
	compact := strings.Join(strings.Fields(string(input)), "")
	const run = 16
	for i := 0; i+run <= len(compact); i++ {
		if strings.Contains(text, compact[i:i+run]) {
			t.Fatalf("the error repeats a part of the input: %s", text)
		}
	}
}

// hasNote reports whether one of the notes contains a text.
func hasNote(k *keys.Key, part string) bool {
	for _, note := range k.Notes {
		if strings.Contains(note, part) {
			return true
		}
	}
	return false
}

// sameKey checks that a key is another one, with the same halves.
func sameKey(t *testing.T, got, want *keys.Key) {
	t.Helper()
	if !got.Public.Equal(want.Public) {
		t.Error("the public key differs")
	}
	if (got.Private == nil) != (want.Private == nil) {
		t.Fatalf("private key there: %t, want %t", got.Private != nil, want.Private != nil)
	}
	if got.Private != nil && !got.Private.Equal(want.Private) {
		t.Error("the private key differs")
	}
}
