package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// fileSeparator stands between the requests of an .http file.
const fileSeparator = "###"

// readHTTPFile reads the POST requests of an .http or .rest file, as JetBrains
// programs and the REST Client of Visual Studio Code run them: a method and a
// URL, header lines, an empty line, the body. Variables that the file defines
// are replaced.
func readHTTPFile(e *emitter, data []byte) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	f := &requestFile{variables: map[string]string{}}
	for _, line := range bytes.Split(data, []byte{'\n'}) {
		f.define(string(line))
	}
	number := 0
	var block []string
	for line := range strings.Lines(string(data) + "\n" + fileSeparator) {
		number++
		if !strings.HasPrefix(line, fileSeparator) {
			block = append(block, line)
			continue
		}
		c, err := f.request(block, e.opt.maxBody())
		at := max(number-len(block), 1)
		block = nil
		switch {
		case e.done:
			return
		case err != nil:
			e.fail(err, at)
		case c != nil:
			e.put(c, at)
		}
	}
}

// requestFile is an .http file with its variables.
type requestFile struct {
	variables map[string]string
	longest   int // the length of the longest name of a variable
}

// maxVariablePadding is how many blanks may stand around the name of a variable.
const maxVariablePadding = 64

// define takes the variable of a line such as "@host = https://shop.example".
func (f *requestFile) define(line string) {
	name, value, found := strings.Cut(line, "=")
	name, isVariable := strings.CutPrefix(strings.TrimSpace(name), "@")
	if found && isVariable && isToken([]byte(name)) && len(f.variables) < maxMembers {
		f.variables[name] = strings.TrimSpace(value)
		f.longest = max(f.longest, len(name))
	}
}

// replace replaces the variables of a text. It fails if the result is longer than most
// bytes: what names a large variable often can be of any size.
func (f *requestFile) replace(text string, most int64) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		// No "}}" is looked for farther away than it can stand.
		near := rest[:min(len(rest), f.longest+maxVariablePadding+len("}}"))]
		name, _, closed := strings.Cut(near, "}}")
		value, known := f.variables[strings.TrimSpace(name)]
		if closed && known {
			text = rest[len(name)+len("}}"):]
		} else {
			value, text = "{{", rest
		}
		if int64(b.Len()+len(value)) > most {
			return "", fmt.Errorf("with its variables replaced, a part of the request is longer than the limit of %d bytes", most)
		}
		b.WriteString(value)
	}
}

// request reads the lines of one request; nil if there is none, or not a POST.
func (f *requestFile) request(lines []string, most int64) (*Capture, error) {
	for len(lines) > 0 && !isFileRequest(lines[0]) {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return nil, nil
	}
	method, url := fileRequestLine(lines[0])
	lines = lines[1:]
	for len(lines) > 0 && isQueryLine(lines[0]) {
		if url += strings.TrimSpace(lines[0]); len(url) > MaxPath {
			return nil, fmt.Errorf("the URL is longer than the limit of %d KiB", MaxPath>>10)
		}
		lines = lines[1:]
	}
	if !strings.EqualFold(method, "POST") {
		return nil, nil
	}
	c := &Capture{Format: FormatHTTPFile, Method: method}
	url, err := f.replace(url, most)
	if err != nil {
		return nil, err
	}
	c.Path = pathOfURL(url)
	if lines, err = f.fields(c, lines); err != nil {
		return nil, err
	}
	return c, f.body(c, lines, most)
}

// pathOfURL is the path and query of a URL whose host may be a variable.
func pathOfURL(url string) string {
	if rest, found := strings.CutPrefix(url, "{{"); found {
		if _, path, closed := strings.Cut(rest, "}}"); closed {
			return path
		}
	}
	path, _ := target(url)
	return path
}

// fields reads header lines up to an empty line.
func (f *requestFile) fields(c *Capture, lines []string) ([]string, error) {
	for len(lines) > 0 {
		line := strings.TrimSpace(lines[0])
		lines = lines[1:]
		if line == "" {
			break
		}
		if isFileComment(line) {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found || !isToken([]byte(name)) {
			return nil, fmt.Errorf("%q is not a header line such as client-id: SANDBOX_…", short(line))
		}
		if len(c.Headers) == MaxHeaders {
			return nil, errManyHeaders()
		}
		value, err := f.replace(strings.TrimSpace(value), MaxHeaderBytes)
		if err != nil {
			return nil, err
		}
		c.Headers = append(c.Headers, Header{name, value})
	}
	return lines, nil
}

// body takes the lines of the body without the line breaks at its end, which the
// programs do not send.
func (f *requestFile) body(c *Capture, lines []string, most int64) error {
	var body strings.Builder
	for _, line := range lines {
		if strings.HasPrefix(line, "> {%") || strings.HasPrefix(line, "> ./") || strings.HasPrefix(line, "<> ") || strings.HasPrefix(line, ">> ") {
			break // what is done with the response
		}
		if file, ok := strings.CutPrefix(line, "< "); ok && body.Len() == 0 {
			return fmt.Errorf("the request takes its body from the file %s, which is not read here; "+
				"give that file with --format body, and the headers with --headers FILE", short(strings.TrimSpace(file)))
		}
		body.WriteString(line)
	}
	text := strings.TrimRight(body.String(), "\r\n")
	if text == "" {
		return errors.New("the request has no body, which the signature covers")
	}
	whole, err := f.replace(text, most)
	if err != nil {
		return err
	}
	c.Body = []byte(whole)
	if strings.Contains(text, "{{") && strings.Contains(whole, "{{") {
		c.note("the body has a variable, whose value is not known; it was kept as text")
	}
	return nil
}

// isHTTPFile reports whether a text is an .http file: its first line that is no
// comment is a request without an HTTP version, or it has separators.
func isHTTPFile(text []byte) bool {
	separated := bytes.HasPrefix(text, []byte(fileSeparator)) || bytes.Contains(text, []byte("\n"+fileSeparator))
	for line := range bytes.Lines(text) {
		line := string(bytes.TrimSpace(line))
		switch {
		case line == "" || isFileComment(line) || strings.HasPrefix(line, "@") || strings.HasPrefix(line, "< {%"):
			continue
		case isFileRequest(line):
			return separated || !isRequest([]byte(line))
		}
		return false
	}
	return false
}

func isFileComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}

func isQueryLine(line string) bool {
	return (line[0] == ' ' || line[0] == '\t') && strings.IndexAny(strings.TrimSpace(line), "?&") == 0
}

// isFileRequest reports whether a line is a method and a URL.
func isFileRequest(line string) bool {
	method, url := fileRequestLine(line)
	return method != "" && strings.ToUpper(method) == method && isMethod([]byte(method)) &&
		(strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "/") || strings.HasPrefix(url, "{{"))
}

// fileRequestLine takes a request line apart; its HTTP version is optional.
func fileRequestLine(line string) (method, url string) {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 3 || len(words) == 3 && !isVersion([]byte(words[2])) {
		return "", ""
	}
	return words[0], words[1]
}
