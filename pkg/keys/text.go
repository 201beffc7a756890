package keys

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// The byte order marks that editors and shells put before a text.
const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// isBinary reports whether the data is no text: not UTF-8, or with control
// characters. Text in UTF-16 counts as text.
func isBinary(data []byte) bool {
	if utf16Order(data) != nil {
		return false
	}
	if !utf8.Valid(data) {
		return true
	}
	return bytes.ContainsFunc(data, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) })
}

// utf16Order is the byte order of text in UTF-16, nil for other data. Where there
// is no byte order mark, the first characters must be ASCII: every other byte is
// zero, which is so in no key that is not text.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(data, []byte(bomUTF16LE)):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte(bomUTF16BE)):
		return binary.BigEndian
	}
	const enough = 32 // bytes
	if len(data) < enough {
		return nil
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		ascii := true
		for at := 0; at < enough; at += 2 {
			unit := rune(order.Uint16(data[at:]))
			ascii = ascii && unit <= unicode.MaxASCII && (unicode.IsPrint(unit) || unicode.IsSpace(unit))
		}
		if ascii {
			return order
		}
	}
	return nil
}

// cleanText returns the text without what surrounds it by accident: byte order
// mark, blanks, quotes, and line breaks that are written out as "\n". The notes
// say what was done, but for plain blanks, which no program minds.
func cleanText(data []byte) (string, []string) {
	var notes []string
	text := string(data)
	switch {
	case utf16Order(data) != nil:
		text = decodeUTF16(data, utf16Order(data))
		notes = append(notes, "the text is UTF-16; most programs want UTF-8")
	case strings.HasPrefix(text, bomUTF8):
		text = text[len(bomUTF8):]
		notes = append(notes, "the text begins with a byte order mark, which other programs may refuse")
	}
	text = plainBlanks(strings.TrimFunc(text, isBlank))
	for _, m := range mends() {
		if plain := m.mend(text); plain != text {
			text = strings.TrimFunc(plain, isBlank)
			notes = append(notes, m.note)
		}
	}
	if bare := cutQuotes(text); bare != text {
		text = strings.TrimFunc(bare, isBlank)
		notes = append(notes, "what stood before each line was left out, as in a quoted mail")
	}
	if bare := unquote(text); bare != text {
		text = bare
		notes = append(notes, "quotes around the key were left out")
	}
	if plain := unescape(text); plain != text {
		text = strings.TrimFunc(plain, isBlank)
		notes = append(notes, `escapes such as "\n" were turned into the characters they stand for`)
	}
	return text, notes
}

// decodeUTF16 turns UTF-16 into a string. A last odd byte is dropped.
func decodeUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// isBlank reports whether r shows nothing: every kind of space, and the
// invisible marks that web pages and word processors leave in copied text.
func isBlank(r rune) bool {
	return isInvisible(r) || unicode.IsSpace(r)
}

// unquote removes quotes at both ends, and a comma or semicolon after them, as
// they come along when a string is copied from code. JSON is left as it is.
func unquote(text string) string {
	const quotes = "\"'`\u201c\u201d\u2018\u2019"
	if strings.HasPrefix(text, "{") || isJSONArray(text) || !strings.ContainsAny(text, quotes) {
		return text
	}
	text = strings.TrimRight(text, ",; \t\r\n")
	return strings.TrimFunc(text, func(r rune) bool { return isBlank(r) || strings.ContainsRune(quotes, r) })
}

// unescape replaces the escapes of .env files, JSON strings and source code
// that can stand for a character of a key. No form of a key has a backslash of
// its own except JSON, which is left as it is, as is the path of a file.
func unescape(text string) string {
	if strings.HasPrefix(text, "{") || isJSONArray(text) || !strings.Contains(text, `\`) || isWindowsPath(text) {
		return text
	}
	return strings.NewReplacer(
		`\\n`, "\n", `\\r`, "\n",
		`\n`, "\n", `\r`, "\n", `\t`, " ",
		`\/`, "/",
		`\u002b`, "+", `\u002B`, "+",
		`\u002f`, "/", `\u002F`, "/",
		`\u003d`, "=", `\u003D`, "=",
		"\\\n", "\n", "\\\r\n", "\n",
	).Replace(text)
}
