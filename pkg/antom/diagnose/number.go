package diagnose

import (
	"bytes"
	"math"
	"strconv"
)

// maxNumber is the longest number that is written anew: a double holds 15
// digits exactly, and what is longer would change its value.
const maxNumber = 24

// shortNumber appends a number as JavaScript writes it: 1.0 becomes 1, 1e3
// becomes 1000, 1.50 becomes 1.5. Other tokens stay as they are.
func shortNumber(dst, tok []byte) []byte {
	f, ok := double(tok)
	if !ok {
		return append(dst, tok...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// floatNumber appends a number as a language does that holds all numbers as
// floating point and shows it: 1 becomes 1.0.
func floatNumber(dst, tok []byte) []byte {
	f, ok := double(tok)
	if !ok {
		return append(dst, tok...)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if bytes.IndexByte(dst[from:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// centNumber appends a number with two decimals, as amounts are formatted.
func centNumber(dst, tok []byte) []byte {
	f, ok := double(tok)
	if !ok {
		return append(dst, tok...)
	}
	return strconv.AppendFloat(dst, f, 'f', 2, 64)
}

// double reads a number token that a floating point number holds exactly.
func double(tok []byte) (float64, bool) {
	if tok[0] == '"' || len(tok) > maxNumber {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(tok), 64)
	return f, err == nil && math.Abs(f) < 1e15
}
