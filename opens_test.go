package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// opensHere lists the files that open or read something without internal/durable,
// with what they call and why that is no danger.
func opensHere() map[string]struct {
	calls []string
	why   string
} {
	type entry = struct {
		calls []string
		why   string
	}
	return map[string]entry{
		"internal/durable":                  {[]string{"os.Open", "os.OpenFile", "os.OpenRoot", "io.ReadAll", "keys.ReadFile"}, "the room itself"},
		"cmd/main.go":                       {[]string{"os.Stdin"}, "it is wrapped in durable.Reader before a command sees it"},
		"internal/extension/run_windows.go": {[]string{"os.Stdin"}, "it is handed to the program that runs in the place of this one"},
		"internal/ui/streams.go":            {[]string{"os.Stdin"}, "a terminal's lines are read by durable.Await"},
		"internal/ui/background_unix.go":    {[]string{"unix.Open"}, "it opens /dev/tty, which exists or not and never waits, and its reads have a time limit"},
		"internal/request/read.go":          {[]string{"io.ReadAll"}, "its reader is an input that was opened by durable.Open"},
		"internal/browsertest":              {[]string{"os.WriteFile"}, "pictures of tests that failed; no command uses it"},
		"internal/pgtest":                   {[]string{"os.Create", "os.WriteFile", "os.ReadFile"}, "files of servers that tests start; no command uses it"},
		"cmd/webhook/replay.go":             {[]string{"io.ReadAll"}, "the body of an HTTP answer, whose request has the command's context"},
		"internal/notification/deliver.go":  {[]string{"io.ReadAll"}, "the body of an HTTP answer, whose request has the command's context"},
		"internal/receiver/forward.go":      {[]string{"io.ReadAll"}, "the body of an HTTP answer, whose request has a time limit"},
		"internal/receiver/receiver.go":     {[]string{"io.ReadAll"}, "the body of an HTTP request, for which the server has a time limit"},
		"internal/debuglog/exchange.go":     {[]string{"io.ReadAll"}, "the body of an HTTP answer, whose request has a time limit"},
		"internal/release/release.go":       {[]string{"io.ReadAll"}, "the body of an HTTP answer, whose request has a time limit"},
		"internal/preview/serve.go":         {[]string{"io.ReadAll"}, "the body of an HTTP request, for which the server has a time limit"},
	}
}

// opening are the calls that can wait for ever, by package. os.ReadDir is none of
// them: it opens what is no directory with an error.
func opening() map[string][]string {
	return map[string][]string{
		"os":      {"Open", "OpenFile", "OpenInRoot", "OpenRoot", "ReadFile", "WriteFile", "Create", "DirFS", "Stdin"},
		"io":      {"ReadAll"},
		"ioutil":  {"ReadFile", "ReadAll", "WriteFile"},
		"syscall": {"Open"},
		"unix":    {"Open", "Openat"},
		"keys":    {"ReadFile"},
		"tls":     {"LoadX509KeyPair"},
		"http":    {"ServeFile", "ListenAndServeTLS"},
	}
}

// TestOpensGoThroughDurable holds the rule that whatever a command opens or reads
// ends with the command's context, or is a state file that was found to be a regular
// file.
func TestOpensGoThroughDurable(t *testing.T) {
	t.Parallel()
	allowed, used := opensHere(), map[string]bool{}
	checked := 0
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			checked++
			name := filepath.ToSlash(path)
			if _, whole := allowed[filepath.ToSlash(filepath.Dir(path))]; whole {
				name = filepath.ToSlash(filepath.Dir(path))
			}
			for _, call := range opensIn(t, path) {
				if !slices.Contains(allowed[name].calls, call) {
					t.Errorf("%s uses %s: open inputs by durable.Open or ReadKey, state files by durable.OpenState or ReadState", path, call)
				}
				used[name+" "+call] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 50 {
		t.Errorf("only %d files were looked at", checked)
	}
	for name, entry := range allowed {
		for _, call := range entry.calls {
			if !used[name+" "+call] {
				t.Errorf("%s may use %s, and does not: take it out of the list", name, call)
			}
		}
		if entry.why == "" {
			t.Errorf("%s: the list does not say why", name)
		}
	}
}

// opensIn lists what a file uses of opening.
func opensIn(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := selector.X.(*ast.Ident)
		if ok && slices.Contains(opening()[pkg.Name], selector.Sel.Name) {
			found = append(found, pkg.Name+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}
