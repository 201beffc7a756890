package gateway

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// keyring has the keys of the tests: making one takes a while.
type keyring struct{ merchant, second, other, gateway, foreign, long *rsa.PrivateKey }

var ring = sync.OnceValue(func() keyring {
	bits := []int{2048, 2048, 2048, 2048, 2048, 3072}
	made := make([]*rsa.PrivateKey, len(bits))
	var wg sync.WaitGroup
	for i := range bits {
		wg.Go(func() {
			key, err := rsa.GenerateKey(rand.Reader, bits[i])
			if err != nil {
				panic(err)
			}
			made[i] = key
		})
	}
	wg.Wait()
	return keyring{made[0], made[1], made[2], made[3], made[4], made[5]}
})

// message is what is sent in these tests.
func message() antom.Message {
	return antom.Message{
		Method: "POST", Path: "/ams/api/v1/payments/pay?a=1", ClientID: "SANDBOX_LOCAL", Time: "1705281646000",
		Body: []byte(`{"b": "é😀/&", "a": {"x": null, "y": 1.0}}`),
	}
}

// explained is what a merchant with two keys is told about a signature.
func explained(value []byte, version string) string {
	merchant := Merchant{Keys: map[string]*rsa.PublicKey{"1": &ring().merchant.PublicKey, "2": &ring().second.PublicKey}}
	g := New(Options{Key: ring().gateway, Merchants: func() map[string]Merchant {
		return map[string]Merchant{"SANDBOX_LOCAL": merchant, "SANDBOX_2": {Keys: map[string]*rsa.PublicKey{"3": &ring().other.PublicKey}}}
	}})
	key := merchant.Keys[version]
	if key == nil {
		key = merchant.Keys[newest(merchant)]
	}
	s := antom.Signature{Algorithm: antom.Algorithm, KeyVersion: version, Value: value}
	cause, fix := g.explain(merchant, key, message(), s.Header(), s)
	if fix == "" || fix == cause {
		panic("nothing is said about how to mend: " + cause)
	}
	return cause
}

