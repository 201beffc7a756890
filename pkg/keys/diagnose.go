package keys

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"unicode"
)

var (
	errPlaceholder = errors.New("a placeholder stands where the key belongs")
	errNumbers     = errors.New("a part is larger than the modulus")
)

// parseText sends a cleaned text to the reader of its form.
func (p *parser) parseText(text string) (*Key, error) {
	switch {
	case text == "":
		return nil, p.fail(ReasonEmpty, "an empty text", "Check that the file or the variable is the right one.", nil)
	case strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "{{"):
		return p.parseJSON(text)
	case isJSONArray(text):
		return p.parseWrapped(text)
	case strings.Contains(text, pemBegin):
		return p.parsePEM(text)
	case strings.Contains(strings.ToLower(text), xmlElement):
		return p.parseXML(text)
	}
	if lines := sshLines(text); len(lines) > 0 {
		return p.parseSSHLines(lines)
	}
	if isBase64Text(text) && !strings.Contains(text, pemDash) {
		return p.parseBase64(text)
	}
	return p.parseOther(text)
}

// parseOther reads the key in the values of settings, or names a text that is no key.
func (p *parser) parseOther(text string) (*Key, error) {
	if key, err, ok := p.parseSettings(text); ok {
		return key, err
	}
	return nil, p.diagnose(text)
}

// parseBase64 reads Base64 text of a key, or of PEM or JSON text with a key,
// which is how secret stores often keep it.
func (p *parser) parseBase64(text string) (*Key, error) {
	data, notes, err := decodeBase64(text)
	if err != nil || strings.HasPrefix(text, "MI") && checkOuter(data) != nil {
		if mended, ok := withPluses(text); ok {
			data, notes, err = mended, []string{plusNote}, nil
		}
	}
	if err != nil {
		if strings.HasPrefix(text, "MI") && len(text) > shortText {
			return nil, p.malformed("damaged Base64 text", err)
		}
		return p.parseOther(text)
	}
	var key *Key
	switch {
	case isKeyData(data):
		key, err = p.parseBinary(data, ContainerBase64)
	case !p.nested && isKeyText(data):
		inner := *p
		inner.nested = true
		key, err = inner.parse(data)
		notes = append(notes, "the key was taken out of Base64 text")
	default:
		return nil, p.diagnose(text)
	}
	if err != nil {
		return nil, err
	}
	key.Notes = append(key.Notes, notes...)
	return key, nil
}

// isKeyData reports whether decoded bytes begin as keys do: a DER sequence of
// some length, or what OpenSSH writes.
func isKeyData(data []byte) bool {
	sequence := len(data) > 32 && data[0] == 0x30 && (data[1] >= 0x80 && data[1] < 0x84 || int(data[1]) == len(data)-2)
	return sequence || strings.HasPrefix(string(data), opensshMagic) || isSSHBlob(data)
}

// isKeyText reports whether decoded bytes are PEM or JSON text or Base64 again.
func isKeyText(data []byte) bool {
	if isBinary(data) {
		return false
	}
	text, _ := cleanText(data)
	return strings.HasPrefix(text, "{") || strings.Contains(text, pemBegin) || strings.HasPrefix(text, "MII") ||
		strings.Contains(strings.ToLower(text), xmlElement)
}

// shortText is the length, in bytes, up to which a text can be a placeholder
// or a path; the shortest key is longer.
const shortText = 200

// diagnose names a text that is no key.
func (p *parser) diagnose(text string) error {
	lower := strings.ToLower(text)
	for _, known := range knownTexts() {
		if known.is(text, lower) {
			return p.fail(known.reason, known.found, known.hint, nil)
		}
	}
	return p.fail(ReasonNotAKey, "text that is not a key", "", nil)
}

const (
	foundPlaceholder = "a placeholder, not a key"
	hintPlaceholder  = "Put the key itself in its place."
)

// knownText is a text that people mistake for a key.
type knownText struct {
	found  string
	reason Reason
	hint   string
	is     func(text, lower string) bool
}

// knownTexts are tried in this order.
func knownTexts() []knownText {
	return []knownText{
		{"an HTML page", ReasonNotAKey, "Download the file itself; this may be a login page.", isHTML},
		{"an XML document", ReasonNotAKey, "", prefix("<?xml")},
		{"a PuTTY key file", ReasonWrongKind, "Convert it with: puttygen FILE -O private-openssh-new -o key", prefix("putty-user-key-file")},
		{"an SSH2 public key", ReasonWrongKind, "Convert it with: ssh-keygen -i -m RFC4716 -f FILE", contains("begin ssh2 public key")},
		{"PEM text in small letters", ReasonMalformed, "Copy the key again: Base64 tells capital and small letters apart.", isLowerPEM},
		{"PEM text with a damaged BEGIN line", ReasonMalformed, "The line begins and ends with five hyphens.", isDashedKey},
		{"PEM text without its BEGIN line", ReasonMalformed, "Copy the key again, with its BEGIN and END lines.", contains("-----end")},
		{"an Antom signature, not a key", ReasonNotAKey, "", contains("signature=")},
		{"a path to a file, not a key", ReasonNotAKey, "Give the content of the file, or use the option that takes a file.", isPath},
		{foundPlaceholder, ReasonNotAKey, hintPlaceholder, func(text, _ string) bool { return isPlaceholder(text) }},
		{"a name and a value, as in a settings file", ReasonNotAKey, "Give only what stands after the name and its sign (= or :).", isAssignment},
		{"hexadecimal text", ReasonNotAKey, "Turn it into DER with: xxd -r -p FILE key.der", isHex},
		{"a signature, not a key", ReasonNotAKey, "", isSignature},
		{"damaged Base64 text", ReasonMalformed, "Copy the key again; it has characters that are not Base64.", func(text, _ string) bool {
			return strings.HasPrefix(text, "MI") && len(text) > shortText
		}},
	}
}

