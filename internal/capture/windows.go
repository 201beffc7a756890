package capture

import (
	"bytes"
)

// isWindowsCommand reports whether a command is written for the Windows
// command prompt, where ^ escapes and continues a line.
func isWindowsCommand(text []byte) bool {
	if bytes.Contains(text, []byte(`^"`)) || bytes.Contains(text, []byte("^%")) {
		return !bytes.Contains(text, []byte("'")) || bytes.Contains(text, []byte("^\n")) || bytes.Contains(text, []byte("^\r\n"))
	}
	return bytes.Contains(text, []byte(" ^\n")) || bytes.Contains(text, []byte(" ^\r\n")) || doublesQuotes(text)
}

// doublesQuotes: older Firefox writes a quote as two inside of quotes.
func doublesQuotes(text []byte) bool { return bytes.Contains(text, []byte(`"{""`)) }

// doublesBackslashes: browsers write every backslash twice, also where Windows
// takes it as it is.
func doublesBackslashes(text []byte) bool {
	return bytes.Contains(text, []byte(`^\^\`)) || doublesQuotes(text)
}

// windowsCommands takes a text apart as the command prompt and then curl's
// own start-up do: carets first, then quotes and backslashes.
func windowsCommands(text []byte, visit func(command) bool) {
	doubled := doublesBackslashes(text)
	for i := 0; i < len(text); {
		start := skipSpace(text, i)
		line, next := cutCaretLine(text, start)
		i = next
		args, ok := windowsWords(line, doubled)
		cmd := command{args: args, offset: start}
		if !ok {
			cmd.err = errOpenQuote
		}
		if len(args) > 0 && !visit(cmd) {
			return
		}
	}
}

// cutCaretLine returns one command with its carets taken off, and where the
// next begins. Inside of quotes a caret is itself. A command ends at a line end
// or & that no caret precedes.
func cutCaretLine(text []byte, i int) ([]byte, int) {
	var line []byte
	quoted := false
	for i < len(text) {
		c := text[i]
		i++
		switch {
		case c == '^' && !quoted && i < len(text):
			// A caret before a line end joins the lines; the next character,
			// even a second line end, is then itself.
			if end := lineEndLength(text[i:]); end > 0 {
				i += end
				if end = lineEndLength(text[i:]); end > 0 {
					line = append(line, '\n')
					i += end
				}
				continue
			}
			line = append(line, text[i])
			i++
		case c == '"':
			quoted = !quoted
			line = append(line, c)
		case !quoted && (c == '\n' || c == '&' || c == '|'):
			return line, i
		default:
			line = append(line, c)
		}
	}
	return line, i
}

func lineEndLength(b []byte) int {
	switch {
	case len(b) > 0 && b[0] == '\n':
		return 1
	case len(b) > 1 && b[0] == '\r' && b[1] == '\n':
		return 2
	}
	return 0
}

// windowsWords splits a command line as the C runtime of Windows does:
// backslashes are themselves unless a quote follows; two quotes inside of
// quotes are one. With doubled, two backslashes are one everywhere.
func windowsWords(line []byte, doubled bool) (args []string, closed bool) {
	var word []byte
	open, quoted := false, false
	for i := 0; i < len(line); {
		c := line[i]
		switch {
		case c == '\\':
			n := 0
			for i < len(line) && line[i] == '\\' {
				n, i = n+1, i+1
			}
			open = true
			if i >= len(line) || line[i] != '"' {
				if doubled {
					n = (n + 1) / 2
				}
				word = append(word, bytes.Repeat([]byte{'\\'}, n)...)
				continue
			}
			word = append(word, bytes.Repeat([]byte{'\\'}, n/2)...)
			if n%2 == 1 {
				word = append(word, '"')
				i++
			}
			continue
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			word = append(word, '"')
			i++
		case c == '"':
			quoted, open = !quoted, true
		case !quoted && (c == ' ' || c == '\t' || c == '\r'):
			if open && len(args) < maxWords {
				args = append(args, string(word))
			}
			word, open = word[:0], false
		default:
			word, open = append(word, c), true
		}
		i++
	}
	if open {
		args = append(args, string(word))
	}
	return args, !quoted
}
