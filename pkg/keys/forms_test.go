package keys_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/antom-cli/antom/pkg/keys"
)

// formCase is one way in which the merchant's key can be written.
type formCase struct {
	name      string
	data      []byte
	form      keys.Form
	container keys.Container
	private   bool
	note      string // part of a note; "" when there must be none
}

const (
	isPrivate = true
	isPublic  = false
)

// relabel puts a PEM fixture under another label.
func relabel(t testing.TB, name, from, to string) []byte {
	t.Helper()
	text := string(fixture(t, name))
	if strings.Count(text, from) != 2 {
		t.Fatalf("%s has no label %q", name, from)
	}
	return []byte(strings.ReplaceAll(text, from, to))
}

// utf16Text encodes a text as UTF-16 with a byte order mark.
func utf16Text(text string, order binary.AppendByteOrder) []byte {
	data := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return data
}

// wrap breaks a line every 60 characters.
func wrap(text, newline string) string {
	var b strings.Builder
	for len(text) > 60 {
		b.WriteString(text[:60] + newline)
		text = text[60:]
	}
	return b.String() + text + newline
}

// merchantJWK encodes the merchant's key as a JWK.
func merchantJWK(t testing.TB, private bool) []byte {
	t.Helper()
	k := merchant(t)
	if !private {
		k = k.PublicOnly()
	}
	data, err := keys.Encode(k, keys.FormJWK, keys.ContainerJWK)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// formCases are all the forms, and the damage that is repaired.
func formCases(t testing.TB) []formCase {
	t.Helper()
	return append(append(plainForms(t), labelForms(t)...), append(textForms(t), base64Forms(t)...)...)
}

func plainForms(t testing.TB) []formCase {
	t.Helper()
	return []formCase{
		{"pkcs8 pem", fixture(t, "merchant-pkcs8.pem"), keys.FormPKCS8, keys.ContainerPEM, isPrivate, ""},
		{"pkcs1 pem", fixture(t, "merchant-pkcs1.pem"), keys.FormPKCS1, keys.ContainerPEM, isPrivate, ""},
		{"spki pem", fixture(t, "merchant-spki.pem"), keys.FormSPKI, keys.ContainerPEM, isPublic, ""},
		{"pkcs1 public pem", fixture(t, "merchant-pkcs1-public.pem"), keys.FormPKCS1Public, keys.ContainerPEM, isPublic, ""},
		{"certificate", fixture(t, "merchant-cert.pem"), keys.FormCertificate, keys.ContainerPEM, isPublic, "from a certificate"},
		{"openssh", fixture(t, "merchant-openssh"), keys.FormOpenSSH, keys.ContainerPEM, isPrivate, ""},
		{"openssh public", fixture(t, "merchant-openssh.pub"), keys.FormOpenSSH, keys.ContainerBase64, isPublic, ""},
		{"pkcs8 der", der(t, "merchant-pkcs8.pem"), keys.FormPKCS8, keys.ContainerDER, isPrivate, ""},
		{"pkcs1 der", fixture(t, "merchant-pkcs1.der"), keys.FormPKCS1, keys.ContainerDER, isPrivate, ""},
		{"spki der", der(t, "merchant-spki.pem"), keys.FormSPKI, keys.ContainerDER, isPublic, ""},
		{"pkcs1 public der", der(t, "merchant-pkcs1-public.pem"), keys.FormPKCS1Public, keys.ContainerDER, isPublic, ""},
		{"certificate der", der(t, "merchant-cert.pem"), keys.FormCertificate, keys.ContainerDER, isPublic, "from a certificate"},
		{"openssh binary", der(t, "merchant-openssh"), keys.FormOpenSSH, keys.ContainerDER, isPrivate, ""},
		{"jwk private", merchantJWK(t, isPrivate), keys.FormJWK, keys.ContainerJWK, isPrivate, ""},
		{"jwk public", merchantJWK(t, isPublic), keys.FormJWK, keys.ContainerJWK, isPublic, ""},
		{"jwk set", []byte(`{"keys":[` + string(merchantJWK(t, isPublic)) + `]}`), keys.FormJWK, keys.ContainerJWK, isPublic, "JWK set"},
	}
}

func labelForms(t testing.TB) []formCase {
	t.Helper()
	const pkcs8, pkcs1, spki, pkcs1Public = "PRIVATE KEY-", "RSA PRIVATE KEY-", "PUBLIC KEY-", "RSA PUBLIC KEY-"
	const note = "under another label"
	cert := string(fixture(t, "merchant-cert.pem"))
	return []formCase{
		{"pkcs8 labelled pkcs1", relabel(t, "merchant-pkcs8.pem", pkcs8, pkcs1), keys.FormPKCS8, keys.ContainerPEM, isPrivate, note},
		{"pkcs1 labelled pkcs8", relabel(t, "merchant-pkcs1.pem", pkcs1, pkcs8), keys.FormPKCS1, keys.ContainerPEM, isPrivate, note},
		{"spki labelled pkcs1", relabel(t, "merchant-spki.pem", spki, pkcs1Public), keys.FormSPKI, keys.ContainerPEM, isPublic, note},
		{"pkcs1 labelled spki", relabel(t, "merchant-pkcs1-public.pem", pkcs1Public, spki), keys.FormPKCS1Public, keys.ContainerPEM, isPublic, note},
		{"public labelled private", relabel(t, "merchant-spki.pem", spki, pkcs8), keys.FormSPKI, keys.ContainerPEM, isPublic, note},
		{"other certificate label", relabel(t, "merchant-cert.pem", "CERTIFICATE", "X509 CERTIFICATE"), keys.FormCertificate, keys.ContainerPEM, isPublic, "from a certificate"},
		{
			"end label differs", edit(string(fixture(t, "merchant-pkcs8.pem")), "END PRIVATE", "END RSA PRIVATE"),
			keys.FormPKCS8, keys.ContainerPEM, isPrivate, "END line",
		},
		{
			"private key and chain", []byte("subject=/CN=Test\n" + cert + string(fixture(t, "merchant-pkcs8.pem")) + cert),
			keys.FormPKCS8, keys.ContainerPEM, isPrivate, "a certificate (2 times)",
		},
		{
			"private and public", append(fixture(t, "merchant-spki.pem"), fixture(t, "merchant-pkcs1.pem")...),
			keys.FormPKCS1, keys.ContainerPEM, isPrivate, "the text also has a public key",
		},
		{"chain", []byte(cert + string(fixture(t, "ec-cert.pem"))), keys.FormCertificate, keys.ContainerPEM, isPublic, "also has a certificate"},
	}
}

// edit returns a text with one replacement.
func edit(text, old, replacement string) []byte {
	return []byte(strings.Replace(text, old, replacement, 1))
}

func textForms(t testing.TB) []formCase {
	t.Helper()
	private := string(fixture(t, "merchant-pkcs8.pem"))
	quoted, err := json.Marshal(private)
	if err != nil {
		t.Fatal(err)
	}
	oneLine := strings.ReplaceAll(private, "\n", " ")
	env := `"` + strings.ReplaceAll(private, "\n", `\n`) + `"`
	pemCase := func(name, text, note string) formCase {
		return formCase{name, []byte(text), keys.FormPKCS8, keys.ContainerPEM, isPrivate, note}
	}
	public := string(fixture(t, "merchant-openssh.pub"))
	return []formCase{
		pemCase("bom", "\ufeff"+private, "byte order mark"),
		pemCase("utf-16 le", string(utf16Text(private, binary.LittleEndian)), "UTF-16"),
		pemCase("utf-16 be", string(utf16Text(private, binary.BigEndian)), "UTF-16"),
		pemCase("crlf", strings.ReplaceAll(private, "\n", "\r\n"), ""),
		pemCase("indented", strings.ReplaceAll(private, "\n", "\n    "), ""),
		pemCase("blanks around", "\n \t\u00a0"+private+"\u200b \n\n", ""),
		pemCase("json string", string(quoted), "escapes"),
		pemCase("env value", env, "escapes"),
		pemCase("env line", "ANTOM_PRIVATE_KEY="+env, "escapes"),
		pemCase("quotes", "'"+private+"'", "quotes"),
		pemCase("typographic quotes", "\u201c"+private+"\u201d;", "quotes"),
		pemCase("one line", oneLine, "line breaks"),
		pemCase("no blanks", strings.ReplaceAll(private, "\n", ""), "line breaks"),
		{
			"authorized_keys with options", []byte("# shop\nrestrict,command=\"x\" " + public),
			keys.FormOpenSSH, keys.ContainerBase64, isPublic, "",
		},
	}
}

func base64Forms(t testing.TB) []formCase {
	t.Helper()
	private, public := line(t, "merchant-pkcs8.pem"), line(t, "merchant-spki.pem")
	bare := func(name, text string, form keys.Form, private bool, note string) formCase {
		return formCase{name, []byte(text), form, keys.ContainerBase64, private, note}
	}
	url := base64.URLEncoding.EncodeToString(der(t, "merchant-pkcs8.pem"))
	if strings.ContainsAny(url, "+/") || url == private {
		t.Fatal("the fixture has no character that differs in the URL alphabet")
	}
	if !strings.HasSuffix(private, "=") {
		t.Fatal("the fixture has no padding")
	}
	inPEM := base64.StdEncoding.EncodeToString(fixture(t, "merchant-pkcs8.pem"))
	inJSON := base64.StdEncoding.EncodeToString(merchantJWK(t, isPublic))
	return []formCase{
		bare("pkcs8", private, keys.FormPKCS8, isPrivate, ""),
		bare("pkcs1", line(t, "merchant-pkcs1.pem"), keys.FormPKCS1, isPrivate, ""),
		bare("spki", public, keys.FormSPKI, isPublic, ""),
		bare("pkcs1 public", line(t, "merchant-pkcs1-public.pem"), keys.FormPKCS1Public, isPublic, ""),
		bare("certificate base64", line(t, "merchant-cert.pem"), keys.FormCertificate, isPublic, "from a certificate"),
		bare("openssh base64", line(t, "merchant-openssh"), keys.FormOpenSSH, isPrivate, ""),
		bare("openssh public base64", strings.Fields(string(fixture(t, "merchant-openssh.pub")))[1], keys.FormOpenSSH, isPublic, ""),
		bare("wrapped", wrap(private, "\n"), keys.FormPKCS8, isPrivate, ""),
		bare("wrapped crlf", wrap(public, "\r\n"), keys.FormSPKI, isPublic, ""),
		bare("stray blanks", " \t"+public[:40]+" \u00a0 "+public[40:]+" \n", keys.FormSPKI, isPublic, ""),
		bare("url alphabet", url, keys.FormPKCS8, isPrivate, "URL alphabet"),
		bare("no padding", strings.TrimRight(private, "="), keys.FormPKCS8, isPrivate, "no right padding"),
		bare("url alphabet, no padding", strings.TrimRight(url, "="), keys.FormPKCS8, isPrivate, "URL alphabet"),
		bare("quotes", `"`+public+`",`, keys.FormSPKI, isPublic, "quotes"),
		bare("php escapes", strings.ReplaceAll(public, "/", `\/`), keys.FormSPKI, isPublic, "escapes"),
		bare("json escapes", strings.NewReplacer("+", `\u002B`, "=", `\u003d`).Replace(public), keys.FormSPKI, isPublic, "escapes"),
		bare("bom base64", "\ufeff"+public, keys.FormSPKI, isPublic, "byte order mark"),
		{"pem in base64", []byte(inPEM), keys.FormPKCS8, keys.ContainerPEM, isPrivate, "out of Base64"},
		{"jwk in base64", []byte(inJSON), keys.FormJWK, keys.ContainerJWK, isPublic, "out of Base64"},
		bare("base64 in base64", base64.StdEncoding.EncodeToString([]byte(private)), keys.FormPKCS8, isPrivate, "out of Base64"),
	}
}

func TestParseForms(t *testing.T) {
	t.Parallel()
	want := merchant(t)
	for _, c := range formCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k, err := keys.Parse(c.data, nil)
			if err != nil {
				t.Fatal(err)
			}
			if k.Form != c.form || k.Container != c.container {
				t.Errorf("form %s in %s, want %s in %s", k.Form, k.Container, c.form, c.container)
			}
			if c.note == "" && len(k.Notes) > 0 || c.note != "" && !hasNote(k, c.note) {
				t.Errorf("notes %q, want one with %q", k.Notes, c.note)
			}
			if !c.private {
				want := want.PublicOnly()
				sameKey(t, k, want)
				return
			}
			sameKey(t, k, want)
		})
	}
}