func contains(part string) func(string, string) bool {
	return func(_, lower string) bool { return strings.Contains(lower, part) }
}

func prefix(start string) func(string, string) bool {
	return func(_, lower string) bool { return strings.HasPrefix(lower, start) }
}

// isJSONArray reports whether a text is a JSON array. What begins with { is always
// taken for JSON.
func isJSONArray(text string) bool {
	return strings.HasPrefix(text, "[") && json.Valid([]byte(text))
}

func isHTML(_, lower string) bool {
	return strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<") && strings.Contains(lower, "<html")
}

// isLowerPEM finds PEM text that was turned into small letters.
func isLowerPEM(text, lower string) bool {
	return strings.Contains(text, "-----begin ") && text == lower
}

// isDashedKey finds PEM markers whose hyphens were changed, as word processors
// and some chat programs do.
func isDashedKey(text, _ string) bool {
	_, after, ok := strings.Cut(text, "BEGIN ")
	return ok && (strings.Contains(after, " KEY") || strings.HasPrefix(after, "CERTIFICATE"))
}

// isPath reports whether a short text on one line is a file's name.
func isPath(text, lower string) bool {
	if len(text) > shortText || strings.ContainsAny(text, "\n\r") {
		return false
	}
	if isWindowsPath(text) || strings.HasPrefix(text, "~/") || strings.HasPrefix(text, "./") ||
		strings.HasPrefix(text, "../") || strings.HasPrefix(lower, "file:") {
		return true
	}
	for _, ending := range []string{".pem", ".key", ".der", ".txt", ".crt", ".cer", ".pub", ".p8", ".p12", ".pfx", ".jwk", ".json"} {
		if strings.HasSuffix(lower, ending) {
			return true
		}
	}
	return strings.HasPrefix(text, "/") && !strings.ContainsAny(text, "+=")
}

// isWindowsPath knows "C:\keys\a.pem", ".\a.pem" and "\\server\share".
func isWindowsPath(text string) bool {
	if strings.HasPrefix(text, `.\`) || strings.HasPrefix(text, `..\`) || strings.HasPrefix(text, `\\`) {
		return len(text) <= shortText
	}
	return len(text) > 2 && len(text) <= shortText && text[1] == ':' && (text[2] == '\\' || text[2] == '/')
}

// isAssignment knows lines such as "ANTOM_PRIVATE_KEY=MII…" or "key: MII…".
func isAssignment(text, _ string) bool {
	at := strings.IndexAny(text, "=:")
	if at <= 0 || at > 64 || strings.Trim(text[at:], "=: ") == "" {
		return false
	}
	name := strings.TrimPrefix(text[:at], "export ")
	return !strings.ContainsFunc(strings.TrimSpace(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '.'
	})
}

func isHex(text, _ string) bool {
	compact := strings.Join(strings.Fields(text), "")
	_, err := hex.DecodeString(compact)
	return err == nil && len(compact) >= 32
}

// isSignature takes Base64 of exactly the size of an RSA signature, URL-encoded
// or not, for one.
func isSignature(text, _ string) bool {
	plain := strings.NewReplacer("%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/", "%3D", "=", "%3d", "=").Replace(text)
	data, _, err := decodeBase64(plain)
	if err != nil {
		return false
	}
	switch len(data) {
	case 128, 256, 384, 512:
		return true
	}
	return false
}

// isPlaceholder knows what stands in examples and templates instead of a key.
func isPlaceholder(text string) bool {
	lower := strings.ToLower(strings.TrimFunc(text, isBlank))
	if len(lower) > shortText {
		return false
	}
	for _, start := range []string{"${", "{{", "<your", "<merchant", "<private", "<public", "<key", "$("} {
		if strings.HasPrefix(lower, start) {
			return true
		}
	}
	if strings.Trim(lower, ".*x…-_ ") == "" {
		return true
	}
	words := strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	known := 0
	for _, word := range words {
		switch word {
		case "your", "my", "the", "a", "an", "rsa", "antom", "alipay", "merchant", "private", "public", "secret",
			"key", "keys", "here", "goes", "paste", "put", "insert", "replace", "with", "me", "changeme", "change",
			"todo", "example", "placeholder", "content", "contents", "of", "value", "string", "base", "pem", "is":
			known++
		}
	}
	glued := strings.Contains(lower, "your") && strings.Contains(lower, "key")
	return len(words) > 0 && known == len(words) || glued && !strings.ContainsAny(lower, `/\`)
}
