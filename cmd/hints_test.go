package cmd

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"
)

// commandText finds commands in texts for users: "antom inquire --last".
var commandText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?:^|[:;`( ])antom((?: [a-z][a-z-]*)+)") })

// commandWithFlags finds a command in a text and what follows it in the same clause.
var commandWithFlags = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?:^|[:;`( ])antom((?: [a-z][a-z-]*)+)((?:[^\n(),;:.`]|[.][^ ])*)")
})

// namedFlag finds the flags in that.
var namedFlag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(` --([a-z][a-z-]*)`) })

// TestEveryNamedCommandExists reads every text in the program that names a
// command of antom's and looks the command and its flags up: a hint must never lead
// nowhere.
func TestEveryNamedCommandExists(t *testing.T) {
	t.Parallel()
	root, found := NewTree(), 0
	for _, dir := range []string{".", "../internal", "../pkg", "../examples"} {
		forEachSource(t, dir, func(path string, _ *token.FileSet, file *ast.File) {
			forEachString(file, func(_ *ast.BasicLit, text string) {
				for _, m := range commandText().FindAllStringSubmatch(text, -1) {
					found++
					checkCommand(t, root, path, strings.Fields(m[1]))
				}
				for _, m := range commandWithFlags().FindAllStringSubmatch(text, -1) {
					checkFlags(t, root, path, strings.Fields(m[1]), namedFlag().FindAllStringSubmatch(m[2], -1))
				}
			})
		})
	}
	if found < 40 {
		t.Errorf("only %d commands were found in texts", found)
	}
}

// checkCommand looks up the longest beginning of words that is a command. Words
// after it are prose or arguments.
func checkCommand(t *testing.T, root *cobra.Command, path string, words []string) {
	t.Helper()
	if prose[words[0]] {
		return
	}
	cmd, _, err := root.Find(words[:1])
	if err != nil || cmd == root {
		t.Errorf("%s names antom %s, which does not exist", path, words[0])
		return
	}
	takesArguments := strings.Contains(cmd.Use, " ")
	if !cmd.HasSubCommands() || takesArguments || len(words) == 1 {
		return
	}
	if sub, _, err := cmd.Find(words[1:2]); (err != nil || sub == cmd) && !prose[words[1]] && cmd.Name() != "sandbox" && !strings.Contains(cmd.Use, "[") {
		t.Errorf("%s names antom %s %s, which does not exist", path, words[0], words[1])
	}
}

// checkFlags looks up the flags that follow a command in a text.
func checkFlags(t *testing.T, root *cobra.Command, path string, words []string, flags [][]string) {
	t.Helper()
	if len(flags) == 0 || prose[words[0]] {
		return
	}
	cmd, _, err := root.Find(words)
	if err != nil {
		return // checkCommand reports it
	}
	cmd.InitDefaultHelpFlag()
	for _, flag := range flags {
		if !hasFlag(cmd, flag[1]) {
			t.Errorf("%s names %s --%s, which does not exist", path, cmd.CommandPath(), flag[1])
		}
	}
}

// prose are words that follow "antom" in sentences about the program.
var prose = map[string]bool{
	"builds": true, "sends": true, "draws": true, "answered": true, "manual": true, "has": true, "help": true, "reads": true, "can": true, "does": true, "adds": true, "cannot": true,
}
