package cmd

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryWrittenHintWorks reads the texts of the program that are on one line and
// end with a command, as hints do, and holds that the command works as typed. It reaches
// the hints that no story prints.
func TestEveryWrittenHintWorks(t *testing.T) {
	t.Parallel()
	root, found := NewTree(), 0
	for _, dir := range []string{".", "../internal"} {
		forEachSource(t, dir, func(path string, _ *token.FileSet, file *ast.File) {
			for _, text := range writtenTexts(file) {
				for _, m := range hintCommand().FindAllStringSubmatch(text, -1) {
					found++
					if err := checkWritten(root, text, m[1]); err != nil {
						t.Errorf("%s: %q: %v", path, text, err)
					}
				}
			}
		})
	}
	if found < 60 {
		t.Errorf("only %d commands were found in hints", found)
	}
}

// checkWritten holds that a command in a text works. It says nothing of a command whose
// name is only known at run time, and of a text that is only the name of a command.
func checkWritten(root *cobra.Command, text, command string) error {
	words, err := shellWords(command)
	if len(words) == 0 || words[0] == "X" || prose[words[0]] {
		return nil
	}
	if err == nil {
		err = checkCall(words)
	}
	if named, rest, missing := root.Find(words); missing == nil && len(rest) == 0 && named.CommandPath() == text {
		return nil
	}
	return err
}

// verb is a verb of package fmt.
var verb = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[a-z]`) })

// writtenTexts returns the texts on one line in a file. In the place of what is only
// known at run time there is a placeholder, or nothing if it can be flags.
func writtenTexts(file *ast.File) []string {
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.BasicLit, *ast.BinaryExpr:
		default:
			return true
		}
		text, isText := writtenText(n.(ast.Expr))
		if isText && !strings.Contains(text, "\n") {
			texts = append(texts, text)
		}
		return !isText
	})
	return texts
}

func writtenText(e ast.Expr) (text string, isText bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, _ := strconv.Unquote(e.Value)
		return placed(text), true
	case *ast.BinaryExpr:
		left, leftText := writtenText(e.X)
		right, rightText := writtenText(e.Y)
		if e.Op != token.ADD || !leftText && !rightText {
			return "", false
		}
		if !rightText && strings.HasSuffix(left, " ") {
			right = "X"
		}
		return left + right, true
	}
	return "", false
}

// placed puts a placeholder in the place of each verb: after a blank it is an
// argument, elsewhere it can be flags.
func placed(text string) string {
	text = strings.ReplaceAll(text, "%q", "X")
	for {
		at := verb().FindStringIndex(text)
		if at == nil {
			return text
		}
		value := ""
		if at[0] > 0 && strings.ContainsRune(" ='", rune(text[at[0]-1])) {
			value = "X"
		}
		text = text[:at[0]] + value + text[at[1]:]
	}
}
