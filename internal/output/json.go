package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/antom-cli/antom/internal/ui"
)

// Line is a value as one line of JSON, for events that are written as they
// happen. It escapes what a reader cannot see, as every JSON of this package.
func Line(v any) (string, error) {
	text, err := marshal(v)
	return string(text), err
}

// marshal is the result's JSON form on one line. Nothing is escaped that JSON
// does not ask for, but for characters that a reader cannot see.
func marshal(v any) ([]byte, error) {
	if v == nil {
		return nil, errors.New("this result has no JSON form")
	}
	var out bytes.Buffer
	if raw, ok := v.(json.RawMessage); ok {
		if err := json.Compact(&out, raw); err != nil {
			return nil, fmt.Errorf("the result is not valid JSON: %w", err)
		}
	} else {
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return nil, fmt.Errorf("making JSON of the result: %w", err)
		}
	}
	return escapeHidden(bytes.TrimSuffix(out.Bytes(), []byte("\n")), jsonEscape), nil
}

func renderJSON(v any, compact bool) ([]byte, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	return layJSON(data, compact)
}

// layJSON indents data, or leaves it on its one line, and ends it.
func layJSON(data []byte, compact bool) ([]byte, error) {
	if compact {
		return append(data, '\n'), nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, fmt.Errorf("indenting JSON: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// escapeHidden replaces characters that act on a terminal, or on the eye,
// without being seen. In JSON and in quoted YAML that is the same text in other
// letters, so it is done for pipes too. Bytes that are not UTF-8 become U+FFFD.
func escapeHidden(data []byte, escape func(rune) string) []byte {
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	if strings.IndexFunc(text, isHidden) < 0 {
		return []byte(text)
	}
	var out strings.Builder
	for _, r := range text {
		if isHidden(r) {
			out.WriteString(escape(r))
		} else {
			out.WriteRune(r)
		}
	}
	return []byte(out.String())
}

// isHidden leaves out ASCII's control characters: inside of strings JSON and YAML
// escape these anyway, outside they are layout.
func isHidden(r rune) bool { return r > ' ' && ui.Hidden(r) }

func jsonEscape(r rune) string {
	if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func yamlEscape(r rune) string {
	if r > 0xffff {
		return fmt.Sprintf(`\U%08X`, r)
	}
	return fmt.Sprintf(`\u%04X`, r)
}
