package cli

import (
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
)

// HeaderLines are the headers as they are sent, sorted by name.
func HeaderLines(h http.Header) []string {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			lines = append(lines, strings.ToLower(name)+": "+v)
		}
	}
	sort.Strings(lines)
	return lines
}

// CurlCommand is the request as a command for a POSIX shell. --data-raw
// keeps the body byte for byte, which the signature needs.
func CurlCommand(p *antom.Prepared) string {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -sS -g --path-as-is -X %s %s", p.Method, apperr.ShellQuote(p.URL))
	for _, line := range HeaderLines(p.PublicHeader()) {
		fmt.Fprintf(&b, " \\\n  -H %s", curlHeader(line))
	}
	fmt.Fprintf(&b, " \\\n  --data-raw %s\n", printable.Shell(string(p.Message.Body)))
	return b.String()
}

// curlHeader is a header for the shell. In the place of a secret stands a
// variable, so that the command works where that is set.
func curlHeader(line string) string {
	name, _, _ := strings.Cut(line, ":")
	switch line {
	case "authorization: [redacted]":
		return `"authorization: Bearer $ANTOM_API_KEY"`
	case antom.HeaderAgentToken + ": [redacted]":
		return `"` + name + `: $AGENT_TOKEN"`
	}
	return printable.Shell(line)
}
