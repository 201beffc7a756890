package payment

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/qr"
	"github.com/antom-cli/antom/internal/ui"
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
	fl.StringVar(&f.qr, "qr", "auto", "print the order code as a QR code: auto, always or never (`when`)")
	fl.StringVar(&f.qrFile, "qr-file", "", "write the QR code to a new `file` that ends in .png or .svg; symbolic links are not followed")
	fl.BoolVar(&f.force, "force", false, "replace the file of --qr-file if it exists")
	fl.BoolVar(&f.open, "open", false, "open the link for the buyer in the browser; with --local, also wait for the final state, because this command serves the page")
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

// checkTarget refuses to write over something. A symbolic link is never followed: where
// others may write too, they could choose by it what is replaced.
func (f *showFlags) checkTarget() error {
	info, err := os.Lstat(f.qrFile)
	switch {
	case err != nil:
		return nil // there is nothing, or writing it tells why not
	case info.Mode()&fs.ModeSymlink != 0:
		return cli.UsageError("--qr-file "+f.qrFile, errors.New("it is a symbolic link, which is not followed"), "name the file itself")
	case !info.Mode().IsRegular():
		return cli.UsageError("--qr-file "+f.qrFile, errors.New("something that is not a regular file is there"), "choose another name")
	case !f.force:
		return apperr.New(apperr.Usage, "--qr-file: "+f.qrFile+" exists already", nil, "choose another name, or add --force to replace it").WithCode("exists")
	}
	return nil
}

// drawQR draws the order code where a person will see it: on a terminal that
// is wide enough, or wherever --qr always says.
func (v *createResult) drawQR(w io.Writer) error {
	text := v.CodeText()
	s := v.sender.env.Streams()
	when := v.flags.qr
	if text == "" || when == "never" || (when == "auto" && !s.OutTTY) {
		return nil
	}
	code, err := qr.Encode(text)
	if err != nil {
		v.qrProblem = fmt.Sprintf("the order code cannot be shown as a QR code: %v", err)
		return nil
	}
	if s.OutTTY && code.Columns() > s.Width {
		v.qrProblem = fmt.Sprintf("the QR code needs %d columns and the terminal has %d; use --qr-file code.png", code.Columns(), s.Width)
		return nil
	}
	fmt.Fprintln(w)
	if s.OutTTY && !s.UTF8 && s.Color && code.WideColumns() <= s.Width {
		return code.DrawWide(w) // the terminal has no half blocks
	}
	return code.Draw(w, s.Color)
}

// saveQR writes the order code to --qr-file.
func (v *createResult) saveQR() error {
	name := v.flags.qrFile
	if name == "" {
		return nil
	}
	text := v.CodeText()
	if text == "" {
		return fmt.Errorf("the response has no order code, so %s was not written", name)
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
	if err := v.flags.write(data); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	v.sender.env.Note("QR code written to %s", name)
	return nil
}

// write makes the file of --qr-file. What was there is removed first, because a write
// over it would follow a link that was put there since it was looked at.
func (f *showFlags) write(data []byte) error {
	if err := f.checkTarget(); err != nil {
		return err
	}
	if f.force {
		if err := os.Remove(f.qrFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return durable.WriteFile(f.qrFile, data, durable.WriteOptions{Mode: 0o644})
}

// qrScale is the size of one module of a PNG, in pixels.
const qrScale = 8

// open opens the link in the browser when asked to.
func (v *createResult) open() {
	if !v.flags.open {
		return
	}
	url := v.Link()
	if url == "" {
		v.sender.env.Warn("there is no link to open")
		return
	}
	if !outcome.WebLink(url) {
		v.sender.env.Warn("%s is not a web address, so no browser is opened", ui.Clean(url))
		return
	}
	if err := v.sender.env.Browse(url); err != nil {
		v.sender.env.Warn("%v; open the link yourself", err)
	}
}
