package diagnose

import (
	"bytes"
	"encoding/base64"
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
		{"query dropped, URL known", nil, func(in *Input) { in.Message.Path = "/shop/notify"; in.NotifyURLs = []string{notifyURL} }, []Cause{Path}, []string{"query was dropped", "nginx", `"/shop/notify"`}},
		{"query added", signPath("/shop/notify"), path("/shop/notify?utm=1"), []Cause{Path}, []string{"query was added"}},
		{"trailing slash lost", signPath("/shop/notify/?a=1"), path("/shop/notify?a=1"), []Cause{Path}, []string{"slash at the end was dropped"}},
		{"trailing slash added", nil, path("/shop/notify/?order=7&lang=de"), []Cause{Path}, []string{"slash was added"}},
		{"full URL given", nil, path(notifyURL), []Cause{Path}, []string{"full URL"}},
		{"full URL signed", signPath(notifyURL), func(in *Input) { in.Message.Path = notifyPath; in.NotifyURLs = []string{notifyURL} }, []Cause{Path}, []string{"signed with its host"}},
		{"decoded", signPath("/shop/caf%C3%A9?x=a%20b"), path("/shop/café?x=a b"), []Cause{Path}, []string{"decoded"}},
		{"decoded slash, URL known", signPath("/shop/a%2Fb"), func(in *Input) {
			in.Message.Path = "/shop/a/b"
			in.NotifyURLs = []string{"https://x.example/shop/a%2Fb"}
		}, []Cause{Path}, []string{"decoded"}},
		{"escaped", signPath("/shop/café"), path("/shop/caf%C3%A9"), []Cause{Path}, []string{"escaped"}},
		{"prefix stripped, URL known", nil, func(in *Input) { in.Message.Path = "/notify?order=7&lang=de"; in.NotifyURLs = []string{notifyURL} }, []Cause{Path}, []string{"prefix was stripped", "proxy"}},
		{"usual prefix stripped", signPath("/api/notify"), path("/notify"), []Cause{Path}, []string{"prefix was stripped"}},
		{"prefix added", nil, path("/prod/shop/notify?order=7&lang=de"), []Cause{Path}, []string{"prefix was added", "stage of an API gateway"}},
		{"two segments added", nil, path("/stage/v1/shop/notify?order=7&lang=de"), []Cause{Path}, []string{"prefix was added"}},
		{"another URL altogether", nil, func(in *Input) { in.Message.Path = "/"; in.NotifyURLs = []string{notifyURL} }, []Cause{Path}, []string{notifyPath}},
		{"query reordered", signPath("/n?a=1&b=2"), path("/n?b=2&a=1"), []Cause{Path}, []string{"changed places"}},
		{"no path known", nil, func(in *Input) { in.Message.Path = ""; in.NotifyURLs = []string{notifyURL} }, []Cause{Path}, []string{`verified with ""`}},
		{"prefix and slash", nil, path("/prod/shop/notify/?order=7&lang=de"), []Cause{Path}, []string{"prefix was added", "slash was added"}},

		{"method missing", nil, func(in *Input) { in.Message.Method = "" }, []Cause{Method}, []string{"POST"}},
		{"method small", nil, func(in *Input) { in.Message.Method = "post" }, []Cause{Method}, []string{"capitals"}},
		{"method GET", nil, func(in *Input) { in.Message.Method = "GET" }, []Cause{Method}, []string{"redirect"}},

		{"another client id", nil, func(in *Input) { in.Message.ClientID = "X"; in.ClientIDs = []string{"A", "SANDBOX_5X00000000000000"} }, []Cause{ClientID}, []string{"another application"}},
		{"client id quoted", nil, func(in *Input) { in.Message.ClientID = ` "SANDBOX_5X00000000000000"` }, []Cause{ClientID}, []string{"quotes"}},
		{"client id without prefix", nil, func(in *Input) { in.Message.ClientID = "5X00000000000000" }, []Cause{ClientID}, []string{"SANDBOX_ was lost"}},
		{"client id twice", nil, func(in *Input) { in.Message.ClientID += ", " + in.Message.ClientID }, []Cause{ClientID}, []string{"twice"}},

		{"plus decoded", nil, func(in *Input) { in.Message.Time = "2022-01-18T07:11:42 08:00" }, []Cause{RequestTime}, []string{"%2B", "console"}},
		{"time escaped", nil, func(in *Input) { in.Message.Time = "2022-01-18T07%3A11%3A42%2B08%3A00" }, []Cause{RequestTime}, []string{"escaped"}},
		{"time in milliseconds", nil, func(in *Input) { in.Message.Time = "1642461102000" }, []Cause{RequestTime}, []string{"same moment"}},
		{"time in UTC", nil, func(in *Input) { in.Message.Time = "2022-01-17T23:11:42.000Z" }, []Cause{RequestTime}, []string{"same moment", "parses the time"}},
		{"milliseconds formatted", func(m *antom.Message) { m.Time = "1642461102123" }, func(in *Input) { in.Message.Time = "2022-01-18T07:11:42.123+08:00" }, []Cause{RequestTime}, []string{"same moment"}},
		{"time in seconds", func(m *antom.Message) { m.Time = "1642461102000" }, func(in *Input) { in.Message.Time = "1642461102" }, []Cause{RequestTime}, nil},
		{"time of a database", func(m *antom.Message) { m.Time = "2022-01-18T07:11:42Z" }, func(in *Input) { in.Message.Time = "2022-01-18 07:11:42" }, []Cause{RequestTime}, nil},
		{"clock read twice", func(m *antom.Message) { m.Time = "1642461102123" }, func(in *Input) { in.Message.Time = "1642461102130" }, []Cause{RequestTime}, []string{"read twice"}},
	}
}

