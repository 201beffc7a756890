package diagnose

import (
	"encoding/json"
	"math"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Bounds of JSON that is written anew. What is beyond them is searched as plain
// text only.
const (
	maxDepth  = 64
	maxTokens = 1 << 20
)

// A token is one piece of a JSON text: a bracket, a comma, a colon, or a string,
// number or word as it is spelled.
type token struct {
	start, end int32
	// after is the number of tokens from an opening bracket to the one after its
	// closing bracket, and 1 for other tokens.
	after int32
}

// A text is a body and, once they are asked for, its JSON tokens. The tokens
// leave out the blanks between them, and a byte order mark before them.
type text struct {
	data    []byte
	tokens  []token
	scanned bool
	ascii   asciiSet // the characters in data, once scanned
	kind    *spec.Type
	typed   bool     // kind is known
	members []member // room for those of an object
}

// json returns the tokens of the text, nil if it is not JSON or beyond the bounds. Nothing is decoded: spelling, order and repeated names stay as they are.
func (t *text) json() []token {
	if t.scanned {
		return t.tokens
	}
	t.scanned = true
	start := 0
	if hasBOM(t.data) {
		start = len(bom)
	}
	if len(t.data) <= math.MaxInt32 && json.Valid(t.data[start:]) {
		t.tokens = scan(t.data, start, t.tokens[:0])
		t.ascii = asciiSetOf(t.data)
	} else {
		t.tokens = nil
	}
	return t.tokens
}

// numbers reports whether the text is JSON with a number in it.
func (t *text) numbers() bool {
	for _, tok := range t.json() {
		if c := t.data[tok.start]; c == '-' || '0' <= c && c <= '9' {
			return true
		}
	}
	return false
}

// compact reports whether the text is JSON without blanks between its tokens.
func (t *text) compact() bool {
	tokens := t.json()
	for i := 1; i < len(tokens); i++ {
		if tokens[i].start != tokens[i-1].end {
			return false
		}
	}
	return true
}

// reset gives the text new data and keeps the room for its tokens.
func (t *text) reset(data []byte) {
	t.data, t.scanned, t.typed = data, false, false
}

// scan divides valid JSON into tokens. It returns nil beyond the bounds.
func scan(data []byte, pos int, tokens []token) []token {
	var open [maxDepth + 1]int // the opening bracket at each depth
	depth := 0
	for pos < len(data) {
		start := pos
		switch data[pos] {
		case ' ', '\t', '\r', '\n':
			pos++
			continue
		case '{', '[':
			if depth++; depth > maxDepth {
				return nil
			}
			open[depth] = len(tokens)
			pos++
		case '}', ']':
			tokens[open[depth]].after = int32(len(tokens) - open[depth] + 1)
			depth--
			pos++
		case ',', ':':
			pos++
		case '"':
			pos = stringEnd(data, pos)
		default:
			pos = wordEnd(data, pos)
		}
		if len(tokens) == maxTokens {
			return nil
		}
		tokens = append(tokens, token{start: int32(start), end: int32(pos), after: 1})
	}
	return tokens
}

// stringEnd returns the position after the string that begins at pos.
func stringEnd(data []byte, pos int) int {
	for pos++; pos < len(data); pos++ {
		switch data[pos] {
		case '\\':
			pos++
		case '"':
			return pos + 1
		}
	}
	return len(data)
}

// wordEnd returns the position after the number or word that begins at pos.
func wordEnd(data []byte, pos int) int {
	for pos < len(data) {
		switch data[pos] {
		case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
			return pos
		}
		pos++
	}
	return pos
}

// rewrite appends the text with every string and number spelled anew by a
// function that appends a token, and everything else as it is.
func (t *text) rewrite(dst []byte, spell func(dst, token []byte) []byte) ([]byte, bool) {
	tokens := t.json()
	if tokens == nil {
		return dst, false
	}
	last := int32(0)
	for _, tok := range tokens {
		if c := t.data[tok.start]; c != '"' && c != '-' && (c < '0' || c > '9') {
			continue
		}
		dst = append(dst, t.data[last:tok.start]...)
		dst = spell(dst, t.data[tok.start:tok.end])
		last = tok.end
	}
	return append(dst, t.data[last:]...), true
}
