package keys_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

func TestGenerate(t *testing.T) {
	t.Parallel()
	priv, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
	if err != nil {
		t.Fatal(err)
	}
	k := keys.NewKey(priv)
	if k.Bits() != keys.MinGenerateBits || !keys.Match(priv, k.Public) {
		t.Errorf("generated %s", k)
	}
	roundTrip(t, k, keys.FormPKCS8, keys.ContainerPEM)
}

func TestGenerateLimits(t *testing.T) {
	t.Parallel()
	for bits, reason := range map[int]keys.Reason{
		-1:                       keys.ReasonTooShort,
		0:                        keys.ReasonTooShort,
		1024:                     keys.ReasonTooShort,
		keys.MinGenerateBits - 1: keys.ReasonTooShort,
		keys.MaxBits + 1:         keys.ReasonTooLong,
		1 << 30:                  keys.ReasonTooLong,
	} {
		_, err := keys.Generate(rand.Reader, bits)
		var e *keys.Error
		if !errors.As(err, &e) || e.Reason != reason {
			t.Errorf("%d bits: %v, want the reason %s", bits, err, reason)
		}
	}
}

// BenchmarkGenerate shows that Generate costs what rsa.GenerateKey costs. The
// time of one key varies with luck; compare means of 100 and more.
func BenchmarkGenerate(b *testing.B) {
	b.Run("keys.Generate", func(b *testing.B) {
		for b.Loop() {
			if _, err := keys.Generate(rand.Reader, 2048); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rsa.GenerateKey", func(b *testing.B) {
		for b.Loop() {
			if _, err := rsa.GenerateKey(rand.Reader, 2048); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkParsePrivate(b *testing.B) {
	data := fixture(b, "merchant-pkcs8.pem")
	for b.Loop() {
		if _, err := keys.ParsePrivate(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}