func bodyMistakes() []mistake {
	latin := encoded(charmap.Windows1252.NewEncoder())
	gbk := encoded(simplifiedchinese.GBK.NewEncoder())
	return []mistake{
		{"newline added", nil, body(func(s string) string { return s + "\n" }), []Cause{BodyNewline}, []string{"editor's final newline", "echo", "printf"}},
		{"CR LF added", nil, body(func(s string) string { return s + "\r\n" }), []Cause{BodyNewline}, nil},
		{"newline lost", signBody(func(s string) string { return s + "\n" }), body(strings.TrimSpace), []Cause{BodyNewline}, []string{"was dropped"}},
		{"CR LF lost", signBody(func(s string) string { return s + "\r\n" }), body(strings.TrimSpace), []Cause{BodyNewline}, nil},
		{"newline before", nil, body(func(s string) string { return "\n" + s }), []Cause{BodyNewline}, []string{"before the body"}},
		{"one newline of two", signBody(func(s string) string { return s + "\n" }), body(func(s string) string { return s + "\n" }), []Cause{BodyNewline}, nil},

		{"indented by 1", nil, body(indent(" ")), []Cause{BodyWhitespace}, []string{"re-serializes"}},
		{"indented by 2", nil, body(indent("  ")), []Cause{BodyWhitespace}, []string{"JSON.stringify(value, null, 2)", "express.raw()"}},
		{"irregular blanks", nil, body(swap(",", " ,\t ")), []Cause{BodyWhitespace}, []string{"compact"}},
		{"indented by 2 was signed", signBody(indent("  ")), body(compactJSON), []Cause{BodyWhitespace}, []string{"indented by 2", "JSON.stringify, Jackson"}},
		{"indented by 1 was signed", signBody(indent(" ")), body(compactJSON), []Cause{BodyWhitespace}, []string{"indented by 1"}},
		{"indented by 3 was signed", signBody(indent("   ")), body(compactJSON), []Cause{BodyWhitespace}, []string{"indented by 3"}},
		{"indented by 4 was signed", signBody(indent("    ")), body(indent("\t")), []Cause{BodyWhitespace}, []string{"indented by 4"}},
		{"a tab was signed", signBody(indent("\t")), body(compactJSON), []Cause{BodyWhitespace}, []string{"by a tab"}},
		{"trailing blank", nil, body(func(s string) string { return s + "  " }), []Cause{BodyWhitespace}, []string{"around"}},

		{"sorted", nil, body(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), []Cause{BodyKeyOrder}, []string{"sample notifications", "TreeMap"}},
		{"sorted was signed", signBody(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyKeyOrder}, []string{"alphabetical"}},
		{"documented order", signBody(swap(`"value":"1200","currency":"EUR"`, `"currency":"EUR","value":"1200"`)), body(func(s string) string { return must(alphabetical.write(nil, &text{data: []byte(s)})) }), []Cause{BodyKeyOrder}, []string{"documentation"}},

		{"slash escaped", nil, body(swap("/", `\/`)), []Cause{BodyEscaping}, []string{"PHP's json_encode"}},
		{"slash escaped was signed", signBody(swap("/", `\/`)), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyEscaping}, []string{`\/`}},
		{"small hex", nil, body(swap("é", `\u00e9`)), []Cause{BodyEscaping}, []string{"UTF-8 as they are"}},
		{"capital hex", nil, body(swap("é", `\u00E9`)), []Cause{BodyEscaping}, nil},
		{"small hex was signed", signBody(func(s string) string { return string(spelled(s, spelling{ascii: true})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyEscaping}, []string{"small digits"}},
		{"capital hex was signed", signBody(func(s string) string { return string(spelled(s, spelling{ascii: true, upper: true})) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyEscaping}, []string{"capital digits"}},
		{"markup", nil, body(func(s string) string { return string(spelled(s, spelling{special: markup})) }), []Cause{BodyEscaping}, []string{"Go's encoding/json"}},
		{"Gson", nil, body(func(s string) string { return string(spelled(s, spelling{special: gsonMarkup})) }), []Cause{BodyEscaping}, []string{"Gson"}},
		{".NET", nil, body(func(s string) string {
			return string(spelled(s, spelling{special: netMarkup, ascii: true, upper: true}))
		}), []Cause{BodyEscaping}, []string{"System.Text.Json"}},
		{"number with .0", nil, body(swap(`"n":1,`, `"n":1.0,`)), []Cause{BodyEscaping}, []string{"shortest form"}},
		{"number with exponent", signBody(swap(`"n":1,`, `"n":1000,`)), body(swap(`"n":1000`, `"n":1e3`)), []Cause{BodyEscaping}, []string{"shortest form"}},
		{"number without .0", signBody(swap(`"n":1,"none":[],"rows":[2,`, `"n":1.0,"none":[],"rows":[2.0,`)), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyEscaping}, []string{".0"}},
		{"form encoded", nil, body(func(s string) string { return url.QueryEscape(s) + "=" }), []Cause{BodyEscaping}, []string{"form"}},
		{"HTML", nil, body(html.EscapeString), []Cause{BodyEscaping}, []string{"HTML"}},
		{"echo", signBody(swap("Müller", `Müller\n\tpay`)), body(swap(`\n\t`, "\n\t")), []Cause{BodyEscaping}, []string{"echo"}},
		{"JSON string without quotes", nil, body(swap(`"`, `\"`)), []Cause{BodyEscaping}, []string{"backslashes"}},

		{"CR LF for LF", signBody(indent("  ")), body(swap("\n", "\r\n")), []Cause{BodyLineEndings}, []string{"autocrlf"}},
		{"LF for CR LF", signBody(func(s string) string { return swap("\n", "\r\n")(indent("  ")(s)) }), body(swap("\r\n", "\n")), []Cause{BodyLineEndings}, nil},
		{"BOM added", nil, body(func(s string) string { return "\ufeff" + s }), []Cause{BodyBOM}, []string{"Notepad"}},
		{"BOM lost", signBody(func(s string) string { return "\ufeff" + s }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyBOM}, []string{"dropped"}},

		{"Latin-1", signBody(noEmoji), body(latin), []Cause{BodyCharset}, []string{"Latin-1"}},
		{"UTF-16", nil, body(utf16LE), []Cause{BodyCharset}, []string{"UTF-16"}},
		{"double UTF-8", nil, body(func(s string) string {
			var out []rune
			for _, c := range []byte(s) {
				out = append(out, rune(c))
			}
			return string(out)
		}), []Cause{BodyCharset}, []string{"once more"}},
		{"GBK", signBody(chinese), body(gbk), []Cause{BodyCharset}, []string{"GBK"}},
		{"UTF-8 taken for GBK", signBody(func(s string) string { return swap("Café Müller", "你好")(noEmoji(s)) }), body(encoded(simplifiedchinese.GBK.NewDecoder())), []Cause{BodyCharset}, []string{"GBK"}},
		{"Latin-1 was signed", signBody(func(s string) string { return latin(noEmoji(s)) }), body(encoded(charmap.Windows1252.NewDecoder())), []Cause{BodyCharset}, nil},

		{"Base64", nil, body(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), []Cause{BodyBase64}, []string{"isBase64Encoded"}},
		{"Base64 in lines", nil, body(func(s string) string { return wrapped(base64.StdEncoding.EncodeToString([]byte(s))) }), []Cause{BodyBase64}, nil},
		{"Base64 was signed", signBody(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), func(in *Input) { in.Message.Body = []byte(notification) }, []Cause{BodyBase64}, nil},

		{"value changed", nil, body(swap("1200", "1201")), []Cause{ContentChanged}, []string{"another", "byte for byte", "give --path or set defaults.paymentNotifyUrl"}},
		{"empty body", nil, body(func(string) string { return "" }), []Cause{ContentChanged}, []string{"body is empty"}},
		{"replacement characters", nil, body(swap("é", "\ufffd")), []Cause{ContentChanged}, []string{"U+FFFD"}},
		{"cut off", nil, body(func(s string) string { return s[:200] }), []Cause{ContentChanged}, []string{"cut off"}},
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
		{"path and time", nil, do(query, time), []Cause{Path, RequestTime}, []string{"query", "%2B"}},
		{"path and client id", nil, do(query, client), []Cause{Path, ClientID}, nil},
		{"path and method", nil, do(query, post), []Cause{Path, Method}, nil},
		{"time and client id", nil, do(time, client), []Cause{ClientID, RequestTime}, nil},
		{"path and newline", nil, do(query, newline), []Cause{Path, BodyNewline}, []string{"editor", "without its query"}},
		{"path and whitespace", nil, do(query, body(indent("  "))), []Cause{Path, BodyWhitespace}, nil},
		{"path and form", nil, do(query, body(url.QueryEscape)), []Cause{Path, BodyEscaping}, nil},
		{"time and charset", nil, do(time, body(utf16LE)), []Cause{RequestTime, BodyCharset}, nil},
		{"client id and BOM", nil, do(client, body(func(s string) string { return "\ufeff" + s })), []Cause{ClientID, BodyBOM}, nil},
		{"rare path and rare body", nil, do(path("/n"+notifyPath), body(html.EscapeString)), []Cause{Path, BodyEscaping}, nil},
		{"BOM and CR LF at the end", nil, body(func(s string) string { return "\ufeff" + s + "\r\n" }), []Cause{BodyBOM, BodyNewline}, nil},
		{"Base64 of indented", nil, body(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(indent("  ")(s))) }), []Cause{BodyBase64, BodyWhitespace}, nil},
		{"Windows editor", nil, body(func(s string) string { return "\ufeff" + swap("\n", "\r\n")(indent("  ")(s)) + "\r\n" }), []Cause{BodyBOM, BodyWhitespace, BodyNewline}, nil},
		{"path, time and newline", nil, do(query, time, newline), []Cause{Path, RequestTime, BodyNewline}, nil},
		{"path, client id and whitespace", nil, do(query, client, body(indent("    "))), []Cause{Path, ClientID, BodyWhitespace}, nil},
		{"path, indented and newline", nil, do(query, body(func(s string) string { return indent("  ")(s) + "\n" })), []Cause{Path, BodyWhitespace, BodyNewline}, nil},
		{"path, time and client id", nil, do(query, time, client), []Cause{Path, ClientID, RequestTime}, nil},
		{"path and Go's map", nil, do(query, body(goMap)), []Cause{Path, BodyKeyOrder, BodyEscaping}, []string{"from a map"}},
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
	if !d.isContent() && d.Tried > 0 && d.OpensWith == "" {
		t.Error("a search without a key")
	}
}

func (d Diagnosis) isContent() bool { return slices.Contains(d.Causes, ContentChanged) }

func TestEveryCauseHasAnAdviceAndATest(t *testing.T) {
	t.Parallel()
	tested := map[Cause]bool{}
	for _, m := range slices.Concat(headMistakes(), bodyMistakes()) {
		tested[m.want[0]] = true
	}
	for _, m := range keyMistakes() {
		tested[m.want[0]] = true
	}
	for _, c := range Causes() {
		if adviceFor(c).fix == "" {
			t.Errorf("%s: no fix", c)
		}
		if !tested[c] {
			t.Errorf("%s: no test makes this mistake", c)
		}
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
	if d.Cause != ContentChanged || strings.Contains(d.Fix, "--path") {
		t.Errorf("%s: %s", d.Cause, d.Fix)
	}
}
