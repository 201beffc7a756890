package keys_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"testing"
	"testing/cryptotest"
	"time"

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

// From the same random numbers comes the same key as from one
// rsa.GenerateKey, and the next numbers are the same as well: Generate calls it
// once and draws nothing besides.
func TestGenerateIsOneGenerateKey(t *testing.T) {
	const bits = keys.MinGenerateBits
	draw := func(generate func(io.Reader, int) (*rsa.PrivateKey, error)) (*rsa.PrivateKey, []byte) {
		cryptotest.SetGlobalRandom(t, 1)
		key, err := generate(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		next := make([]byte, 16)
		if _, err := rand.Read(next); err != nil {
			t.Fatal(err)
		}
		return key, next
	}
	got, gotNext := draw(keys.Generate)
	want, wantNext := draw(rsa.GenerateKey)
	if !got.Equal(want) || !bytes.Equal(gotNext, wantNext) {
		t.Error("Generate does more or other things than one rsa.GenerateKey")
	}
}

// BenchmarkGenerate compares Generate with rsa.GenerateKey. The time of one key
// varies several times over with luck, so the two take turns, and the means of
// a few hundred keys are reported: -bench Generate -benchtime 300x.
func BenchmarkGenerate(b *testing.B) {
	var ours, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := keys.Generate(rand.Reader, keys.MinGenerateBits); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := rsa.GenerateKey(rand.Reader, keys.MinGenerateBits); err != nil {
			b.Fatal(err)
		}
		ours, bare = ours+middle.Sub(start), bare+time.Since(middle)
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "keys-µs/op")
	b.ReportMetric(float64(bare.Microseconds())/float64(b.N), "rsa-µs/op")
}

func BenchmarkParsePrivate(b *testing.B) {
	data := fixture(b, "merchant-pkcs8.pem")
	for b.Loop() {
		if _, err := keys.ParsePrivate(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}
