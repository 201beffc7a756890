package payment

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/qr"
)

// showFlags say what to do with the link and the order code.
type showFlags struct {
	qr      string
	qrStyle string
	qrFile  string
	force   bool
	open    bool
	copy    bool
}

func (f *showFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.qr, "qr", "auto", "`when` to print the order code as a QR code: auto, always or never")
	fl.StringVar(&f.qrStyle, "qr-style", autoStyle, "`style` of the QR code: half, block, ascii, inverse (for a light background without colours), or auto by locale and colours")
	fl.StringVar(&f.qrFile, "qr-file", "", "write the QR code to a new `file` that ends in .png or .svg; symbolic links are not followed")
	fl.BoolVar(&f.force, "force", false, "replace the file of --qr-file if it exists")
	fl.BoolVar(&f.open, "open", false, "open the buyer's link in the browser; with --local, also wait for the final state, because this command serves the page")
	cli.AddCopy(fl, &f.copy)
	_ = cmd.RegisterFlagCompletionFunc("qr", cli.CompleteFixed("auto", "always", "never"))
	_ = cmd.RegisterFlagCompletionFunc("qr-style", cli.CompleteFixed(qrStyles()...))
}

// autoStyle chooses the style of a QR code by the locale and the colours of the terminal.
const autoStyle = "auto"

// qrStyles lists the values of --qr-style.
func qrStyles() []string {
	names := []string{autoStyle}
	for _, s := range qr.Styles() {
		names = append(names, string(s))
	}
	return names
}

// check refuses values that could only fail after the request was sent.
func (f *showFlags) check(env *cli.Env) error {
	if err := cli.CheckCopy(env, f.copy); err != nil {
		return err
	}
	switch f.qr {
	case "auto", "always", "never":
	default:
		return cli.UsageError("--qr "+f.qr, fmt.Errorf("it must be auto, always or never"))
	}
	if !slices.Contains(qrStyles(), f.qrStyle) {
		return cli.UsageError("--qr-style "+f.qrStyle, fmt.Errorf("it must be %s", strings.Join(qrStyles(), ", ")))
	}
	if f.qrFile == "" {
		return nil
	}
	switch strings.ToLower(filepath.Ext(f.qrFile)) {
	case ".png", ".svg":
	default:
		return cli.UsageError("--qr-file "+f.qrFile, fmt.Errorf("the name must end in .png or .svg"))
	}
	if dir := filepath.Dir(f.qrFile); !cli.IsDir(dir) {
		return cli.UsageError("--qr-file "+f.qrFile, fmt.Errorf("there is no directory %s", dir))
	}
	return f.checkTarget()
}
