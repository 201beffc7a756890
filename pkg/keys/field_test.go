package keys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/antom-cli/antom/pkg/keys"
)

// fieldFingerprint is that of the key in the files of testdata/field.
const fieldFingerprint = "sha256:fc21641383c5602ca431e9db0416bb9e3c775baba3a531b2954c5730e08b2812"

// The files are as programs and people hand keys out.
func TestParseFieldFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, note string
		private    bool
	}{
		{"secretsmanager.json", `from the member "pk_priv_key"`, isPrivate},
		{"blanks-for-line-ends.txt", "line breaks", isPrivate},
		{"no-line-ends.txt", "line breaks", isPrivate},
		{"backslash-r.txt", "escapes", isPrivate},
		{"bag-attributes.pem", "", isPrivate},
		{"utf16-no-mark.pem", "UTF-16", isPrivate},
		{"dotnet-public.xml", "", isPublic},
		{"base64-of-pem.txt", "out of Base64", isPrivate},
		{"store.p12", "certificate", isPrivate},
		{"quoted-mail.txt", "before each line", isPrivate},
	} {
		k, err := keys.Parse(fixture(t, "field/"+c.file), passphrase("changeit"))
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if keys.Fingerprint(k.Public) != fieldFingerprint || (k.Private != nil) != c.private || !hasNote(k, c.note) && c.note != "" {
			t.Errorf("%s: %s, notes %q", c.file, k, k.Notes)
		}
	}
}

func TestParseFieldFilesThatAreNoKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, found, hint string
		reason            keys.Reason
	}{
		{"putty-v3.ppk", "a PuTTY key file", "puttygen", keys.ReasonWrongKind},
		{"rsa-pss.pem", "an RSA-PSS private key", "plain RSA key", keys.ReasonWrongAlgorithm},
		{"dek-aes128.pem", "an encrypted private key (old PEM encryption)", "passphrase", keys.ReasonEncrypted},
		{"ssh2-public.txt", "an SSH2 public key", "ssh-keygen -i", keys.ReasonWrongKind},
	} {
		data := fixture(t, "field/"+c.file)
		_, err := keys.Parse(data, nil)
		if e := wantError(t, err, data, c.reason, c.found); !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: hint %q", c.file, e.Hint)
		}
	}
}

