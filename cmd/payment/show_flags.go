package payment

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
)

// showFlags say what to do with the link and the order code.
type showFlags struct {
	qr     string
	qrFile string
	force  bool
	open   bool
}

func (f *showFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.qr, "qr", "auto", "`when` to print the order code as a QR code: auto, always or never")
	fl.StringVar(&f.qrFile, "qr-file", "", "write the QR code to a new `file` that ends in .png or .svg; symbolic links are not followed")
	fl.BoolVar(&f.force, "force", false, "replace the file of --qr-file if it exists")
	fl.BoolVar(&f.open, "open", false, "open the buyer's link in the browser; with --local, also wait for the final state, because this command serves the page")
	_ = cmd.RegisterFlagCompletionFunc("qr", cli.CompleteFixed("auto", "always", "never"))
}

// check refuses values that could only fail after the request was sent.
func (f *showFlags) check() error {
	switch f.qr {
	case "auto", "always", "never":
	default:
		return cli.UsageError("--qr "+f.qr, fmt.Errorf("it must be auto, always or never"))
	}
	if f.qrFile == "" {
		return nil
	}
	switch strings.ToLower(filepath.Ext(f.qrFile)) {
	case ".png", ".svg":
	default:
		return cli.UsageError("--qr-file "+f.qrFile, fmt.Errorf("the name must end in .png or .svg"))
	}
	if dir, err := os.Stat(filepath.Dir(f.qrFile)); err != nil || !dir.IsDir() {
		return cli.UsageError("--qr-file "+f.qrFile, fmt.Errorf("there is no directory %s", filepath.Dir(f.qrFile)))
	}
	return f.checkTarget()
}
