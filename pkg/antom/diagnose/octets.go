package diagnose

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
)

// octets turns bytes that were printed one by one into the bytes: Node's <Buffer 7b
// 22> and {"type":"Buffer","data":[123,34]}, Go's [123 34], Java's [123, -61], the \x7b22
// of PostgreSQL, 0x7B22, and bare hexadecimal digits.
func octets(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	head := data[:min(len(data), 40)]
	if i := bytes.IndexByte(head, '['); i >= 0 && (i == 0 || bytes.Contains(head, []byte("Buffer"))) {
		return decimalOctets(dst, strings.Trim(string(data[i+1:]), "]} \n"))
	}
	digits := strings.Trim(string(data), "<>\" ")
	for _, prefix := range []string{"Buffer ", `\\x`, `\x`, "0x", "0X"} {
		digits = strings.TrimPrefix(digits, prefix)
	}
	if len(head) < 4 || strings.Trim(string(head[len(head)/2:]), "0123456789abcdefABCDEF :\n<>\"") != "" {
		return dst, false
	}
	out, err := hex.AppendDecode(dst, []byte(strings.NewReplacer(" ", "", ":", "", "\n", "", "\r", "").Replace(digits)))
	return out, err == nil
}

// decimalOctets reads numbers of bytes with or without a sign.
func decimalOctets(dst []byte, text string) ([]byte, bool) {
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		n, err := strconv.Atoi(field)
		if err != nil || n < -128 || n > 255 {
			return dst, false
		}
		dst = append(dst, byte(n))
	}
	return dst, len(text) > 2
}

// pythonBytes takes the body out of b'…', as Python prints bytes.
func pythonBytes(dst []byte, t *text) ([]byte, bool) {
	data := bytes.TrimSpace(t.data)
	if len(data) < 4 || data[0] != 'b' || data[1] != '\'' && data[1] != '"' || data[len(data)-1] != data[1] {
		return dst, false
	}
	for data = data[2 : len(data)-1]; len(data) > 0; {
		if data[0] != '\\' || len(data) < 2 {
			dst, data = append(dst, data[0]), data[1:]
			continue
		}
		if data[1] == 'x' && len(data) >= 4 && hexValue(data[2]) >= 0 && hexValue(data[3]) >= 0 {
			dst, data = append(dst, byte(hexValue(data[2])<<4|hexValue(data[3]))), data[4:]
			continue
		}
		switch data[1] {
		case 'n', 'r', 't':
			dst = append(dst, byte(shortEscape(data[1])))
		default:
			dst = append(dst, data[1])
		}
		data = data[2:]
	}
	return dst, true
}
