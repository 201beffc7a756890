package keys

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// A mend takes away what a way of copying adds to the text of a key. It returns
// the text unchanged where there is nothing to take away.
type mend struct {
	note string
	mend func(text string) string
}

// mends are applied in this order.
func mends() []mend {
	return []mend{
		{"invisible characters in the text were left out", withoutInvisible},
		{"HTML tags and entities were left out", withoutHTML},
		{"percent escapes were turned into the characters they stand for", withoutPercents},
		{"line numbers before the lines were left out", withoutLineNumbers},
		{"the pieces of a string in source code were joined", joinPieces},
	}
}

// withoutInvisible removes characters that show nothing.
func withoutInvisible(text string) string {
	return strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, text)
}

// plainBlanks makes a plain blank of every other one, such as the one that does
// not break a line.
func plainBlanks(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7f && !isInvisible(r) && isBlank(r) {
			return ' '
		}
		return r
	}, text)
}

// isInvisible reports whether r shows nothing and takes no room: marks that web
// pages, chats and word processors put into copied text.
func isInvisible(r rune) bool {
	switch {
	case r == '\u00ad' || r == '\u180e' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2064':
		return true
	}
	return false
}

const (
	lineTags  = `(?i)<(?:br|/p|/div|/li|/tr)\b[^<>]*>`
	otherTags = `(?i)</?(?:p|div|span|pre|code|b|i|em|font|td|tr|li|wbr|a)\b[^<>]*>`
)

// withoutHTML removes the tags that a web page or a mail has around lines.
func withoutHTML(text string) string {
	lower := strings.ToLower(text)
	if !strings.ContainsAny(text, "<&") || strings.HasPrefix(text, "{") || isHTML(text, lower) || strings.Contains(lower, xmlElement) {
		return text
	}
	plain := regexp.MustCompile(lineTags).ReplaceAllString(text, "\n")
	plain = regexp.MustCompile(otherTags).ReplaceAllString(plain, "")
	return strings.NewReplacer("&#43;", "+", "&#x2b;", "+", "&#x2B;", "+", "&plus;", "+",
		"&#47;", "/", "&#x2f;", "/", "&#x2F;", "/", "&sol;", "/", "&#61;", "=", "&#x3d;", "=", "&#x3D;", "=", "&equals;", "=",
		"&#45;", "-", "&#x2d;", "-", "&#x2D;", "-", "&nbsp;", " ", "&#160;", " ", "&#10;", "\n", "&#13;", "\n", "&quot;", `"`, "&#34;", `"`, "&#39;", "'").Replace(plain)
}

// withoutPercents decodes a key that was escaped for a URL.
func withoutPercents(text string) string {
	if !strings.Contains(text, "%") || strings.HasPrefix(text, "{") {
		return text
	}
	plain, err := url.PathUnescape(text)
	if err != nil || !strings.HasPrefix(plain, "MI") && !strings.Contains(plain, pemBegin) {
		return text
	}
	if !strings.Contains(strings.TrimSpace(text), " ") && strings.Contains(plain, "+PRIVATE") || strings.Contains(plain, "+PUBLIC") {
		plain = strings.NewReplacer("BEGIN+", "BEGIN ", "END+", "END ", "RSA+", "RSA ", "ENCRYPTED+", "ENCRYPTED ", "+KEY-", " KEY-").Replace(plain)
	}
	return plain
}

// lineNumber is what an editor or a tool writes before a line.
const lineNumber = `^[ \t]*(\d{1,4})[ \t]*[:.|)\x{2502}]?[ \t]+`

// withoutLineNumbers removes the numbers if all lines have them and they count.
func withoutLineNumbers(text string) string {
	first, _, several := strings.Cut(text, "\n")
	if !several || first == "" || !strings.ContainsAny(first[:1], " \t0123456789") {
		return text
	}
	pattern := regexp.MustCompile(lineNumber)
	var b strings.Builder
	next := -1
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := pattern.FindStringSubmatchIndex(line)
		if m == nil {
			return text
		}
		n, _ := strconv.Atoi(line[m[2]:m[3]])
		if next >= 0 && n != next {
			return text
		}
		next = n + 1
		b.WriteString(line[m[1]:])
	}
	return b.String()
}

// stringPieces are two pieces of a string that source code joins.
const stringPieces = `["'` + "`" + `][ \t]*[+.,&_\\]?[ \t]*\r?\n[ \t]*[+.&]?[ \t]*["'` + "`" + `]`

// joinPieces joins the pieces of a string that stand in lines of source code.
func joinPieces(text string) string {
	if strings.HasPrefix(text, "{") || !strings.ContainsAny(text, "\"'`") || !strings.Contains(text, "\n") {
		return text
	}
	if plain := regexp.MustCompile(stringPieces).ReplaceAllString(text, ""); strings.Contains(plain, pemBegin) || strings.Contains(plain, "MI") {
		return plain
	}
	return text
}

// plusNote is about text in which decoding for a form or a URL took the plus signs.
const plusNote = `blanks were turned back into "+", which decoding for a form or a URL takes away`

// withPluses puts a plus in the place of every blank in a line of Base64 if
// that makes a whole structure of it, and nothing else does.
func withPluses(text string) ([]byte, bool) {
	text = strings.Trim(text, "\r\n\t")
	if !strings.Contains(strings.TrimSpace(text), " ") {
		return nil, false
	}
	data, _, err := decodeBase64(strings.ReplaceAll(text, " ", "+"))
	return data, err == nil && isKeyData(data) && checkOuter(data) == nil
}
