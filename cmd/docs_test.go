package cmd

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/antom-cli/antom/internal/topics"
)

// The fenced blocks of the documentation, by the word after the fence:
//
//	sh       run as printed, against the simulator, in the order of the page
//	shell    commands that need a network, a terminal or a second program
//	console  a session with its output
//	go       a program that compiles
//
// Every command in the first three must exist, with its flags.

// docPages are the pages that people write; docs/commands is generated.
func docPages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	return append([]string{"../README.md"}, pages...)
}

// block is a fenced block of a page.
type block struct {
	language string
	line     int // of its first line
	text     string
}

func readBlocks(t *testing.T, page string) []block {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	inside := false
	for i, line := range strings.SplitAfter(string(data), "\n") {
		language, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && inside:
			inside = false
		case fence:
			blocks = append(blocks, block{language: language, line: i + 2})
			inside = true
		case inside:
			blocks[len(blocks)-1].text += line
		}
	}
	if inside {
		t.Errorf("%s: the last block is not closed", page)
	}
	return blocks
}

// TestDocsCommands holds every command that is printed against the command tree.
func TestDocsCommands(t *testing.T) {
	t.Parallel()
	for _, page := range docPages(t) {
		for _, b := range readBlocks(t, page) {
			if !slices.Contains([]string{"sh", "shell", "console"}, b.language) {
				continue
			}
			for _, args := range antomCalls(b) {
				if err := checkCall(args); err != nil {
					t.Errorf("%s, block at line %d: antom %s: %v", page, b.line, strings.Join(args, " "), err)
				}
			}
		}
	}
}

// antomCalls finds the calls of antom in a block, as arguments.
func antomCalls(b block) [][]string {
	text := strings.ReplaceAll(b.text, "\\\n", " ")
	var calls [][]string
	for _, line := range strings.Split(text, "\n") {
		if b.language == "console" {
			command, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				continue // output
			}
			line = command
		}
		line = strings.ReplaceAll(line, "go run . ", "antom ")
		calls = append(calls, callsInLine(line)...)
	}
	return calls
}

// shellWord is one word of a shell command, an operator or a comment.
var shellWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`#.*|\$\(|[|&;()<>]+|(?:[^\s|&;()<>'"]|'[^']*'|"[^"]*")+`)
})

// callsInLine splits a line of shell and takes what follows each "antom".
func callsInLine(line string) [][]string {
	var calls, quoted [][]string
	inside := false
	for _, word := range shellWord().FindAllString(line, -1) {
		switch {
		case strings.HasPrefix(word, "#"):
			return append(calls, quoted...)
		case strings.HasSuffix(word, "=$"), strings.Trim(word, "|&;()<>$") == "":
			inside = false
		case inside:
			last := len(calls) - 1
			calls[last] = append(calls[last], unquote(word))
		case word == "antom" || strings.HasSuffix(word, "(antom"):
			calls = append(calls, nil)
			inside = true
		}
		if _, call, found := strings.Cut(word, "$(antom "); found && word[0] == '"' {
			quoted = append(quoted, callsInLine("antom "+strings.TrimRight(call, `)"`))...)
		}
	}
	return append(calls, quoted...)
}

func unquote(word string) string { return strings.NewReplacer(`'`, "", `"`, "").Replace(word) }

// checkCall reads a command line as the program would, up to the point where
// it would run.
func checkCall(args []string) error {
	root := NewTree()
	root.InitDefaultHelpCmd()
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if cmd.Name() == "help" {
		return nil
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	rest = cmd.Flags().Args()
	if takesArguments := strings.Contains(cmd.Use, "["); len(rest) > 0 && cmd.HasAvailableSubCommands() && !takesArguments {
		return fmt.Errorf("%s has no command %q", cmd.CommandPath(), rest[0])
	}
	if help, _ := cmd.Flags().GetBool("help"); help {
		return nil
	}
	if err := cmd.ValidateArgs(rest); err != nil {
		return err
	}
	return cmd.ValidateFlagGroups()
}

// TestDocsCheck tries the check itself.
func TestDocsCheck(t *testing.T) {
	t.Parallel()
	text := "x=$(antom pay --local --quiet) # antom nothing\nif antom inquire \\\n ID --wait=5m; then antom keyz; fi\n" +
		"antom pay --example qr | antom pay - --nosuch > out\nantom pay --set 'a=b | antom'\nantom keys show \"$(antom config path --nosuch)\" --quiet\n"
	want := []string{
		"pay --local --quiet", "inquire ID --wait=5m", "keyz", "pay --example qr", "pay - --nosuch", "pay --set a=b | antom",
		"keys show $(antom config path --nosuch) --quiet", "config path --nosuch",
	}
	calls := antomCalls(block{language: "sh", text: text})
	for i, args := range calls {
		if i >= len(want) || strings.Join(args, " ") != want[i] {
			t.Errorf("call %d is %q", i, args)
		}
		wrong := slices.Contains([]int{2, 4, 7}, i)
		if err := checkCall(args); (err != nil) != wrong {
			t.Errorf("%q: %v", args, err)
		}
	}
	if len(calls) != len(want) {
		t.Errorf("%d calls, want %d", len(calls), len(want))
	}
}

// TestDocsLinks wants every file that a page links to.
func TestDocsLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	for _, page := range docPages(t) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
}

