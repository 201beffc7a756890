package capture

import (
	"bytes"
	"fmt"
	"strings"
)

// readCurl reads curl commands, as a browser or a person copies them: for a
// Unix shell or for the Windows command prompt. Only the text is read; nothing
// is run, no variable is replaced and no file is opened.
func readCurl(e *emitter, data []byte) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	split := shellCommands
	if isWindowsCommand(data) {
		split = windowsCommands
	}
	lines := lineCounter{data: data}
	found := false
	split(data, func(cmd command) bool {
		args := cmd.args
		for len(args) > 0 && isPrompt(args[0]) {
			args = args[1:]
		}
		if len(args) == 0 || !isCurl(args[0]) {
			if cmd.err != nil {
				found = true
				return e.fail(cmd.err, lines.at(cmd.offset))
			}
			return true
		}
		found = true
		if cmd.err != nil {
			return e.fail(cmd.err, lines.at(cmd.offset))
		}
		for _, part := range splitNext(args[1:]) {
			c, err := curlRequest(part)
			if err != nil {
				e.fail(fmt.Errorf("the curl command %w", err), lines.at(cmd.offset))
			} else {
				c.Offset = int64(cmd.offset)
				c.Notes = append(c.Notes, cmd.notes...)
				e.put(c, lines.at(cmd.offset))
			}
			if e.done {
				return false
			}
		}
		return true
	})
	if !found && !e.done {
		e.fail(fmt.Errorf("there is no curl command in it"), 0)
	}
}

// command is one command line taken apart into words.
type command struct {
	args   []string
	notes  []string
	offset int
	err    error
}

// startsCurl reports whether a text begins with a curl command, which comments
// and a prompt may precede.
func startsCurl(text []byte) bool {
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			line = bytes.TrimLeft(bytes.TrimPrefix(line, []byte("$")), " ")
			word := line
			if i := bytes.IndexAny(line, " \t\\^"); i >= 0 {
				word = line[:i]
			}
			return isCurl(string(word)) && len(word) < len(line)
		}
		text = rest
	}
	return false
}

func isPrompt(word string) bool { return word == "$" || word == "%" || word == ">" }

func isCurl(word string) bool {
	word = word[strings.LastIndexByte(word, '/')+1:]
	return word == "curl" || strings.EqualFold(word, "curl.exe")
}

// splitNext separates the requests of one command.
func splitNext(args []string) [][]string {
	var parts [][]string
	start := 0
	for i, arg := range args {
		if arg == "--next" || arg == "-:" {
			parts = append(parts, args[start:i])
			start = i + 1
		}
	}
	return append(parts, args[start:])
}
