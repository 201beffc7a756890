package diagnose

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/antom-cli/antom/internal/printable"
)

// bom is the byte order mark of UTF-8.
const bom = "\xef\xbb\xbf"

func hasBOM(data []byte) bool { return bytes.HasPrefix(data, []byte(bom)) }

// windows1252 is what the bytes 80 to 9F stand for; 0 where they stand for
// nothing. All other bytes are the character of the same number, as in Latin-1.
const windows1252 = "\u20ac\x00\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x00\u017d\x00" +
	"\x00\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x00\u017e\u0178"

// A singleByte is a character set with a byte for every character: Latin-1, or
// Windows-1252 if it has other characters at 80 to 9F.
type singleByte struct{ high [32]rune }

func latin1() *singleByte { return new(singleByte) }

func cp1252() *singleByte {
	s := new(singleByte)
	i := 0
	for _, r := range windows1252 {
		s.high[i] = r
		i++
	}
	return s
}

// decode turns text in the character set into UTF-8. It refuses what is ASCII
// only, as nothing changes, and what is UTF-8 already.
func (s *singleByte) decode(dst []byte, t *text) ([]byte, bool) {
	if printable.ASCII(t.data) || utf8.Valid(t.data) {
		return dst, false
	}
	return s.widen(dst, t)
}

// widen takes every byte for a character, whatever the bytes are.
func (s *singleByte) widen(dst []byte, t *text) ([]byte, bool) {
	if printable.ASCII(t.data) {
		return dst, false
	}
	for _, c := range t.data {
		r := rune(c)
		if c >= 0x80 && c < 0xa0 && s.high[c-0x80] != 0 {
			r = s.high[c-0x80]
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst, true
}

// encode turns UTF-8 into the character set, if it has all the characters.
func (s *singleByte) encode(dst []byte, t *text) ([]byte, bool) {
	if printable.ASCII(t.data) || !utf8.Valid(t.data) {
		return dst, false
	}
	for _, r := range string(t.data) {
		c, ok := s.byte(r)
		if !ok {
			return dst, false
		}
		dst = append(dst, c)
	}
	return dst, true
}

// undouble undoes the encoding of UTF-8 as UTF-8.
func (s *singleByte) undouble(dst []byte, t *text) ([]byte, bool) {
	from := len(dst)
	dst, ok := s.encode(dst, t)
	return dst, ok && utf8.Valid(dst[from:])
}

func (s *singleByte) byte(r rune) (byte, bool) {
	if r < utf8.RuneSelf {
		return byte(r), true
	}
	for i, high := range s.high {
		if high == r && high != 0 {
			return byte(0x80 + i), true
		}
	}
	return byte(r), r < 0x100
}

// A wide is UTF-16 in one of its byte orders.
type wide struct{ big, mark bool }

// decode turns UTF-16 into UTF-8, without its byte order mark.
func (w wide) decode(dst []byte, t *text) ([]byte, bool) {
	data := t.data
	if len(data) < 2 || len(data)%2 != 0 || bytes.IndexByte(data, 0) < 0 {
		return dst, false
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i < len(data); i += 2 {
		units = append(units, w.unit(data[i], data[i+1]))
	}
	if units[0] == 0xfeff {
		units = units[1:]
	}
	return append(dst, string(utf16.Decode(units))...), true
}

// encode turns UTF-8 into UTF-16.
func (w wide) encode(dst []byte, t *text) ([]byte, bool) {
	if len(t.data) == 0 || !utf8.Valid(t.data) {
		return dst, false
	}
	if w.mark {
		dst = w.append(dst, 0xfeff)
	}
	for _, r := range string(t.data) {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			dst = w.append(w.append(dst, uint16(high)), uint16(low))
			continue
		}
		dst = w.append(dst, uint16(r))
	}
	return dst, true
}

func (w wide) unit(a, b byte) uint16 {
	if w.big {
		a, b = b, a
	}
	return uint16(b)<<8 | uint16(a)
}

func (w wide) append(dst []byte, u uint16) []byte {
	if w.big {
		return append(dst, byte(u>>8), byte(u))
	}
	return append(dst, byte(u), byte(u>>8))
}

// fromGBK turns GBK into UTF-8.
func fromGBK(dst []byte, t *text) ([]byte, bool) {
	if printable.ASCII(t.data) || utf8.Valid(t.data) {
		return dst, false
	}
	plain, err := simplifiedchinese.GBK.NewDecoder().Bytes(t.data)
	if err != nil || bytes.ContainsRune(plain, utf8.RuneError) {
		return dst, false
	}
	return append(dst, plain...), true
}

// toGBK turns UTF-8 into GBK, if it has all the characters. This also undoes
// the reading of UTF-8 as GBK.
func toGBK(dst []byte, t *text) ([]byte, bool) {
	if printable.ASCII(t.data) || !utf8.Valid(t.data) {
		return dst, false
	}
	coded, err := simplifiedchinese.GBK.NewEncoder().Bytes(t.data)
	if err != nil {
		return dst, false
	}
	return append(dst, coded...), true
}
