package journal

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzLines checks the backward reader against a plain split.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"", "\n", "a", "a\nb", "a\nb\n", "\n\na", strings.Repeat("x", 3*chunk) + "\ny\n", strings.Repeat("ab\n", chunk)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want := bytes.Split(data, []byte("\n"))
		all := newLines(bytes.NewReader(data), int64(len(data)))
		for i := len(want) - 1; i >= 0; i-- {
			l, err := all.prev()
			if err != nil {
				t.Fatalf("line %d: %v", i, err)
			}
			if l.long != (len(want[i]) > maxLine) || l.torn != (i == len(want)-1) || !l.long && !bytes.Equal(l.text, want[i]) {
				t.Fatalf("line %d: %q (long %v, torn %v), want %q", i, l.text, l.long, l.torn, want[i])
			}
		}
		if _, err := all.prev(); !errors.Is(err, io.EOF) {
			t.Fatalf("after the first line: %v", err)
		}
	})
}

// FuzzScan checks that no content stops the reader, and that a record behind
// any content is found.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"", text("1"), text("1") + "\n" + strings.Replace(text("1"), "begin", "finish", 1) + "\n", text("1")[:40],
		`{"schema":2}`, `{"schema":1,"record":"finish","id":"x"}`, "\x00\n[]", text("1") + text("2"),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := scan{match: func(Entry) bool { return true }}
		all := newLines(bytes.NewReader(data), int64(len(data)))
		for {
			l, err := all.prev()
			if err != nil {
				break
			}
			var newer *SchemaError
			if err := s.line(l); err != nil && !errors.As(err, &newer) {
				t.Fatalf("%q: %v", l.text, err)
			}
		}
		for _, e := range s.report().Entries {
			if e.ID == "" {
				t.Fatalf("an entry without an id from %q", data)
			}
		}
		if r, _, err := decode(append(bytes.ReplaceAll(data, []byte("\n"), nil), text("last")...)); err != nil || r == nil {
			if !bytes.Contains(data, []byte(`"schema"`)) {
				t.Fatalf("a record behind %q is not found: %v", data, err)
			}
		}
	})
}
