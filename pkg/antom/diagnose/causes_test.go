package diagnose

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/antom-cli/antom/pkg/antom"
)

// A mistake is what happens to a message that Antom signed.
type mistake struct {
	name string
	// sign changes the message before it is signed, nil if nothing is to change.
	sign func(*antom.Message)
	// make changes the message, or what else is known, after it was signed.
	make func(*Input)
	want []Cause
	// says are words of the explanation or the fix.
	says []string
}

func body(change func(string) string) func(*Input) {
	return func(in *Input) { in.Message.Body = []byte(change(string(in.Message.Body))) }
}

func path(given string) func(*Input) {
	return func(in *Input) { in.Message.Path = given }
}

func signBody(change func(string) string) func(*antom.Message) {
	return func(m *antom.Message) { m.Body = []byte(change(string(m.Body))) }
}

func signPath(signed string) func(*antom.Message) {
	return func(m *antom.Message) { m.Path = signed }
}

func swap(old, with string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic("the test data has no " + old)
		}
		return strings.ReplaceAll(s, old, with)
	}
}

func indent(prefix string) func(string) string {
	return func(s string) string {
		var b bytes.Buffer
		if err := json.Indent(&b, []byte(s), "", prefix); err != nil {
			panic(err)
		}
		return b.String()
	}
}

