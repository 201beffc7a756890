package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/antom-cli/antom/pkg/antom"
)

// A reading is one way to take the signature header.
type reading struct {
	value []byte
	// repaired says what had to be mended; "" if the header is as it should be.
	repaired string
}

// readAsIs takes a header as it stands. err tells why it cannot be read so.
func readAsIs(header string) (all []reading, err error) {
	s, err := antom.ParseSignature(header)
	if err != nil {
		return nil, err
	}
	return []reading{{value: s.Value}}, nil
}

// mend takes a header in the other ways in which it can be meant: mended where
// signatures are damaged when they are copied, logged and passed on. err tells why
// it cannot be read as it stands.
func mend(header string, err error) (all []reading) {
	if len(header) > antom.MaxSignatureHeader {
		return nil
	}
	text, notes := strippedHeader(header)
	for _, r := range mendedValues(text) {
		r.repaired = joinNotes(notes, r.repaired)
		if r.repaired == "" && err != nil {
			r.repaired = detail(err)
		}
		if r.repaired != "" {
			all = append(all, r)
		}
	}
	return all
}

// detail is the part of a signature error that says what is wrong.
func detail(err error) string {
	if e, ok := errors.AsType[*antom.SignatureError](err); ok {
		return e.Detail
	}
	return err.Error()
}

// strippedHeader finds the text of the value in a header, and says what stood
// around it that does not belong there.
func strippedHeader(header string) (text string, notes []string) {
	text = strings.TrimSpace(header)
	note := func(mended, what string) {
		if mended != text {
			text = strings.TrimSpace(mended)
			notes = append(notes, what)
		}
	}
	note(strings.Trim(text, "\"'`"), "there are quotes around it")
	if name, rest, ok := strings.Cut(text, ":"); ok && strings.EqualFold(strings.TrimSpace(name), antom.HeaderSignature) {
		note(rest, `the name of the header, "signature:", is part of it`)
	}
	note(unescapeJSONText(text), "it was copied out of a JSON text and still has its backslashes")
	value, found := valuePart(text)
	switch {
	case found && value != "":
		text = value
	case !found:
		notes = append(notes, `the value stands there without "signature=" before it`)
	default:
		return "", notes
	}
	note(strings.Trim(text, "\"'`"), "there are quotes around the value")
	note(strings.TrimRight(text, ",;"), "there is a separator after the value")
	return text, notes
}

// valuePart returns what follows "signature=" up to the next comma.
func valuePart(header string) (value string, found bool) {
	for part := range strings.SplitSeq(header, ",") {
		name, value, ok := strings.Cut(part, "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "signature") {
			return strings.TrimSpace(value), true
		}
	}
	return header, false
}

// unescapeJSONText undoes \/ and \u003d, as they stand in a log of JSON.
func unescapeJSONText(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	r := strings.NewReplacer(`\/`, "/", `\"`, "", `\u003d`, "=", `\u003D`, "=", `\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/")
	return r.Replace(text)
}

// mendedValues decodes the text of a value in every way that gives bytes.
func mendedValues(text string) []reading {
	var notes []string
	text, layers := unescapeAll(text)
	if layers > 1 {
		notes = append(notes, "the value was URL-encoded more than once")
	}
	note := func(mended, what string) {
		if mended != text {
			text = mended
			notes = append(notes, what)
		}
	}
	note(removeBreaks(text), "the value was broken into lines")
	note(strings.ReplaceAll(text, " ", "+"), `every "+" in the value was turned into a space, as by a console, a form or a query that decodes %2B`)
	if bare := strings.TrimRight(text, "="); len(bare)%4 == 1 {
		note(bare[:len(bare)-1], "the Base64 of the value ends in the middle")
	}
	var all []reading
	add := func(value []byte, err error, what string) {
		if err == nil && len(value) > 0 {
			all = append(all, reading{value, joinNotes(notes, what)})
		}
	}
	value, err := decodeBase64(text)
	add(value, err, "")
	if err == nil && len(value) > 0 {
		inner, err := decodeBase64(string(value))
		add(inner, err, "the value was put into Base64 twice")
		note := "the value is the Base64 of hexadecimal digits"
		inner, err = hex.DecodeString(string(value))
		add(inner, err, note)
	}
	url, err := decodeBase64(strings.NewReplacer("-", "+", "_", "/").Replace(text))
	if strings.ContainsAny(text, "-_") {
		add(url, err, `the value is in the URL form of Base64, with "-" and "_" instead of "+" and "/"`)
	}
	digits, err := hex.DecodeString(strings.ReplaceAll(text, ":", ""))
	add(digits, err, "the value is in hexadecimal digits instead of Base64")
	return all
}

// unescapeAll undoes URL encoding until nothing is left of it, leaving + alone.
// What does not look like an escape stays.
func unescapeAll(text string) (plain string, layers int) {
	const maxLayers = 5
	for layers < maxLayers && strings.Contains(text, "%") {
		next := string(percentDecode(nil, []byte(text), false))
		if next == text {
			break
		}
		text = next
		layers++
	}
	return text, layers
}

// removeBreaks takes out line breaks with the blanks that indent the next line.
func removeBreaks(text string) string {
	if !strings.ContainsAny(text, "\r\n\t") {
		return text
	}
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' || r == '\t' }) {
		b.WriteString(strings.TrimSpace(line))
	}
	return b.String()
}

var errNotBase64 = errors.New("not Base64")

// decodeBase64 reads standard Base64 with right, wrong or no padding.
func decodeBase64(text string) ([]byte, error) {
	value, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, errNotBase64
	}
	return value, nil
}

func joinNotes(notes []string, last string) string {
	all := notes[:len(notes):len(notes)]
	if last != "" {
		all = append(all, last)
	}
	return strings.Join(all, ", and ")
}
