package cmd

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// hintLog gathers the hints that commands print while the stories run.
type hintLog struct {
	mu    sync.Mutex
	hints map[string]string // a hint, and the command line that printed it
}

// storyT is a test of stories that gathers their hints. It is verbose, so that the
// log of a story has what every command printed.
type storyT struct {
	*testing.T
	log *hintLog
}

// Run is a part of [testscript.T].
func (t storyT) Run(name string, f func(testscript.T)) {
	t.T.Run(name, func(sub *testing.T) { f(storyT{sub, t.log}) })
}

// Verbose is a part of [testscript.T].
func (t storyT) Verbose() bool { return true }

// Log gathers the hints of a story's log, and shows of a story that failed the part
// in which it did.
func (t storyT) Log(args ...any) {
	text := fmt.Sprint(args...)
	t.log.gather(text)
	if i := strings.LastIndex(text, "\n# "); i >= 0 && !testing.Verbose() {
		text = text[i+1:]
	}
	t.T.Log(text)
}

// Fatal and Skip are parts of [testscript.T] with other parameters than those of T.
func (t storyT) Fatal(args ...any) { t.T.Fatal(args...) }
func (t storyT) Skip(args ...any)  { t.T.Skip(args...) }

// gather takes the hints from the log of a story.
func (l *hintLog) gather(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	command := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if after, ok := strings.CutPrefix(line, "> "); ok {
			command = after
		}
		if hint := printedHint().FindStringSubmatch(line); hint != nil {
			l.hints[hint[1]] = command
		}
	}
}

// check holds that every command in the hints works as typed.
func (l *hintLog) check(t *testing.T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for hint, command := range l.hints {
		if err := checkHint(hint, command); err != nil {
			t.Errorf("hint: %s\n\tof: %s\n\t%v", hint, command, err)
		}
	}
}

// hintCommand finds a command in a hint: at its begin, or after a colon or a bracket.
// It ends with the hint, or before a bracket, a comma or a semicolon. Anything else is
// prose.
var hintCommand = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|: |\()antom ((?:[^(),;]|,[^ ])*)`) })

// printedHint finds a hint in what a command printed, and the fixes of antom doctor.
var printedHint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:hint|    fix): +(.*?)\r?$`) })

// hintFlag finds a flag that a hint names outside of a command.
var hintFlag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|[ (])--([a-z][a-z-]*)`) })

// checkHint parses the commands of a hint with the command tree: they exist, and so do
// their flags, with values of their kind, and they take their arguments. A flag outside
// of a command is one of the command that printed the hint.
func checkHint(hint, printedBy string) error {
	prose := hint
	for _, m := range hintCommand().FindAllStringSubmatch(hint, -1) {
		prose = strings.Replace(prose, m[0], "", 1)
		words, err := shellWords(m[1])
		if err == nil {
			err = checkCall(words)
		}
		if err != nil {
			return fmt.Errorf("antom %s: %w", m[1], err)
		}
	}
	for _, m := range hintFlag().FindAllStringSubmatch(prose, -1) {
		background := !strings.Contains(printedBy, "antom ") // what printed it was started before
		if !background && !takesFlag(printedBy, m[1]) {
			return fmt.Errorf("--%s is no flag of that command", m[1])
		}
	}
	return nil
}

// takesFlag reports whether a command of antom in a story's line has a flag.
func takesFlag(line, flag string) bool {
	words, err := shellWords(strings.NewReplacer("'", " ", ";", " ", `"`, " ").Replace(line))
	if err != nil {
		return false
	}
	root := NewTree()
	for i, word := range words {
		if word != "antom" {
			continue
		}
		cmd, _, err := root.Find(words[i+1:])
		if err == nil && hasFlag(cmd, flag) {
			return true
		}
	}
	return false
}

func hasFlag(cmd *cobra.Command, name string) bool {
	found := false
	see := func(f *pflag.Flag) { found = found || f.Name == name }
	cmd.LocalFlags().VisitAll(see)
	cmd.InheritedFlags().VisitAll(see)
	return found
}

// shellWords takes a command line apart as a POSIX shell does, without expansions.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// TestCheckHint holds what the check of hints finds and what it lets pass.
func TestCheckHint(t *testing.T) {
	t.Parallel()
	const pay = "exec antom pay --amount 1"
	for _, c := range []struct {
		hint, command string
		good          bool
	}{
		{"antom init", pay, true},
		{"to wait for the result: antom inquire P1 --wait --local", pay, true},
		{"antom config set defaults.order.orderDescription 'One bag'", pay, true},
		{"to use the simulator, add --local", pay, true},
		{"to use the simulator, add --local", "exec antom config set", false},
		{"to replace it, add --force", "exec sh -c 'antom keys generate; echo code $?'", true},
		{"Antom's public key is in the Antom Dashboard", pay, true},
		{"antom inquiry P1 --last --nosuch", pay, false},
		{"antom config set antom-public-key", pay, false},
		{"antom config sett a b", pay, false},
		{"see what is there (antom webhook lists)", pay, false},
		{"antom pay --timeout soon", pay, false},
		{"antom explain pay and then read it", pay, false},
		{"antom version 'open", pay, false},
	} {
		if err := checkHint(c.hint, c.command); (err == nil) != c.good {
			t.Errorf("%s: %v", c.hint, err)
		}
	}
}
