package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/antom-cli/antom"

// only names modules that a single package may use, tests aside.
var only = []struct{ module, user string }{
	{"github.com/spf13/viper", "internal/config"},
	{"github.com/charmbracelet/lipgloss", "internal/ui"},
	{"github.com/zalando/go-keyring", "internal/keyring"},
	{"github.com/mdp/qrterminal/v3", "internal/qr"},
	{"software.sslmate.com/src/go-pkcs12", "pkg/keys"},
	{"go.etcd.io/bbolt", "internal/sandbox/store"},
	{"github.com/chromedp", "internal/browsertest"},
}

// testKit is the one package of pkg/ that may use the inside: it gives users of
// the library the simulator for their own tests. Nothing else imports it.
const testKit = "pkg/antom/antomtest"

// groundFloor lists the rooms of internal/ that every other one may use, because each
// of them holds a mechanism that must not be copied. They use no room themselves.
func groundFloor() []string {
	return []string{
		"durable",   // how files are opened, locked and written
		"httpserve", // how strangers are served, and how header fields are found
		"poll",      // how time is waited for
		"printable", // how text from outside is spelled where people see it
	}
}

// room is the part of internal/ that a package belongs to.
func room(dir string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(dir, "internal/"), "/")
	return name
}

// mayImport lists which rooms may use which: errors and the terminal for those
// who talk to the user, the way of a notification from capture to inbox,
// that of a payment from the journal to what it means.
func mayImport() map[string][]string {
	return map[string][]string{
		"config":   {"apperr"},
		"keyring":  {"apperr"},
		"prompt":   {"ui"},
		"journal":  {"apperr"},
		"request":  {"apperr"},
		"sandbox":  {"qr", "notification"},
		"inbox":    {"capture"},
		"receiver": {"capture", "inbox"},
		"verify":   {"capture", "diagnose"},
		"battery":  {"notification"},
		"ledger":   {"journal", "outcome"},
		"flow":     {"apperr", "batch", "journal", "ledger", "outcome", "output", "request"},
	}
}

// layer is how far down the house a package is; imports only go down.
func layer(dir string) int {
	switch {
	case dir == ".":
		return 6
	case strings.HasPrefix(dir, "docs"):
		return 6 // the generator of the reference pages
	case dir == "cmd":
		return 5
	case dir == "examples", dir == "examples/otel", strings.HasPrefix(dir, "examples/frameworks"): // the latter two are modules of their own
		return 4
	case strings.HasPrefix(dir, "internal"):
		return 3
	case dir == "pkg/antom", dir == testKit:
		return 2
	case strings.HasPrefix(dir, "pkg/antom/spec"):
		return 1
	default:
		return 0 // pkg/keys
	}
}

// TestImportDirection holds the rule that everything points one way:
// main → cmd → internal → pkg/antom → pkg/keys.
func TestImportDirection(t *testing.T) {
	t.Parallel()
	checked := 0
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		checked++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			checkImport(t, path, name)
			if !strings.HasSuffix(path, "_test.go") {
				used[room(filepath.ToSlash(filepath.Dir(path)))+" "+room(strings.TrimPrefix(name, module+"/"))] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 50 {
		t.Errorf("only %d files were looked at", checked)
	}
	for from, rooms := range mayImport() {
		for _, to := range rooms {
			if !used[from+" "+to] {
				t.Errorf("%s may import %s, and does not: take it out of the list", from, to)
			}
		}
	}
}

func checkImport(t *testing.T, path, name string) {
	t.Helper()
	dir := filepath.ToSlash(filepath.Dir(path))
	test := strings.HasSuffix(path, "_test.go")
	for _, o := range only {
		if (name == o.module || strings.HasPrefix(name, o.module+"/")) && dir != o.user && !test {
			t.Errorf("%s imports %s, which belongs to %s alone", path, name, o.user)
		}
	}
	inner, ours := strings.CutPrefix(name, module+"/")
	if !ours || test {
		return
	}
	if dir == testKit && (inner == "internal/sandbox" || inner == "internal/sandbox/fault") {
		return // the simulator is what it is there to hand on
	}
	if strings.HasPrefix(dir, "internal/") && strings.HasPrefix(inner, "internal/") &&
		room(dir) != room(inner) && !slices.Contains(append(groundFloor(), mayImport()[room(dir)]...), room(inner)) {
		t.Errorf("%s imports %s: rooms of internal/ stay independent, but for those in the list", path, inner)
	}
	if strings.HasPrefix(dir, "pkg") && !strings.HasPrefix(inner, "pkg") {
		t.Errorf("%s imports %s: pkg/ knows only pkg/", path, inner)
	}
	if layer(dir) < layer(inner) {
		t.Errorf("%s imports %s: the wrong way round", path, inner)
	}
	if inner == testKit {
		t.Errorf("%s imports %s, which is for tests alone", path, inner)
	}
	if inner == "cmd" && layer(dir) != 6 {
		t.Errorf("%s imports cmd", path)
	}
}
