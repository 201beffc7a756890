package capture

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
)

// powerKind is the kind of a token of PowerShell.
type powerKind int

const (
	powerEnd powerKind = iota
	powerWord
	powerString
	powerSign // ( ) { } @{ = , ; |
	powerLineEnd
)

type powerToken struct {
	kind    powerKind
	text    string
	offset  int
	unknown bool // a string with a variable in it
}

func (t powerToken) is(sign string) bool { return t.kind == powerSign && t.text == sign }

// maxPowerTokens bounds the memory for a script.
const maxPowerTokens = 1 << 16

// powerTokens takes a script apart.
func powerTokens(text []byte) []powerToken {
	p := &powerReader{text: text}
	for p.i < len(text) && len(p.tokens) < maxPowerTokens {
		p.token()
	}
	return p.tokens
}

type powerReader struct {
	text   []byte
	i      int
	tokens []powerToken
}

func (p *powerReader) add(kind powerKind, text string, start int) {
	p.tokens = append(p.tokens, powerToken{kind: kind, text: text, offset: start})
}

// token reads one token, or passes over blanks.
func (p *powerReader) token() {
	start := p.i
	rest := p.text[p.i:]
	switch c := rest[0]; {
	case bytes.HasPrefix(rest, []byte("@\"")), bytes.HasPrefix(rest, []byte("@'")):
		p.hereString(rest[1])
	case bytes.HasPrefix(rest, []byte("@{")):
		p.i += 2
		p.add(powerSign, "@{", start)
	case c == '\n':
		p.i++
		p.add(powerLineEnd, "", start)
	case c == '`' && lineEndLength(rest[1:]) > 0:
		p.i += 1 + lineEndLength(rest[1:])
	case c == ' ' || c == '\t' || c == '\r':
		p.i++
	case c == '#':
		if p.i += bytes.IndexByte(rest, '\n'); p.i < start {
			p.i = len(p.text)
		}
	case c == '"' || c == '\'':
		p.quoted(c)
	case strings.IndexByte("(){}=,;|", c) >= 0:
		p.i++
		p.add(powerSign, string(c), start)
	default:
		for p.i < len(p.text) && strings.IndexByte(" \t\r\n(){}=,;|\"'`", p.text[p.i]) < 0 {
			p.i++
		}
		if p.i == start {
			p.i++ // a lone backtick
			return
		}
		p.add(powerWord, string(p.text[start:p.i]), start)
	}
}

// hereString reads @"…"@ or @'…'@, whose text begins and ends at line ends.
func (p *powerReader) hereString(quote byte) {
	start := p.i
	end := bytes.Index(p.text[p.i:], []byte{'\n', quote, '@'})
	_, first := cutLine(p.text, p.i)
	if end < 0 || start+end+1 < first {
		p.i = len(p.text)
		return
	}
	end += start
	p.i = end + 3
	text := p.text[min(first, end):end]
	text = bytes.TrimSuffix(text, []byte{'\r'})
	if quote == '\'' {
		p.add(powerString, string(text), start)
		return
	}
	inner := &powerReader{text: text}
	value, unknown := inner.expand(0)
	p.tokens = append(p.tokens, powerToken{powerString, value, start, unknown})
}

// quoted reads a string in quotes.
func (p *powerReader) quoted(quote byte) {
	start := p.i
	p.i++
	if quote == '"' {
		value, unknown := p.expand('"')
		p.tokens = append(p.tokens, powerToken{powerString, value, start, unknown})
		return
	}
	var b strings.Builder
	for p.i < len(p.text) {
		c := p.text[p.i]
		p.i++
		if c == '\'' {
			if p.i >= len(p.text) || p.text[p.i] != '\'' {
				break
			}
			p.i++
		}
		b.WriteByte(c)
	}
	p.add(powerString, b.String(), start)
}

// expand reads text in which backticks escape, up to a closing quote or, with 0,
// to the end. Browsers write characters outside of ASCII as $([char]24352).
func (p *powerReader) expand(quote byte) (value string, unknown bool) {
	var b strings.Builder
	var units []uint16 // characters that stand side by side can be one pair
	flush := func() {
		b.WriteString(string(utf16.Decode(units)))
		units = units[:0]
	}
	for p.i < len(p.text) {
		c := p.text[p.i]
		if unit, length, ok := powerChar(p.text[p.i:]); ok {
			units = append(units, unit)
			p.i += length
			continue
		}
		flush()
		p.i++
		switch {
		case c == quote && quote != 0:
			if p.i >= len(p.text) || p.text[p.i] != quote {
				return b.String(), unknown
			}
			p.i++
			b.WriteByte(c)
		case c == '`' && p.i < len(p.text):
			b.WriteByte(powerEscape(p.text[p.i]))
			p.i++
		default:
			unknown = unknown || c == '$' && p.i < len(p.text) && (p.text[p.i] == '(' || p.text[p.i] == '{' || isLetter(p.text[p.i]))
			b.WriteByte(c)
		}
	}
	flush()
	return b.String(), unknown
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// powerEscape is what a character behind a backtick stands for.
func powerEscape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case '0':
		return 0
	case 'a':
		return 7
	case 'b':
		return 8
	case 'f':
		return 12
	case 'v':
		return 11
	}
	return c
}

// powerChar reads $([char]123) or $([char]0x7B) at the beginning of a text.
func powerChar(text []byte) (unit uint16, length int, ok bool) {
	const begin = "$([char]"
	if !bytes.HasPrefix(text, []byte(begin)) {
		return 0, 0, false
	}
	number, _, found := bytes.Cut(text[len(begin):min(len(text), len(begin)+12)], []byte{')'})
	if !found {
		return 0, 0, false
	}
	n, err := strconv.ParseUint(string(bytes.TrimSpace(number)), 0, 16)
	return uint16(n), len(begin) + len(number) + 1, err == nil
}
