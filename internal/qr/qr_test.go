package qr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/qr/qrtest"
)

const walletCode = "https://global.alipay.com/281002040092bX3Qe8mBvs0wZN9GyBGbFvn7"

func encode(t *testing.T, text string) *Code {
	t.Helper()
	c, err := Encode(text)
	if err != nil {
		t.Fatalf("Encode(%.40q): %v", text, err)
	}
	return c
}

// texts are samples of many lengths: like URLs, digits, capitals, UTF-8.
func texts(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	alphabets := []string{
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%",
		"0123456789",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:",
		"支付宝付款码äöüßéñ€😀 abc",
	}
	out := []string{"a", "1", "A", "12", "€", walletCode}
	for i := range n {
		alphabet := []rune(alphabets[i%len(alphabets)])
		length := 1 + r.IntN(800/len(string(alphabet[:1])))
		if i < 60 {
			length = 1 + i/2
		}
		text := make([]rune, length)
		for j := range text {
			text[j] = alphabet[r.IntN(len(alphabet))]
		}
		out = append(out, string(text))
	}
	return out
}

func TestDrawIsReadable(t *testing.T) {
	t.Parallel()
	for i, text := range texts(90) {
		c := encode(t, text)
		for name, s := range map[string]qrtest.Screen{"dark": qrtest.Dark(), "light": qrtest.Light()} {
			p := draw(t, c, true, s)
			if i%4 == 0 {
				mustScan(t, p.Framed(s.Background()), text, "in colour on a "+name+" terminal")
			}
			checkModules(t, c, p)
		}
		p := draw(t, c, false, qrtest.Dark())
		checkModules(t, c, p)
		mustScan(t, p.Framed(true), text, "plain")
	}
}

// mustScan reads p and compares what it says.
func mustScan(t *testing.T, p qrtest.Picture, want, what string) {
	t.Helper()
	got, err := qrtest.ScanPicture(p)
	if err != nil {
		t.Fatalf("%s: cannot be read (%d bytes %.40q): %v", what, len(want), want, err)
	}
	if got != want {
		t.Fatalf("%s: read %.60q, want %.60q", what, got, want)
	}
}

func draw(t *testing.T, c *Code, color bool, s qrtest.Screen) qrtest.Picture {
	t.Helper()
	var out bytes.Buffer
	if err := c.Draw(&out, Half, color); err != nil {
		t.Fatal(err)
	}
	p, err := s.Show(out.String())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows is the height of a drawing in lines.
func rows(c *Code, s Style) int {
	if s == Block || s == ASCII {
		return c.full()
	}
	return (c.full() + 1) / 2
}

// checkModules holds that a drawing has the code's modules, a light zone of
// four around them, one row more at the bottom, and the promised size.
func checkModules(t *testing.T, c *Code, p qrtest.Picture) {
	t.Helper()
	if len(p) != 2*rows(c, Half) || rows(c, Half)*2 != c.full()+1 {
		t.Fatalf("drawn %d rows of modules, promised %d lines", len(p), rows(c, Half))
	}
	for y, row := range p {
		if len(row) != c.Columns(Half) {
			t.Fatalf("row %d has %d columns, want %d", y, len(row), c.Columns(Half))
		}
		for x, dark := range row {
			if dark != c.Dark(x-4, y-4) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
}

func TestDrawWideIsReadable(t *testing.T) {
	t.Parallel()
	for _, text := range texts(8) {
		c := encode(t, text)
		var out bytes.Buffer
		if err := c.Draw(&out, Block, true); err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(out.String(), func(r rune) bool { return r > 0x7e }); i >= 0 {
			t.Fatalf("not ASCII at byte %d", i)
		}
		drawn, err := qrtest.Light().Show(out.String())
		if err != nil {
			t.Fatal(err)
		}
		p := make(qrtest.Picture, 0, c.full())
		for y := 0; y < len(drawn); y += 2 {
			if len(drawn[y]) != c.Columns(Block) {
				t.Fatalf("%d columns, want %d", len(drawn[y]), c.Columns(Block))
			}
			var row []bool
			for x := 0; x < len(drawn[y]); x += 2 {
				row = append(row, drawn[y][x])
			}
			p = append(p, row)
		}
		mustScan(t, p, text, "wide")
	}
}

func TestDrawResetsEveryLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := encode(t, walletCode).Draw(&out, Half, true); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "\x1b[38;5;16;48;5;231m") || !strings.HasSuffix(line, "\x1b[0m\n") {
			t.Errorf("line %q", line)
		}
	}
	out.Reset()
	if err := encode(t, walletCode).Draw(&out, Half, false); err != nil || strings.ContainsRune(out.String(), '\x1b') {
		t.Errorf("plain drawing has escape sequences (%v)", err)
	}
}

