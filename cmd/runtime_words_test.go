package cmd

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runtimeWords are words of Go's own errors about connections. Package neterr says in
// plain words what they mean.
func runtimeWords() []string {
	return []string{
		"dial tcp", "context deadline exceeded", "no such host", "x509: ", "i/o timeout", "unsupported protocol scheme",
		"server gave HTTP response to HTTPS client", "malformed HTTP", "TLS handshake timeout", "unexpected EOF", ": lookup ", `Bad Gateway\n`,
		"bind: address already in use", "use of closed network connection",
	}
}

// wordedHere reports whether a file may have them: it tells Go's errors apart by their
// text, or they are not about a connection.
func wordedHere(path string) bool {
	return strings.Contains(path, "internal/neterr/")
}

// TestNoWordsOfTheRuntime holds that no text of the program, no story and no page has
// words of Go's own errors, which nobody can act on.
func TestNoWordsOfTheRuntime(t *testing.T) {
	t.Parallel()
	checked := 0
	check := func(path, text string) {
		checked++
		for _, word := range runtimeWords() {
			if strings.Contains(text, word) {
				t.Errorf("%s: %q has words of Go's runtime: %q", path, strings.TrimSpace(text), word)
			}
		}
	}
	for _, root := range []string{".", "../internal", "../pkg", "../docs", "../README.md"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || wordedHere(filepath.ToSlash(path)) {
				return err
			}
			switch {
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				for _, text := range stringsOf(t, path) {
					check(path, text)
				}
			case strings.HasSuffix(path, ".txtar"), strings.HasSuffix(path, ".md"):
				text, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				for line := range strings.Lines(string(text)) {
					if !strings.HasPrefix(line, "! ") { // what a story does not want is no text for users
						check(path, line)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 1000 {
		t.Errorf("only %d texts were checked", checked)
	}
}

// stringsOf are the string literals of a source file.
func stringsOf(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			texts = append(texts, literal.Value)
		}
		return true
	})
	return texts
}
