package antom

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"io"
	"math/big"
	"testing"
)

var testMessage = Message{
	Method: "POST", Path: "/ams/api/v1/payments/pay", ClientID: "SANDBOX_5X00000000000000",
	Time: "1685599933871", Body: []byte(`{"paymentRequestId":"p1"}`),
}

// remoteKey is a key that is somewhere else, as in a hardware module.
type remoteKey struct {
	*rsa.PrivateKey
	err error
}

func (k remoteKey) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if k.err != nil {
		return nil, k.err
	}
	return k.PrivateKey.Sign(r, digest, o)
}

func TestSignWithAnySigner(t *testing.T) {
	t.Parallel()
	s, err := Sign(remoteKey{PrivateKey: merchantKey()}, "", testMessage)
	if err != nil {
		t.Fatal(err)
	}
	if s.KeyVersion != DefaultKeyVersion {
		t.Errorf("key version %q", s.KeyVersion)
	}
	if err := Verify(&merchantKey().PublicKey, testMessage, s); err != nil {
		t.Error(err)
	}
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("device unplugged")
	for name, c := range map[string]struct {
		key     crypto.Signer
		version string
		reason  Reason
		cause   error
	}{
		"no key":              {nil, "1", ReasonNoKey, nil},
		"nil key":             {(*rsa.PrivateKey)(nil), "1", ReasonNoKey, nil},
		"not RSA":             {ed25519.NewKeyFromSeed(make([]byte, 32)), "1", ReasonBadKey, nil},
		"version with comma":  {merchantKey(), "1,signature=x", ReasonKeyVersion, nil},
		"version with letter": {merchantKey(), "v1", ReasonKeyVersion, nil},
		"signer fails":        {remoteKey{merchantKey(), broken}, "1", ReasonSigner, broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Sign(c.key, c.version, testMessage)
			wrong, ok := errors.AsType[*SignError](err)
			if !ok || wrong.Reason != c.reason || c.cause != nil && !errors.Is(err, c.cause) {
				t.Fatalf("error %v, want reason %s", err, c.reason)
			}
		})
	}
}

func TestVerifyNoticesEveryChange(t *testing.T) {
	t.Parallel()
	s, err := Sign(merchantKey(), "1", testMessage)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(m *Message){
		"method":    func(m *Message) { m.Method = "GET" },
		"path":      func(m *Message) { m.Path += "/" },
		"query":     func(m *Message) { m.Path += "?x=1" },
		"client id": func(m *Message) { m.ClientID = "5X00000000000000" },
		"time":      func(m *Message) { m.Time = "1685599933872" },
		"body":      func(m *Message) { m.Body = append([]byte(" "), m.Body...) },
		"line end":  func(m *Message) { m.Body = append(m.Body[:len(m.Body):len(m.Body)], '\n') },
		"no body":   func(m *Message) { m.Body = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := testMessage
			change(&m)
			err := Verify(&merchantKey().PublicKey, m, s)
			if wrong, ok := errors.AsType[*VerifyError](err); !ok || wrong.Reason != ReasonBadSignature {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestVerifyAny(t *testing.T) {
	t.Parallel()
	s, err := Sign(antomKey(), "1", testMessage)
	if err != nil {
		t.Fatal(err)
	}
	own, antom := &merchantKey().PublicKey, &antomKey().PublicKey
	tiny := &rsa.PublicKey{N: big.NewInt(35), E: 3}
	short := Signature{Algorithm: Algorithm, Value: s.Value[1:]}
	for name, c := range map[string]struct {
		keys   []*rsa.PublicKey
		s      Signature
		index  int
		reason Reason // of the error, empty if there is none
	}{
		"the first":          {[]*rsa.PublicKey{antom, own}, s, 0, ""},
		"the last":           {[]*rsa.PublicKey{nil, tiny, own, antom}, s, 3, ""},
		"none fits":          {[]*rsa.PublicKey{tiny, own, nil}, s, -1, ReasonBadSignature},
		"no keys":            {nil, s, -1, ReasonNoKey},
		"a nil key":          {[]*rsa.PublicKey{nil}, s, -1, ReasonNoKey},
		"an empty key":       {[]*rsa.PublicKey{{}}, s, -1, ReasonNoKey},
		"a shorter value":    {[]*rsa.PublicKey{antom}, short, -1, ReasonSignatureLength},
		"no value":           {[]*rsa.PublicKey{antom}, Signature{Algorithm: Algorithm}, -1, ReasonSignatureLength},
		"an unsafe key":      {[]*rsa.PublicKey{tiny}, Signature{Algorithm: Algorithm, Value: []byte{1}}, -1, ReasonBadKey},
		"no algorithm":       {[]*rsa.PublicKey{antom}, Signature{Value: s.Value}, -1, ReasonAlgorithm},
		"a foreign one":      {[]*rsa.PublicKey{antom}, Signature{Algorithm: "none", Value: s.Value}, -1, ReasonAlgorithm},
		"another value":      {[]*rsa.PublicKey{antom}, Signature{Algorithm: Algorithm, Value: make([]byte, 256)}, -1, ReasonBadSignature},
		"key of other owner": {[]*rsa.PublicKey{own}, s, -1, ReasonBadSignature},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			index, err := VerifyAny(c.keys, testMessage, c.s)
			if index != c.index {
				t.Errorf("index %d, want %d", index, c.index)
			}
			wrong, failed := errors.AsType[*VerifyError](err)
			if c.reason == "" && err != nil || c.reason != "" && (!failed || wrong.Reason != c.reason) {
				t.Errorf("error %v, want reason %q", err, c.reason)
			}
		})
	}
}
