package capture

import (
	"bytes"
	"strings"
)

// readBruno reads a request of Bruno, a .bru file: blocks in braces that end
// with a brace at the beginning of a line.
func readBruno(e *emitter, data []byte) {
	c := &Capture{Format: FormatBruno}
	hasBody := false
	name, block := "", []string(nil)
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte(byteOrderMark))) {
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case name == "" && strings.HasSuffix(text, " {") && text[0] != ' ':
			name, block = strings.TrimSuffix(text, " {"), []string{}
		case name != "" && text == "}":
			hasBody = c.brunoBlock(name, block) || hasBody
			name = ""
		case name != "":
			block = append(block, text)
		}
	}
	if !hasBody {
		c.unread = errNoBody
	}
	e.put(c, 0)
}

// brunoBlock reads one block. It reports whether that is the body.
func (c *Capture) brunoBlock(name string, lines []string) bool {
	switch {
	case name == "headers":
		for _, line := range lines {
			field, value, found := strings.Cut(strings.TrimSpace(line), ":")
			if found && !strings.HasPrefix(field, "~") && len(c.Headers) <= MaxHeaders {
				c.Headers = append(c.Headers, Header{strings.TrimSpace(field), strings.TrimSpace(value)})
			}
		}
	case strings.HasPrefix(name, "body:") && !strings.HasPrefix(name, "body:form") && !strings.HasPrefix(name, "body:multipart"):
		for i, line := range lines {
			lines[i] = strings.TrimPrefix(line, "  ")
		}
		c.Body = []byte(strings.Join(lines, "\n"))
		return true
	case isMethod([]byte(name)):
		for _, line := range lines {
			if url, ok := strings.CutPrefix(strings.TrimSpace(line), "url:"); ok {
				c.Method, c.Path = strings.ToUpper(name), pathOfURL(strings.TrimSpace(url))
			}
		}
	}
	return false
}

// isBruno reports whether a text begins like a .bru file.
func isBruno(text []byte) bool {
	line := string(firstLine(text))
	return line == "meta {" || line == "post {" && bytes.Contains(text, []byte("\n  url: "))
}
