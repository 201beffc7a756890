package keys

import (
	"errors"
	"strings"
)

// The parts of the lines around PEM text (RFC 7468).
const (
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
	pemDash  = "-----"
)

// Damage to PEM text, in words.
var (
	errPEMNoEnd   = errors.New("its END line is missing; it may be cut short")
	errPEMDashes  = errors.New("its BEGIN line does not end with five hyphens")
	errPEMEmpty   = errors.New("there is nothing between its BEGIN and END lines")
	errPEMEndLine = errors.New("its END line is damaged; the line begins and ends with five hyphens")
	errPEMElided  = errors.New("dots stand where a part of it was left out")
	errPEMUpper   = errors.New("its letters were all turned into capitals")
	errPEMContent = errors.New("what stands between its BEGIN and END lines is no key")
)

// pemBlock is one block of PEM text with its Base64 decoded.
type pemBlock struct {
	label   string
	headers map[string]string // "Proc-Type" and "DEK-Info" of the old encryption
	data    []byte
	notes   []string
	err     error // the body cannot be decoded
	shape   shape // what data is; see inspect
}

// splitPEM finds all blocks of a text. It is more forgiving than encoding/pem:
// the body may be one line with the markers, have blanks anywhere, the URL
// alphabet or no padding, and the END label may differ. Other text before,
// between and after the blocks is skipped.
func splitPEM(text string) ([]*pemBlock, error) {
	var blocks []*pemBlock
	for {
		start := strings.Index(text, pemBegin)
		if start < 0 {
			return blocks, nil
		}
		text = text[start+len(pemBegin):]
		label, rest, ok := strings.Cut(text, pemDash)
		if !ok || strings.ContainsAny(label, "\r\n") {
			return nil, errPEMDashes
		}
		if strings.HasPrefix(rest, "-") {
			return nil, errPEMDashes
		}
		end := strings.Index(rest, pemDash)
		if end < 0 || !strings.HasPrefix(rest[end:], pemEnd) {
			if strings.Contains(rest, "END "+strings.TrimSpace(label)) {
				return nil, errPEMEndLine
			}
			return nil, errPEMNoEnd
		}
		endLabel, after, ok := strings.Cut(rest[end+len(pemEnd):], pemDash)
		if !ok {
			return nil, errPEMNoEnd
		}
		block := newPEMBlock(strings.TrimSpace(label), rest[:end])
		if strings.TrimSpace(endLabel) != block.label {
			block.notes = append(block.notes, "the END line does not match the BEGIN line, which other programs refuse")
		}
		blocks = append(blocks, block)
		text = after
	}
}

// newPEMBlock decodes what stands between the markers.
func newPEMBlock(label, body string) *pemBlock {
	block := &pemBlock{label: label}
	if !strings.HasPrefix(strings.TrimLeft(body, " \t\r"), "\n") {
		block.notes = append(block.notes, "the line breaks of the PEM text are missing, which other programs refuse")
	}
	block.headers, body = cutHeaders(body)
	var notes []string
	switch {
	case strings.TrimFunc(body, isBlank) == "":
		block.err = errPEMEmpty
	case strings.HasPrefix(label, "PGP "):
		// Its body ends with a checksum, and it is no key for us.
	case isPlaceholder(body):
		block.err = errPlaceholder
	case strings.Contains(body, "...") || strings.Contains(body, "…"):
		block.err = errPEMElided
	case len(body) > shortText && strings.ToUpper(body) == body:
		block.err = errPEMUpper
	default:
		block.data, notes, block.err = decodeBase64(body)
		if block.err != nil || checkOuter(block.data) != nil {
			if mended, ok := withPluses(body); ok {
				block.data, block.err, notes = mended, nil, []string{plusNote}
			}
		}
	}
	block.notes = append(block.notes, notes...)
	return block
}

// cutHeaders splits "Name: value" lines off the head of a PEM body. The colon
// is no character of Base64.
func cutHeaders(body string) (map[string]string, string) {
	headers := map[string]string{}
	for {
		line, rest, more := strings.Cut(strings.TrimLeftFunc(body, isBlank), "\n")
		name, value, ok := strings.Cut(line, ":")
		if !ok || !more {
			return headers, body
		}
		headers[strings.TrimSpace(name)] = strings.TrimSpace(value)
		body = rest
	}
}

// encrypted reports whether the block has the old encryption of PEM itself.
func (b *pemBlock) encrypted() bool {
	return strings.Contains(b.headers["Proc-Type"], "ENCRYPTED")
}

// safeLabel is the label for a message, or "" when it is too strange to repeat.
func (b *pemBlock) safeLabel() string {
	strange := strings.ContainsFunc(b.label, func(r rune) bool {
		return r != ' ' && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	if strange || len(b.label) > 30 {
		return ""
	}
	return b.label
}
