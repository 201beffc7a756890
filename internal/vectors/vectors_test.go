package vectors

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

func load(t *testing.T) Set {
	t.Helper()
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func find(t *testing.T, name string) *Vector {
	t.Helper()
	set := load(t)
	v, ok := set.Find(name)
	if !ok {
		t.Fatalf("there is no vector %s", name)
	}
	return v
}

func privateKey(t *testing.T, v *Vector) *rsa.PrivateKey {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(v.Key.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

// TestVectorsAreWhole holds that every vector can be made from what it shows.
func TestVectorsAreWhole(t *testing.T) {
	t.Parallel()
	set := load(t)
	if set.About == "" || len(set.Vectors) < 13 {
		t.Fatalf("about %q, %d vectors", set.About, len(set.Vectors))
	}
	seen := map[string]bool{}
	for _, v := range set.Vectors {
		if seen[v.Name] || v.Shows == "" || !strings.HasSuffix(v.Shows, ".") {
			t.Errorf("%s: a name that is there twice, or shows %q", v.Name, v.Shows)
		}
		seen[v.Name] = true
		content := v.Method + " " + v.Path + "\n" + v.ClientID + "." + v.Time + "." + string(v.BodyBase64)
		sum := sha256.Sum256([]byte(content))
		if v.ContentToBeSigned != content || v.ContentSHA256 != hex.EncodeToString(sum[:]) || v.Body != string(v.BodyBase64) {
			t.Errorf("%s: the content is not made of the parts", v.Name)
		}
		value, err := rsa.SignPKCS1v15(nil, privateKey(t, &v), crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		if got := url.QueryEscape(base64.StdEncoding.EncodeToString(value)); got != v.Signature {
			t.Errorf("%s: signature\n got %s\nwant %s", v.Name, got, v.Signature)
		}
		if v.Header != "algorithm=RSA256,keyVersion=1,signature="+v.Signature {
			t.Errorf("%s: header %s", v.Name, v.Header)
		}
		for _, form := range []string{v.Signature, v.Header, " " + v.Header + "\n", base64.StdEncoding.EncodeToString(value)} {
			if verdict, err := set.Check(&v, form); err != nil || !verdict.Right {
				t.Errorf("%s: %.60q is %+v, %v", v.Name, form, verdict, err)
			}
		}
	}
}

// unescaped is the Base64 of a signature that may be URL-encoded.
func unescaped(t *testing.T, signature string) string {
	t.Helper()
	bare, err := url.PathUnescape(signature)
	if err != nil {
		t.Fatal(err)
	}
	return bare
}

// signed signs a message with the key of a vector and writes it as a bare value.
func signed(t *testing.T, v *Vector, m antom.Message) string {
	t.Helper()
	s, err := antom.Sign(privateKey(t, v), KeyVersion, m)
	if err != nil {
		t.Fatal(err)
	}
	return s.Encoded()
}

// TestCheckNamesTheMistake signs in the ways in which code gets it wrong.
func TestCheckNamesTheMistake(t *testing.T) {
	t.Parallel()
	v, notify := find(t, "query-string"), find(t, "notify-payment")
	right, _ := url.QueryUnescape(v.Signature)
	value, _ := base64.StdEncoding.DecodeString(right)
	with := func(change func(*antom.Message)) string {
		m := v.message()
		change(&m)
		return signed(t, v, m)
	}
	sum := sha256.Sum256(v.message().Content())
	pss, err := rsa.SignPSS(rand.Reader, privateKey(t, v), crypto.SHA256, sum[:], nil)
	if err != nil {
		t.Fatal(err)
	}
	old := sha1.Sum(v.message().Content())
	byOld, err := rsa.SignPKCS1v15(nil, privateKey(t, v), crypto.SHA1, old[:])
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		given string
		cause diagnose.Cause
		says  string
	}{
		"query left out":         {with(func(m *antom.Message) { m.Path = "/ams/api/v1/payments/pay" }), diagnose.CausePath, `The path that was signed is "/ams/api/v1/payments/pay"; it must be "/ams/api/v1/payments/pay?`},
		"whole URL":              {with(func(m *antom.Message) { m.Path = "https://open-na-global.alipay.com" + m.Path }), diagnose.CausePath, `it must be "/ams/`},
		"sandbox path":           {with(func(m *antom.Message) { m.Path = strings.Replace(m.Path, "/ams/api", "/ams/sandbox/api", 1) }), diagnose.CausePath, `/ams/sandbox/api`},
		"seconds":                {with(func(m *antom.Message) { m.Time = "1685599933" }), diagnose.CauseRequestTime, `The time that was signed is "1685599933"; it must be "1685599933871"`},
		"lower-case method":      {with(func(m *antom.Message) { m.Method = "post" }), diagnose.CauseMethod, `"post"`},
		"client id prefix":       {with(func(m *antom.Message) { m.ClientID = "5X00000000000000" }), diagnose.CauseClientID, `client id`},
		"blank in the JSON":      {with(func(m *antom.Message) { m.Body = []byte(`{"paymentRequestId": "p1"}`) }), diagnose.CauseBodyWhitespace, "From what was signed to what must be signed"},
		"body with newline":      {with(func(m *antom.Message) { m.Body = append(m.Body[:len(m.Body):len(m.Body)], '\n') }), diagnose.CauseBodyNewline, "line break"},
		"no body":                {with(func(m *antom.Message) { m.Body = nil }), diagnose.CauseBodyEmpty, "without the body"},
		"other content":          {with(func(m *antom.Message) { m.Body = []byte(`{"other":"thing"}`) }), diagnose.CauseContentChanged, "no known mistake"},
		"RSA-PSS":                {base64.StdEncoding.EncodeToString(pss), diagnose.CauseMalformedSignature, "RSA-PSS"},
		"SHA-1":                  {base64.StdEncoding.EncodeToString(byOld), diagnose.CauseMalformedSignature, "SHA-1"},
		"hexadecimal":            {hex.EncodeToString(value), diagnose.CauseMalformedSignature, "hexadecimal"},
		"URL form of Base64":     {base64.URLEncoding.EncodeToString(value), diagnose.CauseMalformedSignature, `"-" and "_"`},
		"escaped twice":          {url.QueryEscape(v.Signature), diagnose.CauseMalformedSignature, "more than once"},
		"cut off":                {v.Signature[:200], diagnose.CauseMalformedSignature, "cut off"},
		"another vector":         {notify.Signature, CauseOtherVector, "notify-payment"},
		"Antom's key":            {signed(t, notify, v.message()), CauseOtherKey, "It was made with Antom's private key, but this vector is signed with the merchant's."},
		"nothing":                {"", diagnose.CauseNoSignature, "There is no signature"},
		"blanks":                 {strings.ReplaceAll(v.Header, ",", ", "), CauseHeaderForm, "it has spaces"},
		"bare Base64":            {"algorithm=RSA256,keyVersion=1,signature=" + right, CauseHeaderForm, "not URL-encoded"},
		"spaces, other content":  {"algorithm=RSA256, keyVersion=1, signature=" + with(func(m *antom.Message) { m.Body = nil }), CauseHeaderForm, "it has spaces. Besides, it is not the signature of this vector"},
		"bare Base64, other key": {"algorithm=RSA256,keyVersion=1,signature=" + unescaped(t, signed(t, notify, v.message())), CauseHeaderForm, "not URL-encoded. Besides"},
		"no key version":         {strings.Replace(v.Header, "keyVersion=1,", "", 1), CauseHeaderForm, "no keyVersion"},
		"no algorithm":           {strings.Replace(v.Header, "algorithm=RSA256,", "", 1), CauseHeaderForm, "no algorithm"},
		"lower-case header":      {strings.Replace(v.Header, "RSA256", "rsa256", 1), CauseHeaderForm, "another case"},
		"other order":            {"keyVersion=1,algorithm=RSA256,signature=" + v.Signature, CauseHeaderForm, "another order"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := load(t)
			verdict, err := set.Check(v, c.given)
			if err != nil {
				t.Fatal(err)
			}
			if verdict.Right || verdict.Cause != c.cause || !strings.Contains(verdict.Explanation, c.says) {
				t.Errorf("got %s: %s, want %s with %q", verdict.Cause, verdict.Explanation, c.cause, c.says)
			}
			if verdict.Fix == "" {
				t.Error("nothing says what to change")
			}
			for _, receiver := range []string{"Antom signed", "notification"} {
				if c.cause != CauseOtherVector && strings.Contains(verdict.Explanation+verdict.Fix, receiver) {
					t.Errorf("it speaks of what was received: %s %s", verdict.Explanation, verdict.Fix)
				}
			}
		})
	}
}
