package capture

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// curlCommand collects what a command says about its request.
type curlCommand struct {
	method, url string
	headers     []Header
	data        []byte
	hasData     bool
	json        bool
	query       []string // of --url-query
	notes       []string
}

// curlRequest reads the words behind "curl".
func curlRequest(args []string) (*Capture, error) {
	var cmd curlCommand
	if err := cmd.read(args); err != nil {
		return nil, err
	}
	if cmd.url == "" {
		return nil, errors.New("names no URL")
	}
	c := &Capture{Format: FormatCurl, Method: cmd.method, Headers: cmd.headers, Body: cmd.data, Notes: cmd.notes}
	if c.Method == "" {
		c.Method = "GET"
		if cmd.hasData {
			c.Method = "POST"
		}
	}
	if cmd.json {
		c.Headers = withDefault(c.Headers, Header{"Content-Type", "application/json"})
		c.Headers = withDefault(c.Headers, Header{"Accept", "application/json"})
	}
	c.Path = curlPath(cmd.url)
	for _, part := range cmd.query {
		c.Path = withQuery(c.Path, part)
	}
	if !cmd.hasData {
		c.unread = errors.New("the curl command has no body (-d, --data-raw, --data-binary or --json), which the signature covers; copy it from the request with its content")
	}
	lossOf(c.Body).note(c)
	return c, nil
}

// read goes through the options; what is no option is the URL.
func (cmd *curlCommand) read(args []string) error {
	onlyURLs := false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case onlyURLs || len(arg) < 2 || arg[0] != '-':
			cmd.setURL(arg)
		case arg == "--":
			onlyURLs = true
		default:
			taken, err := cmd.option(arg, args[i+1:])
			if err != nil {
				return err
			}
			i += taken
		}
	}
	return nil
}

// option reads an option, or several short ones in one word, and returns how
// many further words it took.
func (cmd *curlCommand) option(arg string, rest []string) (int, error) {
	if strings.HasPrefix(arg, "--") {
		return cmd.named(arg, rest)
	}
	for i := 1; i < len(arg); i++ {
		name, known := shortOptions()[arg[i]]
		if !known {
			continue // a switch without meaning for the request
		}
		if i+1 < len(arg) {
			return 0, cmd.apply(name, arg[i+1:])
		}
		return cmd.named(name, rest)
	}
	return 0, nil
}

// named reads an option by its long name.
func (cmd *curlCommand) named(name string, rest []string) (int, error) {
	switch {
	case takesValue(name):
		if len(rest) == 0 {
			return 0, fmt.Errorf("ends after %s, which needs a value", name)
		}
		return 1, cmd.apply(name, rest[0])
	case name == "--get":
		return 0, errors.New("sends its data in the URL (-G); a notification is a POST")
	case !isSwitch(name):
		cmd.notes = append(cmd.notes, fmt.Sprintf("the option %s of the curl command is not known here and was left out", short(name)))
	}
	return 0, nil
}

// apply gives an option its value.
func (cmd *curlCommand) apply(name, value string) error {
	switch name {
	case "--request":
		cmd.method = value
	case "--url":
		cmd.setURL(value)
	case "--url-query":
		return cmd.addQuery(value)
	case "--header":
		return cmd.header(value)
	case "--user-agent":
		cmd.headers = append(cmd.headers, Header{"User-Agent", value})
	case "--referer":
		cmd.headers = append(cmd.headers, Header{"Referer", value})
	case "--data", "--data-ascii", "--data-binary", "--json":
		if file, ok := strings.CutPrefix(value, "@"); ok {
			return errBodyFile(name, file)
		}
		cmd.add(name, value)
	case "--data-raw":
		cmd.add(name, value)
	case "--data-urlencode", "--form", "--form-string", "--upload-file", "--config":
		return fmt.Errorf("uses %s, from which the bytes of the body cannot be known; give the body by --data-binary, or use --format body", name)
	}
	return nil
}

// add joins data as curl does: by "&", but several --json by nothing.
func (cmd *curlCommand) add(name, value string) {
	if name == "--json" {
		cmd.json = true
	} else if cmd.hasData {
		cmd.data = append(cmd.data, '&')
		cmd.notes = append(cmd.notes, "the curl command gives data several times; curl joins them by &")
	}
	if (name == "--data" || name == "--data-ascii") && strings.ContainsAny(value, "\r\n") {
		cmd.notes = append(cmd.notes, "-d keeps line breaks that stand in the command itself, but leaves them out of a file (-d @file)")
	}
	cmd.data, cmd.hasData = append(cmd.data, value...), true
}

// errBodyFile says that the body is not in the command, and what curl does to it.
func errBodyFile(option, file string) error {
	what := "sent as it is"
	if option == "--data" || option == "--data-ascii" {
		what = "sent without its line breaks (only --data-binary keeps them)"
	}
	return fmt.Errorf("takes the body from the file %s, %s, which is not read here; use --format body with that file, and the headers by --header",
		short(file), what)
}

// header reads "name: value"; "name;" is an empty one and "name:" takes one of
// curl's own away.
func (cmd *curlCommand) header(text string) error {
	if strings.HasPrefix(text, "@") {
		return fmt.Errorf("takes headers from the file %s, which is not read here", short(text[1:]))
	}
	name, value, found := strings.Cut(text, ":")
	if !found {
		if name, found = strings.CutSuffix(strings.TrimSpace(text), ";"); !found {
			return fmt.Errorf("has the header %q without a colon", short(text))
		}
	} else if value = strings.Trim(value, " \t\r\n"); value == "" {
		return nil
	}
	name = strings.TrimSpace(name)
	if strings.HasPrefix(name, ":") || name == "" {
		return nil // a pseudo field of HTTP/2
	}
	if len(cmd.headers) == MaxHeaders {
		return errManyHeaders()
	}
	cmd.headers = append(cmd.headers, Header{name, value})
	return nil
}

// addQuery adds a part of the query: "name=text" is escaped behind its name,
// "+text" is taken as it is.
func (cmd *curlCommand) addQuery(value string) error {
	part, bare := strings.CutPrefix(value, "+")
	if !bare {
		name, text, named := strings.Cut(value, "=")
		if strings.Contains(name, "@") {
			return fmt.Errorf("takes a part of its query from a file (--url-query %s), which is not read here", short(value))
		}
		switch {
		case !named:
			part = escapeQuery(value)
		case name == "":
			part = escapeQuery(text)
		default:
			part = name + "=" + escapeQuery(text)
		}
	}
	cmd.query = append(cmd.query, part)
	return nil
}

// escapeQuery escapes text as curl does, which writes a blank as %20.
func escapeQuery(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func (cmd *curlCommand) setURL(text string) {
	if cmd.url != "" {
		cmd.notes = append(cmd.notes, fmt.Sprintf("the curl command has several URLs; %s was left out", short(text)))
		return
	}
	cmd.url = text
}

// curlPath returns path and query; curl needs no scheme.
func curlPath(text string) string {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	path, _ := target(text)
	return path
}

func withDefault(headers []Header, h Header) []Header {
	if hasName(headers, h.Name) {
		return headers
	}
	return append(headers, h)
}
