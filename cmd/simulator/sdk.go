package simulator

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/websdk"
	"github.com/antom-cli/antom/internal/ui"
)

// maxManifest limits how much of a package.json is read, in bytes.
const maxManifest = 1 << 20

// sdkFlags are those of sandbox sdk.
type sdkFlags struct {
	out   string
	url   string
	force bool
}

func newSandboxSDKCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &sdkFlags{}
	cmd := &cobra.Command{
		Use:   "sdk",
		Short: "Write the stand-in for Antom's web SDK as a package for npm",
		Long: `Write the simulator's stand-in for Antom's web SDK as a package named @alipay/ams-checkout. A bundled
front end that installs it pays against the simulator. It needs no network: npm installs it from the
directory, or from the tarball if --out ends with .tgz.

The package calls the simulator that made the session, whose address is in the session data. --url
fixes another address, for example that of a proxy. A page can set globalThis.ANTOM_SIMULATOR_URL.`,
		Example: `  antom sandbox sdk --out antom-sdk && npm install ./antom-sdk
  antom sandbox sdk --out ams-checkout.tgz && npm install ./ams-checkout.tgz
  antom sandbox sdk --out antom-sdk --url https://pay.shop.test`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "`directory` for the package, or a file that ends with .tgz (required)")
	fl.StringVar(&f.url, "url", "", "always call the simulator at this `URL`")
	fl.BoolVar(&f.force, "force", false, "replace the tarball, or files of another project in the directory; an earlier copy of the package in a directory is always replaced")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runSandboxSDK(env, cmd, s, f) })
	return cmd
}

// writtenPackage says in JSON what was written.
type writtenPackage struct {
	Path    string   `json:"path"`
	Package string   `json:"package"`
	Version string   `json:"version"`
	URL     string   `json:"url"`   // of the simulator
	Fixed   bool     `json:"fixed"` // --url was given
	Files   []string `json:"files"` // of the package
}

func runSandboxSDK(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *sdkFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	home, err := f.home(env, cmd, s)
	if err != nil {
		return err
	}
	files, err := websdk.Package(home)
	if err != nil {
		return apperr.New(apperr.Internal, "making the package", err)
	}
	if f.tarball() {
		err = f.writeTarball(files)
	} else {
		err = f.writeDirectory(cmd.Context(), files)
	}
	if err != nil {
		return err
	}
	written := writtenPackage{Path: f.out, Package: websdk.PackageName, Version: websdk.PackageVersion(), URL: home.URL, Fixed: home.Fixed}
	for _, file := range files {
		written.Files = append(written.Files, file.Path)
	}
	err = env.Print(cmd, o, output.Result{Value: written, Quiet: f.out, Text: func(w io.Writer) error {
		simulator := home.URL
		if !home.Fixed {
			simulator = "the one that made the session, or " + home.URL
		}
		env.Theme().Pairs(w, env.Streams().Width, []ui.Pair{
			{Label: "Package", Value: written.Package + " " + written.Version}, {Label: "Written to", Value: ui.Clean(f.out)}, {Label: "Simulator", Value: ui.Clean(simulator)},
		})
		return nil
	}})
	if err == nil {
		env.Hint("install it in your front end: npm install %s", apperr.ShellQuote(localPath(f.out)))
	}
	return err
}

// localPath is a path as npm needs it, which takes a bare name for a package of the
// registry.
func localPath(path string) string {
	if filepath.IsAbs(path) || strings.HasPrefix(path, ".") {
		return path
	}
	return "." + string(filepath.Separator) + path
}

func (f *sdkFlags) tarball() bool { return strings.HasSuffix(strings.ToLower(f.out), ".tgz") }

// home checks the flags and finds the address for the package.
func (f *sdkFlags) home(env *cli.Env, cmd *cobra.Command, s *ServeFlags) (websdk.Home, error) {
	if f.out == "" {
		return websdk.Home{}, apperr.New(apperr.Usage, "--out is missing", nil, "name a directory for the package: antom sandbox sdk --out antom-sdk")
	}
	if f.url != "" {
		address, ok := origin(f.url)
		if !ok {
			return websdk.Home{}, cli.UsageError("--url "+apperr.ShellQuote(f.url), errors.New("it must be an http or https address without a path, such as http://127.0.0.1:8964"))
		}
		return websdk.Home{URL: address, Fixed: true}, nil
	}
	if cmd.Flags().Changed("url") {
		return websdk.Home{}, cli.UsageError("--url", errors.New("it is empty"))
	}
	remote, err := sandbox.Dial(cmd.Context(), s.Dir(env))
	if err != nil { // none is running
		return websdk.Home{URL: cli.SandboxURL(sandbox.DefaultAddr)}, nil
	}
	return websdk.Home{URL: remote.URL()}, nil
}

// origin is the origin of an address that has nothing else.
func origin(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	return u.Scheme + "://" + u.Host, true
}

func (f *sdkFlags) writeTarball(files []websdk.File) error {
	data, err := websdk.Tarball(files)
	if err != nil {
		return apperr.New(apperr.Internal, "making the package", err)
	}
	if err := cli.MakeDir(filepath.Dir(f.out)); err != nil {
		return err
	}
	return f.write(f.out, data, f.force)
}

// writeDirectory writes the files of the package. An earlier copy of the package is
// replaced; the files of another project are not.
func (f *sdkFlags) writeDirectory(ctx context.Context, files []websdk.File) error {
	info, err := os.Stat(f.out)
	if err == nil && !info.IsDir() {
		return cli.UsageError("--out "+apperr.ShellQuote(f.out), errors.New("it is a file; name a directory, or a file that ends with .tgz"))
	}
	replace := f.force
	manifest, err := durable.ReadInput(ctx, filepath.Join(f.out, "package.json"), maxManifest)
	switch {
	case err == nil && websdk.IsPackage(manifest):
		replace = true
	case err == nil && !f.force:
		return apperr.New(apperr.Usage, "--out "+apperr.ShellQuote(f.out), errors.New("the directory has the package.json of another package"),
			"name a directory of its own: antom sandbox sdk --out "+apperr.ShellQuote(filepath.Join(f.out, "antom-sdk"))).WithCode("exists")
	case err != nil && !errors.Is(err, fs.ErrNotExist) && !f.force:
		return apperr.New(apperr.Config, "reading "+filepath.Join(f.out, "package.json"), err)
	}
	for _, file := range files {
		path := filepath.Join(f.out, filepath.FromSlash(file.Path))
		if err := cli.MakeDir(filepath.Dir(path)); err != nil {
			return err
		}
		if err := f.write(path, file.Data, replace); err != nil {
			return err
		}
	}
	return nil
}

func (f *sdkFlags) write(path string, data []byte, replace bool) error {
	err := durable.WriteFile(path, data, durable.WriteOptions{Mode: 0o644, Overwrite: replace})
	var exists *durable.ExistsError
	switch {
	case errors.As(err, &exists):
		return apperr.New(apperr.Usage, "--out", err, "choose another place, or replace the files: --force").WithCode("exists")
	case err != nil:
		return apperr.New(apperr.Config, "writing "+path, err)
	}
	return nil
}
