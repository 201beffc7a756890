package journal

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// wanted reads the lines of data backwards and returns those with needle in
// them, as long as they are read at all.
func wanted(t *testing.T, data []byte, needle string, skipping bool) []string {
	t.Helper()
	all := newLines(bytes.NewReader(data), int64(len(data)))
	if skipping {
		all.want = [][]byte{[]byte(needle)}
	}
	var found []string
	for {
		l, err := all.prev()
		if err != nil {
			return found
		}
		if !l.long && bytes.Contains(l.text, []byte(needle)) {
			found = append(found, string(l.text))
		}
	}
}

// TestSkippedLinesAreNotWanted compares the quick way with the plain one, over
// lines of all lengths, too long ones included.
func TestSkippedLinesAreNotWanted(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	lengths := []int{0, 1, 10, 600, 600, 600, 5000, chunk - 1, chunk, maxLine, maxLine + 1, 3 * maxLine}
	for range 200 {
		var data bytes.Buffer
		for range random.IntN(60) {
			text := strings.Repeat("x", lengths[random.IntN(len(lengths))])
			if random.IntN(8) == 0 {
				at := random.IntN(len(text) + 1)
				text = text[:at] + "<needle>" + text[at:]
			}
			data.WriteString(text)
			if random.IntN(50) > 0 {
				data.WriteByte('\n')
			}
		}
		plain, quick := wanted(t, data.Bytes(), "<needle>", false), wanted(t, data.Bytes(), "<needle>", true)
		if !slices.Equal(plain, quick) {
			t.Fatalf("%d lines, and %d the quick way", len(plain), len(quick))
		}
	}
}
