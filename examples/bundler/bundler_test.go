package bundler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/antom-cli/antom/internal/sandbox/websdk"
)

// front copies the front end to a directory of its own.
func front(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("front")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// bundle bundles the front end in a directory, for a browser. A warning is a failure.
func bundle(t *testing.T, dir string, format api.Format, minify bool) []byte {
	t.Helper()
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: dir, EntryPoints: []string{"checkout.js"}, Bundle: true, Platform: api.PlatformBrowser, Format: format,
		Target: api.ES2020, MinifyWhitespace: minify, MinifyIdentifiers: minify, MinifySyntax: minify, LogLevel: api.LogLevelSilent,
	})
	for _, m := range append(built.Errors, built.Warnings...) {
		t.Errorf("esbuild: %s (%+v)", m.Text, m.Location)
	}
	if len(built.OutputFiles) != 1 {
		t.Fatalf("esbuild wrote %d files", len(built.OutputFiles))
	}
	return built.OutputFiles[0].Contents
}

// unpack puts the package where npm would put it.
func unpack(t *testing.T, dir string, home websdk.Home) {
	t.Helper()
	files, err := websdk.Package(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		write(t, filepath.Join(dir, "node_modules", filepath.FromSlash(websdk.PackageName), filepath.FromSlash(f.Path)), f.Data)
	}
}

// A page that is bundled with the package pays against the simulator, in each form that
// bundlers make, minified or not.
func TestBundledPagePays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		format api.Format
		minify bool
	}{
		"ES module":           {api.FormatESModule, false},
		"ES module, minified": {api.FormatESModule, true},
		"script, minified":    {api.FormatIIFE, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newShop(t, func(string) []byte {
				dir := front(t)
				unpack(t, dir, websdk.Home{}) // the session data tell the address
				return bundle(t, dir, test.format, test.minify)
			}).buys()
		})
	}
}

// The address of --url comes before that of the session data.
func TestBundledPageUsesTheFixedAddress(t *testing.T) {
	t.Parallel()
	s := newShop(t, func(simulator string) []byte {
		dir := front(t)
		unpack(t, dir, websdk.Home{URL: simulator, Fixed: true})
		return bundle(t, dir, api.FormatESModule, false)
	})
	s.SetBaseURL("http://127.0.0.1:9") // where nothing is: the session data lead there
	s.buys()
}

// A front end in CommonJS gets the same package in its other form, and no code twice.
func TestRequire(t *testing.T) {
	t.Parallel()
	dir := front(t)
	unpack(t, dir, websdk.Home{})
	code := `const { AMSCashierPayment } = require("@alipay/ams-checkout"); console.log(typeof AMSCashierPayment);`
	if err := os.WriteFile(filepath.Join(dir, "checkout.js"), []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	text := string(bundle(t, dir, api.FormatIIFE, false))
	if n := strings.Count(text, "var AMSCashierPayment = class") + strings.Count(text, "class AMSCashierPayment"); n != 1 {
		t.Errorf("the class is there %d times", n)
	}
}

// What is imported by mistake is named by the bundler.
func TestOtherExportsAreErrors(t *testing.T) {
	t.Parallel()
	dir := front(t)
	unpack(t, dir, websdk.Home{})
	if err := os.WriteFile(filepath.Join(dir, "checkout.js"), []byte(`import { AMSElement } from "@alipay/ams-checkout"; new AMSElement();`), 0o644); err != nil {
		t.Fatal(err)
	}
	built := api.Build(api.BuildOptions{AbsWorkingDir: dir, EntryPoints: []string{"checkout.js"}, Bundle: true, LogLevel: api.LogLevelSilent})
	if len(built.Errors) != 1 || !strings.Contains(built.Errors[0].Text, `No matching export in "node_modules/@alipay/ams-checkout/dist/esm/ams-checkout.mjs" for import "AMSElement"`) {
		t.Errorf("esbuild says %+v", built.Errors)
	}
}
