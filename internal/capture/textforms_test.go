package capture

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// richBody has what the quoting of commands gets wrong.
const richBody = `{"notifyType":"PAYMENT_RESULT","note":"张*三 ☕😀 it's \"x\" \\ \u00e9 a\/b 50% $5 !","paymentId":"1"}`

// asciiBody is the same without characters outside of ASCII, which some writers destroy.
const asciiBody = `{"notifyType":"PAYMENT_RESULT","note":"it's \"x\" \\ \u00e9 a\/b 50% 7 !","paymentId":"1"}`

// A textForm is a request as a tool writes it.
type writtenForm struct {
	name, text string
	format     Format
	body       string
}

// bashString is the string of Chrome's and Firefox's "Copy as cURL (bash)".
func bashString(s string) string {
	if !regexp.MustCompile(`[\x00-\x1f\x7f-\x9f!]|'`).MatchString(s) && s == strings.ToValidUTF8(s, "") && !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e }) {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for _, unit := range utf16.Encode([]rune(s)) {
		switch {
		case unit == '\\' || unit == '\'':
			b.WriteString(`\` + string(rune(unit)))
		case unit > 0x7e || unit < 0x20 || unit == '!':
			fmt.Fprintf(&b, `\u%04x`, unit)
		default:
			b.WriteByte(byte(unit))
		}
	}
	return b.String() + "'"
}

// cmdString is the string of "Copy as cURL (cmd)" of Chrome 130 and Firefox 132.
func cmdString(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`)
	s = regexp.MustCompile(`[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`+"`]").ReplaceAllString(s, `^$0`)
	return `^"` + regexp.MustCompile(`%([a-zA-Z0-9_])`).ReplaceAllString(s, `%^$1`) + `^"`
}

// oldCmdString is that of Firefox before version 113.
func oldCmdString(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `""`)
	return `"` + strings.ReplaceAll(s, "%", `"%"`) + `"`
}

// powerText is the string of Chrome's "Copy as PowerShell".
func powerText(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		switch {
		case unit == '`' || unit == '"' || unit == '$':
			b.WriteString("`" + string(rune(unit)))
		case unit > 0x7e:
			fmt.Fprintf(&b, "$([char]%d)", unit)
		default:
			b.WriteByte(byte(unit))
		}
	}
	return `"` + b.String() + `"`
}

