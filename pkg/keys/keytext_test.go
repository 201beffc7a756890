package keys_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

const mark = "[key text removed]"

// wrapped breaks a text into lines.
func wrapped(text string, width int, end string) string {
	var b strings.Builder
	for chunk := range slices.Chunk([]byte(text), width) {
		b.Write(chunk)
		b.WriteString(end)
	}
	return b.String()
}

// privateText is the Base64 of private keys in several forms.
func privateText(t testing.TB) map[string]string {
	t.Helper()
	jwk, err := keys.Encode(merchant(t), keys.FormJWK, keys.ContainerJWK)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]string
	if err := json.Unmarshal(jwk, &members); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"PKCS#8":        line(t, "merchant-pkcs8.pem"),
		"PKCS#1":        line(t, "merchant-pkcs1.pem"),
		"OpenSSH":       line(t, "merchant-openssh"),
		"JWK exponent":  members["d"],
		"PEM in Base64": base64.StdEncoding.EncodeToString(fixture(t, "merchant-pkcs8.pem")),
	}
}

func TestRedactKeys(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for name, text := range privateText(t) {
		texts[name] = text
		texts[name+", URL alphabet"] = strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(text)
		texts[name+", percent-escaped"] = url.QueryEscape(text)
		texts[name+", JSON-escaped"] = strings.ReplaceAll(text, "/", `\/`)
		for _, width := range []int{20, 32, 64, 76} {
			texts[fmt.Sprintf("%s, lines of %d", name, width)] = strings.TrimSpace(wrapped(text, width, "\n"))
			texts[fmt.Sprintf("%s, Windows lines of %d", name, width)] = strings.TrimSpace(wrapped(text, width, "\r\n"))
			texts[fmt.Sprintf("%s, written line ends after %d", name, width)] = strings.TrimSuffix(wrapped(text, width, `\n`), `\n`)
		}
		texts[name+", blanks for line ends"] = strings.TrimSpace(wrapped(text, 64, " "))
	}
	for _, file := range []string{"merchant-pkcs8.pem", "merchant-pkcs1.pem", "merchant-openssh", "merchant-spki.pem"} {
		texts[file] = strings.TrimSpace(string(fixture(t, file)))
		texts[file+" in one line"] = strings.ReplaceAll(texts[file], "\n", `\n`)
	}
	texts["public, Base64"] = line(t, "merchant-spki.pem")
	for name, text := range texts {
		for _, around := range [][2]string{{"", ""}, {`reading "`, `": no such file`}, {"unknown flag: --", "\nhint: antom --help"}, {"key=", " is wrong"}} {
			in := around[0] + text + around[1]
			if !keys.LooksLikeKey(in) {
				t.Errorf("%s: %q…%q is not taken for a key", name, around[0], around[1])
			}
			got := keys.Redact(in)
			want := around[0] + mark + around[1]
			got = strings.Replace(got, "flag: "+mark, "flag: --"+mark, 1) // hyphens are of the alphabet of URLs
			if got != want {
				t.Errorf("%s: Redact gives %.300q, want %q", name, got, want)
			}
		}
	}
}

// Text that a command prints and that no key is in.
func TestRedactKeepsOrdinaryText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "no", "gateway is not a URL",
		merchantFingerprint, strings.ToUpper(antomFingerprint),
		"paymentId 202401011940108001001883802000123", "SANDBOX_5YBR8P2YTG4G00000_0123456789ABCDEF",
		"20260131-154205-3f9a1c2b07", "0192f6a1-2b3c-7d4e-8f90-a1b2c3d4e5f6", "0192F6A1-2B3C-7D4E-8F90-A1B2C3D4E5F6",
		"/home/ann/Library/Application/Support/antom/keys/merchant-private-key/PrivateKey2048",
		"/tmp/TestRedactKeepsOrdinaryTextAndMuchMoreThanThat1234567/001/merchantPrivateKey.pem",
		"/tmp/TestAuthorityIsTheOneOnDisk3056721337/001/authority.pem", "/srv/Shop2/Q3-2026/P1/v2/KeysOfTheShop/Antom/PrivateKey1",
		"/private/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/TestKeysOfTheShop1234567/001/Key2.pem",
		`C:\Users\Ann\AppData\Roaming\antom\keys\merchant-private-key-of-the-shop-in-Singapore.pem`,
		"/ams/sandbox/api/v1/payments/createPaymentSession/inquirePayment",
		"order.goods[0].goodsUnitAmount.currency, customizedInfoReferenceMerchantIdTransactionRequestId",
		"--payment-request-id --order-reference-buyer-id --settlement-currency-of-the-order",
		"PAYMENT_AMOUNT_EXCEED_LIMIT, MERCHANT_BALANCE_NOT_ENOUGH_AND_SOME_MORE_WORDS_IN_CAPITALS",
		"https://checkout.antom.com/pay?sessionData=Xw3kQ9zTb7YpLm2Rv8Nc5Hj4Fd6Gs1AaUeIoPyTrEwQzXcVbNmKlJ&x=1",
		"https://open-sea-global.alipay.com/ams/api/v1/payments/pay is not a region",
		strings.Repeat("=", 60), strings.Repeat("-", 60), "=====================BEGIN=====================",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	} {
		if got := keys.Redact(text); got != text || keys.LooksLikeKey(text) {
			t.Errorf("Redact(%q) = %q", text, got)
		}
	}
}