// TestDocsVariables wants the table of variables to be that of the sources.
func TestDocsVariables(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`"(ANTOM_[A-Z_]+)"`)
	var used []string
	for _, pattern := range []string{"*.go", "*/*.go", "../internal/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(filepath.Dir(file), "test") {
				continue // variables of tests, and of packages for tests, are no user's
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range name.FindAllSubmatch(data, -1) {
				used = append(used, string(m[1]))
			}
		}
	}
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(ANTOM_[A-Z_]+)`").FindAllSubmatch(data, -1) {
		told = append(told, string(m[1]))
	}
	for _, v := range used {
		if !slices.Contains(told, v) {
			t.Errorf("README.md does not tell %s", v)
		}
	}
	for _, v := range told {
		if !slices.Contains(used, v) {
			t.Errorf("README.md tells %s, which nothing reads", v)
		}
	}
}

// TestDocsTopics wants the tables of the README to be those of the help topics.
func TestDocsTopics(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := strings.Split(string(data), "\n")
	for _, topic := range topics.All() {
		if topic.Name == "formatting" {
			continue // the README has no table of it
		}
		for line := range strings.SplitSeq(topic.Text(), "\n") {
			if strings.HasPrefix(line, "|") && !slices.Contains(readme, line) {
				t.Errorf("internal/topics/%s.md has a line that the README has not: %s", topic.Name, line)
			}
		}
		for _, line := range readme {
			if topic.Name == "environment" && strings.HasPrefix(line, "| `ANTOM_") && !strings.Contains(topic.Text(), line) {
				t.Errorf("the README has a line that internal/topics/%s.md has not: %s", topic.Name, line)
			}
		}
	}
}

// TestDocsPrograms type-checks the Go programs.
func TestDocsPrograms(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs the go command")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	for _, page := range docPages(t) {
		for _, b := range readBlocks(t, page) {
			if b.language != "go" {
				continue
			}
			file := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(file, []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "vet", file).CombinedOutput(); err != nil {
				t.Errorf("%s, block at line %d: %v\n%s", page, b.line, err, out)
			}
		}
	}
}

// TestDocsRun runs the sh blocks of each page, one after the other, in a
// directory and a home of their own.
func TestDocsRun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	dir := t.TempDir()
	for _, page := range docPages(t) {
		var story, files bytes.Buffer
		fmt.Fprintf(&story, "# The commands of %s.\nenv CLOCK=jump\n", page)
		for _, b := range readBlocks(t, page) {
			if b.language == "sh" {
				fmt.Fprintf(&story, "exec sh -eu line%d.sh\n", b.line)
				fmt.Fprintf(&files, "-- line%d.sh --\n%s", b.line, b.text)
			}
		}
		if files.Len() == 0 {
			continue
		}
		story.Write(files.Bytes())
		name := "docs_" + strings.TrimSuffix(filepath.Base(page), ".md") + ".txtar"
		if page == "../README.md" {
			name = "readme.txtar"
		}
		if err := os.WriteFile(filepath.Join(dir, name), story.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runDocStories(t, dir)
}

// TestDocsScripts runs the scripts of examples/scripts.
func TestDocsScripts(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	runDocStories(t, "testdata/docs")
}

func runDocStories(t *testing.T, dir string) {
	t.Helper()
	scripts, err := filepath.Abs("../examples/scripts")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			e.Setenv("HOME", home)
			e.Setenv("TZ", "UTC")
			e.Setenv("SCRIPTS", scripts)
			e.Setenv("ANTOM_SANDBOX_NOTIFY_DELAY", "0")
			return os.Mkdir(home, 0o755)
		},
	})
}