// asJSON is a JSON document.
func asJSON(t testing.TB, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParseKeyInJSON(t *testing.T) {
	t.Parallel()
	private, public := string(fixture(t, "merchant-pkcs8.pem")), string(fixture(t, "merchant-spki.pem"))
	oneLine := line(t, "merchant-pkcs8.pem")
	inBase64 := base64.StdEncoding.EncodeToString([]byte(private))
	locked := string(fixture(t, "merchant-encrypted.pem"))
	certificate := string(fixture(t, "merchant-cert.pem"))
	jwk := json.RawMessage(merchantJWK(t, isPrivate))
	type object = map[string]any
	for name, value := range map[string]any{
		"service account":      object{"type": "service_account", "private_key": private, "client_id": "1"},
		"one line":             object{"privateKey": oneLine},
		"nested":               object{"antom": object{"keys": []any{object{"pem": private}}}},
		"array":                []any{"x", private},
		"Kubernetes secret":    object{"kind": "Secret", "data": object{"key.pem": inBase64}},
		"both halves":          object{"privateKey": private, "publicKey": public},
		"with a certificate":   object{"certificate": certificate, "key": private},
		"encrypted":            object{"key": locked},
		"JWK inside":           object{"value": jwk},
		"a member's long name": object{strings.Repeat("a", 60): private},
	} {
		data := asJSON(t, value)
		k, err := keys.ParsePrivate(data, passphrase("correct"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, merchant(t))
		if !hasNote(k, "JSON document") || hasNote(k, strings.Repeat("a", 60)) {
			t.Errorf("%s: notes %q", name, k.Notes)
		}
	}
	k, err := keys.ParsePublic(asJSON(t, object{"antomPublicKey": public, "clientId": "1"}))
	if err != nil {
		t.Fatal(err)
	}
	sameKey(t, k, merchant(t).PublicOnly())
}

func TestParseJSONWithoutTheOneKey(t *testing.T) {
	t.Parallel()
	private, other := string(fixture(t, "merchant-pkcs8.pem")), string(fixture(t, "antom-pkcs8.pem"))
	public := string(fixture(t, "merchant-spki.pem"))
	type object = map[string]any
	many := make([]any, 100)
	for i := range many {
		many[i] = private
	}
	for _, c := range []struct {
		name   string
		value  any
		reason keys.Reason
		found  string
	}{
		{"two private keys", object{"sandbox": private, "live": other}, keys.ReasonWrongKind, "2 private keys in one JSON document"},
		{"a public key", object{"key": public}, keys.ReasonWrongKind, "a public key"},
		{"a damaged key", object{"key": private[:len(private)-100]}, keys.ReasonMalformed, "damaged PEM text"},
		{"an EC key", object{"key": string(fixture(t, "ec-pkcs8.pem"))}, keys.ReasonWrongAlgorithm, "an EC private key"},
		{"no key", object{"a": "b"}, keys.ReasonNotAKey, "a JSON document that is no JWK"},
		{"JSON in JSON in JSON", object{"a": string(asJSON(t, object{"b": private}))}, keys.ReasonNotAKey, "a JSON document that is no JWK"},
		{"very many", many, keys.ReasonNotAKey, "a JSON document that is no JWK"},
	} {
		data := asJSON(t, c.value)
		_, err := keys.ParsePrivate(data, nil)
		t.Run(c.name, func(t *testing.T) { wantError(t, err, data, c.reason, c.found) })
	}
}

func TestParseUTF16WithoutMark(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(string(fixture(t, "merchant-pkcs8.pem")), "\n", "\r\n")
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	for name, data := range map[string][]byte{"little": little, "big": big, "odd byte": append(bytes.Clone(little), '\n')} {
		k, err := keys.Parse(data, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, merchant(t))
	}
}

// dotnet is a key as ToXmlString of .NET writes it.
func dotnet(t testing.TB, private bool, prefix string) string {
	t.Helper()
	var j map[string]string
	if err := json.Unmarshal(merchantJWK(t, private), &j); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, m := range [][2]string{{"Modulus", "n"}, {"Exponent", "e"}, {"P", "p"}, {"Q", "q"}, {"DP", "dp"}, {"DQ", "dq"}, {"InverseQ", "qi"}, {"D", "d"}} {
		if j[m[1]] == "" {
			continue
		}
		number, err := base64.RawURLEncoding.DecodeString(j[m[1]])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "  <%s%s>%s</%s%s>\n", prefix, m[0], base64.StdEncoding.EncodeToString(number), prefix, m[0])
	}
	return fmt.Sprintf("<%sRSAKeyValue>\n%s</%sRSAKeyValue>", prefix, b.String(), prefix)
}

func TestParseXMLKeys(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	private := dotnet(t, isPrivate, "")
	for name, text := range map[string]string{
		"private": private, "in one line": strings.ReplaceAll(private, "\n", ""),
		"Base64": base64.StdEncoding.EncodeToString([]byte(private)), "in JSON": string(asJSON(t, map[string]string{"key": private})),
		"in another document": "<?xml version=\"1.0\"?><Settings><Key>" + private + "</Key></Settings>",
	} {
		k, err := keys.ParsePrivate([]byte(text), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, want)
		if k.Form != keys.FormXML || k.Container != keys.ContainerXML {
			t.Errorf("%s: form %s in %s", name, k.Form, k.Container)
		}
	}
	k, err := keys.ParsePublic([]byte(dotnet(t, isPublic, "ds:")))
	if err != nil {
		t.Fatal(err)
	}
	sameKey(t, k, want.PublicOnly())
	_, err = keys.ParsePublic([]byte(private))
	wantError(t, err, []byte(private), keys.ReasonWrongKind, "a private key")
	two := []byte(private + private)
	_, err = keys.Parse(two, nil)
	wantError(t, err, two, keys.ReasonWrongKind, "2 keys in one text")
}

func TestParseQuotedKeys(t *testing.T) {
	t.Parallel()
	pem := strings.TrimSpace(string(fixture(t, "merchant-pkcs8.pem")))
	oneLine := strings.TrimSpace(wrapped(line(t, "merchant-pkcs8.pem"), 76, "\n"))
	for name, text := range map[string]string{
		"mail":              "> " + strings.ReplaceAll(pem, "\n", "\n> "),
		"mail, no blank":    ">" + strings.ReplaceAll(pem, "\n", "\n>"),
		"twice":             "> > " + strings.ReplaceAll(pem, "\n", "\n>> "),
		"Windows":           "> " + strings.ReplaceAll(pem, "\n", "\r\n> "),
		"chat":              "| " + strings.ReplaceAll(pem, "\n", "\n| "),
		"comment":           "# " + strings.ReplaceAll(pem, "\n", "\n# "),
		"comment of Go":     "// " + strings.ReplaceAll(pem, "\n", "\n// "),
		"with words before": "Ann wrote:\n> here it is\n> " + strings.ReplaceAll(pem, "\n", "\n> ") + "\n>\n> Bye",
		"Base64":            "> " + strings.ReplaceAll(oneLine, "\n", "\n> "),
	} {
		k, err := keys.Parse([]byte(text), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameKey(t, k, merchant(t))
		if !hasNote(k, "before each line") {
			t.Errorf("%s: notes %q", name, k.Notes)
		}
	}
}