func writtenForms() []writtenForm {
	fields := [][2]string{{"client-id", clientID}, {"request-time", sentTime}, {"signature", signature}}
	const url = "https://shop.example/payNotify?shop=1"
	each := func(format string, quote func(string) string) string {
		var b strings.Builder
		for _, h := range fields {
			fmt.Fprintf(&b, format, quote(h[0]+": "+h[1]))
		}
		return b.String()
	}
	lines := "client-id: " + clientID + "\nrequest-time: " + sentTime + "\nsignature: " + signature + "\n"
	single := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
	item := func(s string) string { return single(strings.Replace(s, ": ", ":", 1)) }
	table := "-Headers @{\n\"authority\"=\"shop.example\"\n\"method\"=\"POST\"\n  \"path\"=\"/payNotify?shop=1\"\n"
	for _, h := range fields {
		table += `  "` + h[0] + `"="` + h[1] + "\"\n"
	}
	power := "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = \"Mozilla/5.0\"\n" +
		"Invoke-WebRequest -UseBasicParsing -Uri \"" + url + "\" `\n-Method \"POST\" `\n-WebSession $session `\n" + table + "} `\n-ContentType \"application/json\" `\n-Body "
	postman := "$headers = New-Object \"System.Collections.Generic.Dictionary[[String],[String]]\"\n"
	for _, h := range fields {
		postman += fmt.Sprintf("$headers.Add(%q, %q)\n", h[0], h[1])
	}
	fetch := `{"credentials":"include","headers":{"accept":"*/*","client-id":"` + clientID + `","request-time":"` + sentTime + `","signature":"` + signature +
		`"},"body":` + jsonText(richBody) + `,"method":"POST"}`
	return []writtenForm{
		{"Chrome, cURL (bash)", "curl " + single(url) + each(" \\\n  -H %s", single) + " \\\n  --data-raw " + bashString(richBody), FormatCurl, richBody},
		{"Chrome, cURL (cmd)", "curl " + cmdString(url) + each(" ^\r\n  -H %s", cmdString) + " ^\r\n  --data-raw " + cmdString(asciiBody), FormatCurl, asciiBody},
		{"old Firefox, cURL (Windows)", "curl " + oldCmdString(url) + each(" -H %s", oldCmdString) + " --data-raw " + oldCmdString(asciiBody), FormatCurl, asciiBody},
		{"curl --json and --url-query", "curl https://shop.example/payNotify --url-query shop=1" + each(" -H %s", single) + " --json " + single(richBody), FormatCurl, richBody},
		{"Postman, curl", "curl --location " + single(url) + each(" \\\n--header %s", single) + " \\\n--data " + single(richBody), FormatCurl, richBody},
		{"HTTPie", "http POST " + url + each(" %s", item) + " --raw " + single(richBody), FormatHTTPie, richBody},
		{"HTTPie, query and prompt", "$ https shop.example/payNotify shop==1" + each(" \\\n  %s", item) + " --raw=" + single(richBody) + "\n", FormatHTTPie, richBody},
		{"HTTPie behind a pipe", "printf %s " + single(richBody) + " | http POST " + url + each(" %s", item), FormatHTTPie, richBody},
		{"xh, here string", "xh post https://shop.example/payNotify?shop=1" + each(" %s", item) + " <<< " + single(richBody), FormatHTTPie, richBody + "\n"},
		{".http file", "@host = https://shop.example\n\n### notify\n# a comment\nPOST {{host}}/payNotify\n    ?shop=1\n" + lines + "\n" + richBody + "\n\n> {%\n client.test()\n%}\n\n### other\nGET {{host}}/\n", FormatHTTPFile, richBody},
		{".http file of one request", "POST " + url + "\n" + lines + "Content-Type: application/json\n\n" + richBody + "\n", FormatHTTPFile, richBody},
		{".http file with versions", "### a\nPOST " + url + " HTTP/1.1\n" + lines + "\n" + richBody + "\n\n###\n", FormatHTTPFile, richBody},
		{"Chrome, PowerShell", power + powerText(asciiBody), FormatPowerShell, asciiBody},
		{"Chrome, PowerShell with bytes", power + "([System.Text.Encoding]::UTF8.GetBytes(" + powerText(richBody) + "))", FormatPowerShell, richBody},
		{"Postman, PowerShell", postman + "\n$body = @\"\n" + strings.NewReplacer("\"", "`\"", "$", "`$").Replace(asciiBody) + "\n\"@\n\n$response = Invoke-RestMethod '" + url + "' -Method 'POST' -Headers $headers -Body $body\n$response | ConvertTo-Json", FormatPowerShell, asciiBody},
		{"PowerShell, single quotes", "irm -Method Post -Uri '" + url + "' -Headers @{ 'client-id' = '" + clientID + "'; 'request-time'='" + sentTime + "'; signature='" + signature + "' } -Body '" + strings.ReplaceAll(richBody, "'", "''") + "'", FormatPowerShell, richBody},
		{"Chrome, fetch", "fetch(\"" + url + "\", " + fetch + ");", FormatFetch, richBody},
		{"Firefox, fetch", "await fetch(\"" + url + "\", " + fetch + ");", FormatFetch, richBody},
		{"Bruno", "meta {\n  name: n\n  type: http\n  seq: 1\n}\n\npost {\n  url: " + url + "\n  body: json\n  auth: none\n}\n\nheaders {\n  " +
			strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n  ") + "\n  ~off: 1\n}\n\nbody:json {\n  " + richBody + "\n}\n", FormatBruno, richBody},
		{"pseudo fields", ":method: POST\n:scheme: https\n:authority: shop.example\n:path: /payNotify?shop=1\n" + lines + "\n" + richBody, FormatHTTP, richBody},
		{"pseudo fields of nghttp", "[  0.012] recv HEADERS frame <length=1>\n          ; Open new stream\n          :method: POST\n          :path: /payNotify?shop=1\n          " +
			strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n          ") + "\n\n" + richBody, FormatHTTP, richBody},
	}
}

func TestWrittenForms(t *testing.T) {
	t.Parallel()
	for _, tt := range writtenForms() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, format := range []Format{FormatAuto, tt.format} {
				c := one(t, tt.text, Options{Format: format})
				if c.Format != tt.format || c.Path != "/payNotify?shop=1" || string(c.Body) != tt.body || !strings.EqualFold(c.Method, "POST") {
					t.Errorf("%s %s %s\n got %s\nwant %s", c.Format, c.Method, c.Path, c.Body, tt.body)
				}
				if c.Header("client-id") != clientID || c.Header("request-time") != sentTime || c.Header("signature") != signature {
					t.Errorf("headers %q", c.Headers)
				}
			}
		})
	}
}

func TestWrittenFormsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"fetch of a person", "fetch('https://a', {method: 'POST'})", `copy it again as cURL`},
		{"fetch cut off", "fetch(\"https://a\", {", "copy it again as cURL"},
		{"PowerShell without a body", "Invoke-WebRequest -Uri x", "no -Body"},
		{"PowerShell with a file", "Invoke-WebRequest -Uri x -Method Post -InFile a.json", "takes the body from a file"},
		{"PowerShell with a table", "irm x -Method Post -Body @{a=1}", "builds the body of parts"},
		{"HTTPie with parts", "http POST a.example/n a=1", "builds the body of parts such as a=…"},
		{"HTTPie with a file", "http POST a.example/n @a.json", "takes the body from a file"},
		{"HTTPie without a body", "http POST a.example/n a:b", "no body"},
		{".http file with a body elsewhere", "POST https://a/n\na: b\n\n< ./a.json\n", "takes its body from the file ./a.json"},
		{".http file without a body", "POST https://a/n\na: b\n", "no body"},
		{".http file with a mistake", "POST https://a/n\nnonsense\n\n{}", "is not a header line"},
		{"Bruno without a body", "meta {\n  name: n\n}\npost {\n  url: https://a/n\n}\n", "no body"},
		{"query from a file", "curl a/n --url-query x@f -d {}", "from a file"},
		{"pair that is none", `curl a/n -d $'\ud83dx'`, ""},
	} {
		r := read(tt.text, Options{})
		if tt.want == "" {
			if len(r.captures) != 1 || len(r.captures[0].Notes) != 1 {
				t.Errorf("%s: %v", tt.name, r)
			}
			continue
		}
		t.Run(tt.name, func(t *testing.T) { checkErrors(t, r.errs, tt.want) })
	}
}

func TestURLQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"--url-query a=b/c": "/n?a=b%2Fc", "--url-query 'a b'": "/n?a%20b", "--url-query =x=y": "/n?x%3Dy", "--url-query +a=/ ": "/n?a=/",
		"--url-query a=1 --url-query b=2": "/n?a=1&b=2",
	} {
		if c := one(t, "curl a.example/n "+query+" -d {}", Options{}); c.Path != want {
			t.Errorf("%s: %s", query, c.Path)
		}
	}
}

// hexForms dumps bytes as tools do.
func hexForms(data []byte) map[string]string {
	var tcpdump, xxd, wireshark strings.Builder
	for i := 0; i < len(data); i += 16 {
		row := data[i:min(i+16, len(data))]
		text := strings.Map(func(r rune) rune {
			if r < 0x20 || r > 0x7e {
				return '.'
			}
			return r
		}, string(bytes.Map(func(r rune) rune { return min(r, 0x7f) }, row)))
		pairs := ""
		for j := 0; j < len(row); j += 2 {
			pairs += hex.EncodeToString(row[j:min(j+2, len(row))]) + " "
		}
		spaced := ""
		for _, c := range row {
			spaced += fmt.Sprintf("%02x ", c)
		}
		fmt.Fprintf(&tcpdump, "\t0x%04x:  %-40s %s\n", i, pairs, text)
		fmt.Fprintf(&xxd, "%08x: %-40s %s\n", i, pairs, text)
		fmt.Fprintf(&wireshark, "%04x   %s  %s\n", i, spaced, text)
	}
	return map[string]string{"tcpdump -X": tcpdump.String(), "xxd": xxd.String(), "Wireshark": wireshark.String(), "hexdump -C": hex.Dump(data)}
}

// packetOf is a packet of TCP over IPv4 with an Ethernet head.
func packetOf(seq uint32, content string) []byte {
	b := append(make([]byte, 12), 8, 0)
	total := 40 + len(content)
	b = append(b, 0x45, 0, byte(total>>8), byte(total), 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2)
	b = append(b, 0xc3, 0x50, 0, 80, byte(seq>>24), byte(seq>>16), byte(seq>>8), byte(seq), 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0)
	return append(b, content...)
}

