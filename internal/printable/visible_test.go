package printable_test

import (
	"testing"

	"github.com/antom-cli/antom/internal/printable"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"POST /x\nid.1.{\"a\": 1}\r\n": "POST·/x␊\nid.1.{\"a\":·1}␍␊\n",
		"\ufeff\t\u00a0é\u200b":        "<U+FEFF>→<U+00A0>é<U+200B>",
		"\x1b[31m\xe9\u202e":           "<U+001B>[31m<E9><U+202E>",
		"a·b␊":                         "a<U+00B7>b<U+240A>",
		"":                             "",
	} {
		if got := printable.Visible([]byte(in)); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func TestVisibleLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/a b\r\n\t\x1b[2J\xe9\u202e": "/a b␍␊→<U+001B>[2J<E9><U+202E>",
		"":                            "",
	} {
		if got := printable.VisibleLine(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}
