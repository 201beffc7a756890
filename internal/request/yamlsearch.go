package request

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// searchLimit is how many bytes the search for the place of one error may parse.
const searchLimit = 4 << 20

// yamlSearch finds the place of a syntax error that the YAML parser does not tell.
//
// The parser reads forward, so that every beginning of the text that contains the
// error fails with it, and the place is where the shortest of those ends. A parser
// that is fed byte by byte tells a beginning that is long enough; from there the
// search goes back, first by lines, then by characters.
type yamlSearch struct {
	text []byte
	kind yamlKind
	left int // bytes that may still be parsed for the search
}

// find returns the place. The line is the parser's own, 0 when it gives none.
func (s *yamlSearch) find(parserLine int) place {
	read, openerLine := s.feed()
	at := newCursor(s.text).to(read)
	line := at.line
	if s.kind.opener != "" && openerLine > 0 {
		line = openerLine
	} else {
		for line > 1 && s.fails(s.lineStart(line)) {
			line--
		}
	}
	return s.column(line, read)
}

// column goes back in a line, from its end or from where the parser came to, to
// where the error begins.
func (s *yamlSearch) column(line, read int) place {
	start, all := s.lineStart(line), s.line(line)
	last := min(len(all), max(read-start, 0))
	end := last
	for end > 0 && s.fails(start+end) {
		_, size := utf8.DecodeLastRuneInString(all[:end])
		end -= size
	}
	before := all[:end]
	switch {
	case s.kind.opener != "":
		_, size := utf8.DecodeRuneInString(all[end:])
		before = all[:max(strings.LastIndexAny(all[:end+size], s.kind.opener), 0)]
	case s.left <= 0 || end == last:
		// The search was too long, or the end of the line is part of the error.
		before = all[:len(all)-len(strings.TrimLeft(all, " \t"))]
	case s.kind.word:
		before = strings.TrimRightFunc(before, inWord)
	}
	return place{line, utf8.RuneCountInString(before) + 1}
}

// inWord reports whether a character can be in a name, an alias or a tag.
func inWord(ch rune) bool {
	return unicode.IsLetter(ch) || unicode.IsDigit(ch) || strings.ContainsRune(`_-.*&!"'`, ch)
}

// line returns a line of the text by its number, without its end.
func (s *yamlSearch) line(n int) string {
	start := s.lineStart(n)
	end := bytes.IndexAny(s.text[start:], "\r\n")
	if end < 0 {
		return string(s.text[start:])
	}
	return string(s.text[start : start+end])
}

// restOfLine returns the line of a place from its column on.
func (s *yamlSearch) restOfLine(at place) string {
	line := s.line(at.line)
	for column := 1; column < at.column && line != ""; column++ {
		_, size := utf8.DecodeRuneInString(line)
		line = line[size:]
	}
	return line
}

// lineStart returns the offset of a line, the end of the text for lines behind it.
func (s *yamlSearch) lineStart(line int) int {
	offset := 0
	for ; line > 1; line-- {
		end := bytes.IndexAny(s.text[offset:], "\r\n")
		if end < 0 {
			return len(s.text)
		}
		offset += end + 1
		if s.text[offset-1] == '\r' && bytes.HasPrefix(s.text[offset:], []byte("\n")) {
			offset++
		}
	}
	return offset
}

// fails reports whether the beginning of the text up to an offset has the error.
// It is false when the search has cost enough.
func (s *yamlSearch) fails(offset int) bool {
	if s.left -= offset; s.left <= 0 {
		return false
	}
	err := parseYAML(bytes.NewReader(s.text[:offset]))
	if err == nil {
		return false
	}
	_, message := splitYAMLError(err)
	return strings.HasPrefix(message, s.kind.parser)
}

// feed parses byte by byte. It returns how much was read before the error and the
// line where the thing began in which the parser was, 0 when it does not say.
func (s *yamlSearch) feed() (read, line int) {
	// With an empty line in front the parser always tells a line: it leaves the
	// first one out. It counts that of a bracket from 0 and that of a quote from 1.
	r := &slowReader{text: append([]byte("\n"), s.text...)}
	line, message := splitYAMLError(parseYAML(r))
	if strings.HasPrefix(message, "found ") {
		line--
	}
	return min(max(r.pos-1, 0), len(s.text)), line
}

// parseYAML parses everything and returns the error, nil when there is none.
func parseYAML(r io.Reader) error {
	for dec := yaml.NewDecoder(r); ; {
		if _, err := nextTree(dec); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// slowReader gives one byte at a time, so that its position tells how far the
// parser has come.
type slowReader struct {
	text []byte
	pos  int
}

func (r *slowReader) Read(p []byte) (int, error) {
	if r.pos == len(r.text) {
		return 0, io.EOF
	}
	n := copy(p[:1], r.text[r.pos:])
	r.pos += n
	return n, nil
}
