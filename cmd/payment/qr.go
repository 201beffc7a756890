package payment

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/qr"
)

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
	style := qr.StyleFor(s.UTF8, s.Color)
	if v.flags.qrStyle != autoStyle {
		style = qr.Style(v.flags.qrStyle)
	}
	if s.OutTTY && code.Columns(style) > s.Width {
		v.qrProblem = tooWide(code, style, s.Width)
		return nil
	}
	fmt.Fprintln(w)
	return code.Draw(w, style, s.Color)
}

// tooWide says what to do where a terminal is too narrow for the QR code.
func tooWide(code *qr.Code, style qr.Style, width int) string {
	text := fmt.Sprintf("the QR code needs %d columns and the terminal has %d; ", code.Columns(style), width)
	if code.Columns(qr.Half) <= width {
		return text + fmt.Sprintf("--qr-style half needs %d; or use --qr-file code.png", code.Columns(qr.Half))
	}
	return text + "use --qr-file code.png"
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

// checkTarget refuses to write over something. A symbolic link is never followed: where
// others may write too, they could choose by it what is replaced.
func (f *showFlags) checkTarget() error {
	info, err := os.Lstat(f.qrFile)
	switch {
	case err != nil:
		return nil // there is nothing, or writing the file fails with the reason
	case info.Mode()&fs.ModeSymlink != 0:
		return cli.UsageError("--qr-file "+f.qrFile, errors.New("it is a symbolic link, which is not followed"), "name the file itself")
	case !info.Mode().IsRegular():
		return cli.UsageError("--qr-file "+f.qrFile, errors.New("something that is not a regular file is there"), "choose another name")
	case !f.force:
		return apperr.New(apperr.Usage, "--qr-file: "+f.qrFile+" exists already", nil, "choose another name, or add --force to replace it").WithCode("exists")
	}
	return nil
}

// qrScale is the size of one module of a PNG, in pixels.
const qrScale = 8
