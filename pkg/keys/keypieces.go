package keys

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// minWrap is the shortest line of wrapped Base64 that is put together with the
// lines around it.
const minWrap = 16

// piece is a run of Base64 characters in a text.
type piece struct {
	textSpan
	base64  string // without escapes
	escaped bool   // it has percent-escapes
	exempt  bool   // a signature, or in a URL: for itself, and only marks count
	gap     string // what is before it, when that is blanks only
	key     bool
}

// pieceSpans finds the runs of Base64 that are key text.
func pieceSpans(text string) []textSpan {
	all := pieces(text)
	for i := 0; i < len(all); {
		next := i + 1
		for next < len(all) && all[next].goesOn(&all[next-1]) {
			next++
		}
		markKeys(all[i:next])
		i = next
	}
	var spans []textSpan
	for i := range all {
		p := &all[i]
		if !p.key && p.gap != "" && all[i-1].key {
			p.key = isRest(p.base64) // the last line of a key is short
		}
		if p.key {
			spans = append(spans, p.textSpan)
		}
	}
	return spans
}

// goesOn reports whether a piece may be the next line of wrapped Base64.
func (p *piece) goesOn(before *piece) bool {
	wide := min(len(p.base64), len(before.base64)) >= minWrap
	return wide && !p.exempt && !before.exempt && strings.ContainsAny(p.gap, "\n\r\\")
}

// markKeys marks the key text among lines that stand together, or in a single
// piece. Parts that look random may begin or end in the words around a key,
// so that a line counts by itself, unless it is short and between two others.
func markKeys(lines []piece) {
	if lines[0].exempt {
		lines[0].key = lines[0].hasMark()
		return
	}
	var joined strings.Builder
	for _, p := range lines {
		joined.WriteString(p.base64)
	}
	random := randomWindows(joined.String(), minFragment)
	first, last, start := len(lines), -1, 0
	for i := range lines {
		end := start + len(lines[i].base64)
		common := overlap(random, start, end)
		if common >= minFragment || common > 0 && looksRandom(lines[i].base64) || lines[i].hasMark() {
			first, last = min(first, i), i
		}
		start = end
	}
	for i := first; i <= last; i++ {
		lines[i].key = true
	}
}

// overlap is the length of the longest part of a text that is in one of the
// spans.
func overlap(spans []textSpan, start, end int) int {
	longest := 0
	for _, s := range spans {
		longest = max(longest, min(s.end, end)-max(s.start, start))
	}
	return longest
}

// isRest reports whether a run of Base64 after a key goes on with it: it is
// padded, has zeros, which a key of OpenSSH ends with, or is no word.
func isRest(base64 string) bool {
	return strings.HasSuffix(base64, "=") || strings.HasPrefix(base64, "AAAA") || looksRandom(base64)
}

// hasMark reports whether a piece has what the keys of RSA and of OpenSSH, or
// PEM text that is Base64 once more, have near their begin.
func (p *piece) hasMark() bool {
	if len(p.base64) < minFragment {
		return false
	}
	for _, mark := range []string{
		"kqhkiG9w0B",         // the object identifiers of PKCS: 1.2.840.113549.1
		"IBAAKCA", "IBAAKBg", // the version and the modulus of PKCS #1
		"b3BlbnNzaC1rZXktdjE", // openssh-key-v1
		"AAAAB3NzaC1yc2E",     // ssh-rsa
		"LS0tLS1CRUdJTi",      // -----BEGIN
	} {
		if strings.Contains(p.base64, mark) {
			return true
		}
	}
	return false
}

// isSignature reports whether a piece is the signature of an RSA key, as it
// stands in a header of Antom's. The length alone would not do: a part of a key
// can have it.
func (p *piece) isSignature(text string) bool {
	const name = "signature="
	named := p.start >= len(name) && strings.EqualFold(text[p.start-len(name):p.start], name)
	if !named && !p.escaped || strings.HasPrefix(p.base64, "MI") {
		return false
	}
	data, err := base64.StdEncoding.DecodeString(p.base64)
	if err != nil {
		return false
	}
	switch len(data) {
	case 128, 256, 384, 512:
		return true
	}
	return false
}

// pieces takes a text apart into its runs of Base64.
func pieces(text string) []piece {
	var all []piece
	last, urlEnd := 0, 0
	for at := 0; at < len(text); {
		if at >= urlEnd && at > 0 && isLetter(text[at-1]) && strings.HasPrefix(text[at:], "://") {
			urlEnd = at + urlLength(text[at:])
		}
		if size := writtenBlank(text[at:]); size > 0 {
			at += size // its letter belongs to no piece
			continue
		}
		p := readPiece(text, at)
		if p.end == at {
			at++
			continue
		}
		p.exempt = at < urlEnd || p.isSignature(text)
		if gap := text[last:p.start]; len(all) > 0 && isGap(gap) {
			p.gap = gap
		}
		all = append(all, p)
		at, last = p.end, p.end
	}
	return all
}

func isLetter(c byte) bool { return classOf(c) == lower || classOf(c) == upper }

// urlLength is how far a URL goes on.
func urlLength(text string) int {
	if end := strings.IndexAny(text, " \t\r\n\"'`<>"); end >= 0 {
		return end
	}
	return len(text)
}

// readPiece reads the run of Base64 at a place. Padding ends it.
func readPiece(text string, at int) piece {
	p := piece{textSpan: textSpan{at, at}}
	var b strings.Builder
	padded := false
	for p.end < len(text) {
		c, size := base64At(text[p.end:])
		if size == 0 || padded && c != '=' {
			break
		}
		padded = c == '='
		p.escaped = p.escaped || size == 3
		b.WriteByte(c)
		p.end += size
	}
	p.base64 = b.String()
	return p
}

// base64At reads one character of Base64, which may be written as an escape of
// URLs or of JSON, and its length in the text; 0 when there is none.
func base64At(text string) (byte, int) {
	c := text[0]
	switch {
	case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("+/=-_", c) >= 0:
		return c, 1
	case strings.HasPrefix(text, `\/`):
		return '/', 2
	}
	for _, e := range []struct {
		escape string
		means  byte
	}{{"%2b", '+'}, {"%2f", '/'}, {"%3d", '='}, {`\u002b`, '+'}, {`\u002f`, '/'}, {`\u003d`, '='}} {
		if len(text) >= len(e.escape) && strings.EqualFold(text[:len(e.escape)], e.escape) {
			return e.means, len(e.escape)
		}
	}
	return 0, 0
}

// writtenBlank is the length of a blank or line end that is written out, as in
// JSON and in variables of one line; 0 when there is none.
func writtenBlank(text string) int {
	if len(text) >= 2 && text[0] == '\\' && strings.IndexByte("nrt", text[1]) >= 0 {
		return 2
	}
	return 0
}

// isGap reports whether a text is but blanks and line ends, also written ones.
func isGap(text string) bool {
	for len(text) > 0 {
		size := writtenBlank(text)
		if size == 0 {
			r, n := utf8.DecodeRuneInString(text)
			if !isBlank(r) {
				return false
			}
			size = n
		}
		text = text[size:]
	}
	return true
}
