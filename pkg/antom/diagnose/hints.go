package diagnose

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom"
)

// maxHints is the largest number of hints about a body.
const maxHints = 4

// hints are what looks odd about a message whose change could not be found.
// They are no causes: nothing proves them. There is always at least one.
func hints(m antom.Message) []string {
	var all []string
	for _, missing := range []struct{ name, value string }{
		{"the method", m.Method}, {"the path", m.Path}, {"the client id", m.ClientID}, {"the request time", m.Time},
	} {
		if missing.value == "" {
			all = append(all, "Note that "+missing.name+" is missing.")
		}
	}
	if note := requestTimeHint(m.Time); note != "" {
		all = append(all, note)
	}
	return append(all, bodyHints(m.Body)...)
}

// bodyHints returns what is plain to see in a body.
func bodyHints(body []byte) []string {
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte(bom)))
	if hint := formHint(body, text); hint != "" {
		return append([]string{hint}, lostHint(body)...)
	}
	all := append(lostHint(body), jsonHints(text)...)
	if len(all) == 0 {
		return []string{"Note that the body looks like one that Antom wrote: compact JSON in the documented order. So either a single value was edited, or the headers belong to another body or another path."}
	}
	return all[:min(len(all), maxHints)]
}

// lostHint points at characters that a character set destroyed.
func lostHint(body []byte) []string {
	switch {
	case bytes.ContainsRune(body, utf8.RuneError) && utf8.Valid(body):
		return []string{"Note the U+FFFD in the body: a wrong character set destroyed characters there, which cannot be undone."}
	case !utf8.Valid(body):
		return []string{"Note that the body is not UTF-8: it was turned into another character set, or its bytes were damaged."}
	}
	t := &text{data: body}
	if o := outlineOf(t); o != nil && len(o.gaps()) > 0 {
		return []string{"Note the question mark in " + shortName(o.gaps()[0].member) + ": a wrong character set may have destroyed a character there."}
	}
	if bytes.Contains(body, []byte("??")) {
		return []string{"Note the question marks in the body: a wrong character set may have destroyed characters there."}
	}
	return nil
}

// A printedForm is something that is no JSON, and how it is recognized.
type printedForm struct {
	what string
	is   func(text string) bool
}

func beginsWith(starts ...string) func(string) bool {
	return func(text string) bool {
		for _, s := range starts {
			if strings.HasPrefix(text, s) {
				return true
			}
		}
		return false
	}
}

func contains(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// printedForms lists what stands in logs in place of a body, the surest first.
func printedForms() []printedForm {
	return []printedForm{
		{"what JavaScript makes of an object in a text, [object Object], so nothing of the body is left: write it with JSON.stringify", contains("[object Object]")},
		{"what Node.js prints of a Buffer, which is shortened after 50 bytes: print body.toString('utf8')", beginsWith("<Buffer")},
		{"what Node.js prints of an object, shortened: [Object] stands for what is nested. Print the bytes of the body", func(s string) bool {
			return strings.Contains(s, "[Object]") || strings.Contains(s, "[Array]") || strings.Contains(s, " more item") || strings.Contains(s, " more character")
		}},
		{"what Python prints of bytes: b'…'", beginsWith("b'", `b"`)},
		{"what Python prints of a dictionary, so it is the parsed body and not the text that was signed", func(s string) bool {
			return beginsWith("{'", "{u'", "OrderedDict(", "defaultdict(")(s) && (strings.Contains(s, "': ") || strings.Contains(s, "('"))
		}},
		{"what Java prints of an object that has no text, the name of its class and a number, so nothing of the body is left", func(s string) bool {
			return len(s) < 200 && strings.Contains(s, "@") && !strings.ContainsAny(s, "{\" ")
		}},
		{"the name of a .NET type, so nothing of the body is left", func(s string) bool {
			return len(s) < 400 && beginsWith("System.", "Newtonsoft.", "Microsoft.")(s)
		}},
		{"what PHP's print_r writes", func(s string) bool { return beginsWith("Array\n", "Array\r\n", "Array (", "stdClass Object")(s) }},
		{"what PHP's var_dump writes", func(s string) bool { return beginsWith("array(", "object(")(s) && strings.Contains(s, "string(") }},
		{"what PHP's var_export writes", beginsWith("array (", "array(\n", "(object) array")},
		{"what PHP's serialize writes", beginsWith("a:", "O:")},
		{"what Perl's Data::Dumper writes", beginsWith("$VAR1")},
		{"what Ruby or Perl prints of a hash, so it is the parsed body and not the text that was signed", func(s string) bool { return beginsWith("{")(s) && strings.Contains(s, "=>") }},
		{"what Go prints of a map or a struct", beginsWith("map[", "&{", "&map[")},
		{"what Go or Java prints of bytes: a list of numbers", beginsWith("[123 ", "[123, ")},
		{"what Java prints of a Map or an object, without the quotes", func(s string) bool {
			end := strings.IndexAny(s, "=:\"")
			return strings.ContainsAny(s[:min(len(s), 120)], "{([") && end > 0 && s[end] == '='
		}},
		{"HTML", beginsWith("<!DOCTYPE", "<!doctype", "<html", "<HTML")},
		{"XML", beginsWith("<")},
		{"YAML", beginsWith("---\n", "notifyType:", "result:")},
		{"a form with several parts (multipart)", beginsWith("--")},
		{"a form, whose fields are the members of the JSON", func(s string) bool {
			return strings.Contains(s, "=") && strings.Contains(s, "&") && !strings.ContainsAny(s, "{ ")
		}},
		{"what Node.js prints of an object, without quotes around the names", func(s string) bool { return beginsWith("{ ", "{\n", "[Object: null")(s) && strings.Contains(s, ": '") }},
	}
}

// formHint says what a body is if it is no JSON, "" if it is.
func formHint(body, text []byte) string {
	switch {
	case len(body) == 0:
		return "Note that the body is empty: a framework may have read it before."
	case bytes.HasPrefix(body, []byte("\x1f\x8b")):
		return "Note that the body is compressed (gzip): decompress it first."
	case len(text) == 0:
		return "Note that the body is nothing but white space."
	case json.Valid(text) && text[0] == '{':
		return ""
	}
	head := string(text[:min(len(text), maxHead)])
	for _, f := range printedForms() {
		if f.is(head) {
			return "Note that the body is not JSON but " + f.what + "."
		}
	}
	switch {
	case bytes.ContainsAny(text[:min(len(text), 40)], "“”„«»"):
		return "Note that the body has typographic quotes instead of straight ones: it was copied through a word processor, a chat or a web page."
	case json.Valid(text):
		return "Note that the body is JSON but not an object, and Antom's notifications are objects."
	case text[0] == '{' && text[len(text)-1] == '}':
		return "Note that the body is not valid JSON: something in it was edited, or lost its escapes."
	default:
		return "Note that the body is not complete JSON: it may have been cut off or edited."
	}
}
