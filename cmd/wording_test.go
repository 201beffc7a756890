package cmd

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
)

// wordRule is a phrase that no text has, with what to write.
type wordRule struct {
	phrase, instead string
}

// isIn reports whether a text of plain words has the phrase, as whole words.
func (r wordRule) isIn(plain string) bool {
	for rest := plain; ; {
		i := strings.Index(rest, r.phrase)
		if i < 0 {
			return false
		}
		end := i + len(r.phrase)
		if (i == 0 || !isLetter(rest[i-1])) && (end == len(rest) || !isLetter(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c == '-' }

// plainWords is a text in lower case on one line: it may be wrapped anywhere.
func plainWords(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// wordRules reads testdata/wording/words.txt.
func wordRules(t *testing.T) []wordRule {
	t.Helper()
	data, err := os.ReadFile("testdata/wording/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	var rules []wordRule
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		phrase, instead, ok := strings.Cut(line, " => ")
		if !ok || instead == "" {
			t.Fatalf("%q is not PHRASE => INSTEAD", line)
		}
		rules = append(rules, wordRule{strings.ToLower(phrase), instead})
	}
	if len(rules) < 20 {
		t.Fatalf("only %d phrases", len(rules))
	}
	return rules
}

// TestWording holds that no text for users has a phrase of the word list: neither the
// help of a command, nor a message, nor a document.
func TestWording(t *testing.T) {
	t.Parallel()
	rules := wordRules(t)
	check := func(where, text string) {
		plain := plainWords(text)
		for _, r := range rules {
			if r.isIn(plain) {
				t.Errorf("%s: %q: write %q", where, r.phrase, r.instead)
			}
		}
	}
	for _, dir := range []string{".", "../internal", "../pkg", "../examples"} {
		forEachText(t, dir, check)
	}
	for _, file := range documents(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		check(file, string(text))
	}
}

// forEachText calls use with every string in the sources below dir. Tests and what is
// generated from Antom's documents are left out.
func forEachText(t *testing.T, dir string, use func(where, text string)) {
	t.Helper()
	forEachSource(t, dir, func(path string, files *token.FileSet, file *ast.File) {
		if strings.HasSuffix(path, "_gen.go") {
			return
		}
		forEachString(file, func(literal *ast.BasicLit, text string) { use(files.Position(literal.Pos()).String(), text) })
	})
}

// documents are the pages that people read, apart from those that are generated.
func documents(t *testing.T) []string {
	t.Helper()
	files := []string{"../README.md", "../CONTRIBUTING.md", "../ARCHITECTURE.md"}
	for _, pattern := range []string{"../docs/*.md", "../internal/topics/*.md", "../examples/*/*.md", "../examples/*.md"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	if len(files) < 12 {
		t.Fatalf("only %d documents", len(files))
	}
	return files
}

// TestHelpIsUniform holds the form of the texts in help: a command's is a sentence
// without a full stop, a flag's begins in lower case and names its value.
func TestHelpIsUniform(t *testing.T) {
	t.Parallel()
	const longest = 80 // columns, with room for the name before it
	for _, cmd := range cli.AllCommands(NewTree()) {
		if !beginsUpper(cmd.Short) || strings.HasSuffix(cmd.Short, ".") || len(cmd.Short) > longest {
			t.Errorf("%s: %q is not one short sentence without a full stop", cmd.CommandPath(), cmd.Short)
		}
		own, _ := splitFlags(cmd)
		for _, f := range own {
			if problem := flagProblem(f); problem != "" {
				t.Errorf("%s --%s: %s: %q", cmd.CommandPath(), f.Name, problem, f.Usage)
			}
		}
	}
}

func flagProblem(f *pflag.Flag) string {
	name, usage := pflag.UnquoteUsage(f)
	switch {
	case strings.HasSuffix(usage, "."):
		return "no full stop"
	case beginsUpper(usage) && !beginsWithName(usage):
		return "begins in lower case"
	case f.Value.Type() == "bool":
		return ""
	case name == f.Value.Type() && name != "duration" || name == "string" || name == "":
		return "names its value in back quotes"
	case strings.Contains(f.Usage, "(`"+name+"`)"):
		return "the name of the value is part of the sentence"
	}
	return ""
}

func beginsUpper(text string) bool { return text != "" && unicode.IsUpper([]rune(text)[0]) }

// beginsWithName reports whether the first word is a name or an acronym.
func beginsWithName(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	first = strings.TrimSuffix(first, "'s")
	return first == "Antom" || len(first) > 1 && first == strings.ToUpper(first)
}
