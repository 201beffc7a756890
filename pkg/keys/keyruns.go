package keys

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf8"
)

// minLine is the shortest line of wrapped Base64 that is put together with the
// lines around it.
const minLine = 16

// minWord is the shortest piece that is put together with the next one in the
// same line, as when line ends became blanks. The name of a field and an id that
// stand side by side are shorter.
const minWord = 32

// piecePattern finds the pieces of a text that are Base64: its characters, also
// written as escapes of URLs and of JSON, then its padding. A line end that is
// written out is a match of its own, so that its letter belongs to no piece.
const piecePattern = `\\[nrt]|(?:[A-Za-z0-9+/_-]|%2[BbFf]|\\/|\\u002[bBfF])+(?:=|%3[dD]|\\u003[dD])*`

// urlPattern is a URL from the last letter of its scheme on.
const urlPattern = "[A-Za-z]://[^ \t\r\n\"'`<>]*"

// plainBase64 turns a run into the characters that it stands for.
func plainBase64(run string) string {
	if strings.ContainsAny(run, `%\`) {
		run = unescapeBase64(run)
	}
	return strings.Map(func(r rune) rune {
		if isBlank(r) {
			return -1
		}
		return r
	}, run)
}

// unescapeBase64 turns escapes into the characters that they stand for.
func unescapeBase64(run string) string {
	return strings.NewReplacer("%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/", "%3D", "=", "%3d", "=",
		`\n`, "", `\r`, "", `\t`, "", `\/`, "/",
		`\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/", `\u003d`, "=", `\u003D`, "=").Replace(run)
}

// isGap reports whether a text is but blanks and line ends, also written ones.
func isGap(text string) bool {
	for text != "" {
		if len(text) >= 2 && text[0] == '\\' && strings.IndexByte("nrt", text[1]) >= 0 {
			text = text[2:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		if !isBlank(r) {
			return false
		}
		text = text[size:]
	}
	return true
}

// endsLine reports whether a gap has a line end, also a written one.
func endsLine(gap string) bool { return strings.ContainsAny(gap, "\r\n\\") }

// runSpans finds the runs of Base64 that are key text. In a URL only what has a
// mark of a key counts: the links that Antom answers with have random parts.
func runSpans(text string) []textSpan {
	var spans []textSpan
	pieces := regexp.MustCompile(piecePattern)
	var urls [][]int
	if strings.Contains(text, "://") {
		urls = regexp.MustCompile(urlPattern).FindAllStringIndex(text, -1)
	}
	at := 0
	for _, url := range append(urls, []int{len(text), len(text)}) {
		for _, s := range runs(text, at, pieces.FindAllStringIndex(text[at:url[0]], -1)) {
			if isKeyRun(plainBase64(text[s.start:s.end])) && !isSignatureAt(text, s) {
				spans = append(spans, s)
			}
		}
		for _, s := range runs(text, url[0], pieces.FindAllStringIndex(text[url[0]:url[1]], -1)) {
			if hasMark(plainBase64(text[s.start:s.end])) {
				spans = append(spans, s)
			}
		}
		at = url[1]
	}
	return spans
}

// runs puts pieces together that stand in lines: pieces of minLine characters or
// more, and a shorter last one if it goes on with them. The places of the pieces
// count from a place in the text.
func runs(text string, from int, pieces [][]int) []textSpan {
	var found []textSpan
	joins := false // the run before may go on
	before := 0    // the length of the piece before
	for _, p := range pieces {
		s := textSpan{from + p[0], from + p[1]}
		piece := text[s.start:s.end]
		if len(piece) == 2 && isGap(piece) {
			continue
		}
		last := len(found) - 1
		if joins {
			gap := text[found[last].end:s.start]
			joins = isGap(gap) && (endsLine(gap) || before >= minWord)
		}
		long := len(piece) >= minLine
		before = len(piece)
		switch {
		case joins && (long || isRest(plainBase64(piece))):
			found[last].end = s.end
		case long:
			found = append(found, s)
		}
		joins = long
	}
	return found
}

// isRest reports whether a short run after a key goes on with it: it is padded,
// has the zeros or the padding that a key of OpenSSH ends with, or is no word.
func isRest(plain string) bool {
	return strings.HasSuffix(plain, "=") || strings.HasPrefix(plain, "AAAA") || strings.HasPrefix(plain, "AQID") ||
		2*measure(plain).changes >= len(plain)
}

// hasMark reports whether Base64 has what the keys of RSA and of OpenSSH, or PEM
// text that is Base64 once more, have near their beginning.
func hasMark(plain string) bool {
	for _, mark := range []string{
		"kqhkiG9w0B",         // the object identifiers of PKCS: 1.2.840.113549.1
		"IBAAKCA", "IBAAKBg", // the version and the modulus of PKCS #1
		"b3BlbnNzaC1rZXktdjE", // openssh-key-v1
		"AAAAB3NzaC1yc2E",     // ssh-rsa
		"LS0tLS1CRUdJTi",      // -----BEGIN
	} {
		if len(plain) >= minFragment && strings.Contains(plain, mark) {
			return true
		}
	}
	return false
}

// isKeyRun reports whether Base64 has a mark of a key, or a part of minFragment
// characters in which letters of both cases and digits change as they do in no
// name, path or id. Words in CamelCase have many changes too, but few letters and
// digits that stand alone between others.
func isKeyRun(plain string) bool {
	const zeros = "AAAAA" // frequent in the keys of OpenSSH only
	if hasMark(plain) || len(plain) >= minFragment && strings.Contains(plain, zeros) {
		return true
	}
	isPath := strings.HasPrefix(plain, "/") // nearly always
	plain = strings.TrimRight(plain, "=")
	for start := 0; start+minFragment <= len(plain); start++ {
		m := measure(plain[start : start+minFragment])
		changing := m.single >= 7 || !isPath && (m.single >= 5 || m.single == 4 && 9*m.changes >= 4*minFragment)
		if changing && m.lower >= 4 && m.upper >= 4 {
			return true
		}
	}
	return false
}

// mixture says how the kinds of characters change in a text.
type mixture struct {
	changes      int // places where the kind is another one than before
	single       int // small letters and digits with other kinds on both sides
	lower, upper int // letters
}

func measure(text string) mixture {
	var m mixture
	length := 0 // of the characters of one kind so far
	for i := range len(text) {
		kind := kindOf(text[i])
		switch kind {
		case 'a':
			m.lower++
		case 'A':
			m.upper++
		}
		if i == 0 || kind == kindOf(text[i-1]) {
			length++
			continue
		}
		m.changes++
		if before := kindOf(text[i-1]); length == 1 && i > 1 && (before == 'a' || before == '0') {
			m.single++
		}
		length = 1
	}
	return m
}

// kindOf is a character that stands for all of its kind.
func kindOf(c byte) byte {
	switch {
	case 'a' <= c && c <= 'z':
		return 'a'
	case 'A' <= c && c <= 'Z':
		return 'A'
	case '0' <= c && c <= '9':
		return '0'
	}
	return '.'
}

// isSignatureAt reports whether a run is the signature of an RSA key, as it stands
// in a header of Antom's. The length alone would not do: a part of a key can have
// it.
func isSignatureAt(text string, s textSpan) bool {
	const name = "signature="
	named := s.start >= len(name) && strings.EqualFold(text[s.start-len(name):s.start], name)
	plain := plainBase64(text[s.start:s.end])
	if !named && !strings.Contains(text[s.start:s.end], "%") || strings.HasPrefix(plain, "MI") {
		return false
	}
	data, err := base64.StdEncoding.DecodeString(plain)
	if err != nil {
		return false
	}
	switch len(data) {
	case 128, 256, 384, 512:
		return true
	}
	return false
}
