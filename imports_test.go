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
	{"github.com/jackc/pgx/v5", "internal/pgstore"},
	{"github.com/chromedp", "internal/browsertest"},
	{"github.com/modelcontextprotocol/go-sdk", "internal/mcpserver"},
}

// floors are the packages of the house from the ground up. A package may use every
// package on a lower floor, and none on its own: two that need the same mechanism
// get it from below.
func floors() [][]string {
	return [][]string{
		{"internal/neterr", "internal/ordered", "internal/metrics"},
		// The facts of the API, keys, and mechanisms that know nothing of Antom.
		{
			"pkg/antom/spec", "pkg/keys", "internal/printable", "internal/poll", "internal/httpclient", "internal/httpserve", "internal/batch",
			"internal/qr", "internal/topics", "internal/foreign", "internal/extension", "internal/storeurl",
		},
		{"pkg/antom", "internal/alias", "internal/durable", "internal/apperr", "internal/output", "internal/preview", "internal/reference", "internal/sidebyside", "internal/junit", "internal/release", "examples", "docs"},
		{
			"pkg/antom/diagnose", "internal/ui", "internal/follow", "internal/debuglog", "internal/config", "internal/keyring", "internal/tokens", "internal/doctor",
			"internal/request", "internal/journal", "internal/outcome", "internal/capture", "internal/notification",
			"internal/sandbox/store", "internal/sandbox/fault", "internal/sandbox/language", "internal/sandbox/authority",
			"internal/reconfile", "internal/clientlib", "internal/practices",
		},
		{"internal/prompt", "internal/livelist", "internal/ledger", "internal/statement", "internal/vectors", "internal/verify", "internal/inbox", "internal/battery", "internal/sandbox/engine", "internal/sandbox/recording"},
		{
			"internal/flow", "internal/receiver", "internal/pgstore", "internal/reconcile", "internal/dispute", "internal/verify/report",
			"internal/sandbox/gateway", "internal/sandbox/checkout", "internal/sandbox/notifier", "internal/sandbox/websdk", "internal/sandbox/seed",
		},
		{"internal/sandbox/requestlog", "internal/status"},
		{"internal/sandbox"},
		{"internal/sandbox/dashboard"},
		{testKit, "internal/scenario", "internal/mcpserver", "cmd/cli"},
		{"cmd/payment", "cmd/webhook", "cmd/simulator", "cmd/setup", "cmd/reference", "cmd/operator", "cmd/agent"},
		{"cmd/dev"},
		{"cmd"},
		{".", "docs/gen"},
	}
}

// aside lists packages that nothing of the program uses: generators, helpers of
// tests, the check of releases, and examples that are modules of their own.
func aside(dir string) bool {
	switch dir {
	case "docs/licenses", "pkg/antom/spec/gen", "cmd/browsertests", "internal/browsertest", "internal/httpserve/floodtest",
		"internal/qr/qrtest", "internal/qr/qrtest/qrread", "internal/metrics/metricstest", "internal/patience", "internal/pgtest", "internal/pgproof",
		"packaging/check":
		return true
	}
	return strings.HasPrefix(dir, "examples/")
}

// testKit is the one package of pkg/ that may use more of internal/ than
// libraryFloor: it gives users of the library the simulator, and the test of
// handlers, for their own tests. Nothing else uses it.
const testKit = "pkg/antom/antomtest"

// libraryFloor lists what the library uses of internal/. It uses nothing but the
// standard library itself, so that the library gets no dependency by it.
func libraryFloor() []string {
	return []string{"internal/printable", "internal/poll", "internal/foreign", "internal/neterr", "internal/httpclient", "internal/ordered"}
}

// floorOf is the floor of a package, -1 if it is on none.
func floorOf(dir string) int {
	return slices.IndexFunc(floors(), func(floor []string) bool { return slices.Contains(floor, dir) })
}

// TestImportDirection holds that imports point down the house.
func TestImportDirection(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
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
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, test := filepath.ToSlash(filepath.Dir(path)), strings.HasSuffix(path, "_test.go")
		if !test {
			seen[dir] = true
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if !test {
				checkModule(t, path, dir, name)
				checkImport(t, path, dir, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range seen {
		if floorOf(dir) < 0 && !aside(dir) {
			t.Errorf("%s is on no floor", dir)
		}
	}
	for _, floor := range floors() {
		for _, dir := range floor {
			if !seen[dir] {
				t.Errorf("there is no package %s: take it out of the list", dir)
			}
		}
	}
}

func checkModule(t *testing.T, path, dir, name string) {
	t.Helper()
	if strings.HasSuffix(name, "/template") && !strings.Contains(name, ".") {
		t.Errorf("%s imports %s, which calls methods by their names: use github.com/DataDog/datadog-agent/pkg/template", path, name)
	}
	for _, o := range only {
		if (name == o.module || strings.HasPrefix(name, o.module+"/")) && dir != o.user {
			t.Errorf("%s imports %s, which belongs to %s alone", path, name, o.user)
		}
	}
}

func checkImport(t *testing.T, path, dir, name string) {
	t.Helper()
	inner, ours := strings.CutPrefix(name, module+"/")
	if !ours || aside(dir) {
		return
	}
	if floorOf(inner) >= floorOf(dir) || floorOf(inner) < 0 {
		t.Errorf("%s imports %s, which is not on a lower floor", path, inner)
	}
	if strings.HasPrefix(dir, "pkg/") && dir != testKit && !strings.HasPrefix(inner, "pkg/") && !slices.Contains(libraryFloor(), inner) {
		t.Errorf("%s imports %s: the library uses nothing of internal/ but %q", path, inner, libraryFloor())
	}
	if inner == testKit {
		t.Errorf("%s imports %s, which is for tests alone", path, inner)
	}
}

// TestLibraryFloorIsLight holds that libraryFloor uses the standard library only.
func TestLibraryFloorIsLight(t *testing.T) {
	t.Parallel()
	for _, dir := range libraryFloor() {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, path := range files {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				name, _ := strconv.Unquote(spec.Path.Value)
				inner, ours := strings.CutPrefix(name, module+"/")
				if ours && slices.Contains(libraryFloor(), inner) {
					continue
				}
				if !strings.HasSuffix(path, "_test.go") && strings.Contains(name, ".") {
					t.Errorf("%s imports %s", path, name)
				}
			}
		}
	}
}
