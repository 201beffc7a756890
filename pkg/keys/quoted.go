package keys

import "strings"

// quoteMarks stand before lines that mail programs and chats quote, and before
// comments. None of them is a character of Base64.
const quoteMarks = ">|#*"

// cutQuotes removes what stands before each line of PEM text, or of text that is
// quoted as a whole.
func cutQuotes(text string) string {
	at := strings.Index(text, pemBegin)
	start := strings.LastIndexByte(text[:max(at, 0)], '\n') + 1
	block, mark := text[start:], text[start:max(at, 0)]
	switch end := strings.Index(block, pemEnd); {
	case at < 0:
		mark = text[:len(text)-len(strings.TrimLeft(text, quoteMarks))]
	case end >= 0:
		block = block[:end]
	}
	mark = strings.TrimFunc(mark, isBlank)
	if mark == "" || strings.ContainsFunc(mark, isWordRune) || !eachBegins(block, mark) {
		return text
	}
	cut := func(line string) string { return strings.TrimPrefix(strings.TrimLeft(line, " \t"), mark) }
	if strings.Trim(mark, quoteMarks+" ") == "" { // "> >" may be ">>" in the next line
		cut = func(line string) string { return strings.TrimLeft(line, quoteMarks+" \t") }
	}
	var b strings.Builder
	b.WriteString(text[:start])
	for line := range strings.Lines(text[start:]) {
		b.WriteString(cut(line))
	}
	return b.String()
}

// eachBegins reports whether all lines begin with a mark, or with its first
// character where several marks can be written in different ways.
func eachBegins(text, mark string) bool {
	if strings.Trim(mark, quoteMarks+" ") == "" {
		mark = mark[:1]
	}
	for line := range strings.Lines(text) {
		if bare := strings.TrimFunc(line, isBlank); bare != "" && !strings.HasPrefix(bare, mark) {
			return false
		}
	}
	return true
}

// isWordRune reports whether r is of a name: then it is no mark of a quotation.
func isWordRune(r rune) bool {
	return r == '_' || r == '"' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || r > 0x7f
}
