package diagnose

import (
	"bytes"
	"crypto/rsa"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// notification is what Antom may send: other than ASCII characters, slashes,
// markup, nested objects and a list.
//
//go:embed testdata/written/original.json
var notification string

const (
	notifyPath = "/shop/notify?order=7&lang=de"
	notifyURL  = "https://shop.example" + notifyPath
)

// pairs are the keys of the tests, read once.
type pairs struct{ antom, merchant, other *rsa.PrivateKey }

var testKeys = sync.OnceValue(func() pairs {
	other, err := keys.Generate(deterministic{}, 2048)
	if err != nil {
		panic(err)
	}
	return pairs{antom: readKey("antom-pkcs8.pem"), merchant: readKey("merchant-pkcs8.pem"), other: other}
})

// deterministic is enough for a key that signs nothing real.
type deterministic struct{}

func (deterministic) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i*7 + 3)
	}
	return len(p), nil
}

func readKey(name string) *rsa.PrivateKey {
	data, err := os.ReadFile(filepath.Join("..", "..", "keys", "testdata", name))
	if err != nil {
		panic(err)
	}
	k, err := keys.ParsePrivate(data, nil)
	if err != nil {
		panic(err)
	}
	return k.Private
}

// signed is the message as Antom signed it.
func signed() antom.Message {
	return antom.Message{
		Method: "POST", Path: notifyPath, ClientID: "SANDBOX_5X00000000000000",
		Time: "2022-01-18T07:11:42+08:00", Body: []byte(notification),
	}
}

// inputFor signs m with Antom's key and returns the input of a diagnosis of it.
func inputFor(t testing.TB, m antom.Message) Input {
	t.Helper()
	return Input{
		Message:              m,
		SignatureHeader:      sign(t, testKeys().antom, m).Header(),
		SignatureHeaderCount: 1,
		Keys:                 []Key{{Public: &testKeys().antom.PublicKey, Role: RoleConfigured, Name: "profile shop"}},
		Now:                  frozen,
	}
}

func sign(t testing.TB, key *rsa.PrivateKey, m antom.Message) antom.Signature {
	t.Helper()
	s, err := antom.Sign(key, "1", m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// frozen is a clock that stands still, so that only the work bounds a search.
func frozen() time.Time { return time.Unix(1_700_000_000, 0) }

// indented lays a body out as JSON.stringify(value, null, 2) does.
func indented(t testing.TB, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
