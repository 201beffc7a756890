package antom

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
)

// vectors are signatures that Antom's client libraries make for the same
// input, byte for byte, and the keys they were made with.
type vectors struct {
	Keys map[string]struct {
		PKCS8 []byte `json:"pkcs8"`
		SPKI  []byte `json:"spki"`
	} `json:"keys"`
	Cases []struct {
		Name      string `json:"name"`
		Signer    string `json:"signer"`
		Method    string `json:"method"`
		Path      string `json:"path"`
		ClientID  string `json:"clientId"`
		Time      string `json:"time"`
		Body      []byte `json:"bodyBase64"`
		Signature string `json:"signature"`
		Header    string `json:"header"`
	} `json:"cases"`
}

// loaded are the vectors with their keys parsed.
type loaded struct {
	vectors
	merchant, antom *rsa.PrivateKey
}

var testVectors = sync.OnceValue(func() loaded {
	data, err := os.ReadFile("../../internal/vectors/signing.json")
	if err != nil {
		panic(err)
	}
	var v loaded
	if err := json.Unmarshal(data, &v.vectors); err != nil {
		panic(err)
	}
	key := func(name string) *rsa.PrivateKey {
		parsed, err := x509.ParsePKCS8PrivateKey(v.Keys[name].PKCS8)
		if err != nil {
			panic(err)
		}
		return parsed.(*rsa.PrivateKey)
	}
	v.merchant, v.antom = key("merchant"), key("antom")
	return v
})

func merchantKey() *rsa.PrivateKey { return testVectors().merchant }
func antomKey() *rsa.PrivateKey    { return testVectors().antom }

func TestVectors(t *testing.T) {
	t.Parallel()
	v := testVectors()
	if len(v.Cases) < 13 {
		t.Fatalf("only %d cases", len(v.Cases))
	}
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			m := Message{Method: c.Method, Path: c.Path, ClientID: c.ClientID, Time: c.Time, Body: c.Body}
			key := map[string]*rsa.PrivateKey{"merchant": v.merchant, "antom": v.antom}[c.Signer]
			s, err := Sign(key, "1", m)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Header(); got != c.Header {
				t.Errorf("header\n got %s\nwant %s", got, c.Header)
			}
			if got := string(appendEscapedBase64(nil, s.Value)); got != c.Signature {
				t.Errorf("value\n got %s\nwant %s", got, c.Signature)
			}
			for name, header := range spellings(c.Header, s.Value) {
				parsed, err := ParseSignature(header)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if !bytes.Equal(parsed.Value, s.Value) || parsed.KeyVersion != "1" {
					t.Errorf("%s: parsed to another signature", name)
				}
				if err := Verify(&key.PublicKey, m, parsed); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

// spellings are the ways in which one and the same signature is met.
func spellings(header string, value []byte) map[string]string {
	plain := base64.StdEncoding.EncodeToString(value)
	return map[string]string{
		"as written":         header,
		"blanks":             strings.ReplaceAll(header, ",", " , "),
		"lower-case escapes": strings.NewReplacer("%2B", "%2b", "%2F", "%2f", "%3D", "%3d").Replace(header),
		"bare":               "algorithm=RSA256, keyVersion=1, signature=" + plain,
		"bare, no padding":   "algorithm=RSA256,keyVersion=1,signature=" + strings.TrimRight(plain, "="),
		"half escaped":       "algorithm=RSA256,keyVersion=1,signature=" + strings.ReplaceAll(plain, "=", "%3D"),
		"all escaped":        "algorithm=RSA256,keyVersion=1,signature=" + escapeAll(plain),
		"other order":        "signature=" + plain + ",algorithm=RSA256,keyVersion=1",
		"other case":         "ALGORITHM=rsa256,KeyVersion=1,Signature=" + plain,
		"more parts":         "version=7,,x,algorithm=RSA256,keyVersion=1,signature=" + plain + ",trace=a=b",
	}
}

func escapeAll(text string) string {
	var b strings.Builder
	for i := range len(text) {
		const digits = "0123456789aBcDeF"
		b.Write([]byte{'%', digits[text[i]>>4], digits[text[i]&15]})
	}
	return b.String()
}
