// Command qrread prints the text of the QR code in a PNG file, or in a file with
// the output of a command.
package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"strings"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/qr/qrtest"
)

func main() {
	text, err := readQR(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "qrread:", err)
		os.Exit(1)
	}
	fmt.Println(text)
}

func readQR(name string) (string, error) {
	const limit = 16 << 20 // bytes
	data, err := durable.ReadInput(context.Background(), name, limit)
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(name, ".png") {
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return "", err
		}
		return qrtest.Scan(img)
	}
	var drawing strings.Builder
	for line := range strings.Lines(string(data)) {
		if strings.ContainsAny(line, "█▀▄") || strings.Contains(line, "########") || strings.Contains(line, "48;5;231m") {
			drawing.WriteString(strings.Replace(line, "\r\n", "\n", 1)) // a terminal adds the \r
		}
	}
	p, err := qrtest.Dark().Show(drawing.String())
	if err != nil {
		return "", err
	}
	return qrtest.ScanPicture(p.Framed(true))
}
