package ui

import (
	"io"
	"slices"
	"strings"
	"testing"
)

func TestCell(t *testing.T) {
	t.Parallel()
	plain, coloured := newTheme(io.Discard, false, true), newTheme(io.Discard, true, true)
	for _, tc := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 3, "   "},
		{"abc", 5, "abc  "},
		{"abcdef", 4, "abc…"},
		{"支付处理", 5, "支付…"},
		{"a\x1b[2J", 12, `a\x1b[2J    `},
		{"abc", 0, ""},
	} {
		if got := plain.Cell(tc.text, tc.width); got != tc.want {
			t.Errorf("Cell(%q, %d) = %q, want %q", tc.text, tc.width, got, tc.want)
		}
		if got := coloured.Cell(coloured.Error(tc.text), tc.width); coloured.Columns(got) != tc.width {
			t.Errorf("Cell of a styled %q takes %d columns, want %d: %q", tc.text, coloured.Columns(got), tc.width, got)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	theme := newTheme(io.Discard, true, true)
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two three", []string{"one two", "three"}},
		{"0123456789abcdefghij", []string{"01234567", "89abcdef", "ghij"}},
		{"a\nb", []string{"a", "b"}},
		{"支付处理中请稍后", []string{"支付处理", "中请稍后"}},
		{"x\x1b[31m", []string{`x\x1b[31`, "m"}},
	} {
		got := theme.Fold(tc.text, 8)
		if !slices.Equal(got, tc.want) {
			t.Errorf("Fold(%q) = %q, want %q", tc.text, got, tc.want)
		}
		if strings.Contains(strings.Join(got, ""), "\x1b") {
			t.Errorf("Fold(%q) has an escape character", tc.text)
		}
	}
}
