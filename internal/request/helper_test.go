package request

import (
	"errors"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// readOne reads a text that must hold exactly one request.
func readOne(t testing.TB, name, text string) *Document {
	t.Helper()
	docs, err := Read(name, strings.NewReader(text))
	if err != nil {
		t.Fatalf("Read(%q): %v", text, err)
	}
	if len(docs) != 1 {
		t.Fatalf("Read(%q): %d requests, want 1", text, len(docs))
	}
	return docs[0]
}

// compact is the JSON of a document in the order it was read.
func compact(d *Document) string { return string(d.Root.AppendJSON(nil)) }

// mistakes reads a text that must be wrong and returns every mistake as a line.
func mistakes(t *testing.T, name, text string) []string {
	t.Helper()
	docs, err := Read(name, strings.NewReader(text))
	all := syntaxErrorsOf(err)
	if docs != nil || len(all) == 0 {
		t.Fatalf("Read(%q) = %d requests, %v; want mistakes", text, len(docs), err)
	}
	if code := apperr.ExitCode(err); code != 2 {
		t.Errorf("Read(%q): exit code %d, want 2", text, code)
	}
	return strings.Split(all.Error(), "\n")
}

// expectMistakes compares mistakes with the beginnings of lines: place and, as
// far as given, message. A "…" in the wanted text stands for anything.
func expectMistakes(t *testing.T, text string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%q:\n got %d mistakes: %s\nwant %d: %s", text, len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"))
		return
	}
	for i := range want {
		rest := got[i]
		for n, part := range strings.Split(want[i], "…") {
			at := strings.Index(rest, part)
			if at < 0 || n == 0 && at > 0 {
				t.Errorf("%q:\n got %s\nwant %s", text, got[i], want[i])
				break
			}
			rest = rest[at+len(part):]
		}
	}
}

// usageError checks that err is about the user's input and returns its text.
func usageError(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	var e *apperr.Error
	if !errors.As(err, &e) || e.Kind != apperr.Usage {
		t.Errorf("%v is not a usage error", err)
	}
	return err.Error()
}

// sameTree reports whether two trees are equal.
func sameTree(a, b *spec.Node) bool {
	return string(a.AppendJSON(nil)) == string(b.AppendJSON(nil))
}

func textReader(s string) *strings.Reader { return strings.NewReader(s) }

func longText(n int) string { return strings.Repeat("x", n) }

// syntaxErrorsOf returns the mistakes that an error of Read is about, nil when it
// is about something else.
func syntaxErrorsOf(err error) SyntaxErrors {
	var all SyntaxErrors
	errors.As(err, &all)
	return all
}
