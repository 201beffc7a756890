package cmd

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
)

// A hint for a word that people know is a command that exists, with flags that it has,
// and the word itself is no command: nobody would ever see the hint.
func TestMeaningsAreCommands(t *testing.T) {
	t.Parallel()
	words := cli.MeaningWords()
	if len(words) < 100 {
		t.Fatalf("only %d words", len(words))
	}
	for _, word := range words {
		path := strings.Fields(word)
		root := NewTree()
		group, rest, err := root.Find(path[:len(path)-1])
		if err != nil || len(rest) > 0 {
			t.Errorf("%q: there is no command %v", word, path[:len(path)-1])
			continue
		}
		if c, left, err := root.Find(path); err == nil && len(left) == 0 && c != group {
			t.Errorf("%q is a command itself", word)
		}
		hints := hintsOf(t, cli.UnknownCommand(group, path[len(path)-1]))
		if slices.Contains(cli.OtherProgramWords(), word) { // the last hint says whose command it is
			if i := slices.Index(hints, cli.OtherProgramHint); i != len(hints)-1 {
				t.Errorf("%q: it is not said whose command it is: %q", word, hints)
			}
			hints = hints[:len(hints)-1]
		}
		for _, hint := range hints {
			checkMeaning(t, word, hint)
		}
	}
}

func hintsOf(t *testing.T, err error) []string {
	t.Helper()
	var e *apperr.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	return e.Hints
}

// checkMeaning parses a hint as the command line that it is.
func checkMeaning(t *testing.T, word, hint string) {
	t.Helper()
	line, ok := strings.CutPrefix(hint, "antom ")
	if !ok {
		t.Errorf("%q: the hint %q is no command", word, hint)
		return
	}
	root := NewTree()
	root.SetOut(io.Discard)
	root.InitDefaultHelpCmd()
	cmd, args, err := root.Find(strings.Fields(line))
	if err != nil || cmd == root && line != "--help" {
		t.Errorf("%q: %s does not exist", word, hint)
		return
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(args); err != nil {
		t.Errorf("%q: %s: %v", word, hint, err)
	}
	if cmd.HasSubCommands() && !takesWords(cmd) && cmd.Flags().NArg() > 0 {
		t.Errorf("%q: %s has no command %s", word, hint, cmd.Flags().Arg(0))
	}
}

// takesWords reports whether the words after a command are arguments.
func takesWords(cmd *cobra.Command) bool { return strings.Contains(cmd.Use, " ") }

// A flag that is meant exists somewhere, and does not itself need an explanation.
func TestFlagMeaningsAreFlags(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, cmd := range cli.AllCommands(NewTree()) {
		own, global := splitFlags(cmd)
		for _, f := range append(own, global...) {
			known["--"+f.Name] = true
		}
	}
	for word, flags := range cli.FlagMeanings() {
		for _, flag := range flags {
			if name, _, _ := strings.Cut(flag, " "); !known[name] {
				t.Errorf("%q means %s, which no command has", word, flag)
			}
		}
	}
}