func signedWith(t *testing.T, key *rsa.PrivateKey, content []byte) []byte {
	t.Helper()
	sum := sha256.Sum256(content)
	value, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestExplainTheSignedText(t *testing.T) {
	t.Parallel()
	change := func(f func(*antom.Message)) []byte {
		m := message()
		f(&m)
		return m.Content()
	}
	body := func(text string) []byte {
		return change(func(m *antom.Message) { m.Body = []byte(text) })
	}
	right := string(message().Content())
	for _, test := range []struct {
		name   string
		signed []byte
		want   string
	}{
		{"no query", change(func(m *antom.Message) { m.Path = "/ams/api/v1/payments/pay" }), "the query was left out of the signed path"},
		{"sandbox path", change(func(m *antom.Message) { m.Path = "/ams/sandbox/api/v1/payments/pay?a=1" }), "the path was changed after signing: sign /ams/api"},
		{"sandbox path without the query", change(func(m *antom.Message) { m.Path = "/ams/sandbox/api/v1/payments/pay" }), "and the query left out"},
		{"no slash", change(func(m *antom.Message) { m.Path = m.Path[1:] }), "does not begin with a slash"},
		{"slash at the end", change(func(m *antom.Message) { m.Path += "/" }), "ends with a slash"},
		{"no path", change(func(m *antom.Message) { m.Path = "" }), "the path was left out"},
		{"CR LF", []byte(strings.Replace(right, "\n", "\r\n", 1)), "a line feed alone"},
		{"no line feed", []byte(strings.Replace(right, "\n", "", 1)), "without the line feed after the path"},
		{"blank for it", []byte(strings.Replace(right, "\n", " ", 1)), "with a space after the path instead of a line feed"},
		{"escape for it", []byte(strings.Replace(right, "\n", `\n`, 1)), `a backslash and an "n" after the path`},
		{"method in lower case", change(func(m *antom.Message) { m.Method = "post" }), "it must be POST"},
		{"no client id", change(func(m *antom.Message) { m.ClientID = "" }), "the client-id was left out"},
		{"no time", change(func(m *antom.Message) { m.Time = "" }), "the request-time was left out"},
		{"a time before", change(func(m *antom.Message) { m.Time = "1705281645999" }), "the signed text has the request-time 1705281645999 and the header 1705281646000"},
		{"a time after", change(func(m *antom.Message) { m.Time = "1705281649000" }), "1705281649000"},
		{"no body", body(""), "signed without the body"},
		{"an empty object", body("{}"), "an empty object"},
		{"line feed at the end", append([]byte(right), '\n'), "line break at the end of the body was dropped"},
		{"compact", body(`{"b":"é😀/&","a":{"x":null,"y":1.0}}`), "sign the bytes that are sent: the body was changed after signing. The JSON was signed compact, without any white space"},
		{"indented", body("{\n  \"b\": \"é😀/&\",\n  \"a\": {\n    \"x\": null,\n    \"y\": 1.0\n  }\n}"), "indented"},
		{"escaped slash", body(`{"b":"é😀\/&","a":{"x":null,"y":1.0}}`), `"/" written as \/`},
		{"escaped HTML", body(`{"b":"é😀/\u0026","a":{"x":null,"y":1.0}}`), `<, > and & written as \u`},
		{"ASCII", body(`{"b":"\u00e9\ud83d\ude00/&","a":{"x":null,"y":1.0}}`), `non-ASCII characters written as \u`},
		{"ASCII and slash", body(`{"b":"\u00e9\ud83d\ude00\/&","a":{"x":null,"y":1.0}}`), `"/" written as \/ and non-ASCII characters as \u`},
		{"sorted", body(`{"a":{"x":null,"y":1.0},"b":"é😀/&"}`), "signed in alphabetical order"},
		{"sorted, without nulls", body(`{"a":{"y":1.0},"b":"é😀/&"}`), "signed without the members that are null"},
		{"something else", []byte("hello"), `the key is right, but other text was signed. To sign: "POST /ams/api/v1/payments/pay?a=1", a line feed, "SANDBOX_LOCAL.1705281646000.", and the 45 bytes`},
	} {
		got := explained(signedWith(t, ring().merchant, test.signed), "1")
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestExplainTheKey(t *testing.T) {
	t.Parallel()
	content := message().Content()
	long := sha512.Sum512(content)
	short := sha1.Sum(content)
	sum := sha256.Sum256(content)
	with := func(value []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	for _, test := range []struct {
		name, version string
		value         []byte
		want          string
	}{
		{"another merchant's", "1", signedWith(t, ring().other, content), `the key of client-id "SANDBOX_2", version 3, and the header client-id says "SANDBOX_LOCAL"`},
		{"another version's", "1", signedWith(t, ring().second, content), "the key of version 2, and its keyVersion says 1"},
		{"an older version's", "", signedWith(t, ring().merchant, content), "the key of version 1, and its keyVersion says 2"},
		{"the gateway's", "1", signedWith(t, ring().gateway, content), "the gateway's own key"},
		{"nobody's", "1", signedWith(t, ring().foreign, content), "another key than that of SANDBOX_LOCAL, version 1, whose public key has the fingerprint sha256:"},
		{"a longer one", "1", signedWith(t, ring().long, content), "the signature has 384 bytes, one by the key of SANDBOX_LOCAL has 256"},
		{"cut off", "1", signedWith(t, ring().merchant, content)[1:], "it has 255 bytes of the 256 that a signature by this key has: it was cut off"},
		{"nonsense", "1", make([]byte, 256), "another key"},
		{"larger than the key", "1", []byte(strings.Repeat("\xff", 256)), "another key"},
		{"SHA-512", "1", with(rsa.SignPKCS1v15(nil, ring().merchant, crypto.SHA512, long[:])), "SHA-512; use SHA256withRSA"},
		{"SHA-1", "1", with(rsa.SignPKCS1v15(nil, ring().merchant, crypto.SHA1, short[:])), "SHA-1; use SHA256withRSA"},
		{"no hash", "1", with(rsa.SignPKCS1v15(nil, ring().merchant, 0, []byte("hello"))), "an unknown algorithm (5 bytes)"},
		{"PSS", "1", with(rsa.SignPSS(rand.Reader, ring().merchant, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})), "RSA-PSS padding; use SHA256withRSA"},
		{"PSS with the longest salt", "1", with(rsa.SignPSS(rand.Reader, ring().merchant, crypto.SHA256, sum[:], nil)), "another key"},
	} {
		got := explained(test.value, test.version)
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
