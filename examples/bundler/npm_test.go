package bundler

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/antom-cli/antom/internal/sandbox/websdk"
)

// requireEnv, set to "required", makes a missing npm a failure.
const requireEnv = "ANTOM_NPM"

// npm runs npm in a directory. It can reach no registry.
func npm(t *testing.T, dir string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "npm", append(args, "--no-audit", "--no-fund", "--no-update-notifier")...)
	command.Dir = dir
	command.Env = append(os.Environ(), "npm_config_registry=http://127.0.0.1:9/", "npm_config_fetch_retries=0", "npm_config_cache="+t.TempDir(), "HOME="+t.TempDir())
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// needNPM skips a test where npm is missing, or lets it fail where npm is required.
func needNPM(t *testing.T) {
	t.Helper()
	for _, program := range []string{"npm", "node"} {
		switch _, err := exec.LookPath(program); {
		case err != nil && os.Getenv(requireEnv) == "required":
			t.Fatalf("there is no %s; %s says that it is required", program, requireEnv)
		case err != nil:
			t.Skipf("there is no %s; install npm to run this test", program)
		}
	}
}

// npm installs the package from a directory, from a tarball and from a simulator, without
// a registry. What it installed is bundled, and pays.
func TestInstalledByNPM(t *testing.T) {
	t.Parallel()
	needNPM(t)
	for name, source := range map[string]func(t *testing.T, simulator string) string{
		"directory": func(t *testing.T, _ string) string {
			dir := t.TempDir()
			for _, f := range packageFiles(t) {
				write(t, filepath.Join(dir, filepath.FromSlash(f.Path)), f.Data)
			}
			return dir
		},
		"tarball": func(t *testing.T, _ string) string {
			data, err := websdk.Tarball(packageFiles(t))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "ams-checkout.tgz")
			write(t, path, data)
			return path
		},
		"simulator": func(_ *testing.T, simulator string) string { return simulator + websdk.PackagePath },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newShop(t, func(simulator string) []byte {
				dir := front(t)
				write(t, filepath.Join(dir, "package.json"), []byte(`{"name": "shop", "private": true}`))
				npm(t, dir, "install", source(t, simulator))
				loads(t, dir)
				return bundle(t, dir, api.FormatESModule, true)
			}).buys()
		})
	}
}

// loads checks that the package can be loaded where there is no page, as by a server that
// renders pages, in both forms.
func loads(t *testing.T, dir string) {
	t.Helper()
	for kind, code := range map[string]string{
		"module":   `import { AMSCashierPayment } from "@alipay/ams-checkout"; console.log(typeof AMSCashierPayment);`,
		"commonjs": `console.log(typeof require("@alipay/ams-checkout").AMSCashierPayment);`,
	} {
		command := exec.CommandContext(t.Context(), "node", "--input-type="+kind, "-e", code)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "function" {
			t.Errorf("loading it as %s: %v\n%s", kind, err, out)
		}
	}
}

func packageFiles(t *testing.T) []websdk.File {
	t.Helper()
	files, err := websdk.Package(websdk.Home{URL: "http://127.0.0.1:9"}) // the session data know better
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
