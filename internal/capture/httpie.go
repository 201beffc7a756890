package capture

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// isHTTPie reports whether a word is the name of HTTPie or xh.
func isHTTPie(word string) bool {
	switch word[strings.LastIndexByte(word, '/')+1:] {
	case "http", "https", "xh", "xhs":
		return true
	}
	return false
}

// startsHTTPie reports whether a text begins with a command of HTTPie, also
// behind a printf that writes its input.
func startsHTTPie(text []byte) bool {
	found := false
	shellCommands(text[:min(len(text), firstRead)], func(cmd command) bool {
		args := withoutPrompt(cmd.args)
		if len(args) > 1 && isHTTPie(args[0]) {
			found = true
		}
		return !found && len(args) > 0 && (args[0] == "printf" || args[0] == "echo" || args[0] == "cat")
	})
	return found
}

func withoutPrompt(args []string) []string {
	for len(args) > 0 && isPrompt(args[0]) {
		args = args[1:]
	}
	return args
}

// readHTTPie reads commands of HTTPie whose body is in the command: behind
// --raw, behind <<<, or written by printf or echo -n in front of a pipe.
func readHTTPie(e *emitter, data []byte) {
	lines := lineCounter{data: data}
	var written *string
	shellCommands(data, func(cmd command) bool {
		args := withoutPrompt(cmd.args)
		switch {
		case cmd.err != nil:
			return e.fail(cmd.err, lines.at(cmd.offset))
		case len(args) < 2 || !isHTTPie(args[0]):
			written = printedBy(args)
			return true
		}
		c, err := httpieRequest(args[1:], written)
		written = nil
		if err != nil {
			return e.fail(fmt.Errorf("the command of HTTPie %w", err), lines.at(cmd.offset))
		}
		c.Notes = append(c.Notes, cmd.notes...)
		return e.put(c, lines.at(cmd.offset))
	})
}

// printedBy is what a command writes, nil if that is not known.
func printedBy(args []string) *string {
	if len(args) == 3 && (args[0] == "printf" && (args[1] == "%s" || args[1] == "--") || args[0] == "echo" && args[1] == "-n") {
		return &args[2]
	}
	return nil
}

// httpieRequest reads the words behind the name of the program.
func httpieRequest(args []string, written *string) (*Capture, error) {
	c := &Capture{Format: FormatHTTPie}
	body := written
	where := ""
	var query []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if raw, ok := strings.CutPrefix(arg, "--raw="); ok {
			body = &raw
			continue
		}
		if text, ok := strings.CutPrefix(arg, "<<<"); ok {
			if text == "" && i+1 < len(args) {
				i++
				text = args[i]
			}
			text += "\n" // the shell adds one
			body = &text
			continue
		}
		switch {
		case arg == "--raw" && i+1 < len(args):
			i++
			body = &args[i]
		case strings.HasPrefix(arg, "-"):
		case where == "" && isMethodName(arg):
			c.Method = strings.ToUpper(arg)
		case where == "":
			where = arg
		case strings.HasPrefix(arg, "@"), arg == "<":
			return nil, errors.New("takes the body from a file, which is not read here; give that file with --format body, and the headers with --headers FILE")
		default:
			if err := c.httpieItem(arg, &query); err != nil {
				return nil, err
			}
		}
	}
	if where == "" {
		return nil, errors.New("names no URL")
	}
	if strings.HasPrefix(where, ":") {
		where = "localhost" + where
	}
	c.Path = curlPath(where)
	for _, part := range query {
		c.Path = withQuery(c.Path, part)
	}
	if body == nil {
		c.unread = errors.New("the command of HTTPie has no body (--raw or <<<), which the signature covers")
		return c, nil
	}
	c.Body = []byte(*body)
	if c.Method == "" {
		c.Method = "POST"
	}
	lossOf(c.Body).note(c)
	return c, nil
}

func isMethodName(word string) bool {
	switch strings.ToUpper(word) {
	case "POST", "PUT", "PATCH", "GET", "DELETE":
		return true
	}
	return false
}

// withQuery adds a part to the query of a path.
func withQuery(path, part string) string {
	if strings.Contains(path, "?") {
		return path + "&" + part
	}
	return path + "?" + part
}

// httpieItem reads name:value, a header, and name==value, a part of the query.
// Other items are data that HTTPie writes as JSON in a way of its own.
func (c *Capture) httpieItem(item string, query *[]string) error {
	at := strings.IndexAny(item, ":=;@")
	if at <= 0 {
		return fmt.Errorf("has %q, which is neither a header nor a part of the query", short(item))
	}
	name, rest := item[:at], item[at:]
	switch {
	case strings.HasPrefix(rest, "=="):
		*query = append(*query, url.QueryEscape(name)+"="+url.QueryEscape(rest[2:]))
	case rest[0] == ';':
		c.Headers = append(c.Headers, Header{name, ""})
	case rest[0] == ':' && !strings.HasPrefix(rest, ":="):
		if len(c.Headers) == MaxHeaders {
			return errManyHeaders()
		}
		c.Headers = append(c.Headers, Header{name, strings.TrimSpace(rest[1:])})
	default:
		return fmt.Errorf("builds the body of parts such as %s=…, from which its bytes cannot be known; give the body with --raw, or use --format body", short(name))
	}
	return nil
}