func TestHexDumps(t *testing.T) {
	t.Parallel()
	message := rawMessageText("\r\n", richBody)
	first, second := message[:200], message[200:]
	for tool, text := range hexForms([]byte(message)) {
		c := one(t, text, Options{})
		if c.Format != FormatHTTP || c.Path != "/payNotify?shop=1" || string(c.Body) != richBody {
			t.Errorf("%s: %s %q", tool, c.Path, c.Body)
		}
		checkNotes(t, c, "hex dump")
	}
	packets := [][]byte{packetOf(7, ""), packetOf(8, first), packetOf(208, second), packetOf(208, second)}
	for _, tool := range []string{"tcpdump -X", "Wireshark"} {
		var text strings.Builder
		for _, p := range packets {
			if tool == "tcpdump -X" {
				p = p[14:] // without the link
				text.WriteString("12:00:00.1 IP 10.0.0.1.50000 > 10.0.0.2.80: Flags [P.], seq 1:2, ack 1, win 1, length 1\n")
			}
			text.WriteString(hexForms(p)[tool] + "\n")
		}
		c := one(t, text.String(), Options{})
		if string(c.Body) != richBody || c.Path != "/payNotify?shop=1" {
			t.Errorf("%s of packets: %s %q", tool, c.Path, c.Body)
		}
	}
}

// zipOf is a zip file of names and contents.
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFiddlerSessions(t *testing.T) {
	t.Parallel()
	message := strings.Replace(rawMessageText("\r\n", body), "POST ", "POST https://shop.example", 1)
	archive := zipOf(t, "_index.htm", "<html>", "raw/01_c.txt", "GET https://a/ HTTP/1.1\r\n\r\n", "raw/02_c.txt", message, "raw/02_s.txt", "HTTP/1.1 200 OK\r\n\r\n", "raw/02_m.xml", "<x/>")
	c := one(t, archive, Options{})
	checkNotification(t, c, FormatSAZ, "/payNotify?shop=1")
	for text, want := range map[string]string{
		zipOf(t, "a.txt", "x"):                            "a zip file without the sessions of Fiddler",
		zipOf(t, "0001-meta.json", "{}"):                  "a session of Charles or Proxyman",
		archive[:len(archive)-40]:                         "damaged or cut off",
		zipOf(t, "raw/1_c.txt", "GET / HTTP/1.1\r\n\r\n"): "there is no notification in it",
	} {
		checkErrors(t, read(text, Options{}).errs, want)
	}
}

func fuzzWritten(f *testing.F, format Format) {
	var seeds []string
	for _, form := range writtenForms() {
		if form.format == format {
			seeds = append(seeds, form.text)
		}
	}
	fuzzFormat(f, format, seeds...)
}

func FuzzHTTPFile(f *testing.F)   { fuzzWritten(f, FormatHTTPFile) }
func FuzzHTTPie(f *testing.F)     { fuzzWritten(f, FormatHTTPie) }
func FuzzPowerShell(f *testing.F) { fuzzWritten(f, FormatPowerShell) }
func FuzzFetch(f *testing.F)      { fuzzWritten(f, FormatFetch) }
func FuzzBruno(f *testing.F)      { fuzzWritten(f, FormatBruno) }

func FuzzHexDump(f *testing.F) {
	var seeds []string
	for _, text := range hexForms(packetOf(8, rawMessageText("\r\n", "{}"))) {
		seeds = append(seeds, text)
	}
	fuzzFormat(f, FormatHTTP, append(seeds, ":method: POST\n:path: /a\n\n{}")...)
}

func FuzzSAZ(f *testing.F) {
	fuzzFormat(f, FormatSAZ, zipOf(f, "raw/1_c.txt", rawMessageText("\r\n", body)))
}

func FuzzUnpack(f *testing.F) {
	for _, coding := range []string{"gzip", "zlib", "flate"} {
		f.Add(coding, []byte(pack(f, coding, body)))
	}
	f.Fuzz(func(t *testing.T, coding string, packed []byte) {
		c := &Capture{Body: packed, Headers: []Header{{"content-encoding", coding}}}
		if err := c.unpackBody(1 << 16); err == nil && len(c.Body) > 1<<16 && len(packed) <= 1<<16 {
			t.Fatalf("%d bytes", len(c.Body))
		}
	})
}
