package capture

import (
	"bytes"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// shellWords takes a text apart into commands and words by the rules of POSIX
// shells, with $'…' of bash, zsh and ksh. It replaces nothing: variables and
// substitutions are kept as text, with a note.
type shellWords struct {
	text []byte
	i    int
	cmd  command
	word []byte
	open bool // a word has begun, maybe an empty one in quotes
}

// shellCommands shows each command of the text until visit wants no more.
func shellCommands(text []byte, visit func(command) bool) {
	s := &shellWords{text: text}
	for s.i < len(text) {
		s.cmd = command{offset: skipSpace(text, s.i)}
		s.readCommand()
		if (len(s.cmd.args) > 0 || s.cmd.err != nil) && !visit(s.cmd) {
			return
		}
	}
}

// maxWords bounds the words of one command.
const maxWords = 4096

// readCommand reads up to an end of line or a separator outside of quotes.
func (s *shellWords) readCommand() {
	for s.i < len(s.text) && s.cmd.err == nil {
		c := s.text[s.i]
		s.i++
		switch c {
		case ' ', '\t', '\r':
			s.endWord()
		case '\n', ';', '&', '|':
			s.endWord()
			return
		case '#':
			if !s.open {
				s.skipLine()
				return
			}
			s.add(c)
		case '\\':
			s.escape()
		case '\'':
			s.single()
		case '"':
			s.double()
		case '$':
			s.dollar()
		case '`':
			s.noteExpansion()
			s.add(c)
		default:
			s.add(c)
		}
	}
	s.endWord()
}

func (s *shellWords) add(c ...byte) {
	s.word = append(s.word, c...)
	s.open = true
}

func (s *shellWords) endWord() {
	if !s.open {
		return
	}
	s.open = false
	if len(s.cmd.args) == maxWords {
		s.cmd.err = errors.New("the command has too many words")
		return
	}
	s.cmd.args = append(s.cmd.args, string(s.word))
	s.word = s.word[:0]
}

func (s *shellWords) skipLine() {
	for s.i < len(s.text) && s.text[s.i] != '\n' {
		s.i++
	}
}

// escape reads what follows a backslash outside of quotes; before a line end,
// the line goes on.
func (s *shellWords) escape() {
	switch {
	case s.lineEnd():
	case s.i < len(s.text):
		s.add(s.text[s.i])
		s.i++
	}
}

// lineEnd passes over a line end.
func (s *shellWords) lineEnd() bool {
	rest := s.text[s.i:]
	switch {
	case len(rest) > 0 && rest[0] == '\n':
		s.i++
	case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
		s.i += 2
	default:
		return false
	}
	return true
}

var errOpenQuote = errors.New("a quote in the command is never closed")

func (s *shellWords) single() {
	s.open = true
	for s.i < len(s.text) {
		c := s.text[s.i]
		s.i++
		if c == '\'' {
			return
		}
		s.add(c)
	}
	s.cmd.err = errOpenQuote
}

func (s *shellWords) double() {
	s.open = true
	for s.i < len(s.text) {
		c := s.text[s.i]
		s.i++
		switch {
		case c == '"':
			return
		case c == '\\':
			s.doubleEscape()
		default:
			if c == '`' || c == '$' && s.startsExpansion() {
				s.noteExpansion()
			}
			s.add(c)
		}
	}
	s.cmd.err = errOpenQuote
}

// doubleEscape: inside of double quotes only four characters can be escaped.
func (s *shellWords) doubleEscape() {
	if s.lineEnd() {
		return
	}
	if s.i < len(s.text) {
		switch c := s.text[s.i]; c {
		case '"', '\\', '$', '`':
			s.add(c)
			s.i++
			return
		}
	}
	s.add('\\')
}

// dollar reads $'…' and $"…"; other uses are kept as text.
func (s *shellWords) dollar() {
	if s.i < len(s.text) && s.text[s.i] == '\'' {
		s.i++
		s.ansi()
		return
	}
	if s.i < len(s.text) && s.text[s.i] == '"' {
		return // the quote follows as usual
	}
	if s.startsExpansion() {
		s.noteExpansion()
	}
	s.add('$')
}

// startsExpansion reports whether a variable or substitution follows a dollar.
func (s *shellWords) startsExpansion() bool {
	if s.i >= len(s.text) {
		return false
	}
	c := s.text[s.i]
	return c == '{' || c == '(' || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (s *shellWords) noteExpansion() {
	const note = "the command has a shell variable or substitution, whose value is not known; it was kept as text"
	if len(s.cmd.notes) == 0 {
		s.cmd.notes = append(s.cmd.notes, note)
	}
}

// ansi reads $'…' behind its opening quote.
func (s *shellWords) ansi() {
	s.open = true
	for s.i < len(s.text) {
		c := s.text[s.i]
		s.i++
		switch c {
		case '\'':
			return
		case '\\':
			s.ansiEscape()
		default:
			s.add(c)
		}
	}
	s.cmd.err = errOpenQuote
}

// ansiEscape reads one escape sequence of $'…'.
func (s *shellWords) ansiEscape() {
	if s.i >= len(s.text) {
		return
	}
	c := s.text[s.i]
	s.i++
	switch c {
	case 'x':
		s.code(16, 2, false)
	case 'u':
		s.code(16, 4, true)
	case 'U':
		s.code(16, 8, true)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		s.i--
		s.code(8, 3, false)
	case 'c':
		if s.i < len(s.text) {
			s.add(s.text[s.i] & 0x1f)
			s.i++
		}
	default:
		s.add(ansiLetter(c)...)
	}
}

// code reads up to most digits: a byte, or a character as UTF-8.
func (s *shellWords) code(base, most int, character bool) {
	value, n := s.digits(s.i, base, most)
	switch {
	case n == 0:
		s.add('\\', s.text[s.i-1])
	case character:
		n += s.character(rune(min(value, utf8.MaxRune+1)), s.i+n)
	default:
		s.add(byte(value))
	}
	s.i += n
}

// digits reads up to most digits at i.
func (s *shellWords) digits(i, base, most int) (value, n int) {
	for n < most && i+n < len(s.text) {
		d, ok := hexDigit(s.text[i+n])
		if !ok || int(d) >= base {
			break
		}
		value = value*base + int(d)
		n++
	}
	return value, n
}

// character adds a character. Browsers write one outside of the basic plane as
// two escapes, the halves of a surrogate pair: how much the second one takes is
// returned.
func (s *shellWords) character(r rune, next int) int {
	const escape = len(`\uDE00`)
	if utf16.IsSurrogate(r) && bytes.HasPrefix(s.text[next:], []byte(`\u`)) {
		low, n := s.digits(next+2, 16, 4)
		if pair := utf16.DecodeRune(r, rune(low)); n == 4 && pair != utf8.RuneError {
			s.add(utf8.AppendRune(nil, pair)...)
			return escape
		}
	}
	s.add(utf8.AppendRune(nil, r)...)
	return 0
}

// ansiLetter is what a letter behind a backslash stands for in $'…'; an
// unknown one keeps its backslash.
func ansiLetter(c byte) []byte {
	switch c {
	case 'a':
		return []byte{7}
	case 'b':
		return []byte{8}
	case 'e', 'E':
		return []byte{27}
	case 'f':
		return []byte{12}
	case 'n':
		return []byte{'\n'}
	case 'r':
		return []byte{'\r'}
	case 't':
		return []byte{'\t'}
	case 'v':
		return []byte{11}
	case '\\', '\'', '"', '?':
		return []byte{c}
	default:
		return []byte{'\\', c}
	}
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
