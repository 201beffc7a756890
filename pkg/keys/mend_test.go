package keys_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// mendCase is a text of the merchant's key to which a way of copying did something.
type mendCase struct{ name, text, note string }

func mendCases(t testing.TB) []mendCase {
	t.Helper()
	pem := strings.TrimSpace(string(fixture(t, "merchant-pkcs8.pem")))
	oneLine := line(t, "merchant-pkcs8.pem")
	if !strings.Contains(oneLine, "+") {
		t.Fatal("the fixture has no plus sign")
	}
	inBase64 := base64.StdEncoding.EncodeToString([]byte(pem))
	each := func(form func(number int, line string) string) string {
		var lines []string
		for i, l := range strings.Split(pem, "\n") {
			lines = append(lines, form(i+1, l))
		}
		return strings.Join(lines, "\n")
	}
	const (
		plus, tags, numbers = "blanks were turned back", "HTML tags", "line numbers"
		invisible, setting  = "invisible characters", "of a settings file"
	)
	secret := func(data string) string {
		return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: antom\ntype: Opaque\ndata:\n  client-id: U0FOREJPWA==\n" + data
	}
	return []mendCase{
		{"plus became blank, PEM", strings.ReplaceAll(pem, "+", " "), plus},
		{"plus became blank, Base64", strings.ReplaceAll(oneLine, "+", " "), plus},
		{"br", strings.ReplaceAll(pem, "\n", "<br>\n"), tags},
		{"br in one line", strings.ReplaceAll(pem, "\n", "<br />"), tags},
		{"paragraphs", "<p>" + strings.ReplaceAll(pem, "\n", "</p><p>") + "</p>", tags},
		{"entities", strings.NewReplacer("+", "&#43;", "/", "&#x2F;").Replace(pem), tags},
		{"line numbers", each(func(n int, l string) string { return fmt.Sprintf("%d %s", n, l) }), numbers},
		{"cat -n", each(func(n int, l string) string { return fmt.Sprintf("%6d\t%s", n, l) }), numbers},
		{"line numbers with a colon", each(func(n int, l string) string { return fmt.Sprintf("%d: %s", n, l) }), numbers},
		{"line numbers with a bar", each(func(n int, l string) string { return fmt.Sprintf("%4d | %s", n, l) }), numbers},
		{"zero-width blanks", strings.Replace(strings.ReplaceAll(pem, "M", "M\u200b"), "BEGIN", "BEGIN\u2060", 1), invisible},
		{"soft hyphens", strings.ReplaceAll(pem, "A", "A\u00ad"), invisible},
		{"mark of direction", "\u200e" + oneLine, ""},
		{"escaped for a URL", url.QueryEscape(oneLine), "percent escapes"},
		{"PEM escaped for a URL", url.PathEscape(pem), "percent escapes"},
		{"env file", "ANTOM_CLIENT_ID=X\nANTOM_PRIVATE_KEY=" + oneLine + "\nOTHER=1\n", setting},
		{"one variable", "ANTOM_PRIVATE_KEY=" + oneLine, setting},
		{"exported", "export ANTOM_PRIVATE_KEY='" + oneLine + "'\n", setting},
		{"Base64 of PEM in a variable", "KEY=" + inBase64, setting},
		{"properties", "antom.private.key=" + oneLine + "\nantom.client=1\n", setting},
		{"YAML", "antom:\n  clientId: X\n  privateKey: " + oneLine + "\n", setting},
		{"both halves in YAML", "antom:\n  publicKey: \"" + line(t, "merchant-spki.pem") + "\"\n  privateKey: \"" + oneLine + "\"\n", setting},
		{"Secret of Kubernetes", secret("  private.pem: " + inBase64 + "\n"), setting},
		{"Secret of Kubernetes, Base64 of Base64", secret("  key: " + base64.StdEncoding.EncodeToString([]byte(oneLine)) + "\n"), setting},
		{"Secret of Kubernetes, folded", secret("  key: >-\n    " + strings.TrimSpace(wrapped(inBase64, 76, "\n    ")) + "\n"), setting},
		{"string in Java", "String key = \"" + strings.TrimSpace(wrapped(oneLine, 64, "\" +\n    \"")) + "\";\n", "pieces of a string"},
		{"JWK set of several kinds", `{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},` + string(merchantJWK(t, isPrivate)) + `]}`, "JWK set"},
	}
}

func TestParseMended(t *testing.T) {
	t.Parallel()
	for _, c := range mendCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{c.text, c.text + "\r\n"} {
				k, err := keys.ParsePrivate([]byte(text), nil)
				if err != nil {
					t.Fatal(err)
				}
				sameKey(t, k, merchant(t))
				if !hasNote(k, c.note) && c.note != "" {
					t.Errorf("notes %q do not say %q", k.Notes, c.note)
				}
			}
		})
	}
}

// The reason that is told is the reason.
func TestParseDamagedReasons(t *testing.T) {
	t.Parallel()
	pem := string(fixture(t, "merchant-pkcs8.pem"))
	lines := strings.SplitAfter(pem, "\n")
	two := "A=" + line(t, "merchant-pkcs8.pem") + "\nB=" + line(t, "antom-pkcs8.pem") + "\n"
	for _, c := range []struct{ name, text, found, reason string }{
		{"four hyphens", strings.ReplaceAll(pem, "-----", "----"), "PEM text with a damaged BEGIN line", ""},
		{"four hyphens at the beginning", strings.Replace(pem, "-----BEGIN", "----BEGIN", 1), "PEM text with a damaged BEGIN line", ""},
		{"four hyphens in the end line", strings.Replace(pem, "-----END", "----END", 1), "damaged PEM text", "its END line is damaged"},
		{"six hyphens", strings.ReplaceAll(pem, "-----", "------"), "damaged PEM text", "does not end with five hyphens"},
		{"no end line", strings.Join(lines[:9], ""), "damaged PEM text", "its END line is missing"},
		{"dots", strings.Join(lines[:3], "") + "...\n" + strings.Join(lines[len(lines)-4:], ""), "a damaged PEM block PRIVATE KEY", "dots stand where"},
		{"small letters", strings.ToLower(pem), "PEM text in small letters", ""},
		{"capitals", strings.ToUpper(pem), "a damaged PEM block PRIVATE KEY", "turned into capitals"},
		{"two keys in settings", two, "2 private keys in one settings file", ""},
		{"settings without a key", "CLIENT=1\nKEY=from the vault\n", "a name and a value, as in a settings file", ""},
		{"JWK set of two RSA keys", `{"keys":[` + string(merchantJWK(t, isPublic)) + "," + string(merchantJWK(t, isPublic)) + `]}`, "a JWK set of 2 keys", ""},
	} {
		// The same text comes from a file with, and from a variable without, its last line end.
		for _, text := range []string{c.text, strings.TrimRight(c.text, "\r\n")} {
			_, err := keys.ParsePrivate([]byte(text), nil)
			var e *keys.Error
			if !errors.As(err, &e) || e.Found != c.found || e.Hint == "" || !strings.Contains(e.Error(), c.reason) {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			noLeak(t, e, []byte(text))
		}
	}
}
