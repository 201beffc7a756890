package diagnose

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
)

// hints are what looks odd about a message whose change could not be found.
// They are no causes: nothing proves them.
func hints(m antom.Message) []string {
	var all []string
	for _, missing := range []struct{ name, value string }{
		{"the method", m.Method}, {"the path", m.Path}, {"the client id", m.ClientID}, {"the request time", m.Time},
	} {
		if missing.value == "" {
			all = append(all, "Note that "+missing.name+" is missing.")
		}
	}
	for _, note := range []string{timeHint(m.Time), bodyHint(m.Body)} {
		if note != "" {
			all = append(all, note)
		}
	}
	return all
}

func bodyHint(body []byte) string {
	text := bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return "Note that the body is empty: a framework may have read it before."
	case bytes.HasPrefix(body, []byte("\x1f\x8b")):
		return "Note that the body is compressed (gzip): decompress it first."
	case bytes.ContainsRune(body, utf8.RuneError) && utf8.Valid(body):
		return "Note the U+FFFD in the body: a wrong character set destroyed characters there, which cannot be undone."
	case bytes.Contains(body, []byte("??")):
		return "Note the question marks in the body: a wrong character set may have destroyed characters there."
	case len(text) > 0 && (text[0] == '{' || text[0] == '[') && !json.Valid(text):
		return "Note that the body is not complete JSON: it may have been cut off or edited."
	default:
		return ""
	}
}
