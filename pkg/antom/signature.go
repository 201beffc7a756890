package antom

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/antom-cli/antom/internal/foreign"
)

// Algorithm is the only signature algorithm of Antom's interface: RSA
// PKCS #1 v1.5 with SHA-256.
const Algorithm = "RSA256"

// MaxSignatureHeader is the longest signature header that ParseSignature
// reads, in bytes. A key of 8192 bits needs less than half of it.
const MaxSignatureHeader = 8 << 10

// A Signature is the content of a signature header.
type Signature struct {
	// Algorithm is "RSA256".
	Algorithm string
	// KeyVersion says which of the signer's keys was used, a whole number
	// from "1". It is empty if a header that was parsed did not name one.
	KeyVersion string
	// Value is the signature itself, as long as the key: 256 bytes for 2048 bits.
	Value []byte
}

// Encoded is the URL-encoded Base64 of the value: what stands after
// "signature=" in a header.
func (s Signature) Encoded() string { return string(appendEscapedBase64(nil, s.Value)) }

// Header writes the signature as Antom's own client libraries do:
//
//	algorithm=RSA256,keyVersion=1,signature=<URL-encoded Base64>
//
// with the hexadecimal digits of the encoding in upper case. An empty
// KeyVersion is left out.
func (s Signature) Header() string {
	// + / = become three characters each; a tenth of the text is spare room.
	size := base64.StdEncoding.EncodedLen(len(s.Value))
	dst := make([]byte, 0, size+size/10+len(s.Algorithm)+len(s.KeyVersion)+48)
	dst = append(dst, "algorithm="...)
	dst = append(dst, s.Algorithm...)
	if s.KeyVersion != "" {
		dst = append(dst, ",keyVersion="...)
		dst = append(dst, s.KeyVersion...)
	}
	dst = append(dst, ",signature="...)
	return string(appendEscapedBase64(dst, s.Value))
}

