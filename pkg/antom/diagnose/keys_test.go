package diagnose

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

func key(role Role, name string, k *rsa.PrivateKey) Key {
	return Key{Public: &k.PublicKey, Role: role, Name: name}
}

// encodedBy replaces the value of the signature header by other text made of
// its bytes.
func encodedBy(encode func(value []byte) string) func(*Input) {
	return func(in *Input) {
		s, err := antom.ParseSignature(in.SignatureHeader)
		if err != nil {
			panic(err)
		}
		in.SignatureHeader = "algorithm=RSA256,keyVersion=1,signature=" + encode(s.Value)
	}
}

// header changes the text of the signature header.
func header(change func(string) string) func(*Input) {
	return func(in *Input) { in.SignatureHeader = change(in.SignatureHeader) }
}

// madeBy signs the message anew in a way that is not Antom's.
func madeBy(sign func(content []byte) ([]byte, error)) func(*Input) {
	return func(in *Input) {
		value, err := sign(in.Message.Content())
		if err != nil {
			panic(err)
		}
		in.SignatureHeader = "algorithm=RSA256,keyVersion=1,signature=" + base64.StdEncoding.EncodeToString(value)
	}
}

func keyMistakes() []mistake {
	k := testKeys()
	sum := func(m []byte) []byte { s := sha256.Sum256(m); return s[:] }
	return []mistake{
		{"no header", nil, func(in *Input) { in.SignatureHeader, in.SignatureHeaderCount = "", 0 }, []Cause{CauseNoSignature}, []string{"proxy"}},
		{"empty header", nil, header(func(string) string { return "  " }), []Cause{CauseNoSignature}, nil},

		{"another key", nil, func(in *Input) { in.Keys = []Key{key(RoleConfigured, "a", k.other)} }, []Cause{CauseWrongKey}, []string{"only configured key", "not configured here, or the signature was altered on the way", "sandbox", "dashboard"}},
		{"no keys", nil, func(in *Input) { in.Keys = nil }, []Cause{CauseWrongKey}, []string{"no public key"}},
		{"own key configured", nil, func(in *Input) { in.Keys = []Key{key(RoleConfigured, "a", k.merchant), key(RoleOwn, "b", k.merchant)} }, []Cause{CauseOwnKey}, []string{"your own public key", "beside the key that you uploaded"}},
		{"signed with own key", nil, func(in *Input) {
			in.SignatureHeader = mustSign(k.merchant, in.Message)
			in.Keys = append(in.Keys, key(RoleOwn, "profile shop", k.merchant))
		}, []Cause{CauseOwnKey}, []string{"your own private key"}},
		{"own key and path", nil, func(in *Input) {
			in.SignatureHeader = mustSign(k.merchant, in.Message)
			in.Keys = append(in.Keys, key(RoleOwn, "profile shop", k.merchant))
			in.Message.Path += "/"
			in.NotifyURLs = []string{notifyURL}
		}, []Cause{CauseOwnKey, CausePath}, nil},
		{"own key on both sides and path", nil, func(in *Input) {
			in.SignatureHeader = mustSign(k.merchant, in.Message)
			in.Keys = []Key{key(RoleConfigured, "a", k.merchant), key(RoleOwn, "b", k.merchant)}
			in.Message.Path = "/prod" + notifyPath
		}, []Cause{CausePath}, []string{"your own public key, and it opens"}},
		{"other profile", nil, func(in *Input) {
			in.Keys = []Key{key(RoleConfigured, "a", k.other), key(RoleOther, "profile books", k.antom)}
		}, []Cause{CauseOtherProfileKey}, []string{"profile books", "belongs to another profile"}},
		{"other profile and newline", nil, func(in *Input) {
			in.Keys = []Key{key(RoleConfigured, "a", k.other), key(RoleOther, "profile books", k.antom)}
			in.Message.Body = append(in.Message.Body, '\n')
		}, []Cause{CauseOtherProfileKey, CauseBodyNewline}, nil},
		{"own key and other profile", nil, func(in *Input) {
			in.Keys = []Key{key(RoleConfigured, "a", k.merchant), key(RoleOwn, "b", k.merchant), key(RoleOther, "profile books", k.antom)}
		}, []Cause{CauseOwnKey, CauseOtherProfileKey}, nil},

		{"two headers", nil, func(in *Input) { in.SignatureHeaderCount = 2 }, []Cause{CauseMalformedSignature}, []string{"2 signature headers"}},
		{"two headers joined", nil, header(func(s string) string { return s + ", " + s }), []Cause{CauseMalformedSignature}, nil},
		{"plus decoded", nil, encodedBy(func(v []byte) string { return strings.ReplaceAll(b64(v), "+", " ") }), []Cause{CauseMalformedSignature}, []string{`every "+"`, "opens with the key of profile shop"}},
		{"escaped twice", nil, header(func(s string) string { return strings.ReplaceAll(s, "%", "%25") }), []Cause{CauseMalformedSignature}, []string{"URL-encoded more than once"}},
		{"escaped three times", nil, header(func(s string) string { return strings.ReplaceAll(s, "%", "%2525") }), []Cause{CauseMalformedSignature}, []string{"more than once"}},
		{"cut off", nil, encodedBy(func(v []byte) string { return b64(v)[:255] }), []Cause{CauseMalformedSignature}, []string{"191 bytes of the 256", "database column"}},
		{"dots", nil, header(func(s string) string { return s[:120] + "..." }), []Cause{CauseMalformedSignature}, []string{"dots"}},
		{"hexadecimal", nil, encodedBy(func(v []byte) string { return hex.EncodeToString(v) }), []Cause{CauseMalformedSignature}, []string{"hexadecimal digits"}},
		{"hexadecimal capitals", nil, encodedBy(func(v []byte) string { return strings.ToUpper(hex.EncodeToString(v)) }), []Cause{CauseMalformedSignature}, []string{"hexadecimal digits"}},
		{"Base64 twice", nil, encodedBy(func(v []byte) string { return b64([]byte(b64(v))) }), []Cause{CauseMalformedSignature}, []string{"Base64 twice"}},
		{"URL Base64", nil, encodedBy(base64.RawURLEncoding.EncodeToString), []Cause{CauseMalformedSignature}, []string{"URL form of Base64"}},
		{"quotes", nil, header(func(s string) string { return `"` + s + `"` }), []Cause{CauseMalformedSignature}, []string{"quotes"}},
		{"quoted value", nil, encodedBy(func(v []byte) string { return "'" + b64(v) + "'" }), []Cause{CauseMalformedSignature}, []string{"quotes around the value"}},
		{"value only", nil, func(in *Input) { _, in.SignatureHeader, _ = strings.Cut(in.SignatureHeader, "signature=") }, []Cause{CauseMalformedSignature}, []string{`without "signature="`}},
		{"header name", nil, func(in *Input) {
			_, v, _ := strings.Cut(in.SignatureHeader, "signature=")
			in.SignatureHeader = "Signature: " + v
		}, []Cause{CauseMalformedSignature}, []string{"name of the header"}},
		{"broken lines", nil, encodedBy(func(v []byte) string { return wrapped(b64(v)) }), []Cause{CauseMalformedSignature}, []string{"into lines"}},
		{"copied from JSON", nil, encodedBy(func(v []byte) string { return strings.ReplaceAll(b64(v), "/", `\/`) }), []Cause{CauseMalformedSignature}, []string{"JSON text"}},
		{"small letters", nil, header(strings.ToLower), []Cause{CauseMalformedSignature}, []string{"lower case"}},
		{"wrong algorithm", nil, header(func(s string) string { return strings.Replace(s, "RSA256", "SHA256withRSA", 1) }), []Cause{CauseMalformedSignature}, []string{"algorithm"}},
		{"no value", nil, header(func(string) string { return "algorithm=RSA256,signature=" }), []Cause{CauseMalformedSignature}, nil},
		{"rubbish", nil, header(func(string) string { return "%%%" }), []Cause{CauseMalformedSignature}, nil},
		{"too long", nil, header(func(s string) string { return s + strings.Repeat("A", 9000) }), []Cause{CauseMalformedSignature}, []string{"8 KiB"}},
		{"damaged and path", nil, func(in *Input) {
			in.SignatureHeader = `"` + in.SignatureHeader + `"`
			in.Message.Path = "/prod" + notifyPath
		}, []Cause{CauseMalformedSignature, CausePath}, nil},

		{"SHA-1", nil, madeBy(func(m []byte) ([]byte, error) {
			s := sha1.Sum(m)
			return rsa.SignPKCS1v15(nil, k.antom, crypto.SHA1, s[:])
		}), []Cause{CauseMalformedSignature}, []string{"SHA-1", "content is what was signed"}},
		{"SHA-512", nil, madeBy(func(m []byte) ([]byte, error) {
			s := sha512.Sum512(m)
			return rsa.SignPKCS1v15(nil, k.antom, crypto.SHA512, s[:])
		}), []Cause{CauseMalformedSignature}, []string{"SHA-512"}},
		{"no DigestInfo", nil, madeBy(func(m []byte) ([]byte, error) { return rsa.SignPKCS1v15(nil, k.antom, 0, sum(m)) }), []Cause{CauseMalformedSignature}, []string{"DigestInfo"}},
		{"PSS", nil, madeBy(func(m []byte) ([]byte, error) {
			return rsa.SignPSS(rand.Reader, k.antom, crypto.SHA256, sum(m), &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}), []Cause{CauseMalformedSignature}, []string{"RSA-PSS"}},
	}
}

func b64(v []byte) string { return base64.StdEncoding.EncodeToString(v) }

func mustSign(k *rsa.PrivateKey, m antom.Message) string {
	s, err := antom.Sign(k, "1", m)
	if err != nil {
		panic(err)
	}
	return s.Header()
}

func TestKeyAndSignatureMistakes(t *testing.T) {
	t.Parallel()
	for _, m := range keyMistakes() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			in := inputFor(t, signed())
			m.make(&in)
			check(t, Diagnose(in), m.want, m.says)
		})
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	k := testKeys()
	m := signed()
	s := sign(t, k.antom, m)
	want := sha256.Sum256(m.Content())
	if got, ok := newOpener(&k.antom.PublicKey).open(s.Value); !ok || got.scheme != schemeAntom || string(got.digest) != string(want[:]) {
		t.Errorf("opened to %x, %v; want %x", got.digest, ok, want)
	}
	if _, ok := newOpener(&k.other.PublicKey).open(s.Value); ok {
		t.Error("it opens with another key")
	}
	for name, sig := range map[string][]byte{"empty": nil, "short": s.Value[1:], "too large": []byte(strings.Repeat("\xff", 256)), "zero": make([]byte, 256)} {
		if _, ok := newOpener(&k.antom.PublicKey).open(sig); ok {
			t.Errorf("%s: it opens", name)
		}
	}
	for name, pub := range map[string]*rsa.PublicKey{"nil": nil, "empty": {}, "exponent 1": {N: k.antom.N, E: 1}} {
		if newOpener(pub) != nil {
			t.Errorf("key %s: it can open", name)
		}
	}
}

func TestPaddingIsStrict(t *testing.T) {
	t.Parallel()
	good := append([]byte{0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0}, "inner"...)
	if inner, ok := unpad(good); !ok || string(inner) != "inner" {
		t.Errorf("%q, %v", inner, ok)
	}
	for i := range 11 {
		bad := append([]byte{}, good...)
		bad[i] ^= 0x55
		if _, ok := unpad(bad); ok {
			t.Errorf("byte %d of the padding can be anything", i)
		}
	}
	if _, ok := unpad(append([]byte{0, 1}, strings.Repeat("\xff", 30)...)); ok {
		t.Error("a padding without an end is taken")
	}
}

func TestNeverSaysVerified(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	d := Diagnose(in)
	check(t, d, nil, []string{"does not say that it is genuine"})
	if d.OpensWith != keys.Fingerprint(in.Keys[0].Public) || d.Digest != d.ContentSHA256 || d.KeyName != "profile shop" {
		t.Errorf("%+v", d)
	}
}
