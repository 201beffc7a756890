package notification

import (
	"crypto/rand"
	"crypto/rsa"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// maker makes the same ids and times in every test.
func maker() Maker {
	return Maker{
		Now:  func() time.Time { return noon },
		Rand: strings.NewReader(strings.Repeat("0123456789ab", 100)),
	}
}

// twoKeys are made once: it takes a while.
var twoKeys = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

func sender() Sender { return Sender{Key: twoKeys()[0], ClientID: "SANDBOX_LOCAL"} }

func mustMake(t *testing.T, name string, f Fields) *Body {
	t.Helper()
	s, ok := Find(name)
	if !ok {
		t.Fatalf("there is no type %s", name)
	}
	b, err := maker().Make(s, f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := ParseTarget(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
