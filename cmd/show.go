package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/qr"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/keys"
)

// showFlags say what to do with the link and the order code.
type showFlags struct {
	qr     string
	qrFile string
	open   bool
}

func (f *showFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.qr, "qr", "auto", "draw the order code as a QR code: auto, always or never (`when`)")
	fl.StringVar(&f.qrFile, "qr-file", "", "write the QR code to a `file`, code.png or code.svg")
	fl.BoolVar(&f.open, "open", false, "open the buyer's link in the browser; with --local also wait for the end, since this command serves the page")
	_ = cmd.RegisterFlagCompletionFunc("qr", fixed("auto", "always", "never"))
}

// check refuses values that could only fail after the request was sent.
func (f *showFlags) check() error {
	switch f.qr {
	case "auto", "always", "never":
	default:
		return usage("--qr "+f.qr, fmt.Errorf("it must be auto, always or never"))
	}
	if f.qrFile == "" {
		return nil
	}
	switch strings.ToLower(filepath.Ext(f.qrFile)) {
	case ".png", ".svg":
	default:
		return usage("--qr-file "+f.qrFile, fmt.Errorf("the name must end in .png or .svg"))
	}
	if dir, err := os.Stat(filepath.Dir(f.qrFile)); err != nil || !dir.IsDir() {
		return usage("--qr-file "+f.qrFile, fmt.Errorf("there is no directory %s", filepath.Dir(f.qrFile)))
	}
	return nil
}

// drawQR draws the order code where a person will see it: on a terminal that
// is wide enough, or wherever --qr always says.
func (v *creation) drawQR(w io.Writer) error {
	text := v.codeText()
	s := v.app.streams()
	when := v.flags.show.qr
	if text == "" || when == "never" || (when == "auto" && !s.OutTTY) {
		return nil
	}
	code, err := qr.Encode(text)
	if err != nil {
		v.undrawn = fmt.Sprintf("the order code cannot be drawn: %v", err)
		return nil
	}
	if s.OutTTY && code.Columns() > s.Width {
		v.undrawn = fmt.Sprintf("the QR code needs %d columns and the terminal has %d; use --qr-file code.png", code.Columns(), s.Width)
		return nil
	}
	fmt.Fprintln(w)
	if s.OutTTY && !s.UTF8 && s.Color && code.WideColumns() <= s.Width {
		return code.DrawWide(w) // the terminal has no half blocks
	}
	return code.Draw(w, s.Color)
}

// saveQR writes the order code to --qr-file.
func (v *creation) saveQR() error {
	name := v.flags.show.qrFile
	if name == "" {
		return nil
	}
	text := v.codeText()
	if text == "" {
		return fmt.Errorf("the answer has no order code, so %s was not written", name)
	}
	code, err := qr.Encode(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	data := code.SVG()
	if strings.EqualFold(filepath.Ext(name), ".png") {
		if data, err = code.PNG(qrScale); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := keys.WriteFile(name, data, keys.WriteOptions{Mode: 0o644, Overwrite: true}); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	v.app.note("QR code written to %s", name)
	return nil
}

// qrScale is the size of one module of a PNG, in pixels.
const qrScale = 8

// open opens the link in the browser when asked to.
func (v *creation) open() {
	if !v.flags.show.open {
		return
	}
	url := v.link()
	if url == "" {
		v.app.warn("there is no link to open")
		return
	}
	if !outcome.WebLink(url) {
		v.app.warn("%s is not a web address, so no browser is opened", ui.Clean(url))
		return
	}
	if err := v.app.Browse(url); err != nil {
		v.app.warn("%v; open the link yourself", err)
	}
}
