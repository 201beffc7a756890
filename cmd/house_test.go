package cmd

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// maxMethods is the most methods that a type of the command line may have. One that
// needs more does the work of several.
const maxMethods = 25

// TestTypesStaySmall holds maxMethods in every room.
func TestTypesStaySmall(t *testing.T) {
	t.Parallel()
	methods := map[string]int{}
	forEachSource(t, ".", func(path string, _ *token.FileSet, file *ast.File) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv != nil {
				methods[filepath.Dir(path)+" "+receiverName(f.Recv.List[0].Type)]++
			}
		}
	})
	if len(methods) < 20 {
		t.Fatalf("only %d types with methods were found", len(methods))
	}
	for name, n := range methods {
		if n > maxMethods {
			t.Errorf("%s has %d methods, more than %d", name, n, maxMethods)
		}
	}
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

// TestEveryCommandHasAStory holds that each command that does something is run by
// a story.
func TestEveryCommandHasAStory(t *testing.T) {
	t.Parallel()
	lines := storyLines(t)
	for _, cmd := range runnableCommands(NewTree()) {
		words := strings.Fields(cmd.CommandPath())
		if !slices.ContainsFunc(lines, func(line []string) bool { return runs(line, words) }) {
			t.Errorf("no story runs %s: write one in testdata/script", cmd.CommandPath())
		}
	}
}

// TestStoriesCanFail holds that no story uses what lets it pass or fail for another reason
// than its own.
func TestStoriesCanFail(t *testing.T) {
	t.Parallel()
	lines := 0
	for story, text := range stories(t) {
		script, _, _ := strings.Cut(text, "\n-- ")
		for line := range strings.Lines(script) {
			lines++
			if strings.Contains(line, "! exec terminal") {
				t.Errorf("%s: %sa step that fails would pass for the failure of the command; use exec terminal exits=CODE", story, line)
			}
			if strings.Contains(line, "! exec grep") {
				t.Errorf("%s: %sgrep fails as well where there is no such file; use ! grep, or test the exit code", story, line)
			}
			if !strings.HasPrefix(line, "#") && slices.Contains(strings.Fields(line), "sleep") {
				t.Errorf("%s: %show long is enough depends on the machine; use antom sandbox clock, waitfor or retry", story, line)
			}
		}
	}
	if lines < 5000 {
		t.Errorf("only %d lines", lines)
	}
}

// TestCommandsAreComplete holds that help shows each command in a group, and that each
// one says what arguments it takes.
func TestCommandsAreComplete(t *testing.T) {
	t.Parallel()
	root := NewTree()
	for _, cmd := range root.Commands() {
		if cmd.GroupID == "" && cmd.IsAvailableCommand() {
			t.Errorf("%s has no GroupID", cmd.CommandPath())
		}
	}
	for _, cmd := range runnableCommands(root) {
		if cmd.Args == nil {
			t.Errorf("%s does not say in Args what arguments it takes", cmd.CommandPath())
		}
	}
}

// stories are the texts of all stories by their file names.
func stories(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(text)
	}
	return texts
}

// storyLines are the command lines of all stories that call antom.
func storyLines(t *testing.T) [][]string {
	t.Helper()
	var lines [][]string
	for _, text := range stories(t) {
		for line := range strings.Lines(text) {
			words := strings.Fields(line)
			if i := slices.Index(words, "antom"); i >= 0 && (i == 0 || words[i-1] == "exec" || words[i-1] == "terminal") {
				lines = append(lines, words[i:])
			}
		}
	}
	return lines
}

// runs tells whether a command line calls the command with this path. Flags may
// stand between its words.
func runs(line, path []string) bool {
	for _, word := range line {
		if len(path) > 0 && word == path[0] {
			path = path[1:]
		}
	}
	return len(path) == 0
}

func runnableCommands(root *cobra.Command) []*cobra.Command {
	var found []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.HasSubCommands() {
			found = append(found, runnableCommands(cmd)...)
		}
		if cmd.Runnable() && cmd.IsAvailableCommand() && !cmd.IsAdditionalHelpTopicCommand() {
			found = append(found, cmd)
		}
	}
	return found
}
