package diagnose

import "bytes"

// The functions here change the ends of a body and its line breaks. Each
// appends the changed body and reports whether it applies.

func trimFinalBreaks(dst []byte, t *text) ([]byte, bool) {
	return append(dst, bytes.TrimRight(t.data, "\r\n")...), true
}

func trimFinalLF(dst []byte, t *text) ([]byte, bool) {
	bare, ok := bytes.CutSuffix(t.data, []byte("\n"))
	return append(dst, bare...), ok
}

func trimFirstBreaks(dst []byte, t *text) ([]byte, bool) {
	return append(dst, bytes.TrimLeft(t.data, "\r\n")...), true
}

func trimBlanks(dst []byte, t *text) ([]byte, bool) {
	return append(dst, bytes.Trim(t.data, " \t\r\n\x00")...), true
}

// ending adds a text at the end of the body.
func ending(end string) func([]byte, *text) ([]byte, bool) {
	return func(dst []byte, t *text) ([]byte, bool) {
		return append(append(dst, t.data...), end...), true
	}
}

// beginning adds a text before the body.
func beginning(start string) func([]byte, *text) ([]byte, bool) {
	return func(dst []byte, t *text) ([]byte, bool) {
		return append(append(dst, start...), t.data...), true
	}
}

func dropBOM(dst []byte, t *text) ([]byte, bool) {
	return append(dst, bytes.TrimPrefix(t.data, []byte(bom))...), hasBOM(t.data)
}

func addBOM(dst []byte, t *text) ([]byte, bool) {
	return append(append(dst, bom...), t.data...), !hasBOM(t.data)
}

// toLF ends every line with LF.
func toLF(dst []byte, t *text) ([]byte, bool) {
	for i, c := range t.data {
		if c == '\r' {
			if i+1 < len(t.data) && t.data[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		dst = append(dst, c)
	}
	return dst, bytes.IndexByte(t.data, '\r') >= 0
}

// toCRLF ends every line with CR LF.
func toCRLF(dst []byte, t *text) ([]byte, bool) {
	var last byte
	for _, c := range t.data {
		if c == '\n' && last != '\r' {
			dst = append(dst, '\r')
		}
		dst = append(dst, c)
		last = c
	}
	return dst, bytes.IndexByte(t.data, '\n') >= 0
}

// dropCR takes out every CR, even one that ends no line.
func dropCR(dst []byte, t *text) ([]byte, bool) {
	for _, c := range t.data {
		if c != '\r' {
			dst = append(dst, c)
		}
	}
	return dst, bytes.IndexByte(t.data, '\r') >= 0
}

// dropLines takes out all line breaks, as when a text is joined to one line.
func dropLines(dst []byte, t *text) ([]byte, bool) {
	for _, c := range t.data {
		if c != '\r' && c != '\n' {
			dst = append(dst, c)
		}
	}
	return dst, true
}