func TestDrawReportsWriteErrors(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	r.Close()
	if err := encode(t, "a").Draw(w, Half, true); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	for i, text := range texts(12) {
		c := encode(t, text)
		scale := 3 + i%4
		data, err := c.PNG(scale)
		if err != nil {
			t.Fatal(err)
		}
		// Width, height, bit depth, colour type of the header chunk.
		if depth, kind := data[24], data[25]; depth != 1 || kind != 3 {
			t.Errorf("bit depth %d, colour type %d", depth, kind)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if side := (c.Size() + 8) * scale; img.Bounds().Dx() != side || img.Bounds().Dy() != side {
			t.Errorf("bounds %v, want %d", img.Bounds(), side)
		}
		p := make(qrtest.Picture, c.full())
		for y := range p {
			for x := range c.full() {
				r, _, _, _ := img.At(x*scale+scale/2, y*scale+scale/2).RGBA()
				p[y] = append(p[y], r == 0)
			}
		}
		mustScan(t, p, text, fmt.Sprintf("PNG at scale %d", scale))
	}
}

func TestPNGIsReadableAsItIs(t *testing.T) {
	t.Parallel()
	for _, scale := range []int{2, 4, 8, 16} {
		data, err := encode(t, walletCode).PNG(scale)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := qrtest.Scan(img); err != nil || got != walletCode {
			t.Errorf("scale %d: read %q, %v", scale, got, err)
		}
	}
}

func TestPNGScales(t *testing.T) {
	t.Parallel()
	c := encode(t, "a")
	for scale, ok := range map[int]bool{-1: false, 0: false, 1: true, 64: true, 65: false} {
		if _, err := c.PNG(scale); (err == nil) != ok {
			t.Errorf("scale %d: %v", scale, err)
		}
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	for _, text := range texts(12) {
		c := encode(t, text)
		var doc struct {
			ViewBox string `xml:"viewBox,attr"`
			Title   string `xml:"title"`
			Desc    string `xml:"desc"`
			Rect    struct {
				Width  int    `xml:"width,attr"`
				Height int    `xml:"height,attr"`
				Fill   string `xml:"fill,attr"`
			} `xml:"rect"`
			Paths []struct {
				D string `xml:"d,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal(c.SVG(), &doc); err != nil {
			t.Fatal(err)
		}
		n := c.Size() + 8
		if doc.ViewBox != fmt.Sprintf("0 0 %d %d", n, n) || doc.Rect.Width != n || doc.Rect.Height != n || doc.Rect.Fill != "#fff" {
			t.Errorf("frame %q %+v", doc.ViewBox, doc.Rect)
		}
		if doc.Title != "QR code" || doc.Desc != text || len(doc.Paths) != 1 {
			t.Errorf("title %q, description %q, %d paths", doc.Title, doc.Desc, len(doc.Paths))
		}
		mustScan(t, rasterise(t, doc.Paths[0].D, n), text, "SVG")
	}
}

// rasterise paints a path made of rectangles one unit high.
func rasterise(t *testing.T, d string, n int) qrtest.Picture {
	t.Helper()
	p := make(qrtest.Picture, n)
	for i := range p {
		p[i] = make([]bool, n)
	}
	shape := regexp.MustCompile(`^M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	for d != "" {
		m := shape.FindStringSubmatch(d)
		if m == nil || m[3] != m[4] {
			t.Fatalf("path goes on with %.20q", d)
		}
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		run, _ := strconv.Atoi(m[3])
		for i := range run {
			p[y][x+i] = true
		}
		d = d[len(m[0]):]
	}
	return p
}

func TestEncodeLimits(t *testing.T) {
	t.Parallel()
	if _, err := Encode(""); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty text: %v", err)
	}
	longest := encode(t, strings.Repeat("a", 2953))
	if longest.Size() != 177 {
		t.Errorf("size %d", longest.Size())
	}
	var tooLong *TooLongError
	if _, err := Encode(strings.Repeat("a", 2954)); !errors.As(err, &tooLong) || tooLong.Length != 2954 || tooLong.Max != 2953 {
		t.Errorf("too long: %v", err)
	}
}

// A code of Antom's must fit the usual 80 columns with room to spare.
func TestWalletCodeIsSmall(t *testing.T) {
	t.Parallel()
	c := encode(t, walletCode)
	if c.Columns(Half) > 45 || rows(c, Half) > 23 {
		t.Errorf("%d columns, %d lines", c.Columns(Half), rows(c, Half))
	}
	if c.Text() != walletCode {
		t.Errorf("text %q", c.Text())
	}
}

func TestEncodeTakesFreeCorrection(t *testing.T) {
	t.Parallel()
	// Version 1 holds 17 bytes at level L, 14 at level M.
	for text, level := range map[string]int{"12345678abcdef": 1, "12345678abcdefg": 0} {
		c := encode(t, text)
		if int(c.level) != level || c.Size() != 21 {
			t.Errorf("%q: level %d, size %d", text, c.level, c.Size())
		}
	}
}
