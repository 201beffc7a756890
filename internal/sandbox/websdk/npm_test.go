package websdk_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/websdk"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// unpack reads a tarball of a package with the standard library's reader.
func unpack(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for archive := tar.NewReader(z); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg || h.Mode != 0o644 || h.Format != tar.FormatUSTAR {
			t.Errorf("%s has type %c, mode %o, format %s", h.Name, h.Typeflag, h.Mode, h.Format)
		}
		files[strings.TrimPrefix(h.Name, "package/")] = string(text)
	}
}

func TestPackageIsServed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	answer, body := s.ask("GET", websdk.PackagePath, "", nil)
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/gzip" {
		t.Fatalf("HTTP %d, %v", answer.StatusCode, answer.Header)
	}
	files := unpack(t, []byte(body))
	var about struct {
		Name, Version, Main, Module, Types string
		Private                            bool
		Exports                            map[string]any
		AntomSimulator                     websdk.Home
	}
	if err := json.Unmarshal([]byte(files["package.json"]), &about); err != nil {
		t.Fatal(err)
	}
	if about.Name != "@alipay/ams-checkout" || about.Version != "1.13.0" || !about.Private || about.AntomSimulator != (websdk.Home{URL: s.simulator.URL}) {
		t.Errorf("package.json says %+v", about)
	}
	for _, path := range []string{about.Main, about.Module, about.Types, "README.md"} {
		if files[path] == "" {
			t.Errorf("there is no %s", path)
		}
	}
	if entry, _ := about.Exports["."].(map[string]any); entry["import"] != "./"+about.Module || entry["default"] != "./"+about.Main || entry["types"] != "./"+about.Types {
		t.Errorf("the exports are %v", about.Exports)
	}
	if !websdk.IsPackage([]byte(files["package.json"])) || websdk.IsPackage([]byte(`{"name":"@alipay/ams-checkout"}`)) || websdk.IsPackage([]byte("{")) {
		t.Error("a package is not told from another")
	}
	for path, text := range files {
		if strings.Contains(text, "{{") || strings.Contains(text, "}}") && strings.HasSuffix(path, ".md") {
			t.Errorf("%s has a placeholder", path)
		}
	}
	if !strings.Contains(files["README.md"], "was written: "+s.simulator.URL+".") {
		t.Errorf("the README does not tell the address: %s", files["README.md"])
	}
	again, _ := s.ask("GET", websdk.PackagePath, "", nil)
	if again.StatusCode != 200 {
		t.Errorf("HTTP %d", again.StatusCode)
	}
	if _, second := s.ask("GET", websdk.PackagePath, "", nil); second != body {
		t.Error("two downloads differ, so that a lock file would not accept the second")
	}
}

func TestFixedAddress(t *testing.T) {
	t.Parallel()
	files, err := websdk.Package(websdk.Home{URL: "http://127.0.0.1:9000", Fixed: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text := string(f.Data)
		switch {
		case f.Path == "README.md" && !strings.Contains(text, "fixed: http://127.0.0.1:9000;"),
			strings.HasPrefix(f.Path, "dist/umd") && !strings.Contains(text, `const HOME = {"url":"http://127.0.0.1:9000","fixed":true};`):
			t.Errorf("%s does not have the address", f.Path)
		}
	}
}

// One source makes all forms: between their first and last lines they are the same.
func TestAllFormsAreOneSource(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	core := func(text string) string {
		_, after, found := strings.Cut(text, "\nconst KEYS")
		end := strings.Index(after, "\nif (typeof window")
		if end < 0 {
			end = strings.Index(after, "\nexport {")
		}
		if !found || end < 0 {
			t.Fatal("the form has no code")
		}
		return after[:end]
	}
	_, script := s.ask("GET", websdk.ScriptPath, "", nil)
	for _, path := range []string{
		"/package/ams-checkout/1.13.0/dist/umd/ams-checkout.min.js", "/package/ams-checkout/1.47.0/dist/umd/ams-checkout.min.js",
	} {
		answer, text := s.ask("GET", path, "", nil)
		if answer.StatusCode != 200 || text != script || answer.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: HTTP %d, %d bytes", path, answer.StatusCode, len(text))
		}
	}
	for _, path := range []string{"/package/ams-checkout/1.13.0/dist/umd/other.js", "/package/other/1.0/dist/umd/ams-checkout.min.js", "/package/ams-checkout/"} {
		if answer, _ := s.ask("GET", path, "", nil); answer.StatusCode != 404 {
			t.Errorf("%s: HTTP %d", path, answer.StatusCode)
		}
	}
	answer, module := s.ask("GET", websdk.ModulePath, "", nil)
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("the module: HTTP %d, %v", answer.StatusCode, answer.Header)
	}
	files, err := websdk.Package(websdk.Home{})
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{module}
	for _, f := range files {
		if strings.HasPrefix(f.Path, "dist/umd") || strings.HasPrefix(f.Path, "dist/esm") {
			forms = append(forms, string(f.Data))
		}
	}
	if len(forms) != 3 {
		t.Fatalf("there are %d forms", len(forms))
	}
	for _, form := range forms {
		if core(form) != core(script) {
			t.Error("the code of a form differs")
		}
	}
}

func TestTypesNameWhatIsDocumented(t *testing.T) {
	t.Parallel()
	files, err := websdk.Package(websdk.Home{})
	if err != nil {
		t.Fatal(err)
	}
	var types string
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".d.ts") {
			types = string(f.Data)
		}
	}
	words := append(spec.SDKLocales(), spec.SDKEnvironments()...)
	for _, e := range spec.SDKEvents() {
		words = append(words, e.Code)
	}
	for _, word := range words {
		if !strings.Contains(types, `"`+word+`"`) {
			t.Errorf("no %s in the types", word)
		}
	}
}

func TestTarballRefusesWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	if _, err := websdk.Tarball([]websdk.File{{Path: strings.Repeat("x", 100)}}); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v", err)
	}
	data, err := websdk.Tarball([]websdk.File{{Path: "a", Data: bytes.Repeat([]byte("x"), 512)}, {Path: "b"}, {Path: "c", Data: []byte("y")}})
	if err != nil {
		t.Fatal(err)
	}
	if files := unpack(t, data); len(files) != 3 || len(files["a"]) != 512 || files["b"] != "" || files["c"] != "y" {
		t.Errorf("unpacked: %d files", len(files))
	}
}
