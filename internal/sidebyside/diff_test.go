package sidebyside

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, signed, captured string
		want                   []Part
	}{
		{"nothing", "", "", nil},
		{"the same", "a b", "a b", []Part{{"a b", "a b", true}}},
		{"a word", `{"id":"PAY1"}`, `{"id":"PAY2"}`, []Part{{`{"id":"`, `{"id":"`, true}, {"PAY1", "PAY2", false}, {`"}`, `"}`, true}}},
		{"lost at the end", "/pay?shop=1", "/pay", []Part{{"/pay", "/pay", true}, {"?shop=1", "", false}}},
		{"added at the beginning", "/pay", "/v1/pay", []Part{{"/", "/", true}, {"", "v1/", false}, {"pay", "pay", true}}},
		{"white space", `{"a":1,"b":2}`, `{"a": 1, "b": 2}`, []Part{
			{`{"a":`, `{"a":`, true},
			{"", " ", false},
			{"1,", "1,", true},
			{"", " ", false},
			{`"b":`, `"b":`, true},
			{"", " ", false},
			{"2}", "2}", true},
		}},
		{"all", "a", "b", []Part{{"a", "b", false}}},
		{"not UTF-8", "caf\xe9!", "café!", []Part{{"caf\xe9", "café", false}, {"!", "!", true}}},
	} {
		if got := Diff([]byte(c.signed), []byte(c.captured)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// checkParts holds what every list of parts has in common.
func checkParts(t *testing.T, signed, captured string, parts []Part) {
	t.Helper()
	var a, b strings.Builder
	for i, p := range parts {
		a.WriteString(p.Signed)
		b.WriteString(p.Captured)
		if p.Same != (p.Signed == p.Captured) || i > 0 && parts[i-1].Same == p.Same {
			t.Fatalf("part %d of %+v", i, parts)
		}
	}
	if a.String() != signed || b.String() != captured {
		t.Fatalf("%+v: %q and %q became %q and %q", parts, signed, captured, a.String(), b.String())
	}
}

func TestDiffKeepsBothTexts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range random.IntN(40) {
			b.WriteByte(`ab {}",:`[random.IntN(8)])
		}
		return b.String()
	}
	for range 5000 {
		signed, captured := text(), text()
		checkParts(t, signed, captured, Diff([]byte(signed), []byte(captured)))
	}
}

// TestDiffIsBounded compares texts that have nothing in common.
func TestDiffIsBounded(t *testing.T) {
	t.Parallel()
	signed, captured := strings.Repeat("a,", 300_000), strings.Repeat("b;", 300_000)
	if parts := Diff([]byte(signed), []byte(captured)); len(parts) != 1 || parts[0].Same {
		t.Errorf("%d parts", len(parts))
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("POST /n\nc.t.{\"a\":1}", "POST /n/\nc.t.{\n  \"a\": 1\n}")
	f.Add("\xff", "")
	f.Fuzz(func(t *testing.T, signed, captured string) {
		checkParts(t, signed, captured, Diff([]byte(signed), []byte(captured)))
	})
}