// ParsePrivate and ParsePublic agree with Parse, and each refuses the other's.
func TestParseKinds(t *testing.T) {
	t.Parallel()
	for _, c := range formCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			private, privateErr := keys.ParsePrivate(c.data, nil)
			public, publicErr := keys.ParsePublic(c.data)
			if c.private {
				if privateErr != nil || private.Private == nil {
					t.Errorf("ParsePrivate: %v", privateErr)
				}
				found := "a private key"
				if c.form == keys.FormOpenSSH {
					found = "an OpenSSH private key"
				}
				wantError(t, publicErr, c.data, keys.ReasonWrongKind, found)
				return
			}
			if publicErr != nil || public.Private != nil {
				t.Errorf("ParsePublic: %v", publicErr)
			}
			found := "a public key"
			if c.form == keys.FormCertificate {
				found = "a certificate"
			}
			wantError(t, privateErr, c.data, keys.ReasonWrongKind, found)
		})
	}
}

func TestNotesOfUnusualKeys(t *testing.T) {
	t.Parallel()
	for name, note := range map[string]string{
		"rsa-1024.pem":        "1024 bits",
		"rsa-1024-public.pem": "1024 bits",
		"rsa-exponent3.pem":   "exponent is 3",
	} {
		k, err := keys.Parse(fixture(t, name), nil)
		if err != nil || !hasNote(k, note) {
			t.Errorf("%s: error %v, want a note with %q", name, err, note)
		}
	}
}
