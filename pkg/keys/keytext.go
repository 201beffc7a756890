package keys

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
)

// removed stands in a text where a key was.
const removed = "[key text removed]"

// minFragment is the length, in characters, from which a part of a key is
// recognised. An id, a fingerprint or a word is nearly always shorter, and a
// line of PEM text is longer.
const minFragment = 40

// LooksLikeKey reports whether a text is or holds the text of a key, private or
// public: PEM, Base64 in one line or wrapped, a part of either of 40 characters
// or more, a JWK, an OpenSSH key. It never has to be exact to be of use: it
// decides what must not be shown, not what is read as a key; see [Parse].
//
// Ids, paths, URLs, hexadecimal fingerprints and signatures are not key text.
// A signature is Base64 too, and is known by the name "signature=" in front of
// it or by its percent-escapes, together with its length.
func LooksLikeKey(text string) bool { return len(keySpans(text)) > 0 }

// Redact replaces the key text in a text, as [LooksLikeKey] knows it, by
// "[key text removed]", and with it other secrets that are known by their form: the
// password in a URL, the token after "Bearer", and a JSON Web Token. Everything
// else stays as it is.
//
// Of a URL only what has the beginning of an RSA or OpenSSH key is replaced:
// the links that Antom answers with have random parts of their own.
func Redact(text string) string {
	var b strings.Builder
	at := 0
	for _, s := range joined(text, append(keySpans(text), secretSpans(text)...)) {
		b.WriteString(text[at:s.start])
		b.WriteString(removed)
		at = s.end
	}
	return b.String() + text[at:]
}

// textSpan is a part of a text, in bytes.
type textSpan struct{ start, end int }

// keySpans finds the parts of a text that are key text, in order and apart.
func keySpans(text string) []textSpan {
	if len(text) < len(pemEnd) {
		return nil
	}
	return joined(text, slices.Concat(markerSpans(text), memberSpans(text), runSpans(text)))
}

// secretPattern is what is secret beside keys; its groups are removed.
const secretPattern = `://[^\s/@:]*:([^\s/@]+)@|(?i:bearer)\s+([A-Za-z0-9._~+/=-]{16,})|\b(eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*)`

// secretSpans finds secrets that are no keys.
func secretSpans(text string) []textSpan {
	var spans []textSpan
	if !strings.Contains(text, "://") && !strings.Contains(strings.ToLower(text), "bearer") && !strings.Contains(text, "eyJ") {
		return nil // most texts, which are not worth a regular expression
	}
	for _, m := range regexp.MustCompile(secretPattern).FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				spans = append(spans, textSpan{m[group], m[group+1]})
			}
		}
	}
	return spans
}

// joined sorts spans and joins those that touch or have only a gap between them.
func joined(text string, found []textSpan) []textSpan {
	ordered.Sort(found, func(a, b textSpan) int { return cmp.Compare(a.start, b.start) })
	var spans []textSpan
	for _, s := range found {
		last := len(spans) - 1
		if last >= 0 && (s.start <= spans[last].end || isGap(text[spans[last].end:s.start])) {
			spans[last].end = max(spans[last].end, s.end)
			continue
		}
		spans = append(spans, s)
	}
	return spans
}

// markerSpans finds PEM text: from a BEGIN marker to its END marker, and
// markers that have no partner alone.
func markerSpans(text string) []textSpan {
	var spans []textSpan
	begin, end := indexFrom(text, pemBegin, 0), indexFrom(text, pemEnd, 0)
	for begin < len(text) || end < len(text) {
		s := textSpan{min(begin, end), 0}
		next := indexFrom(text, pemBegin, begin+1)
		switch {
		case end < begin, end < next:
			s.end = markerEnd(text, end, pemEnd)
			end = indexFrom(text, pemEnd, s.end)
		default:
			s.end = markerEnd(text, begin, pemBegin)
		}
		if begin < s.end {
			begin = next
		}
		spans = append(spans, s)
	}
	return spans
}

// indexFrom finds a part of a text from a place on; the end of the text when it
// is not there.
func indexFrom(text, part string, from int) int {
	if i := strings.Index(text[min(from, len(text)):], part); i >= 0 {
		return from + i
	}
	return len(text)
}

// maxLabel is the length of the longest label in a marker.
const maxLabel = 64

// markerEnd is where the marker that begins at a place ends. Its second hyphens
// may belong to another marker, when its own are missing.
func markerEnd(text string, at int, marker string) int {
	at += len(marker)
	label := text[at:min(len(text), at+maxLabel)]
	i := strings.Index(label, pemDash)
	switch {
	case i < 0:
		return at
	case strings.HasPrefix(text[at+i:], pemBegin), strings.HasPrefix(text[at+i:], pemEnd):
		return at + i
	}
	return at + i + len(pemDash)
}

// secretMember finds the members of a JWK that are a secret, also in JSON that
// stands in a string of other JSON.
const secretMember = `\\?"(?:d|p|q|dp|dq|qi|k)\\?"\s*:\s*\\?"([A-Za-z0-9+/=_-]+)`

// memberSpans finds the secret values of a JWK, which may be short.
func memberSpans(text string) []textSpan {
	if !strings.Contains(text, `"kty`) {
		return nil
	}
	var spans []textSpan
	for _, m := range regexp.MustCompile(secretMember).FindAllStringSubmatchIndex(text, -1) {
		spans = append(spans, textSpan{m[2], m[3]})
	}
	return spans
}