func goMap(s string) string {
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		panic(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func utf16LE(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// noEmoji makes the notification one that has a form in small character sets.
func noEmoji(s string) string { return swap("😀", ":-)")(s) }

func chinese(s string) string { return swap("Café Müller", "支付宝香港")(noEmoji(s)) }

func encoded(enc interface{ String(string) (string, error) }) func(string) string {
	return func(s string) string {
		out, err := enc.String(s)
		if err != nil {
			panic(err)
		}
		return out
	}
}

func headMistakes() []mistake {
	return []mistake{
		{"query dropped, URL known", nil, func(in *Input) { in.Message.Path = "/shop/notify"; in.NotifyURLs = []string{notifyURL} }, []Cause{CausePath}, []string{"query was dropped", "nginx", `"/shop/notify"`}},
		{"query added", signPath("/shop/notify"), path("/shop/notify?utm=1"), []Cause{CausePath}, []string{"query was added"}},
		{"trailing slash lost", signPath("/shop/notify/?a=1"), path("/shop/notify?a=1"), []Cause{CausePath}, []string{"slash at the end was dropped"}},
		{"trailing slash added", nil, path("/shop/notify/?order=7&lang=de"), []Cause{CausePath}, []string{"slash was added"}},
		{"full URL given", nil, path(notifyURL), []Cause{CausePath}, []string{"full URL"}},
		{"full URL signed", signPath(notifyURL), func(in *Input) { in.Message.Path = notifyPath; in.NotifyURLs = []string{notifyURL} }, []Cause{CausePath}, []string{"signed with its host"}},
		{"decoded", signPath("/shop/caf%C3%A9?x=a%20b"), path("/shop/café?x=a b"), []Cause{CausePath}, []string{"decoded"}},
		{"decoded slash, URL known", signPath("/shop/a%2Fb"), func(in *Input) {
			in.Message.Path = "/shop/a/b"
			in.NotifyURLs = []string{"https://x.example/shop/a%2Fb"}
		}, []Cause{CausePath}, []string{"decoded"}},
		{"escaped", signPath("/shop/café"), path("/shop/caf%C3%A9"), []Cause{CausePath}, []string{"escaped"}},
		{"prefix stripped, URL known", nil, func(in *Input) { in.Message.Path = "/notify?order=7&lang=de"; in.NotifyURLs = []string{notifyURL} }, []Cause{CausePath}, []string{"prefix was stripped", "proxy"}},
		{"usual prefix stripped", signPath("/api/notify"), path("/notify"), []Cause{CausePath}, []string{"prefix was stripped"}},
		{"prefix added", nil, path("/prod/shop/notify?order=7&lang=de"), []Cause{CausePath}, []string{"prefix was added", "stage of an API gateway"}},
		{"two segments added", nil, path("/stage/v1/shop/notify?order=7&lang=de"), []Cause{CausePath}, []string{"prefix was added"}},
		{"another URL altogether", nil, func(in *Input) { in.Message.Path = "/"; in.NotifyURLs = []string{notifyURL} }, []Cause{CausePath}, []string{notifyPath}},
		{"query reordered", signPath("/n?a=1&b=2"), path("/n?b=2&a=1"), []Cause{CausePath}, []string{"reordered"}},
		{"no path known", nil, func(in *Input) { in.Message.Path = ""; in.NotifyURLs = []string{notifyURL} }, []Cause{CausePath}, []string{`verified with ""`}},
		{"slash after the query was signed", signPath("/n?a=1/"), path("/n?a=1"), []Cause{CausePath}, []string{"end of the query"}},
		{"no slash was signed", signPath("shop/notify"), path("/shop/notify"), []Cause{CausePath}, []string{"slash was added at the beginning"}},
		{"prefix and slash", nil, path("/prod/shop/notify/?order=7&lang=de"), []Cause{CausePath}, []string{"prefix was added", "slash was added"}},

		{"method missing", nil, func(in *Input) { in.Message.Method = "" }, []Cause{CauseMethod}, []string{"POST"}},
		{"method small", nil, func(in *Input) { in.Message.Method = "post" }, []Cause{CauseMethod}, []string{"capitals"}},
		{"method small was signed", func(m *antom.Message) { m.Method = "post" }, func(in *Input) { in.Message.Method = "POST" }, []Cause{CauseMethod}, []string{`signed the method "post"`}},
		{"method GET", nil, func(in *Input) { in.Message.Method = "GET" }, []Cause{CauseMethod}, []string{"redirect"}},

		{"another client id", nil, func(in *Input) { in.Message.ClientID = "X"; in.ClientIDs = []string{"A", "SANDBOX_5X00000000000000"} }, []Cause{CauseClientID}, []string{"another application"}},
		{"client id quoted", nil, func(in *Input) { in.Message.ClientID = ` "SANDBOX_5X00000000000000"` }, []Cause{CauseClientID}, []string{"quotes"}},
		{"client id without prefix", nil, func(in *Input) { in.Message.ClientID = "5X00000000000000" }, []Cause{CauseClientID}, []string{"SANDBOX_ was lost"}},
		{"client id twice", nil, func(in *Input) { in.Message.ClientID += ", " + in.Message.ClientID }, []Cause{CauseClientID}, []string{"twice"}},

		{"plus decoded", nil, func(in *Input) { in.Message.Time = "2022-01-18T07:11:42 08:00" }, []Cause{CauseRequestTime}, []string{"%2B", "console"}},
		{"time escaped", nil, func(in *Input) { in.Message.Time = "2022-01-18T07%3A11%3A42%2B08%3A00" }, []Cause{CauseRequestTime}, []string{"escaped"}},
		{"time in milliseconds", nil, func(in *Input) { in.Message.Time = "1642461102000" }, []Cause{CauseRequestTime}, []string{"same moment"}},
		{"time in UTC", nil, func(in *Input) { in.Message.Time = "2022-01-17T23:11:42.000Z" }, []Cause{CauseRequestTime}, []string{"same moment", "parses the time"}},
		{"milliseconds formatted", func(m *antom.Message) { m.Time = "1642461102123" }, func(in *Input) { in.Message.Time = "2022-01-18T07:11:42.123+08:00" }, []Cause{CauseRequestTime}, []string{"same moment"}},
		{"time in seconds", func(m *antom.Message) { m.Time = "1642461102000" }, func(in *Input) { in.Message.Time = "1642461102" }, []Cause{CauseRequestTime}, nil},
		{"time of a database", func(m *antom.Message) { m.Time = "2022-01-18T07:11:42Z" }, func(in *Input) { in.Message.Time = "2022-01-18 07:11:42" }, []Cause{CauseRequestTime}, nil},
		{"time not signed", func(m *antom.Message) { m.Time = "" }, func(in *Input) { in.Message.Time = "1642461102130" }, []Cause{CauseRequestTime}, []string{"Nothing was signed"}},
		{"clock read twice, far apart", func(m *antom.Message) { m.Time = "1642461105123" }, func(in *Input) { in.Message.Time = "1642461102123" }, []Cause{CauseRequestTime}, []string{"read twice"}},
		{"clock read twice", func(m *antom.Message) { m.Time = "1642461102123" }, func(in *Input) { in.Message.Time = "1642461102130" }, []Cause{CauseRequestTime}, []string{"read twice"}},
	}
}

func bodyMistakes() []mistake {
	latin := encoded(charmap.Windows1252.NewEncoder())
	gbk := encoded(simplifiedchinese.GBK.NewEncoder())
	return []mistake{
		{"newline added", nil, body(func(s string) string { return s + "\n" }), []Cause{CauseBodyNewline}, []string{"editor's final newline", "echo", "printf"}},
		{"CR LF added", nil, body(func(s string) string { return s + "\r\n" }), []Cause{CauseBodyNewline}, nil},
		{"newline lost", signBody(func(s string) string { return s + "\n" }), body(strings.TrimSpace), []Cause{CauseBodyNewline}, []string{"was dropped"}},
		{"CR LF lost", signBody(func(s string) string { return s + "\r\n" }), body(strings.TrimSpace), []Cause{CauseBodyNewline}, nil},
		{"newline before", nil, body(func(s string) string { return "\n" + s }), []Cause{CauseBodyNewline}, []string{"before the body"}},
		{"one newline of two", signBody(func(s string) string { return s + "\n" }), body(func(s string) string { return s + "\n" }), []Cause{CauseBodyNewline}, nil},

		{"indented by 1", nil, body(indent(" ")), []Cause{CauseBodyWhitespace}, []string{"re-serializes"}},
		{"indented by 2", nil, body(indent("  ")), []Cause{CauseBodyWhitespace}, []string{"JSON.stringify(value, null, 2)", "express.raw()"}},
		{"irregular blanks", nil, body(swap(",", " ,\t ")), []Cause{CauseBodyWhitespace}, []string{"compact"}},
		{"indented by 2 was signed", signBody(indent("  ")), body(compactJSON), []Cause{CauseBodyWhitespace}, []string{"indented by 2", "JSON.stringify, Jackson"}},
		{"indented by 1 was signed", signBody(indent(" ")), body(compactJSON), []Cause{CauseBodyWhitespace}, []string{"indented by 1"}},
		{"indented by 3 was signed", signBody(indent("   ")), body(compactJSON), []Cause{CauseBodyWhitespace}, []string{"indented by 3"}},
		{"indented by 4 was signed", signBody(indent("    ")), body(indent("\t")), []Cause{CauseBodyWhitespace}, []string{"indented by 4"}},
		{"a tab was signed", signBody(indent("\t")), body(compactJSON), []Cause{CauseBodyWhitespace}, []string{"by a tab"}},
		{"trailing blank", nil, body(func(s string) string { return s + "  " }), []Cause{CauseBodyWhitespace}, []string{"around"}},

		{"sorted", nil, body(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), []Cause{CauseBodyKeyOrder}, []string{"sample notifications", "TreeMap"}},
		{"sorted was signed", signBody(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyKeyOrder}, []string{"alphabetical"}},
		{"documented order", signBody(swap(`"value":"1200","currency":"EUR"`, `"currency":"EUR","value":"1200"`)), body(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), []Cause{CauseBodyKeyOrder}, []string{"documentation"}},

		{"nulls added", signBody(func(string) string { return `{"a": 1, "d": [null, {}]}` }),
			body(func(string) string { return `{"z": null, "a": 1, "b": null, "d": [null, {"c": null}]}` }), []Cause{CauseBodyNulls}, []string{"null"}},
		{"nulls added and sorted", signBody(func(string) string { return `{"a":1,"b":"null"}` }),
			body(func(string) string { return `{ "b":"null", "a":1, "c":null }` }), []Cause{CauseBodyKeyOrder, CauseBodyNulls, CauseBodyWhitespace}, nil},

		{"no body was signed", signBody(func(string) string { return "" }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEmpty}, []string{"without the body"}},
		{"an empty object was signed", signBody(func(string) string { return "{}" }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEmpty}, []string{"{}"}},

		{"slash escaped", nil, body(swap("/", `\/`)), []Cause{CauseBodyEscaping}, []string{"PHP's json_encode"}},
		{"slash escaped was signed", signBody(swap("/", `\/`)), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEscaping}, []string{`\/`}},
		{"small hex", nil, body(swap("é", `\u00e9`)), []Cause{CauseBodyEscaping}, []string{"UTF-8 as they are"}},
		{"capital hex", nil, body(swap("é", `\u00E9`)), []Cause{CauseBodyEscaping}, nil},
		{"small hex was signed", signBody(func(s string) string { return string(spelled(s, spelling{ascii: true})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEscaping}, []string{"lower-case hex digits"}},
		{"capital hex was signed", signBody(func(s string) string { return string(spelled(s, spelling{ascii: true, upper: true})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEscaping}, []string{"upper-case hex digits"}},
		{"markup", nil, body(func(s string) string { return string(spelled(s, spelling{special: markup})) }), []Cause{CauseBodyEscaping}, []string{"Go's encoding/json"}},
		{"Gson", nil, body(func(s string) string { return string(spelled(s, spelling{special: gsonMarkup})) }), []Cause{CauseBodyEscaping}, []string{"Gson"}},
		{".NET", nil, body(func(s string) string {
			return string(spelled(s, spelling{special: netMarkup, ascii: true, upper: true}))
		}), []Cause{CauseBodyEscaping}, []string{"System.Text.Json"}},
		{"number with .0", nil, body(swap(`"n":1,`, `"n":1.0,`)), []Cause{CauseBodyEscaping}, []string{"shortest form"}},
		{"number with exponent", signBody(swap(`"n":1,`, `"n":1000,`)), body(swap(`"n":1000`, `"n":1e3`)), []Cause{CauseBodyEscaping}, []string{"shortest form"}},
		{"number without .0", signBody(swap(`"n":1,"none":[],"rows":[2,`, `"n":1.0,"none":[],"rows":[2.0,`)), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyEscaping}, []string{".0"}},
		{"form encoded", nil, body(func(s string) string { return url.QueryEscape(s) + "=" }), []Cause{CauseBodyEscaping}, []string{"form"}},
		{"HTML", nil, body(html.EscapeString), []Cause{CauseBodyEscaping}, []string{"HTML"}},
		{"echo", signBody(swap("Müller", `Müller\n\tpay`)), body(swap(`\n\t`, "\n\t")), []Cause{CauseBodyEscaping}, []string{"echo"}},
		{"JSON string without quotes", nil, body(swap(`"`, `\"`)), []Cause{CauseBodyEscaping}, []string{"backslashes"}},

		{"CR LF for LF", signBody(indent("  ")), body(swap("\n", "\r\n")), []Cause{CauseBodyLineEndings}, []string{"autocrlf"}},
		{"LF for CR LF", signBody(func(s string) string { return swap("\n", "\r\n")(indent("  ")(s)) }), body(swap("\r\n", "\n")), []Cause{CauseBodyLineEndings}, nil},
		{"BOM added", nil, body(func(s string) string { return "\ufeff" + s }), []Cause{CauseBodyBOM}, []string{"Notepad"}},
		{"BOM lost", signBody(func(s string) string { return "\ufeff" + s }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyBOM}, []string{"dropped"}},

		{"Latin-1", signBody(noEmoji), body(latin), []Cause{CauseBodyCharset}, []string{"Latin-1"}},
		{"UTF-16", nil, body(utf16LE), []Cause{CauseBodyCharset}, []string{"UTF-16"}},
		{"double UTF-8", nil, body(func(s string) string {
			var out []rune
			for _, c := range []byte(s) {
				out = append(out, rune(c))
			}
			return string(out)
		}), []Cause{CauseBodyCharset}, []string{"once more"}},
		{"GBK", signBody(chinese), body(gbk), []Cause{CauseBodyCharset}, []string{"GBK"}},
		{"UTF-8 taken for GBK", signBody(func(s string) string { return swap("Café Müller", "你好")(noEmoji(s)) }), body(encoded(simplifiedchinese.GBK.NewDecoder())), []Cause{CauseBodyCharset}, []string{"GBK"}},
		{"Latin-1 was signed", signBody(func(s string) string { return latin(noEmoji(s)) }), body(encoded(charmap.Windows1252.NewDecoder())), []Cause{CauseBodyCharset}, nil},

		{"Base64", nil, body(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), []Cause{CauseBodyBase64}, []string{"isBase64Encoded"}},
		{"Base64 in lines", nil, body(func(s string) string { return wrapped(base64.StdEncoding.EncodeToString([]byte(s))) }), []Cause{CauseBodyBase64}, nil},
		{"Base64 was signed", signBody(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{CauseBodyBase64}, nil},

		{"value changed", nil, body(swap("1200", "1201")), []Cause{CauseContentChanged}, []string{"another", "byte for byte", "No notify URL is known"}},
		{"empty body", nil, body(func(string) string { return "" }), []Cause{CauseContentChanged}, []string{"body is empty"}},
		{"replacement characters", nil, body(swap("é", "\ufffd")), []Cause{CauseBodyCharset}, []string{"U+FFFD"}},
		{"cut off", nil, body(func(s string) string { return s[:200] }), []Cause{CauseContentChanged}, []string{"cut off"}},
	}
}

func combinedMistakes() []mistake {
	query := func(in *Input) { in.Message.Path = "/shop/notify"; in.NotifyURLs = []string{notifyURL} }
	time := func(in *Input) { in.Message.Time = "2022-01-18T07:11:42 08:00" }
	client := func(in *Input) { in.Message.ClientID = "X"; in.ClientIDs = []string{"SANDBOX_5X00000000000000"} }
	newline := body(func(s string) string { return s + "\n" })
	post := func(in *Input) { in.Message.Method = "post" }
	do := func(all ...func(*Input)) func(*Input) {
		return func(in *Input) {
			for _, f := range all {
				f(in)
			}
		}
	}
	return []mistake{
		{"path and time", nil, do(query, time), []Cause{CausePath, CauseRequestTime}, []string{"query", "%2B"}},
		{"path and client id", nil, do(query, client), []Cause{CausePath, CauseClientID}, nil},
		{"path and method", nil, do(query, post), []Cause{CausePath, CauseMethod}, nil},
		{"time and client id", nil, do(time, client), []Cause{CauseClientID, CauseRequestTime}, nil},
		{"path and newline", nil, do(query, newline), []Cause{CausePath, CauseBodyNewline}, []string{"editor", "without its query"}},
		{"path and whitespace", nil, do(query, body(indent("  "))), []Cause{CausePath, CauseBodyWhitespace}, nil},
		{"path and form", nil, do(query, body(url.QueryEscape)), []Cause{CausePath, CauseBodyEscaping}, nil},
		{"time and charset", nil, do(time, body(utf16LE)), []Cause{CauseRequestTime, CauseBodyCharset}, nil},
		{"client id and BOM", nil, do(client, body(func(s string) string { return "\ufeff" + s })), []Cause{CauseClientID, CauseBodyBOM}, nil},
		{"rare path and rare body", nil, do(path("/n"+notifyPath), body(html.EscapeString)), []Cause{CausePath, CauseBodyEscaping}, nil},
		{"BOM and CR LF at the end", nil, body(func(s string) string { return "\ufeff" + s + "\r\n" }), []Cause{CauseBodyBOM, CauseBodyNewline}, nil},
		{"Base64 of indented", nil, body(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(indent("  ")(s))) }), []Cause{CauseBodyBase64, CauseBodyWhitespace}, nil},
		{"Windows editor", nil, body(func(s string) string { return "\ufeff" + swap("\n", "\r\n")(indent("  ")(s)) + "\r\n" }), []Cause{CauseBodyBOM, CauseBodyWhitespace, CauseBodyNewline}, nil},
		{"path, time and newline", nil, do(query, time, newline), []Cause{CausePath, CauseRequestTime, CauseBodyNewline}, nil},
		{"path, client id and whitespace", nil, do(query, client, body(indent("    "))), []Cause{CausePath, CauseClientID, CauseBodyWhitespace}, nil},
		{"path, indented and newline", nil, do(query, body(func(s string) string { return indent("  ")(s) + "\n" })), []Cause{CausePath, CauseBodyWhitespace, CauseBodyNewline}, nil},
		{"path, time and client id", nil, do(query, time, client), []Cause{CausePath, CauseClientID, CauseRequestTime}, nil},
		{"path and Go's map", nil, do(query, body(goMap)), []Cause{CausePath, CauseBodyKeyOrder, CauseBodyEscaping}, []string{"from a map"}},
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	t.Parallel()
	for _, m := range slices.Concat(headMistakes(), bodyMistakes(), combinedMistakes()) {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			message := signed()
			if m.sign != nil {
				m.sign(&message)
			}
			in := inputFor(t, message)
			m.make(&in)
			check(t, Diagnose(in), m.want, m.says)
		})
	}
}

// check compares a diagnosis with the causes and words that it should have.
func check(t *testing.T, d Diagnosis, want []Cause, says []string) {
	t.Helper()
	if !slices.Equal(d.Causes, want) || len(want) > 0 && d.Cause != want[0] {
		t.Errorf("causes are %q (first %q), want %q\n%s", d.Causes, d.Cause, want, d.Explanation)
	}
	if d.Explanation == "" || len(want) > 0 && d.Fix == "" {
		t.Errorf("explanation %q, fix %q: one is missing", d.Explanation, d.Fix)
	}
	for _, words := range says {
		if !strings.Contains(d.Explanation+d.Fix, words) {
			t.Errorf("%q is said neither in\n%s\nnor in\n%s", words, d.Explanation, d.Fix)
		}
	}
	if sum := sha256.Sum256(d.Signed); len(d.Changes) > 0 && hex.EncodeToString(sum[:]) != d.Digest {
		t.Errorf("the signed content %q does not have the digest in the signature", d.Signed)
	}
	if !d.isContent() && d.tried > 0 && d.OpensWith == "" {
		t.Error("a search without a key")
	}
}

func (d Diagnosis) isContent() bool { return slices.Contains(d.Causes, CauseContentChanged) }

func TestEveryCauseHasAnAdviceAndATest(t *testing.T) {
	t.Parallel()
	tested := map[Cause]bool{}
	for _, m := range slices.Concat(headMistakes(), bodyMistakes()) {
		tested[m.want[0]] = true
	}
	for _, m := range keyMistakes() {
		tested[m.want[0]] = true
	}
	for _, m := range composedMistakes() {
		tested[m.want[0]] = true
	}
	tested[CauseSeparator] = true // by TestSeparator: no Message has it
	for _, c := range allCauses() {
		if adviceFor(c).fix == "" {
			t.Errorf("%s: no fix", c)
		}
		if !tested[c] {
			t.Errorf("%s: no test makes this mistake", c)
		}
	}
}

// TestSeparator signs what programs put together that do not end the line of the
// path with LF.
func TestSeparator(t *testing.T) {
	t.Parallel()
	for separator, says := range map[string]string{"\r\n": "CR LF", "": "without the line feed", " ": "with a space", `\n`: "a backslash"} {
		in := inputFor(t, signed())
		sum := sha256.Sum256(bytes.Replace(in.Message.Content(), []byte("\n"), []byte(separator), 1))
		value, err := rsa.SignPKCS1v15(nil, testKeys().antom, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		in.SignatureHeader = antom.Signature{Algorithm: antom.Algorithm, Value: value}.Header()
		d := Diagnose(in)
		check(t, d, []Cause{CauseSeparator}, []string{says, "a line feed (0x0A)"})
		if d.Expected != separator || d.Given != "\n" {
			t.Errorf("%q: expected %q, given %q", separator, d.Expected, d.Given)
		}
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	in.Message.Path = "/prod" + notifyPath
	in.Message.Body = append(in.Message.Body, '\n')
	d := Diagnose(in)
	if len(d.Changes) != 2 {
		t.Fatalf("%+v", d.Changes)
	}
	path, end := d.Changes[0], d.Changes[1]
	if path.Cause != CausePath || path.Expected != notifyPath || path.Given != in.Message.Path || path.Description == "" {
		t.Errorf("%+v", path)
	}
	if want := (Change{Cause: CauseBodyNewline, Description: "A line break was added at the end of the body."}); end != want {
		t.Errorf("%+v", end)
	}
	if d := Diagnose(inputFor(t, signed())); d.Changes != nil {
		t.Errorf("%+v", d.Changes)
	}
}

func TestPathIsExpectedAndGiven(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	in.Message.Path = "/notify?order=7&lang=de"
	in.NotifyURLs = []string{notifyURL}
	d := Diagnose(in)
	if d.Expected != notifyPath || d.Given != in.Message.Path {
		t.Errorf("expected %q, given %q", d.Expected, d.Given)
	}
}

func compactJSON(s string) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

func spelled(s string, as spelling) []byte {
	t := &text{data: []byte(s)}
	out, ok := t.rewrite(nil, as.speller().spell)
	if !ok {
		panic("not JSON")
	}
	return out
}

func must(out []byte, ok bool) string {
	if !ok {
		panic("the edit does not apply")
	}
	return string(out)
}

func wrapped(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s + "\r\n"
}

// TestPathAdviceOnlyWithoutNotifyURL: where a notify URL was tried in vain, its
// path is not the reason.
func TestPathAdviceOnlyWithoutNotifyURL(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	in.NotifyURLs = []string{notifyURL}
	in.Message.Body = []byte(strings.Replace(notification, "1200", "1201", 1))
	d := Diagnose(in)
	if d.Cause != CauseContentChanged || strings.Contains(d.Fix, "notify URL is known") {
		t.Errorf("%s: %s", d.Cause, d.Fix)
	}
}
