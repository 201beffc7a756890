package pgstore

import (
	"bytes"
	"strings"

	"github.com/antom-cli/antom/internal/capture"
)

// headerBlock is header fields as they stand in a request, one "Name: value" a
// line. A line end within a value, which HTTP does not allow, becomes a space.
func headerBlock(list []capture.Header) []byte {
	oneLine := strings.NewReplacer("\r", " ", "\n", " ")
	var b bytes.Buffer
	for _, h := range list {
		b.WriteString(oneLine.Replace(h.Name))
		b.WriteString(": ")
		b.WriteString(oneLine.Replace(h.Value))
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// parseHeaders reads what headerBlock wrote.
func parseHeaders(block []byte) []capture.Header {
	var list []capture.Header
	for line := range strings.SplitSeq(string(block), "\r\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			list = append(list, capture.Header{Name: name, Value: value})
		}
	}
	return list
}