// What follows a key in a message stays.
func TestRedactKeepsWordsAfterAKey(t *testing.T) {
	t.Parallel()
	key := line(t, "merchant-pkcs8.pem")
	for _, after := range []string{"\ndone", "\nDone.", "\nantom --help", " is wrong", ": no such file", "\n/home/ann/key.pem", ", and " + merchantFingerprint} {
		if got, want := keys.Redact(key+after), mark+after; got != want {
			t.Errorf("Redact(key%q) = %q", after, got)
		}
	}
}

func TestRedactKeepsSignatures(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{128, 256, 384, 512} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(random.IntN(256))
		}
		plain := base64.StdEncoding.EncodeToString(data)
		for _, text := range []string{
			"signature: algorithm=RSA256,keyVersion=1,signature=" + url.QueryEscape(plain),
			"Signature=" + plain, "the signature " + url.QueryEscape(plain) + " does not verify",
		} {
			if got := keys.Redact(text); got != text {
				t.Errorf("a signature of %d bytes: %q became %q", size, text, got)
			}
		}
		if text := "signature " + plain; keys.Redact(text) == text {
			t.Errorf("random Base64 of %d bytes without a mark of a signature stays", size)
		}
	}
}

func TestRedactKeyInURL(t *testing.T) {
	t.Parallel()
	for name, text := range privateText(t) {
		if name == "JWK exponent" {
			continue // it has no begin that tells it from any other random text
		}
		in := "https://example.com/notify?key=" + url.QueryEscape(text) + "&a=1"
		if got := keys.Redact(in); got != "https://example.com/notify?key="+mark+"&a=1" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestRedactJWK(t *testing.T) {
	t.Parallel()
	in := `{"kty":"EC","crv":"P-256","x":"short","d":"abc_-1"}`
	if got, want := keys.Redact(in), `{"kty":"EC","crv":"P-256","x":"short","d":"`+mark+`"}`; got != want || !keys.LooksLikeKey(in) {
		t.Errorf("%s", got)
	}
	inString := `"{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}"`
	if got := keys.Redact(inString); strings.Contains(got, "c2VjcmV0") {
		t.Errorf("%s", got)
	}
	if text := `{"d":"abc","p":"q"}`; keys.LooksLikeKey(text) {
		t.Error("other JSON is taken for a JWK")
	}
}

func TestRedactOtherSecrets(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"proxy http://ann:hunter2@proxy:8080 refuses":                        "proxy http://ann:" + mark + "@proxy:8080 refuses",
		"http://proxy:8080/a@b":                                              "http://proxy:8080/a@b",
		"Authorization: Bearer sk_live_0123456789abcdef":                     "Authorization: Bearer " + mark,
		"bearer 0123456789abcdef0123, and more":                              "bearer " + mark + ", and more",
		"the bearer of this letter":                                          "the bearer of this letter",
		"token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl is expired": "token " + mark + " is expired",
	} {
		if got := keys.Redact(in); got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
		if keys.LooksLikeKey(in) {
			t.Errorf("%q is taken for a key", in)
		}
	}
}

func TestRedactDamagedPEM(t *testing.T) {
	t.Parallel()
	body := line(t, "merchant-pkcs8.pem")
	for in, want := range map[string]string{
		"a -----BEGIN PRIVATE KEY----- b":                                                   "a " + mark + " b",
		"a -----BEGIN PRIVATE KEY-----\n" + body:                                            "a " + mark,
		"x-----BEGIN -----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY----- y":   "x" + mark + " y",
		"-----END PRIVATE KEY----- -----BEGIN":                                              mark + " -----BEGIN",
		"-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----, -----BEGIN A-----A":      mark + ", " + mark + "A",
		"-----BEGIN " + strings.Repeat("A", 100) + "-----END ":                              mark,
		"-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nQUJD\n-----END PRIVATE KEY": mark,
	} {
		got := keys.Redact(in)
		if strings.HasSuffix(in, "PRIVATE KEY") {
			got = strings.TrimSuffix(got, "PRIVATE KEY")
		}
		if got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
	}
}

// fragment is a length of key text that no output may have.
const fragment = 40

// leaks finds a part of a key's Base64 in a text.
func leaks(text, key string) (string, bool) {
	parts := make(map[string]bool, len(text))
	for i := 0; i+fragment <= len(text); i++ {
		parts[text[i:i+fragment]] = true
	}
	for i := 0; i+fragment <= len(key); i++ {
		if part := key[i : i+fragment]; parts[part] {
			return part, true
		}
	}
	return "", false
}

// A line of a PEM text, taken from any place of a key, is known by itself.
func TestRedactFragments(t *testing.T) {
	t.Parallel()
	for name, key := range privateText(t) {
		for i := 0; i+64 <= len(key); i++ {
			in := "open " + key[i:i+64] + ": no such file"
			if part, leaked := leaks(keys.Redact(in), key); leaked {
				t.Errorf("%s: %q stays", name, part)
			}
		}
	}
}

// Of the shortest parts that count nearly all are known; the others read like
// words by chance, or are the zeros that OpenSSH begins with.
func TestRedactShortFragments(t *testing.T) {
	t.Parallel()
	for name, key := range privateText(t) {
		missed := 0
		for i := 0; i+fragment <= len(key); i++ {
			if !keys.LooksLikeKey(key[i : i+fragment]) {
				missed++
			}
		}
		allowed := len(key) / 50
		if name == "PEM in Base64" { // its letters change less than those of random bytes
			allowed = len(key) / 20
		}
		if missed > allowed {
			t.Errorf("%s: %d of %d parts of %d characters are not known", name, missed, len(key), fragment)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("reading \"", "\": no such file", uint16(0), uint16(5000), uint8(64))
	f.Add("a b\n", "\nc", uint16(300), uint16(64), uint8(0))
	f.Add("-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----", uint16(0), uint16(5000), uint8(20))
	f.Add("signature=", "", uint16(0), uint16(5000), uint8(0))
	f.Add("https://example.com/", "&a=1", uint16(0), uint16(5000), uint8(0))
	key := line(f, "merchant-pkcs8.pem")
	f.Fuzz(func(t *testing.T, before, after string, from, size uint16, width uint8) {
		text := keys.Redact(before + after)
		if keys.LooksLikeKey(before+after) && text == before+after && !strings.Contains(before+after, mark) {
			t.Fatalf("%q becomes %q", before+after, text)
		}
		// At least a line of PEM text, and from its begin in what may be a URL.
		start := int(from) % (len(key) - 64)
		if strings.Contains(before+key[start:start+2], "://") {
			start = 0
		}
		part := key[start:min(len(key), start+64+int(size))]
		if width >= 16 {
			part = wrapped(part, int(width), "\n")
		}
		if found, leaked := leaks(keys.Redact(before+part+after), key); leaked {
			t.Fatalf("%q stays between %q and %q", found, before, after)
		}
	})
}

// Key text in the tree's own tests of this package is all known.
func TestRedactFixtures(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.pem"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(keys.Redact(string(data))); !strings.Contains(got, mark) || strings.Contains(got, "MII") {
			t.Errorf("%s: %.80q", file, got)
		}
	}
}

// largeTexts are texts of 256 KiB that begin something again and again which is never
// complete.
func largeTexts() map[string]string {
	texts := map[string]string{}
	for _, part := range []string{"-----BEGIN ", "-----END ", "a://", "a=", "signature=%3D", "A\n", "MIIE0aB1cD2eF3gH\n", `\n`, `"kty"`, " "} {
		texts[strings.TrimSpace(part)] = strings.Repeat(part, (256<<10)/len(part))
	}
	return texts
}

// What is no key stays, also in a large text of what begins like one.
func TestRedactLargeTexts(t *testing.T) {
	t.Parallel()
	for name, text := range largeTexts() {
		if strings.HasPrefix(name, "-----") || strings.HasPrefix(name, "MII") {
			continue // these have the form of key text
		}
		if text = text[:32<<10]; keys.Redact(text) != text {
			t.Errorf("%q repeated was changed", name)
		}
	}
}

// A large text takes time in proportion to its size, whatever it is made of: compare
// the rates.
func BenchmarkRedactLargeTexts(b *testing.B) {
	for name, text := range largeTexts() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				keys.Redact(text)
			}
		})
	}
}

// TestIDsAreNoKeys: names of fields beside ids, as messages and hints have them.
func TestIDsAreNoKeys(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"this was paymentRequestId PAY202611291020559M2L7J0T8SII, order ORDER202611291020559M2L7J0T8SII",
		"captureRequestId CAP202611291020559M2L7J0T8SII paymentRequestId PAY202611291020559M2L7J0T8SII",
		"hint: antom inquire PAY202611291020559M2L7J0T8SII --wait",
		"subscriptionRequestId aB3dE5gH7jK9mN1pQ3sT5",
	} {
		if got := keys.Redact(text); got != text {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}