// appendEscapedBase64 appends the standard Base64 of value, URL-encoded. Of
// the Base64 alphabet only three characters need it.
func appendEscapedBase64(dst, value []byte) []byte {
	var room [512]byte
	for _, c := range base64.StdEncoding.AppendEncode(room[:0], value) {
		switch c {
		case '+':
			dst = append(dst, "%2B"...)
		case '/':
			dst = append(dst, "%2F"...)
		case '=':
			dst = append(dst, "%3D"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// ParseSignature reads a signature header as it is met in practice. The parts
// may come in any order, with blanks around them and their names in any case;
// the value may be URL-encoded (in either case of the digits) or bare Base64,
// with or without padding. Unknown parts are ignored, a missing algorithm is
// taken for RSA256. A + is never taken for a blank.
//
// The error is a *SignatureError. Its Reason tells a missing value from a
// duplicate, a foreign algorithm, the header of another provider (Stripe's t=…,v1=…
// for instance), a value that was encoded twice and so on.
func ParseSignature(header string) (Signature, error) {
	s, err := parseSignature(header)
	if err == nil {
		return s, nil
	}
	if form := foreign.Signature(header); form != "" {
		err = &SignatureError{Reason: ReasonForeign, Detail: "it has " + form + ", not Antom's: " + foreign.AntomForm}
	}
	return Signature{}, err
}

func parseSignature(header string) (Signature, error) {
	if len(header) > MaxSignatureHeader {
		return Signature{}, &SignatureError{Reason: ReasonTooLong, Detail: "it is longer than 8 KiB"}
	}
	var parts headerParts
	if err := parts.split(header); err != nil {
		return Signature{}, err
	}
	if parts.algorithm.given && !strings.EqualFold(parts.algorithm.text, Algorithm) {
		return Signature{}, &SignatureError{
			Reason: ReasonAlgorithm,
			Detail: "the algorithm is " + quote(parts.algorithm.text) + ", Antom uses " + Algorithm,
		}
	}
	if parts.signature.text == "" {
		return Signature{}, &SignatureError{Reason: ReasonNoSignature, Detail: `it has no "signature=" part with a value`}
	}
	value, err := decodeSignatureValue(parts.signature.text)
	if err != nil {
		return Signature{}, err
	}
	return Signature{Algorithm: Algorithm, KeyVersion: parts.keyVersion.text, Value: value}, nil
}

// headerParts are the known parts of a signature header, not decoded yet.
type headerParts struct{ algorithm, keyVersion, signature headerPart }

type headerPart struct {
	text  string
	given bool
}

// split fills in the known parts. Each part is divided at its first "=", as
// the value may have some of its own.
func (p *headerParts) split(header string) error {
	for part := range strings.SplitSeq(header, ",") {
		name, value, found := strings.Cut(part, "=")
		known := p.named(strings.TrimSpace(name))
		if !found || known == nil {
			continue
		}
		if known.given {
			return &SignatureError{Reason: ReasonDuplicate, Detail: quote(strings.TrimSpace(name)) + " occurs twice"}
		}
		*known = headerPart{text: strings.TrimSpace(value), given: true}
	}
	return nil
}

// named returns the part with a name, in any case, nil if it is not known.
func (p *headerParts) named(name string) *headerPart {
	switch {
	case strings.EqualFold(name, "algorithm"):
		return &p.algorithm
	case strings.EqualFold(name, "keyVersion"):
		return &p.keyVersion
	case strings.EqualFold(name, "signature"):
		return &p.signature
	default:
		return nil
	}
}

// decodeSignatureValue undoes the URL encoding, if there is one, and the Base64.
func decodeSignatureValue(text string) ([]byte, error) {
	plain, err := unescapeOnce(text)
	if err != nil {
		return nil, err
	}
	if hasBlank(plain) {
		return nil, &SignatureError{
			Reason: ReasonBlank,
			Detail: `there is white space inside the value: on the way, a "+" became a space, or a line break was added`,
		}
	}
	bare := bytes.TrimRight(plain, "=")
	// Padding may be left out, but if it is there it must be right.
	if padding := len(plain) - len(bare); padding > 2 || padding > 0 && len(plain)%4 != 0 {
		return nil, &SignatureError{Reason: ReasonBadBase64, Detail: "the Base64 padding of the value is wrong"}
	}
	value, err := base64.RawStdEncoding.Strict().AppendDecode(nil, bare)
	if err != nil {
		return nil, &SignatureError{Reason: ReasonBadBase64, Detail: "the value is not standard Base64: " + err.Error()}
	}
	if len(value) == 0 {
		return nil, &SignatureError{Reason: ReasonNoSignature, Detail: "the value is empty"}
	}
	return value, nil
}

func hasBlank(text []byte) bool {
	for _, c := range []byte(" \t\r\n") {
		if bytes.IndexByte(text, c) >= 0 {
			return true
		}
	}
	return false
}

// unescapeOnce undoes one layer of URL encoding. Unlike the decoding of forms
// it leaves + alone.
func unescapeOnce(text string) ([]byte, error) {
	plain := make([]byte, 0, len(text))
	for {
		before, after, escaped := strings.Cut(text, "%")
		plain = append(plain, before...)
		if !escaped {
			return plain, nil
		}
		if len(after) < 2 || unhex(after[0]) < 0 || unhex(after[1]) < 0 {
			return nil, &SignatureError{Reason: ReasonBadEscape, Detail: `a "%" in the value is not followed by two hexadecimal digits`}
		}
		c := byte(unhex(after[0])<<4 | unhex(after[1]))
		if c == '%' {
			return nil, &SignatureError{
				Reason: ReasonTwiceEscaped,
				Detail: "the value was URL-encoded twice (a signature never contains %25)",
			}
		}
		plain = append(plain, c)
		text = after[2:]
	}
}

// unhex returns the value of a hexadecimal digit, -1 if c is none.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	default:
		return -1
	}
}

// quote puts foreign text into a message.
func quote(text string) string { return `"` + printable(text, maxName) + `"` }
